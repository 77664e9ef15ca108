"""Reference samples: the list, one of them, making and retiring them, asking people to rate them."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.policy import samples as policy
from hiringkit.policy.people import Role
from hiringkit.rubrics.packs import Pack
from hiringkit.services import drills, samples
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.candidates import identifier
from hiringkit.web.forms.samples import due_at, typed, words
from hiringkit.web.security import needs

WEEK = timedelta(days=7)
blueprint = Blueprint("samples", __name__, url_prefix="/samples")


@blueprint.get("")
@needs()
def index() -> str:
    """Every sample in use, by pack; `state=retired` for the others."""
    retired = request.args.get("state") == "retired"
    return render_template(
        "samples/index.html",
        lines=samples.listed(database(), viewer(), retired=retired),
        retired=retired,
        may_make=policy.may_make(viewer()),
    )


@blueprint.get("/<int:sample_id>")
@needs()
def show(sample_id: int) -> str:
    """One sample; its reference ratings once they are open to the viewer."""
    return _shown(sample_id, {})


@blueprint.route("/new", methods=["GET", "POST"])
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def new() -> ResponseReturnValue:
    """Make a sample for the newest version of a pack (`pack`)."""
    bases = samples.bases(database(), viewer())
    pack_id = identifier(request.values.get("pack")) or (bases[0][0] if bases else 0)
    chosen = next((one for one in bases if one[0] == pack_id), None)
    if chosen is None:
        raise NotFoundError("There is no such pack.", where=f"pack {pack_id}")
    if request.method == "GET":
        return _form(bases, chosen, {}, {})
    try:
        made = samples.make(database(), viewer(), pack_id, words(request.form, chosen[2]), now())
    except InvalidError as error:
        return _form(bases, chosen, request.form, error.problems), 422
    return redirect(url_for(".show", sample_id=made, said="added"), 303)


@blueprint.route("/<int:sample_id>/edit", methods=["GET", "POST"])
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def edit(sample_id: int) -> ResponseReturnValue:
    """Make the next version of a sample."""
    page = samples.editable(database(), viewer(), sample_id)
    bases = samples.bases(database(), viewer())
    chosen = next(one for one in bases if one[0] == page.line.pack_id)
    if request.method == "GET":
        return _form(bases, chosen, typed(page), {}, page)
    try:
        made = samples.remake(database(), viewer(), sample_id, words(request.form, chosen[2]), now())
    except InvalidError as error:
        return _form(bases, chosen, request.form, error.problems, page), 422
    return redirect(url_for(".show", sample_id=made, said="saved"), 303)


@blueprint.post("/<int:sample_id>/retire")
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def retire(sample_id: int) -> ResponseReturnValue:
    """Take a sample out of use."""
    samples.retire(database(), viewer(), sample_id, now())
    return redirect(url_for(".show", sample_id=sample_id, said="retired"), 303)


@blueprint.post("/<int:sample_id>/people")
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def ask(sample_id: int) -> ResponseReturnValue:
    """Ask people to rate a sample by a day."""
    people = {identifier(one) or 0 for one in request.form.getlist("person")}
    due = due_at(request.form, viewer().zone)
    if due is None:
        return _shown(sample_id, {"due": "Write the day as 2026-01-22."}), 422
    try:
        samples.ask(database(), viewer(), sample_id, people, due, now())
    except InvalidError as error:
        return _shown(sample_id, error.problems), 422
    return redirect(url_for(".show", sample_id=sample_id, said="asked"), 303)


@blueprint.post("/<int:sample_id>/drill")
@needs()
def begin(sample_id: int) -> ResponseReturnValue:
    """Begin one's own drill."""
    return redirect(url_for("drills.show", drill_id=drills.begin(database(), viewer(), sample_id, now())), 303)


@blueprint.post("/<int:sample_id>/reference")
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def give_up(sample_id: int) -> ResponseReturnValue:
    """Read the reference ratings without a drill."""
    drills.give_up(database(), viewer(), sample_id, now())
    return redirect(url_for(".show", sample_id=sample_id), 303)


def _shown(sample_id: int, problems: dict[str, str]) -> str:
    return render_template(
        "samples/show.html",
        page=samples.page(database(), viewer(), sample_id),
        problems=problems,
        sent=request.form,
        ticked=set(request.form.getlist("person")),
        in_a_week=(now().astimezone(ZoneInfo(viewer().zone)) + WEEK).date().isoformat(),
    )


def _form(
    bases: list[tuple[int, str, Pack]],
    chosen: tuple[int, str, Pack],
    values: object,
    problems: dict[str, str],
    page: samples.SamplePage | None = None,
) -> str:
    return render_template("samples/edit.html", bases=bases, chosen=chosen, values=values, problems=problems, page=page)
