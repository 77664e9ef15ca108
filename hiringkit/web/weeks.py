"""The week: interviews day by day."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for

from hiringkit.services import weeks
from hiringkit.services.weeks import Asked
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.candidates import identifier
from hiringkit.web.forms.interviews import date_in
from hiringkit.web.forms.loops import SEAT_WORDS
from hiringkit.web.security import needs

blueprint = Blueprint("weeks", __name__)


@blueprint.get("/week")
@needs()
def index() -> str:
    """A week of the viewer's interviews, and of those that they plan."""
    asked = _asked()
    return render_template(
        "weeks/index.html",
        week=weeks.week(database(), viewer(), asked),
        today=_today(),
        back=_address(weeks.moved(asked, -1)),
        on=_address(weeks.moved(asked, 1)),
        seat_words=SEAT_WORDS,
    )


def _asked() -> Asked:
    """What the address asks for; what makes no sense is left out."""
    return Asked(
        day=date_in(request.args.get("day", "")) or _today(),
        loop_id=identifier(request.args.get("loop")) or 0,
        candidacy_id=identifier(request.args.get("candidate")) or 0,
        own=request.args.get("own") == "1",
    )


def _address(asked: Asked) -> str:
    return url_for(
        "weeks.index",
        day=asked.day.isoformat(),
        loop=asked.loop_id or None,
        candidate=asked.candidacy_id or None,
        own="1" if asked.own else None,
    )


def _today() -> date:
    return now().astimezone(ZoneInfo(viewer().zone)).date()
