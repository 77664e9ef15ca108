"""The rating design of a loop: a picture of who meets whom, what it lets one tell, what would mend it."""

from __future__ import annotations

from flask import Blueprint, render_template

from hiringkit.services import designs
from hiringkit.web.context import database, now, viewer
from hiringkit.web.security import needs

blueprint = Blueprint("designs", __name__)
MOST_COLUMNS = 60


@blueprint.get("/loops/<int:loop_id>/design")
@needs()
def show(loop_id: int) -> str:
    """Who meets whom in a loop."""
    page = designs.page(database(), viewer(), loop_id, now())
    shown = [one for one, _component in page.design.candidates][:MOST_COLUMNS]
    return render_template("loops/design.html", page=page, design=page.design, shown=shown)
