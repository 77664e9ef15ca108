"""Conflicts of interest of a loop and of a candidate: which stand, declaring one, taking it back."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError
from hiringkit.services import conflicts
from hiringkit.services.conflicts import ConflictsPage
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.candidates import identifier
from hiringkit.web.security import needs

blueprint = Blueprint("conflicts", __name__)


@blueprint.route("/loops/<int:loop_id>/conflicts", methods=["GET", "POST"])
@needs()
def of_loop(loop_id: int) -> ResponseReturnValue:
    """Those with a loop and its candidates; what is declared here is about the whole loop."""
    return _answer(loop_id=loop_id)


@blueprint.route("/candidates/<int:candidacy_id>/conflicts", methods=["GET", "POST"])
@needs()
def of_candidate(candidacy_id: int) -> ResponseReturnValue:
    """Those with a candidate."""
    return _answer(candidacy_id=candidacy_id)


def _answer(loop_id: int | None = None, candidacy_id: int | None = None) -> ResponseReturnValue:
    page = conflicts.page(database(), viewer(), loop_id, candidacy_id)
    if request.method == "GET":
        return _page(page)
    if "take-back" in request.form:
        conflicts.take_back(database(), viewer(), identifier(request.form["take-back"]) or 0, now())
        return redirect(url_for(request.endpoint or "", **(request.view_args or {}), said="taken-back"), 303)
    try:
        conflicts.declare(
            database(),
            viewer(),
            person_id=identifier(request.form.get("person")) or 0,
            reason=request.form.get("reason", ""),
            now=now(),
            loop_id=loop_id,
            candidacy_id=candidacy_id,
        )
    except InvalidError as error:
        return _page(page, error), 422
    return redirect(url_for(request.endpoint or "", **(request.view_args or {}), said="declared"), 303)


def _page(page: ConflictsPage, error: InvalidError | None = None) -> str:
    return render_template(
        "conflicts/index.html",
        page=page,
        problems=error.problems if error else {},
        person=identifier(request.form.get("person")),
        reason=request.form.get("reason", ""),
    )
