"""My work, and who sees what."""

from __future__ import annotations

from flask import Blueprint, render_template

from hiringkit.services import home
from hiringkit.web import work_list
from hiringkit.web.context import database, now, viewer
from hiringkit.web.security import needs, open_to_all

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@needs()
def index() -> bytes:
    """What waits for the viewer."""
    return work_list.render(home.work(database(), viewer(), now()), viewer(), now())


@blueprint.get("/work")
@needs()
def whole() -> bytes:
    """All of it, where the first page says that there is more."""
    return work_list.render(home.work(database(), viewer(), now(), home.ALL), viewer(), now(), is_whole=True)


@blueprint.get("/who-sees-what")
@open_to_all
def who_sees_what() -> str:
    """The rules of visibility in plain words."""
    return render_template("home/who-sees-what.html")
