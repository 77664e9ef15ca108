"""Pages of a process over a database of this machine: one at a time, and none held up for long by another."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from flask import Blueprint, Flask

from hiringkit.db.engine import Database
from hiringkit.web import BLUEPRINTS, one_by_one
from hiringkit.web.security import open_to_all

MakeApp = Callable[..., Flask]
LONG = 30.0  # seconds: what takes as long stands still


class Counted:
    """A route that tells how many were in it at once."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.inside = self.most = 0

    def __call__(self) -> str:
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        time.sleep(0.02)
        with self.lock:
            self.inside -= 1
        return "done"


def _served(make_app: MakeApp, db: Database, route: Callable[[], str]) -> Flask:
    routes = Blueprint("routes", __name__)
    routes.add_url_rule("/here", view_func=open_to_all(route), endpoint="here")
    return make_app(db, blueprints=[*BLUEPRINTS, routes])


def _asked(app: Flask, _number: int = 0) -> str:
    return app.test_client().get("/here").text


def test_pages_over_a_database_of_this_machine_are_answered_one_at_a_time(
    make_app: MakeApp, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_by_one, "SOON", LONG)
    route = Counted()
    app = _served(make_app, db, route)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(partial(_asked, app), range(8))) == {"done"}
    assert route.most == 1


def test_a_page_that_takes_long_holds_no_other_up(make_app: MakeApp, db: Database) -> None:
    both = threading.Barrier(2, timeout=LONG)

    def until_the_other_is_there() -> str:
        both.wait()
        return "done"

    app = _served(make_app, db, until_the_other_is_there)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(partial(_asked, app), range(2))) == ["done", "done"]


def test_a_page_that_fails_lets_the_next_one_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_by_one, "SOON", LONG)

    def fail(_environ: object, _start: object) -> list[bytes]:
        raise KeyboardInterrupt

    failing = one_by_one.OneByOne(fail)
    begun = time.monotonic()
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            failing({"REQUEST_METHOD": "GET"}, lambda *_told: lambda _text: None)
    assert time.monotonic() - begun < LONG
