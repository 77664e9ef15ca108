"""What the tests stand on: a real database of each kind, empty and migrated, for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings

from hiringkit.db.engine import Database, make_engine, open_database
from tests.postgres import Cluster

NOW = datetime(2026, 1, 22, 20, 5, tzinfo=UTC)

settings.register_profile("untimed", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of our own, on a socket in a temporary folder."""
    running = Cluster.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty migrated database file; tests copy it."""
    file = tmp_path_factory.mktemp("template") / "empty.sqlite"
    db = open_database(f"sqlite:///{file}")
    with db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return file


@pytest.fixture(scope="session")
def postgres_name(cluster: Cluster) -> str:
    """A migrated database's name; tests share it, one after another, and each finds it empty."""
    name = "hiringkit"
    open_database(cluster.create(name)).close()
    return name


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite database."""
    file = tmp_path / "hiringkit.sqlite"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh migrated database; every test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        url = request.getfixturevalue("sqlite_url")
    else:
        running: Cluster = request.getfixturevalue("cluster")
        name = request.getfixturevalue("postgres_name")
        running.empty(name)
        url = running.url(name)
    opened = Database(make_engine(url))
    yield opened
    opened.close()


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[Database]:
    """A fresh migrated SQLite database, for tests whose subject is not the storage."""
    opened = Database(make_engine(sqlite_url))
    yield opened
    opened.close()


class Statements:
    """The statements that reach the database; BEGIN, COMMIT and PRAGMA are not counted."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def listen(self, engine: sa.Engine) -> None:
        """Count on this engine from now on."""
        sa.event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, _conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            self.seen.append(statement)


@pytest.fixture
def statements() -> Statements:
    """A counter of statements; `listen` to an engine with it."""
    return Statements()
