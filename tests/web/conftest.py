"""A whole application over a fresh database, and clients for its people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from jinja2 import FileSystemBytecodeCache

from hiringkit import settings
from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.services import installation
from hiringkit.web import BLUEPRINTS, create_app
from tests.conftest import NOW
from tests.web.client import CheckedClient


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """The present instant."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The application's clock."""
    return Clock()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates that were compiled for one application, for the next."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def make_app(tmp_path: Path, clock: Clock, compiled: FileSystemBytecodeCache) -> Callable[..., Flask]:
    """Make the application over a database; what the environment says can be given, and more routes."""

    def make(db: Database, *, blueprints: Sequence[Blueprint] = BLUEPRINTS, **environment: str) -> Flask:
        read = settings.read({"HIRINGKIT_INSTANCE": str(tmp_path), **environment})
        place = installation.prepare(db, demo=False, now=clock())
        made = create_app(db, read, place, clock=clock, blueprints=blueprints)
        made.jinja_env.bytecode_cache = compiled
        return made

    return make


@pytest.fixture
def app(lite: Database, make_app: Callable[..., Flask]) -> Flask:
    """The application, over an empty SQLite database."""
    return make_app(lite)


@pytest.fixture
def stranger(app: Flask) -> CheckedClient:
    """A browser in which nobody is signed in."""
    return CheckedClient(app)


@pytest.fixture
def client_of(app: Flask) -> Callable[[Viewer], CheckedClient]:
    """A browser in which this person is signed in."""
    return lambda viewer: CheckedClient(app, viewer)
