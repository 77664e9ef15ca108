"""The stages of a loop: writing one, their order, what each sees."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import ConflictError, InvalidError, NotFoundError
from hiringkit.loops.plans import PlannedStage
from hiringkit.policy.scorecards import Seat
from hiringkit.rubrics.packs import Weight
from hiringkit.services import loops, stages
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
    loop = loops.to_change(database(), viewer(), loop_id)
    form = StageForm(minutes=60)
    form.offer(loop.pack)
    chosen = seats(loop, request.form)
    if form.validate_on_submit():
        try:
            stages.add(database(), viewer(), loop_id, form.words(), chosen, now())
        except InvalidError as error:
            show(form, error)
        else:
            return redirect(url_for("loops.show", loop_id=loop_id, said="added", _anchor="st"), 303)
    return _page(loop, form, chosen, None), 422 if form.is_submitted() else 200


@blueprint.route("/stages/<word:key>", methods=["GET", "POST"])
@needs()
def edit(loop_id: int, key: str) -> ResponseReturnValue:
    """One stage: what it is, and who sits on it."""
    loop = loops.to_change(database(), viewer(), loop_id)
    stage = _stage(loop, key)
    form = stage_form(loop, stage)
    chosen = {sitter.person_id: Seat(sitter.seat) for sitter in stage.panel}
    if form.is_submitted():
        chosen = seats(loop, request.form)
    if form.validate_on_submit():
        try:
            stages.rewrite(database(), viewer(), loop_id, key, whole(form.revision.data), form.words(), chosen, now())
        except InvalidError as error:
            show(form, error)
        except ConflictError as error:
            show_both(form, error)
            return _page(loop, form, chosen, stage), 409
        else:
            return redirect(url_for("loops.show", loop_id=loop_id, said="saved", _anchor="st"), 303)
    return _page(loop, form, chosen, stage), 422 if form.is_submitted() else 200


@blueprint.post("/stages/<word:key>/remove")
@needs()
def remove(loop_id: int, key: str) -> ResponseReturnValue:
    """Take the stage out of the draft."""
    stages.remove(database(), viewer(), loop_id, key, now())
    return redirect(url_for("loops.show", loop_id=loop_id, said="removed", _anchor="st"), 303)


@blueprint.post("/order")
@needs()
def move(loop_id: int) -> ResponseReturnValue:
    """One stage up or down: the button says “up KEY” or “down KEY”."""
    way, _, key = request.form.get("move", "").partition(" ")
    stages.move(database(), viewer(), loop_id, key, up=way == "up", now=now())
    return redirect(url_for("loops.show", loop_id=loop_id, _anchor="st"), 303)


@blueprint.post("/coverage")
@needs()
def see(loop_id: int) -> ResponseReturnValue:
    """What a stage sees: the button says “STAGE CRITERION WEIGHT”, without a weight when it shall see it no more."""
    key, _, rest = request.form.get("see", "").partition(" ")
    criterion, _, weight = rest.partition(" ")
    if weight and weight not in set(Weight):
        raise InvalidError("There is no such weight.", mend="Load the page again.")
    stages.see(database(), viewer(), loop_id, key, criterion, Weight(weight) if weight else None, now())
    return redirect(url_for("loops.show", loop_id=loop_id, _anchor="cv"), 303)


@blueprint.post("/objection")
@needs()
def place_objection(loop_id: int) -> ResponseReturnValue:
    """Put the risk objection into a stage."""
    stages.place_objection(database(), viewer(), loop_id, request.form.get("stage", ""), now())
    return redirect(url_for("loops.show", loop_id=loop_id, said="saved", _anchor="fi"), 303)


def _stage(loop: LoopPage, key: str) -> PlannedStage:
    for stage in loop.plan.stages:
        if stage.key == key:
            return stage
    raise NotFoundError("There is no such stage in this loop.", where=key)


def _page(loop: LoopPage, form: StageForm, chosen: dict[int, Seat], stage: PlannedStage | None) -> str:
    names = {member.person_id: member.name for member in loop.members}
    return render_template(
        "loops/stage.html", plan=loop, form=form, stage=stage, chosen=chosen, names=names, seat_words=SEAT_WORDS
    )
