"""The debrief room: read, kept up to date, spoken in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError
from hiringkit.scoring.debriefs import MEASURE, REASON_WORDS
from hiringkit.scoring.decisions import CHOICE_WORDS, OFFER_WORDS, TIE
from hiringkit.scoring.scorecards import (
    CONFIDENCE_WORDS,
    NOT_OBSERVED_WORDS,
    RECOMMENDATION_WORDS,
    VERIFIABLE_WORDS,
)
from hiringkit.services import debriefs, decisions, meetings
from hiringkit.services.debriefs import Door, Room
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.debriefs import decision, over, place, rating
from hiringkit.web.forms.scorecards import minute
from hiringkit.web.security import needs

blueprint = Blueprint("debriefs", __name__, url_prefix="/loops/<int:loop_id>/debriefs/<int:candidacy_id>")


@blueprint.get("")
@needs()
def show(loop_id: int, candidacy_id: int) -> str:
    """The room; its door for whoever may not enter yet."""
    return _page(loop_id, candidacy_id)


@blueprint.get("/live")
@needs()
def live(loop_id: int, candidacy_id: int) -> ResponseReturnValue:
    """The room alone, or 304 when nothing changed since the tag that the browser names."""
    tag = f"{viewer().person_id}-{debriefs.pulse(database(), viewer(), loop_id, candidacy_id)}"
    if request.if_none_match.contains(tag):
        answer = Response(status=304)
    else:
        found = debriefs.room(database(), viewer(), loop_id, candidacy_id)
        answer = Response(_drawn("debriefs/room.html", found) if isinstance(found, Room) else "", mimetype="text/html")
    answer.set_etag(tag)
    return answer


@blueprint.post("/open")
@needs()
def open_debrief(loop_id: int, candidacy_id: int) -> ResponseReturnValue:
    """Open the room; before the cards are in, with a reason."""
    reason = request.form.get("reason", "")
    return _act(
        loop_id,
        candidacy_id,
        lambda: meetings.open_debrief(database(), viewer(), loop_id, candidacy_id, reason, now()),
    )


@blueprint.post("/ratings")
@needs()
def record(loop_id: int, candidacy_id: int) -> ResponseReturnValue:
    """What a rating would be now."""
    at, said, before = place(request.form.get("at", "")), rating(request.form), over(request.form)
    return _act(
        loop_id,
        candidacy_id,
        lambda: meetings.record(database(), viewer(), loop_id, candidacy_id, at, said, now(), over=before),
    )


@blueprint.post("/notes")
@needs()
def note(loop_id: int, candidacy_id: int) -> ResponseReturnValue:
    """A note for everybody in the room."""
    words = request.form.get("note", "")
    return _act(loop_id, candidacy_id, lambda: meetings.note(database(), viewer(), loop_id, candidacy_id, words, now()))


@blueprint.post("/items")
@needs()
def talk(loop_id: int, candidacy_id: int) -> ResponseReturnValue:
    """Begin to talk about a criterion, or be done with it."""
    criterion, goes_on = request.form.get("criterion", ""), request.form.get("act") == "begin"
    return _act(
        loop_id,
        candidacy_id,
        lambda: meetings.talk(database(), viewer(), loop_id, candidacy_id, criterion, goes_on=goes_on, now=now()),
    )


@blueprint.post("/level")
@needs()
def confirm_level(loop_id: int, candidacy_id: int) -> ResponseReturnValue:
    """The level at which the candidate was judged."""
    level = request.form.get("level", "")
    return _act(
        loop_id,
        candidacy_id,
        lambda: meetings.confirm_level(database(), viewer(), loop_id, candidacy_id, level, now()),
    )


@blueprint.post("/decision")
@needs()
def decide(loop_id: int, candidacy_id: int) -> ResponseReturnValue:
    """What was decided, or the next state of it."""

    def act() -> None:
        written, before = decision(request.form)
        decisions.decide(database(), viewer(), loop_id, candidacy_id, written, before, now())

    return _act(loop_id, candidacy_id, act, "decide")


@blueprint.post("/dissents")
@needs()
def dissent(loop_id: int, candidacy_id: int) -> ResponseReturnValue:
    """That somebody would decide otherwise."""
    words = request.form.get("dissent", "")
    return _act(
        loop_id,
        candidacy_id,
        lambda: decisions.dissent(database(), viewer(), loop_id, candidacy_id, words, now()),
        "decide",
    )


@blueprint.post("/tie")
@needs()
def call_tie_breaker(loop_id: int, candidacy_id: int) -> ResponseReturnValue:
    """That the panel is tied: the tie-breaker decides."""
    return _act(
        loop_id,
        candidacy_id,
        lambda: decisions.call_tie_breaker(database(), viewer(), loop_id, candidacy_id, now()),
        "decide",
    )


def _act(loop_id: int, candidacy_id: int, act: Callable[[], None], anchor: str = "") -> ResponseReturnValue:
    """Do it and show the room; what was refused is shown with what was typed."""
    try:
        act()
    except InvalidError as error:
        return _page(loop_id, candidacy_id, error.problems), 422
    at = request.form.get("at") or None
    return redirect(url_for(".show", loop_id=loop_id, candidacy_id=candidacy_id, at=at, _anchor=anchor or None), 303)


def _page(loop_id: int, candidacy_id: int, faults: dict[str, str] | None = None) -> str:
    found = debriefs.room(database(), viewer(), loop_id, candidacy_id)
    if isinstance(found, Door):
        return render_template("debriefs/door.html", door=found, faults=faults or {}, typed=dict(request.form))
    return _drawn("debriefs/show.html", found, faults)


def _drawn(template: str, room: Room, faults: dict[str, str] | None = None) -> str:
    at = request.form.get("at", "") or request.args.get("at", "")
    return render_template(
        template, at=at, opened=room.mark(at), **_words(room), faults=faults or {}, typed=dict(request.form)
    )


def _words(room: Room) -> dict[str, Any]:
    return {
        "room": room,
        "door": room.door,
        "measure": MEASURE,
        "reasons": REASON_WORDS,
        "not_observed": NOT_OBSERVED_WORDS,
        "recommendations": RECOMMENDATION_WORDS,
        "confidences": CONFIDENCE_WORDS,
        "verifiable": VERIFIABLE_WORDS,
        "minute": minute,
        "choices": CHOICE_WORDS,
        "offers": OFFER_WORDS,
        "tie": TIE,
    }
