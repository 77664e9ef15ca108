"""What a request has at hand: the database, the settings, the clock, the person who looks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from flask import Request, current_app, g, request, session

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.services import installation, people
from hiringkit.services.installation import Installation
from hiringkit.settings import Settings
from hiringkit.web.sessions import BrowserSession

STATE = "hiringkit"
FRESH = timedelta(minutes=1)
_UNKNOWN = object()


class State:
    """What an application is made with, and keeps."""

    def __init__(self, db: Database, settings: Settings, found: Installation, clock: Callable[[], datetime]) -> None:
        self.db = db
        self.settings = settings
        self.clock = clock
        self.places: dict[object, tuple[tuple[str, str, bool], ...]] = {}  # the navigation, once it was made
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
    return cast("State", current_app.extensions[STATE])


def database() -> Database:
    """This application's database."""
    return state().db


def now() -> datetime:
    """The present instant."""
    return state().clock()


def the_request() -> Request:
    """This request itself: of its proxy, each look takes ten times as long."""
    return cast("Request", request._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 -- as below


def browser() -> BrowserSession:
    """The session of the browser that asks."""
    return cast("BrowserSession", session._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 -- the proxy's documented way out


def viewer_or_none(*, to_type: bool = False) -> Viewer | None:
    """The person who is signed in, looked up once a request; `to_type`: who saves as they type, and reads no page."""
    found = g.get("viewer", _UNKNOWN)
    if found is _UNKNOWN:
        known = browser()
        found = g.viewer = None if known.new else people.signed_in(database(), known.token, now(), to_type=to_type)
    return cast("Viewer | None", found)


def viewer() -> Viewer:
    """The person who is signed in; the guard of the route has seen to it that there is one."""
    found = viewer_or_none()
    assert found is not None
    return found
