"""Notes beside a scorecard: hand one to the next stage, delete the one to oneself."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError
from hiringkit.policy.scorecards import CardState
from hiringkit.services import drafts, notes
from hiringkit.services.drafts import Saved
from hiringkit.web import interviews
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.scorecards import from_form
from hiringkit.web.security import needs

blueprint = Blueprint("notes", __name__, url_prefix="/scorecards/<int:scorecard_id>")


@blueprint.post("/handoff")
@needs()
def hand_on(scorecard_id: int) -> ResponseReturnValue:
    """Keep what the form holds, then let the next stage read the note."""
    page = drafts.own(database(), viewer(), scorecard_id)
    if page.held.state is not CardState.DRAFT:
        return redirect(url_for("scorecards.show", scorecard_id=scorecard_id), 303)
    changes, lines = from_form(page, request.form)
    saved = drafts.save(database(), viewer(), scorecard_id, changes, lines, now())
    found = dict(saved.faults)
    if not saved.faults and not saved.conflicts:
        try:
            notes.hand_on(database(), viewer(), scorecard_id, now())
        except InvalidError as error:
            found = error.problems
    if found or saved.conflicts:
        fresh = drafts.own(database(), viewer(), scorecard_id)
        told = Saved(saved.revisions, found, saved.conflicts)
        return interviews.render(fresh, told, typed=dict(request.form)), 409 if saved.conflicts else 422
    return redirect(url_for("interviews.show", interview_id=page.held.interview_id, _anchor="notes"), 303)


@blueprint.post("/private-note/delete")
@needs()
def delete_private(scorecard_id: int) -> ResponseReturnValue:
    """Delete one's own note beside a submitted card."""
    notes.delete_private(database(), viewer(), scorecard_id, now())
    return redirect(url_for("scorecards.show", scorecard_id=scorecard_id, said="removed"), 303)
