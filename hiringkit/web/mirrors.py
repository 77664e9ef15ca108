"""The mirror: one's own severity, use of the scale and habits."""

from __future__ import annotations

from flask import Blueprint, render_template

from hiringkit.services import mirrors
from hiringkit.web.context import database, viewer
from hiringkit.web.security import needs

blueprint = Blueprint("mirrors", __name__)


@blueprint.get("/me/mirror")
@needs()
def show() -> str:
    """The viewer's own mirror; nobody else has an address for it."""
    return render_template("mirrors/show.html", mirrors=mirrors.mirrors(database(), viewer()))
