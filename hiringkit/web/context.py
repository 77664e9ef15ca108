"""What a request has at hand: the database, the settings, the clock, the person who looks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Request
from flask.globals import _cv_app, _cv_request

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.services import installation, people
from hiringkit.services.installation import Installation
from hiringkit.settings import Settings
from hiringkit.web.sessions import BrowserSession

STATE = "hiringkit"
FRESH = timedelta(minutes=1)


class State:
    """What an application is made with, and keeps."""

    def __init__(self, db: Database, settings: Settings, found: Installation, clock: Callable[[], datetime]) -> None:
        self.db = db
        self.settings = settings
        self.clock = clock
        self.places: dict[object, tuple[tuple[str, str, bool], ...]] = {}  # the navigation, once it was made
        self.is_secure = settings.secure
        self._installation, self._read_at = found, clock()

    @property
    def installation(self) -> Installation:
        """Whose installation it is; another server may have changed its name a minute ago, not longer."""
        if self.clock() - self._read_at >= FRESH:
            self.read_installation()
        return self._installation

    def read_installation(self) -> None:
        """Take up what was changed."""
        self._installation, self._read_at = installation.read(self.db), self.clock()


def state() -> State:
    """This application's state."""
    found: State = _cv_app.get().app.extensions[STATE]
    return found


def database() -> Database:
    """This application's database."""
    return state().db


def now() -> datetime:
    """The present instant."""
    return state().clock()


def here() -> dict[str, Any]:
    """What is kept of this request by name: Flask's `g` itself, of whose proxy each look takes ten times as long."""
    return _cv_app.get().g.__dict__


def the_request() -> Request:
    """This request itself, and no proxy, as above."""
    return _cv_request.get().request


def browser() -> BrowserSession:
    """The session of the browser that asks."""
    found = _cv_request.get().session
    assert isinstance(found, BrowserSession)
    return found


def viewer_or_none(*, to_type: bool = False) -> Viewer | None:
    """The person who is signed in, looked up once a request; `to_type`: who saves as they type, and reads no page."""
    kept = here()
    if "viewer" not in kept:
        known, mine, asked = browser(), state(), the_request()
        opens = asked.path if asked.method == "GET" and not asked.query_string else ""
        person = (
            None if known.new else people.signed_in(mine.db, known.token, mine.clock(), to_type=to_type, opens=opens)
        )
        kept["viewer"] = person
    found: Viewer | None = kept["viewer"]
    return found


def viewer() -> Viewer:
    """The person who is signed in; the guard of the route has seen to it that there is one."""
    found = viewer_or_none()
    assert found is not None
    return found
