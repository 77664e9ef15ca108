"""What is asked with who asks, by a guess: it is read anew each time, and given only to who asks for the very same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from hiringkit.db import CONNECTION, guesses
from hiringkit.db import people as stored
from hiringkit.db.engine import Database, make_engine
from hiringkit.db.interviews import Columns
from hiringkit.db.queries import expect, given, run
from hiringkit.db.tables import PersonRow, SessionRow
from hiringkit.services import people
from tests import build
from tests.at_once import at_once
from tests.conftest import NOW

pytestmark = pytest.mark.parametrize("db", ["postgresql"], indirect=True)
TIMES = 6  # until each statement has its name, and was asked for twice in a row
ZONE: sa.Select[*Columns] = sa.select(col(PersonRow.zone)).where(col(PersonRow.id) == given("one"))


@pytest.fixture
def elsewhere(db: Database) -> Iterator[Database]:
    """Another process on the same database."""
    other = Database(make_engine(db.engine.url.render_as_string(hide_password=False)))
    yield other
    other.close()


@pytest.fixture
def token(db: Database) -> str:
    """Somebody's session."""
    who = build.person(db).person_id
    with db.writing() as session:
        return people.begin(session, who, "a browser", NOW)


def _move(db: Database, one: int, zone: str) -> None:
    with db.writing() as session:
        session.execute(sa.update(PersonRow).where(col(PersonRow.id) == one).values(zone=zone))


def _look_up(db: Database, token: str) -> None:
    assert people.signed_in(db, token, NOW, opens="/page")


def _read(db: Database, one: int) -> str:
    with db.reading() as session:
        return str(run(session, ZONE, one=one).scalar_one())


def _opened(db: Database, token: str, one: int) -> None:
    for _ in range(TIMES):
        _look_up(db, token)
        assert _read(db, one) == "America/Chicago"


def _often(db: Database, token: str, one: int) -> None:
    """Open the page until it is guessed what it asks for."""
    for number in range(TIMES):
        _move(db, one, f"zone {number}")
        _look_up(db, token)
        assert _read(db, one) == f"zone {number}"


def test_what_is_asked_for_again_is_read_when_its_reader_is_looked_up(
    db: Database, elsewhere: Database, token: str
) -> None:
    one = build.person(db).person_id
    _often(db, token, one)
    _look_up(db, token)
    _move(elsewhere, one, "later")
    assert _read(db, one) == f"zone {TIMES - 1}"
    assert _read(db, one) == "later"


def test_what_was_guessed_is_no_answer_to_another_question(db: Database, token: str) -> None:
    one, another = (build.person(db).person_id for _ in range(2))
    _often(db, token, one)
    _look_up(db, token)
    assert _read(db, another) == "America/Chicago"
    _look_up(db, token)
    assert _read(db, one) == f"zone {TIMES - 1}"


def test_what_was_guessed_is_no_answer_to_what_another_thread_asked_meanwhile(db: Database, token: str) -> None:
    one, another = (build.person(db).person_id for _ in range(2))
    _often(db, token, one)
    _look_up(db, token)
    assert at_once([lambda: _opened(db, token, another)]) == [None]
    assert _read(db, another) == "America/Chicago"
    _often(db, token, one)


def test_what_was_guessed_is_no_answer_after_something_was_written_or_the_request_was_over(
    db: Database, elsewhere: Database, token: str
) -> None:
    one = build.person(db).person_id
    _often(db, token, one)
    _look_up(db, token)
    _move(db, one, "written")
    assert _read(db, one) == "written"
    _often(db, token, one)
    _look_up(db, token)
    db.let_go()
    _move(elsewhere, one, "over")
    assert _read(db, one) == "over"


def test_who_is_not_signed_in_any_more_is_nobody_whatever_is_guessed(
    db: Database, elsewhere: Database, token: str
) -> None:
    _often(db, token, build.person(db).person_id)
    with elsewhere.writing() as session:
        session.execute(sa.delete(SessionRow))
    assert people.signed_in(db, token, NOW, opens="/page") is None


def test_a_name_that_the_server_has_forgotten_is_in_nobody_s_way(db: Database, token: str) -> None:
    one = build.person(db).person_id
    for _ in range(2):
        _often(db, token, one)
        with db.reading() as session:
            session.info[CONNECTION].exec_driver_sql("DEALLOCATE ALL")
        _often(db, token, one)


def _look_up_while_the_server_ends_it(db: Database, elsewhere: Database, token: str) -> None:
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    with db.reading(hand_on=True) as session:
        expect(session, guesses.of(people.token_hash(token), "/page"))
        with elsewhere.engine.connect() as connection:
            connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid, 9000) FROM pg_stat_activity WHERE {others}")
        stored.signed_in(session, people.token_hash(token), NOW)


def test_a_server_that_ends_the_connection_meanwhile_is_told_as_ever_and_asked_anew(
    db: Database, elsewhere: Database, token: str
) -> None:
    one = build.person(db).person_id
    _often(db, token, one)
    with pytest.raises(OperationalError):
        _look_up_while_the_server_ends_it(db, elsewhere, token)
    _often(db, token, one)
