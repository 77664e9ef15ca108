"""The builder of a loop: its page, and each change that is made on it with one press."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import ConflictError, InvalidError
from hiringkit.loops.plans import AI_POLICIES, FORMATS, check_of, constraint_of, probes_of
from hiringkit.policy.people import may_build_loops
from hiringkit.rubrics.packs import Weight
from hiringkit.services import building, loops, stages
from hiringkit.services.loops import LoopPage
from hiringkit.services.stages import Cell
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.loops import SEAT_WORDS, VISIBILITY_WORDS, whole
from hiringkit.web.security import needs

blueprint = Blueprint("builders", __name__, url_prefix="/loops/<int:loop_id>")
STATE_SIGNS = {
    LoopState.DRAFT: "half",
    LoopState.OPEN: "full",
    LoopState.CLOSED: "lock",
    LoopState.ARCHIVED: "none",
}
_SEATS = {seat.value: words for seat, words in SEAT_WORDS.items()}
NOTHING = "-"  # a cell in which nothing stands


@blueprint.post("/order")
@needs()
def move(loop_id: int) -> ResponseReturnValue:
    """Another order: `move` says “up KEY” or “down KEY”; `order` names every stage, `seen` those of the page."""
    way, _, key = request.form.get("move", "").partition(" ")
    keys, seen = request.form.get("order", "").split(), request.form.get("seen", "").split()

    def act() -> None:
        if way:
            stages.move(database(), viewer(), loop_id, key, up=way == "up", now=now())
        else:
            stages.order(database(), viewer(), loop_id, keys, seen, now())

    return _done(loop_id, act, "st")


@blueprint.post("/coverage")
@needs()
def see(loop_id: int) -> ResponseReturnValue:
    """What a stage sees: the button says “STAGE CRITERION WEIGHT SEEN”, the last being what stands on the page."""
    loops.to_change(database(), viewer(), loop_id)
    parts = request.form.get("see", "").split()
    if len(parts) != 4 or {*parts[2:]} - {*Weight, NOTHING}:
        raise InvalidError("There is no such weight.", mend="Load the page again.")
    weight, seen = (None if part == NOTHING else Weight(part) for part in parts[2:])
    cell = Cell(parts[0], parts[1], weight, seen)
    return _done(loop_id, lambda: stages.see(database(), viewer(), loop_id, cell, now()), "cv")


@blueprint.post("/mend")
@needs()
def mend(loop_id: int) -> ResponseReturnValue:
    """Do what a finding's mend says."""
    finding, words = request.form.get("finding", ""), request.form.get("words", "")
    return _done(loop_id, lambda: building.mend(database(), viewer(), loop_id, finding, words, now()), "fi")


@blueprint.post("/undo")
@needs()
def undo(loop_id: int) -> ResponseReturnValue:
    """Take the last change back (`undo` says which that is), or make it again (`redo`)."""
    act = building.redo if "redo" in request.form else building.undo
    step = whole(request.form.get("redo", request.form.get("undo")))
    return _done(loop_id, lambda: act(database(), viewer(), loop_id, step, now()), "st")


def _done(loop_id: int, act: Callable[[], None], anchor: str) -> ResponseReturnValue:
    """The page after a change; where somebody was quicker, as it stands now, with what they did."""
    try:
        act()
    except ConflictError as error:
        return page_of(loops.page(database(), viewer(), loop_id, now()), error), 409
    return redirect(url_for("loops.show", loop_id=loop_id, _anchor=anchor), 303)


def page_of(loop: LoopPage, error: InvalidError | ConflictError | None = None) -> str:
    """The page of a loop, with what kept an act from being done."""
    return render_template(
        "loops/show.html",
        plan=loop,
        error=error,
        problems=error.problems if isinstance(error, InvalidError) else {},
        sign=STATE_SIGNS[loop.state],
        columns=tuple((stage.key, stage.name, stage.minutes) for stage in loop.plan.stages),
        formats=FORMATS,
        policies=AI_POLICIES,
        seats=_SEATS,
        visibility=VISIBILITY_WORDS[loop.visibility.value],
        may_build=may_build_loops(viewer()),
        may_change=loop.is_manager and loop.is_draft,
        probes_of=probes_of,
        check_of=check_of,
        constraint_of=constraint_of,
    )
