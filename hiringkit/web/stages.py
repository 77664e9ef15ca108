"""The stages of a loop: writing one, their order, what each sees."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import ConflictError, InvalidError, NotFoundError
from hiringkit.loops.plans import PlannedStage
from hiringkit.policy.scorecards import Seat
from hiringkit.services import loops, panels, stages
from hiringkit.services.loops import LoopPage
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.faults import show, show_both
from hiringkit.web.forms.loops import SEAT_WORDS, StageForm, seats, stage_form, whole
from hiringkit.web.security import needs

blueprint = Blueprint("stages", __name__, url_prefix="/loops/<int:loop_id>")


@blueprint.route("/stages/new", methods=["GET", "POST"])
@needs()
def new(loop_id: int) -> ResponseReturnValue:
    """Another stage."""
    loop = loops.to_change(database(), viewer(), loop_id, now())
    form = StageForm(minutes=60)
    form.offer(loop.pack)
    chosen = seats(request.form)
    if form.validate_on_submit():
        try:
            key = stages.add(database(), viewer(), loop_id, form.words(), chosen, now())
        except InvalidError as error:
            return _page(loop, form, chosen, None, error), 422
        return redirect(_next(loop_id, "added", key), 303)
    return _page(loop, form, chosen, None), 422 if form.is_submitted() else 200


@blueprint.route("/stages/<word:key>", methods=["GET", "POST"])
@needs()
def edit(loop_id: int, key: str) -> ResponseReturnValue:
    """One stage: what it is, and who sits on it."""
    loop = loops.to_change(database(), viewer(), loop_id, now())
    stage = next((stage for stage in loop.plan.stages if stage.key == key), None)
    if stage is None:
        return _gone(loop, key)
    form = stage_form(loop, stage)
    chosen = {sitter.person_id: Seat(sitter.seat) for sitter in stage.panel}
    if form.is_submitted():
        chosen = seats(request.form)
    if form.validate_on_submit():
        try:
            stages.rewrite(database(), viewer(), loop_id, key, whole(form.revision.data), form.words(), chosen, now())
        except InvalidError as error:
            return _page(loop, form, chosen, stage, error), 422
        except ConflictError as error:
            show_both(form, error)
            return _page(loop, form, chosen, stage, error), 409
        return redirect(_next(loop_id, "saved", key), 303)
    return _page(loop, form, chosen, stage), 422 if form.is_submitted() else 200


def _next(loop_id: int, said: str, key: str) -> str:
    """Where a stage that is kept leads: to its loop, or to the people of it, for whom a seat is meant."""
    if request.form.get("then") == "people":
        return url_for("loops.people", loop_id=loop_id, said=said, stage=key)
    return url_for("loops.show", loop_id=loop_id, said=said, _anchor="st")


def _gone(loop: LoopPage, key: str) -> ResponseReturnValue:
    """The stage was removed while somebody wrote on it: what they wrote may be added as a new one."""
    if request.method == "GET" or not loop.is_draft:
        raise NotFoundError("There is no such stage in this loop.", where=key)
    form = StageForm()
    form.offer(loop.pack)
    gone = ConflictError(
        "Somebody removed this stage while you wrote. What you wrote stands below: “Add the stage” makes it again."
    )
    return _page(loop, form, seats(request.form), None, gone), 409


@blueprint.post("/stages/<word:key>/remove")
@needs()
def remove(loop_id: int, key: str) -> ResponseReturnValue:
    """Take the stage out of the draft."""
    stages.remove(database(), viewer(), loop_id, key, now())
    return redirect(url_for("loops.show", loop_id=loop_id, said="removed", _anchor="st"), 303)


def _page(
    loop: LoopPage,
    form: StageForm,
    chosen: dict[int, Seat],
    stage: PlannedStage | None,
    error: InvalidError | ConflictError | None = None,
) -> str:
    problems = dict(error.problems) if isinstance(error, InvalidError) else {}
    seat_fault = problems.pop("seats", "")
    if problems:
        show(form, InvalidError("", problems=problems))
    stands = {sitter.person_id: Seat(sitter.seat) for sitter in stage.panel} if stage else {}
    return render_template(
        "loops/stage.html",
        plan=loop,
        form=form,
        stage=stage,
        chosen=chosen,
        names={member.person_id: member.name for member in loop.members},
        advice=panels.advice(loop, stage.key if stage else ""),
        seat_fault=seat_fault,
        changed={
            who: SEAT_WORDS[stands[who]] if who in stands else "not on this stage"
            for who in stands.keys() | chosen.keys()
            if isinstance(error, ConflictError) and stage and stands.get(who) != chosen.get(who)
        },
        gone=error.what if isinstance(error, ConflictError) and not stage else "",
        action=url_for(".new", loop_id=loop.loop_id) if not stage else "",
        seat_words=SEAT_WORDS,
    )
