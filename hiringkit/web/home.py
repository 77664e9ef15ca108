"""My work, and who sees what."""

from __future__ import annotations

from flask import Blueprint, render_template

from hiringkit.policy.people import may_build_loops
from hiringkit.scoring.decisions import CHOICE_WORDS
from hiringkit.services import home
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.loops import SEAT_WORDS
from hiringkit.web.security import needs, open_to_all

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@needs()
def index() -> str:
    """What waits for the viewer."""
    return render_template(
        "home/index.html",
        work=home.work(database(), viewer(), now()),
        seat_words=SEAT_WORDS,
        choice_words=CHOICE_WORDS,
        may_build=may_build_loops(viewer()),
    )


@blueprint.get("/who-sees-what")
@open_to_all
def who_sees_what() -> str:
    """The rules of visibility in plain words."""
    return render_template("home/who-sees-what.html")
