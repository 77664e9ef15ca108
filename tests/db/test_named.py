"""Statements that PostgreSQL knows by a name: they are, and nothing is lost where it has forgotten one."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import CONNECTION
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.queries import given, run
from hiringkit.db.tables import PersonRow
from tests import build

pytestmark = pytest.mark.parametrize("db", ["postgresql"], indirect=True)
TIMES = 4  # by SQLAlchemy, by a cursor, by the name that is made then, and by the one that is there
PERSON: sa.Select[*Columns] = sa.select(col(PersonRow.id), col(PersonRow.zone), sa.literal("100 %")).where(
    col(PersonRow.id) == given("one")
)
ZONE: sa.Select[*Columns] = sa.select(col(PersonRow.zone).label("zone")).where(col(PersonRow.id) == given("one"))


def _known(session: Session) -> int:
    """How many statements the session's connection knows by a name of ours."""
    rows = session.info[CONNECTION].exec_driver_sql("SELECT name FROM pg_prepared_statements").all()
    return sum(bool(re.match("hiringkit_", name)) for (name,) in rows)


def _asked(session: Session, statement: sa.Select[*Columns], one: int) -> list[tuple[object, ...]]:
    return [tuple(row) for row in run(session, statement, one=one)]


def test_what_is_run_again_and_again_is_run_by_its_name_and_says_the_same(db: Database) -> None:
    ids = [build.person(db).person_id for _ in range(2)]
    for _ in range(TIMES):
        with db.reading() as session:
            assert _asked(session, PERSON, ids[0]) == [(ids[0], "America/Chicago", "100 %")]
            assert _asked(session, PERSON, ids[1]) == [(ids[1], "America/Chicago", "100 %")]
            assert _asked(session, PERSON, max(ids) + 1) == []
    with db.reading() as session:
        assert _known(session) == 1


def test_what_the_server_has_forgotten_is_run_and_named_again(db: Database) -> None:
    one = build.person(db).person_id
    for _ in range(TIMES):
        with db.reading() as session:
            for _ in range(TIMES):
                assert _asked(session, PERSON, one) == [(one, "America/Chicago", "100 %")]
            assert _known(session) == 1
            session.info[CONNECTION].exec_driver_sql("DEALLOCATE ALL")


def test_a_column_that_has_another_type_meanwhile_is_read_all_the_same(db: Database) -> None:
    one = build.person(db).person_id
    for kind in ("TEXT", "VARCHAR(64)"):
        for _ in range(TIMES):
            with db.reading() as session:
                assert _asked(session, ZONE, one) == [("America/Chicago",)]
        with db.engine.begin() as connection:  # which in the end is as it was
            connection.exec_driver_sql(f"ALTER TABLE person ALTER COLUMN zone TYPE {kind}")
