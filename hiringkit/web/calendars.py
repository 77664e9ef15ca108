"""Calendars: a loop's interviews as a file, and everybody's own under a private address."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.jobs.calendars import MIMETYPE, ics
from hiringkit.services import calendars
from hiringkit.web.context import database, now, state, viewer
from hiringkit.web.security import needs, open_to_all

blueprint = Blueprint("calendars", __name__)


@blueprint.get("/loops/<int:loop_id>/calendar")
@needs()
def of_loop(loop_id: int) -> Response:
    """The interviews of a loop, to load into a calendar program."""
    calendar = calendars.of_loop(database(), viewer(), loop_id)
    answer = _file(calendar)
    answer.headers["Content-Disposition"] = f'attachment; filename="loop-{loop_id}.ics"'
    return answer


@blueprint.get("/calendars/<word:token>")
@open_to_all
def of_token(token: str) -> Response:
    """Somebody's interviews, for their calendar program, which cannot sign in: the address itself is the key."""
    return _file(calendars.of_token(database(), token, now()))


@blueprint.get("/me/calendar")
@needs()
def mine() -> str:
    """Whether the viewer has a calendar address."""
    return _page()


@blueprint.post("/me/calendar")
@needs()
def make() -> str:
    """A new calendar address, shown this once; the one before it ends."""
    token = calendars.make_address(database(), viewer(), now())
    return _page(_home() + url_for(".of_token", token=token))


@blueprint.post("/me/calendar/end")
@needs()
def end() -> ResponseReturnValue:
    """No calendar address any more."""
    calendars.end_address(database(), viewer(), now())
    return redirect(url_for(".mine", said="removed"), 303)


def _page(address: str = "") -> str:
    made_at = calendars.address_made_at(database(), viewer())
    return render_template("people/calendar.html", address=address, made_at=made_at)


def _file(calendar: calendars.Calendar) -> Response:
    return Response(ics(calendar, _home()), mimetype=MIMETYPE)


def _home() -> str:
    return state().settings.url or request.host_url.rstrip("/")
