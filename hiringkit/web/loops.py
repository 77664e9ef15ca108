"""The list of loops, and one loop: built, opened, closed, and who belongs to it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import ConflictError, InvalidError
from hiringkit.policy.people import LoopRole, Role, may_be_given
from hiringkit.services import loop_words, loops, members, opening
from hiringkit.services.loops import LoopPage
from hiringkit.web import loop_list
from hiringkit.web.builders import page_of
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.candidates import searched
from hiringkit.web.forms.faults import show, show_both
from hiringkit.web.forms.loops import NEW_LOOP, ROLE_WORDS, LoopForm, like_form, loop_form, whole
from hiringkit.web.security import needs

blueprint = Blueprint("loops", __name__, url_prefix="/loops")


@blueprint.get("")
@needs()
def index() -> bytes:
    """The loops that the viewer reaches."""
    named, after = request.args.get("state", ""), whole(request.args.get("after"))
    words, chosen = searched(request.args), LoopState(named) if named in set(LoopState) else None
    found = loops.listed(database(), viewer(), state=chosen, words=words, after=after)
    return loop_list.render(found, viewer(), state=chosen, words=words, after=after)


@blueprint.route("/new", methods=["GET", "POST"])
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def new() -> ResponseReturnValue:
    """A new loop, from a pack, whose version the address may name, or as an earlier loop was built."""
    source, named = _source(whole(request.values.get("like"))), whole(request.args.get("version"))
    versions = loops.versions(database(), source.pack_id if source else None)
    pack = source.pack if source else loops.published(database(), named) if named else None
    if pack and not source:
        versions = [version for version in versions if version[0] == named]
    form = like_form(source, versions) if source else LoopForm(zone=viewer().zone, **NEW_LOOP)
    form.offer_versions(versions)
    form.offer(pack, loops.people(database()) if pack else ())
    if form.validate_on_submit():
        like = loop_words.Like(source.loop_id, with_people=bool(form.with_people.data)) if source else None
        try:
            loop_id = loop_words.create(database(), viewer(), whole(form.version.data), form.words(), now(), like=like)
        except InvalidError as error:
            show(form, error)
        else:
            return redirect(url_for(".show", loop_id=loop_id, said="added"), 303)
    earlier = [] if source else loops.listed(database(), viewer())[0]
    page = render_template("loops/new.html", form=form, versions=versions, source=source, pack=pack, earlier=earlier)
    return page, 422 if form.is_submitted() else 200


def _source(loop_id: int) -> LoopPage | None:
    """The loop that a new one is to be built like; None where none is named."""
    return loops.pattern(database(), viewer(), loop_id) if loop_id else None


@blueprint.get("/<int:loop_id>", endpoint="show")
@needs()
def show_loop(loop_id: int) -> str:
    """One loop: its stages, coverage, opening and findings."""
    return page_of(loops.page(database(), viewer(), loop_id, now()))


@blueprint.route("/<int:loop_id>/edit", methods=["GET", "POST"])
@needs()
def edit(loop_id: int) -> ResponseReturnValue:
    """What the loop says, and who decides."""
    loop = loops.to_change(database(), viewer(), loop_id)
    form = loop_form(loop)
    form.offer(loop.pack, loops.people(database()))
    if form.validate_on_submit():
        try:
            loop_words.rewrite(database(), viewer(), loop_id, whole(form.revision.data), form.words(), now())
        except InvalidError as error:
            show(form, error)
        except ConflictError as error:
            show_both(form, error)
            return _edit_page(loop, form), 409
        else:
            return redirect(url_for(".show", loop_id=loop_id, said="saved"), 303)
    return _edit_page(loop, form), 422 if form.is_submitted() else 200


@blueprint.get("/<int:loop_id>/people")
@needs()
def people(loop_id: int) -> str:
    """Who belongs to the loop."""
    return _people_page(loops.page(database(), viewer(), loop_id), {})


@blueprint.post("/<int:loop_id>/people")
@needs()
def add_member(loop_id: int) -> ResponseReturnValue:
    """Give somebody a part in the loop."""
    orphaned = members.may_name_manager(database(), viewer(), loop_id)  # its managers cannot, so an administrator does
    loop = (loops.page if orphaned else loops.to_change)(database(), viewer(), loop_id)
    try:
        role = _part(request.form.get("role", ""))
        members.add_member(database(), viewer(), loop_id, whole(request.form.get("person")), role, now())
    except InvalidError as error:
        return _people_page(loop, error.problems), 422
    return redirect(url_for(".people", loop_id=loop_id, said="added", stage=request.args.get("stage")), 303)


@blueprint.post("/<int:loop_id>/people/remove")
@needs()
def remove_member(loop_id: int) -> ResponseReturnValue:
    """Take a part in the loop from somebody."""
    loops.to_change(database(), viewer(), loop_id)
    person_id, _, role = request.form.get("member", "").partition(" ")
    part = _part(role)
    members.remove_member(database(), viewer(), loop_id, whole(person_id), part, now())
    said = "left" if part is LoopRole.INTERVIEWER else "removed"
    return redirect(url_for(".people", loop_id=loop_id, said=said), 303)


@blueprint.route("/<int:loop_id>/waivers", methods=["GET", "POST"])
@needs()
def waive(loop_id: int) -> ResponseReturnValue:
    """Let a finding stand, with a reason; or, of a check (`met`), say how it is met."""
    loop = loops.to_change(database(), viewer(), loop_id, now())
    key, is_met = request.values.get("finding", ""), request.values.get("met") == "1"
    reason, problems = request.form.get("reason", ""), {}
    if request.method == "POST":
        try:
            opening.waive(database(), viewer(), loop_id, key, reason, now(), is_met=is_met)
        except InvalidError as error:
            problems = error.problems
        else:
            said, place = ("met", "pr") if is_met else ("waived", "fi")
            return redirect(url_for(".show", loop_id=loop_id, said=said, _anchor=place), 303)
    finding = next((one for one in loop.findings if one.key == key and one.waivable), None)
    if finding is None or (is_met and not finding.is_check):
        return redirect(url_for(".show", loop_id=loop_id), 303)
    page = render_template(
        "loops/waive.html", plan=loop, finding=finding, is_met=is_met, reason=reason, problems=problems
    )
    return page, 422 if problems else 200


@blueprint.post("/<int:loop_id>/waivers/remove")
@needs()
def unwaive(loop_id: int) -> ResponseReturnValue:
    """Take a waiver back."""
    opening.unwaive(database(), viewer(), loop_id, request.form.get("finding", ""), now())
    return redirect(url_for(".show", loop_id=loop_id, said="removed", _anchor="fi"), 303)


@blueprint.post("/<int:loop_id>/open")
@needs()
def open_loop(loop_id: int) -> ResponseReturnValue:
    """Open the loop, once it can be judged."""
    try:
        opening.open_loop(database(), viewer(), loop_id, now())
    except InvalidError as error:
        return page_of(loops.page(database(), viewer(), loop_id, now()), error), 422
    except ConflictError:  # a second click, or a colleague, was quicker: the loop is open, as was asked
        pass
    return redirect(url_for(".show", loop_id=loop_id, said="opened"), 303)


@blueprint.route("/<int:loop_id>/close", methods=["GET", "POST"])
@needs()
def close(loop_id: int) -> ResponseReturnValue:
    """Ask once more, then close the loop."""
    if request.method == "POST":
        opening.close(database(), viewer(), loop_id, now())
        return redirect(url_for(".show", loop_id=loop_id, said="closed"), 303)
    return render_template("loops/close.html", sheet=opening.closing(database(), viewer(), loop_id, now()))


@blueprint.post("/<int:loop_id>/reopen")
@needs()
def reopen(loop_id: int) -> ResponseReturnValue:
    """Open a closed loop again."""
    opening.reopen(database(), viewer(), loop_id, now())
    return redirect(url_for(".show", loop_id=loop_id, said="reopened"), 303)


@blueprint.route("/<int:loop_id>/discard", methods=["GET", "POST"])
@needs()
def discard(loop_id: int) -> ResponseReturnValue:
    """Ask once more, then delete a draft."""
    if request.method == "POST":
        opening.discard(database(), viewer(), loop_id, now())
        return redirect(url_for(".index", said="loop-discarded"), 303)
    loop = loops.to_change(database(), viewer(), loop_id)
    if not loop.is_draft:
        raise ConflictError("Only a draft is discarded.", mend="Close the loop instead.")
    return render_template("loops/discard.html", plan=loop)


def _edit_page(loop: LoopPage, form: LoopForm) -> str:
    return render_template("loops/edit.html", plan=loop, form=form)


def _people_page(loop: LoopPage, problems: dict[str, str]) -> str:
    names_manager = not loop.is_manager and members.may_name_manager(database(), viewer(), loop.loop_id)
    everybody = loops.people(database()) if loop.is_manager or names_manager else []
    least = LoopRole.MANAGER if names_manager else LoopRole.INTERVIEWER
    able = [(who, name) for who, name, role in everybody if may_be_given(Role(role), least)]
    return render_template(
        "loops/people.html",
        plan=loop,
        everybody=able,
        words=ROLE_WORDS,
        parts={least: ROLE_WORDS[least]} if names_manager else ROLE_WORDS,
        names_manager=names_manager,
        problems=problems,
        person=whole(request.form.get("person")),
        part=request.form.get("role", "interviewer"),
        stage=next((stage for stage in loop.plan.stages if stage.key == request.args.get("stage")), None),
    )


def _part(value: str) -> LoopRole:
    if value not in set(LoopRole):
        raise InvalidError("There is no such part in a loop.", problems={"role": "Choose one of the parts."})
    return LoopRole(value)
