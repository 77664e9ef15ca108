"""Connections that are kept from one reading to the next: nothing of one is left in the next, lost ones are seen."""

from __future__ import annotations

import threading
import time
from contextlib import nullcontext

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, InternalError, OperationalError
from sqlmodel import Session, col

from hiringkit.db import CONNECTION
from hiringkit.db.engine import Database, make_engine
from hiringkit.db.queries import run
from hiringkit.db.readers import IDLE_SECONDS, MOST_IDLE, Reader
from hiringkit.db.tables import PersonRow, PersonTextRow
from hiringkit.policy.people import Role
from tests import build
from tests.at_once import at_once
from tests.conftest import NOW, Statements

EVERYBODY = sa.select(col(PersonRow.id))
SOMEBODY = sa.insert(PersonRow.__table__).values(role=Role.ADMIN, zone="UTC")  # type: ignore[attr-defined]  # SQLModel does not tell of it
NOBODY = sa.insert(PersonRow).values(id=1, role=None, zone="UTC", created_at=NOW)  # against the schema


def _everybody(session: Session) -> list[int]:
    return [row[0] for row in run(session, EVERYBODY)]


def test_each_reading_sees_what_was_written_before_it_and_keeps_no_object_of_the_last(db: Database) -> None:
    met = []
    for number in range(3):
        first = build.person(db).person_id
        with db.reading() as session:
            assert len(_everybody(session)) == number + 1
            met.append(session.get_one(PersonRow, first))
            assert list(session) == [met[-1]]
        with db.reading() as session:
            assert list(session) == []
    assert [row.zone for row in met] == ["America/Chicago"] * 3


def test_of_what_is_written_in_a_reading_nothing_is_kept(db: Database) -> None:
    adds = sa.insert(PersonRow).values(role=Role.ADMIN, zone="UTC", created_at=NOW)
    refused = nullcontext() if db.engine.dialect.name == "sqlite" else pytest.raises(InternalError, match="read-only")
    for _ in range(2):  # the second time the statements go to the driver
        with refused, db.reading() as session:
            _everybody(session)
            session.execute(adds)
            assert len(_everybody(session)) == 1
        with pytest.raises(DBAPIError), db.reading() as session:
            run(session, NOBODY)
    with db.reading() as session:
        assert _everybody(session) == []


def test_a_statement_that_fails_spoils_none_that_follows_in_the_same_reading(db: Database) -> None:
    first = build.person(db).person_id
    with db.reading() as session:
        for _ in range(3):  # from the second time on, all of them go by one cursor
            with pytest.raises(DBAPIError):
                run(session, NOBODY)
            assert _everybody(session) == [first]


def test_readings_at_once_keep_few_connections(db: Database) -> None:
    build.person(db)
    taken = db.engine.pool.checkedout  # type: ignore[attr-defined]  # a QueuePool, which has it
    together = threading.Barrier(8)

    def read() -> None:
        with db.reading() as session:
            together.wait(timeout=30)
            assert len(_everybody(session)) == 1

    at_once([read] * 8)
    assert taken() == MOST_IDLE
    db.close()
    assert taken() == 0


def test_a_writer_goes_by_the_connection_that_was_handed_on_and_reads_nothing_older(db: Database) -> None:
    for number in range(2):  # the second time the statements go to the driver
        with db.reading(hand_on=True) as session:
            assert len(_everybody(session)) == 2 * number
            handed = session.connection()
        at_once([lambda: build.person(db)])
        with db.writing() as session:
            assert session.connection() is handed
            assert len(_everybody(session)) == 2 * number + 1
            session.add(PersonRow(role=Role.ADMIN, zone="UTC", created_at=NOW))
        assert list(session) == [], "no object is left for the next"
    with db.reading() as session:
        assert len(_everybody(session)) == 4


def _half_written(db: Database) -> None:
    with db.writing() as session:
        for _ in range(2):
            run(session, SOMEBODY, created_at=NOW)
        session.add(PersonRow(role=Role.ADMIN, zone="UTC", created_at=NOW))
        session.flush()
        raise RuntimeError


def test_a_writing_that_fails_leaves_nothing_whoever_ran_its_statements(db: Database) -> None:
    for _ in range(2):
        with pytest.raises(RuntimeError):
            _half_written(db)
    with db.writing() as session:
        assert _everybody(session) == []


def _given_up(reader: Reader) -> None:
    with reader.writing() as session:
        run(session, SOMEBODY, created_at=NOW)
        raise RuntimeError


def test_whoever_waits_for_a_writing_that_fails_finds_the_file_free_at_once(lite: Database) -> None:
    reader = Reader(lite.engine)
    with pytest.raises(RuntimeError):
        _given_up(reader)
    assert build.person(lite).person_id == 1
    reader.close()


def _lonely(db: Database) -> None:
    with db.writing() as session:
        driver = session.info[CONNECTION].connection.dbapi_connection
        driver.execute("PRAGMA defer_foreign_keys=ON")
        driver.execute("INSERT INTO person_text (person_id, name, email) VALUES (77, 'Nobody', 'nobody@example.org')")


def test_a_writing_that_cannot_be_kept_in_the_end_is_an_error_like_any_other(lite: Database) -> None:
    with pytest.raises(IntegrityError):
        _lonely(lite)
    build.person(lite)
    with lite.reading() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(PersonTextRow)).scalar() == 1


def test_who_listens_to_the_engine_hears_a_connection_that_was_kept(db: Database, statements: Statements) -> None:
    with db.reading() as session:
        _everybody(session)
    statements.listen(db.engine)
    with db.reading() as session:
        _everybody(session)
    assert len(statements.seen) == 1


def test_a_connection_that_the_server_ended_meanwhile_is_made_anew(db: Database) -> None:
    with db.reading() as session:
        session.execute(sa.select(sa.func.count()).select_from(PersonRow))
        is_served = session.connection().dialect.name == "postgresql"
    if is_served:
        _end_the_others(db)
        time.sleep(IDLE_SECONDS)
    assert build.person(db).person_id
    with db.reading() as session:
        assert len(_everybody(session)) == 1


def _read_while_the_server_ends_it(db: Database) -> None:
    with db.reading() as session:
        _everybody(session)
        _end_the_others(db)
        _everybody(session)


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)  # a file has no server
def test_a_connection_that_the_server_ends_while_it_reads_is_not_kept(db: Database) -> None:
    build.person(db)
    for _ in range(2):  # by SQLAlchemy, and by the driver
        with pytest.raises(OperationalError):
            _read_while_the_server_ends_it(db)
        with db.reading() as session:
            assert len(_everybody(session)) == 1
    with db.reading() as session:
        _everybody(session)
        _end_the_others(db)  # found out when it is taken up again
    with db.reading() as session:
        assert len(_everybody(session)) == 1


def _end_the_others(db: Database) -> None:
    """End every other connection to this PostgreSQL database, and wait for it."""
    other = make_engine(db.engine.url.render_as_string(hide_password=False))
    with other.connect() as connection:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        asked = sa.text(f"SELECT pg_terminate_backend(pid, 9000) FROM pg_stat_activity WHERE {others}")
        assert connection.execute(asked).all()
    other.dispose()
