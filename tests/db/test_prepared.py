"""A statement that is run again gives the same as the first time, when SQLAlchemy itself ran it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, MultipleResultsFound, NoResultFound
from sqlmodel import col

from hiringkit.db.engine import Database
from hiringkit.db.prepared import MANY
from hiringkit.db.queries import given, run
from hiringkit.db.tables import PersonRow, PersonTextRow
from hiringkit.policy.people import Role
from tests import build
from tests.conftest import NOW

WORDS = "It's 100 % of what? %(zone)s"
PEOPLE = (
    sa.select(
        col(PersonRow.id),
        col(PersonRow.role),
        col(PersonRow.created_at),
        col(PersonRow.disabled_at),
        col(PersonTextRow.name),
        sa.literal(7),
        sa.literal(WORDS),
        (col(PersonRow.zone) == given("zone")).label("is_here"),
        sa.select(sa.func.aggregate_strings(sa.literal("one of one"), "' % ")).scalar_subquery(),
    )
    .join(PersonTextRow, col(PersonTextRow.person_id) == col(PersonRow.id))
    .where(
        col(PersonRow.role).in_([Role.RECRUITER, Role.ADMIN]),
        col(PersonRow.id).in_(sa.bindparam("ids", expanding=True)),
        col(PersonRow.created_at) < given("before"),
    )
    .order_by(col(PersonRow.id))
    .limit(given("limit"))
)
BORN = sa.select(col(PersonRow.created_at)).where(col(PersonRow.created_at) >= given("at"))
RENAME = (
    sa.update(PersonTextRow).where(col(PersonTextRow.person_id) == given("who")).values(name=given("to"))
)  # "to" and not "name", which SQLAlchemy would take for a column of its own


def test_a_statement_says_the_same_each_time_for_any_list(db: Database) -> None:
    roles = (Role.RECRUITER, Role.INTERVIEWER, Role.ADMIN, Role.RECRUITER)
    ids = [build.person(db, role=role).person_id for role in roles * 2]
    asked = {"before": NOW + timedelta(days=1), "zone": "UTC", "limit": 10}
    found: list[list[Any]] = []
    for _ in range(3):
        with db.reading() as session:
            for some in (ids, ids[:2], [], ids[2:]):
                rows = run(session, PEOPLE, ids=some, **asked)
                found.append([(tuple(row), row.name, row.is_here) for row in rows])
                found.append([dict(row) for row in run(session, PEOPLE, ids=some, **asked).mappings()])
    assert found[8:16] == found[16:] == found[:8]
    first = found[-8][0][0]
    assert (first[:4], first[5:7]) == ((ids[0], Role.RECRUITER, first[2], None), (7, WORDS))
    assert isinstance(first[1], Role)
    assert first[2].utcoffset() == timedelta(0)
    assert first[8] == "one of one"
    assert [len(rows) for rows in found[-8::2]] == [2 * MANY - 2, 1, 0, MANY + 1]
    assert {type(row[1]) for row, _name, _is_here in found[-8]} == {Role}


def test_one_row_is_one_row(db: Database) -> None:
    ids = [build.person(db, role=Role.ADMIN).person_id for _ in range(2)]
    for _ in range(3):
        with db.reading() as session:
            found = run(session, PEOPLE, ids=ids, before=NOW + timedelta(days=1), zone="UTC", limit=10)
            none = run(session, PEOPLE, ids=[], before=NOW + timedelta(days=1), zone="UTC", limit=10)
            with pytest.raises(MultipleResultsFound):
                found.one_or_none()
            with pytest.raises(NoResultFound):
                none.scalar_one()
            assert none.one_or_none() is None


def test_writing_counts_rows_and_an_error_is_told_as_ever(db: Database) -> None:
    who = build.person(db).person_id
    for name in ("Ada", "Bea", "Cleo"):
        with db.writing() as session:
            assert run(session, RENAME, who=who, to=name).rowcount == 1
            assert run(session, RENAME, who=who + 1, to=name).rowcount == 0
    for _ in range(3):
        with pytest.raises(IntegrityError), db.writing() as session:
            run(session, RENAME, who=who, to=None)
    with db.reading() as session:
        assert session.scalar(sa.select(col(PersonTextRow.name))) == "Cleo"


def test_what_is_read_in_one_block_is_of_one_moment(lite: Database) -> None:
    asked = {"before": NOW + timedelta(days=1), "zone": "UTC", "limit": 10}
    first = build.person(lite, role=Role.ADMIN).person_id
    for number in range(3):
        with lite.reading() as session:
            before = len(run(session, PEOPLE, ids=list(range(first, first + 9)), **asked).all())
            build.person(lite, role=Role.ADMIN)
            after = len(run(session, PEOPLE, ids=list(range(first, first + 9)), **asked).all())
        assert (before, after) == (number + 1, number + 1)


@pytest.mark.parametrize("zone", ["UTC", "America/Chicago", "Asia/Kolkata"])
def test_a_time_is_asked_for_and_kept_in_utc_with_every_digit(db: Database, zone: str) -> None:
    when = datetime(2026, 3, 8, 1, 59, 59, 1, tzinfo=ZoneInfo(zone))
    with db.writing() as session:
        session.add(PersonRow(role=Role.ADMIN, zone="UTC", created_at=when))
    for at, count in ((when, 1), (when + timedelta(microseconds=1), 0)):
        for _ in range(3):
            with db.reading() as session:
                found = run(session, BORN, at=at).all()
                assert [row.created_at for row in found] == [when] * count
                assert {row.created_at.tzinfo for row in found} <= {UTC}
    for _ in range(2):
        with pytest.raises((ValueError, sa.exc.StatementError)), db.reading() as session:
            run(session, BORN, at=when.replace(tzinfo=None))
