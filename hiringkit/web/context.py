"""What a request has at hand: the database, the settings, the clock, the person who looks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast

from flask import current_app, g, session

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.services import people
from hiringkit.services.installation import Installation
from hiringkit.settings import Settings
from hiringkit.web.sessions import BrowserSession

STATE = "hiringkit"
_UNKNOWN = object()


class State:
    """What an application is made with, and keeps."""

    def __init__(
        self, db: Database, settings: Settings, installation: Installation, clock: Callable[[], datetime]
    ) -> None:
        self.db = db
        self.settings = settings
        self.installation = installation
        self.clock = clock


def state() -> State:
    """This application's state."""
    return cast("State", current_app.extensions[STATE])


def database() -> Database:
    """This application's database."""
    return state().db


def now() -> datetime:
    """The present instant."""
    return state().clock()


def browser() -> BrowserSession:
    """The session of the browser that asks."""
    return cast("BrowserSession", session._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 -- the proxy's documented way out


def viewer_or_none() -> Viewer | None:
    """The person who is signed in, looked up once a request."""
    found = g.get("viewer", _UNKNOWN)
    if found is _UNKNOWN:
        known = browser()
        found = g.viewer = None if known.new else people.signed_in(database(), known.token, now())
    return cast("Viewer | None", found)


def viewer() -> Viewer:
    """The person who is signed in; the guard of the route has seen to it that there is one."""
    found = viewer_or_none()
    assert found is not None
    return found
