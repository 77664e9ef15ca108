"""Documents to download: a scorecard or a packet as PDF; the name of a file holds no name of a person."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import ConflictError
from hiringkit.jobs import exports
from hiringkit.services.documents import CANDIDATE, RAW_ONLY
from hiringkit.web.context import database, now, viewer
from hiringkit.web.security import needs

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


def _form() -> str:
    """The form that is asked for; anything but the candidate's copy is the panel's own."""
    return CANDIDATE if request.args.get("form") == CANDIDATE else RAW_ONLY


def _suffix() -> str:
    return "-candidate" if _form() == CANDIDATE else ""


def _pdf(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer
