"""Documents to download: a scorecard or a packet as PDF; the name of a file holds no name of a person."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import ConflictError
from hiringkit.jobs import exports
from hiringkit.loops.plans import hours_and_minutes
from hiringkit.services import kits
from hiringkit.services.documents import FORMS, FULL
from hiringkit.web.context import database, now, viewer
from hiringkit.web.security import needs

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
blueprint = Blueprint("documents", __name__)


@blueprint.get("/scorecards/<int:scorecard_id>/pdf")
@needs()
def scorecard(scorecard_id: int) -> ResponseReturnValue:
    """The PDF of a card that the viewer may read, or the candidate's copy of it."""
    try:
        content = exports.scorecard(database(), viewer(), scorecard_id, now(), _form())
    except ConflictError:
        return redirect(url_for("scorecards.check", scorecard_id=scorecard_id), 303)
    return _pdf(content, f"scorecard-{scorecard_id}{_suffix()}")


@blueprint.get("/candidates/<int:candidacy_id>/packet")
@needs()
def packet(candidacy_id: int) -> Response:
    """The packet of a candidate whom the viewer reaches, or the candidate's copy of it."""
    content = exports.packet(database(), viewer(), candidacy_id, now(), _form())
    return _pdf(content, f"packet-{candidacy_id}{_suffix()}")


@blueprint.get("/candidates/<int:candidacy_id>/sheet")
@needs()
def handout(candidacy_id: int) -> Response:
    """What a candidate is told beforehand."""
    return _pdf(exports.handout(database(), viewer(), candidacy_id, now()), f"interviews-{candidacy_id}")


@blueprint.get("/candidates/<int:candidacy_id>/interviews")
@needs()
def told(candidacy_id: int) -> str:
    """The same as a page, for those who send it."""
    sheet = kits.told(database(), viewer(), candidacy_id)
    long = hours_and_minutes(sum(meeting.minutes for meeting in sheet.meetings))
    return render_template("candidates/told.html", told=sheet, long=long)


@blueprint.get("/interviews/<int:interview_id>/kit")
@needs()
def kit(interview_id: int) -> Response:
    """The kit of an interview, for who sits in it and the loop's staff."""
    return _pdf(exports.kit(database(), viewer(), interview_id, now()), f"kit-{interview_id}")


@blueprint.get("/interviews/<int:interview_id>/blank")
@needs()
def blank(interview_id: int) -> Response:
    """A blank scorecard for an interview, to be filled in by hand."""
    return _pdf(exports.kit(database(), viewer(), interview_id, now(), kits.BLANK), f"blank-{interview_id}")


@blueprint.get("/loops/<int:loop_id>/definitions")
@needs()
def definitions(loop_id: int) -> Response:
    """The calibration sheet of a loop."""
    return _pdf(exports.definitions(database(), viewer(), loop_id, now()), f"definitions-{loop_id}")


@blueprint.get("/loops/<int:loop_id>/summary")
@needs()
def summary(loop_id: int) -> Response:
    """The summary of a loop, for its staff."""
    return _pdf(exports.summary(database(), viewer(), loop_id, now()), f"summary-{loop_id}")


@blueprint.get("/loops/<int:loop_id>/scores")
@needs()
def scores(loop_id: int) -> Response:
    """The ratings of a loop that the viewer may read, as a table; CSV unless another form is asked for."""
    asked = request.args.get("form", "")
    form = asked if asked in KINDS else "csv"
    content = exports.scores(database(), viewer(), loop_id, now(), form)
    answer = Response(content, content_type=KINDS[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="scores-{loop_id}.{form}"'
    return answer


def _form() -> str:
    """The form that is asked for; anything unknown is the panel's own."""
    asked = request.args.get("form", "")
    return asked if asked in FORMS else FULL


def _suffix() -> str:
    return "" if _form() == FULL else f"-{_form()}"


def _pdf(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer
