"""My work, and who sees what."""

from __future__ import annotations

from flask import Blueprint, render_template

from hiringkit.web.security import needs, open_to_all

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@needs()
def index() -> str:
    """What waits for the viewer."""
    return render_template("home/index.html")


@blueprint.get("/who-sees-what")
@open_to_all
def who_sees_what() -> str:
    """The rules of visibility in plain words."""
    return render_template("home/who-sees-what.html")
