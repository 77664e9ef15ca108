"""Moving a candidate to another loop."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError
from hiringkit.services import moves
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.candidates import identifier
from hiringkit.web.security import needs

blueprint = Blueprint("moves", __name__, url_prefix="/candidates")


@blueprint.route("/<int:candidacy_id>/move", methods=["GET", "POST"])
@needs()
def new(candidacy_id: int) -> ResponseReturnValue:
    """Choose the loop in which the candidate goes on."""
    page = moves.page(database(), viewer(), candidacy_id, now())
    if request.method == "GET":
        return render_template("moves/new.html", page=page, fault="")
    try:
        to_id = moves.move(database(), viewer(), candidacy_id, identifier(request.form.get("loop")) or 0, now())
    except InvalidError as error:
        return render_template("moves/new.html", page=page, fault=error.what), 422
    return redirect(url_for("candidates.show", candidacy_id=to_id, said="moved"), 303)
