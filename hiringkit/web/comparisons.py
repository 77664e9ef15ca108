"""Candidates of a loop side by side."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.services import comparisons
from hiringkit.web.calibrations import STATUS_SIGNS
from hiringkit.web.context import database, viewer
from hiringkit.web.security import needs

blueprint = Blueprint("comparisons", __name__, url_prefix="/loops/<int:loop_id>/compare")


@blueprint.get("")
@needs()
def show(loop_id: int) -> str:
    """The comparison; `state` narrows it."""
    asked = request.args.get("state", "")
    state = CandidacyState(asked) if asked in set(CandidacyState) else None
    found = comparisons.comparison(database(), viewer(), loop_id, state)
    return render_template(
        "loops/compare.html",
        found=found,
        state=state,
        states=list(CandidacyState),
        signs=STATUS_SIGNS,
        no_run=comparisons.NO_RUN,
        too_many=comparisons.TOO_MANY,
    )
