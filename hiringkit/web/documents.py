"""Documents to download: a scorecard as PDF."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import ConflictError
from hiringkit.jobs import exports
from hiringkit.web.context import database, now, viewer
from hiringkit.web.security import needs

blueprint = Blueprint("documents", __name__)


@blueprint.get("/scorecards/<int:scorecard_id>/pdf")
@needs()
def scorecard(scorecard_id: int) -> ResponseReturnValue:
    """The PDF of a card that the viewer may read; the name of the file holds no name of a person."""
    try:
        content = exports.scorecard(database(), viewer(), scorecard_id, now())
    except ConflictError:
        return redirect(url_for("scorecards.check", scorecard_id=scorecard_id), 303)
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="scorecard-{scorecard_id}.pdf"'
    return answer
