"""Leaving a stage out for a candidate, and having it after all."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError
from hiringkit.services import left_out
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.candidates import ReasonForm
from hiringkit.web.forms.faults import said, show
from hiringkit.web.security import needs

blueprint = Blueprint("left_out", __name__, url_prefix="/candidates/<int:candidacy_id>/stages/<int:stage_id>")


@blueprint.route("/leave-out", methods=["GET", "POST"])
@needs()
def new(candidacy_id: int, stage_id: int) -> ResponseReturnValue:
    """Say why a stage is not held with a candidate."""
    sheet = left_out.sheet(database(), viewer(), candidacy_id, stage_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            left_out.leave_out(database(), viewer(), candidacy_id, stage_id, said(form.reason), now())
        except InvalidError as error:
            show(form, error)
        else:
            return redirect(url_for("candidates.show", candidacy_id=candidacy_id, said="left-out"), 303)
    return render_template("left_out/new.html", sheet=sheet, form=form), 422 if form.is_submitted() else 200


@blueprint.post("/take-in")
@needs()
def take_in(candidacy_id: int, stage_id: int) -> ResponseReturnValue:
    """Have a stage after all."""
    left_out.take_in(database(), viewer(), candidacy_id, stage_id, now())
    return redirect(url_for("candidates.show", candidacy_id=candidacy_id, said="taken-in"), 303)
