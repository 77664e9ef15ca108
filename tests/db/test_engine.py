"""The database of an installation: opened durable and strict, its writers one after the other."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest
import sqlalchemy as sa

from hiringkit.db.engine import Database, Turns, make_engine
from hiringkit.db.tables import PersonRow
from hiringkit.policy.people import Role
from tests import build
from tests.at_once import at_once
from tests.conftest import NOW


@pytest.mark.parametrize(("sync", "number"), [("full", 2), ("normal", 1)])
def test_sqlite_is_opened_durable_with_foreign_keys(sqlite_url: str, sync: str, number: int) -> None:
    made = make_engine(sqlite_url, sqlite_sync=sync)
    with made.connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
        told = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    made.dispose()
    assert told == ["wal", number, 1, 5000, 1]


@pytest.mark.parametrize(
    ("address", "is_near"),
    [
        ("/hiringkit", True),
        ("me@localhost:5433/hiringkit", True),
        ("me:secret@127.0.0.1/hiringkit", True),
        ("me@[::1]/hiringkit", True),
        ("me@/hiringkit?host=/var/run/postgresql", True),
        ("me@db/hiringkit", False),
        ("me@localhost/hiringkit?host=db.example.org", False),
        ("me@/hiringkit?host=localhost,db.example.org", False),
        ("me@/hiringkit?host=localhost&host=db.example.org", False),
    ],
)
def test_a_database_is_known_to_be_on_this_machine_by_its_address(address: str, *, is_near: bool) -> None:
    opened = Database(make_engine(f"postgresql://{address}"))
    assert opened.is_near is is_near
    opened.close()


def test_a_file_is_on_this_machine(lite: Database) -> None:
    assert lite.is_near


def test_writers_at_once_are_all_kept(db: Database) -> None:
    def add() -> None:
        build.person(db)

    at_once([add] * 20)
    with db.reading() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(PersonRow)).scalar() == 20


def test_a_survey_tells_sqlite_how_its_rows_spread(lite: Database) -> None:
    build.person(lite)
    lite.survey()
    with lite.reading() as session:
        counted = session.connection().exec_driver_sql("SELECT tbl FROM sqlite_stat1").scalars().all()
    assert "person" in counted


def test_what_is_handed_on_is_one_transaction_and_nothing_stays_open(db: Database) -> None:
    with db.reading(hand_on=True) as first:
        begun = first.connection()
    with db.reading() as second:
        assert second is first
        assert second.connection() is begun
        assert begun.in_transaction()
        with db.reading() as within:
            assert within is not first
            assert within.connection() is not begun
    assert not begun.in_transaction()
    with db.reading(hand_on=True):
        pass
    build.person(db)  # a writer lets go of what was handed on, and reads no older state than its own
    with db.reading(hand_on=True) as session:
        assert session.execute(sa.select(sa.func.count()).select_from(PersonRow)).scalar() == 1
    with pytest.raises(ZeroDivisionError), db.reading():
        raise ZeroDivisionError
    with db.reading(hand_on=True):
        pass
    db.let_go()
    db.close()
    assert begun.closed


def _half_done(db: Database) -> None:
    with db.writing() as session:
        session.add(PersonRow(role=Role.ADMIN, zone="UTC", created_at=NOW))
        session.flush()
        raise RuntimeError


def test_what_fails_within_a_transaction_leaves_nothing(db: Database) -> None:
    with pytest.raises(RuntimeError):
        _half_done(db)
    with db.reading() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(PersonRow)).scalar() == 0


def test_a_turn_that_is_never_handed_on_stops_nobody_for_good(tmp_path: Path) -> None:
    file = tmp_path / "turn"
    with file.open("ab") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)
        with Turns(file, seconds=0.05).turn():
            assert file.exists()
