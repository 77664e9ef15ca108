"""The audit chain: holds under many writers, names the first entry that was tampered with."""

from __future__ import annotations

import json
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from hiringkit.db import audit
from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow
from tests.conftest import NOW


def _append(db: Database, times: int = 1) -> None:
    for _ in range(times):
        with db.writing() as session:
            audit.append(
                session, now=NOW, actor=audit.OPERATOR, act="exported", kind="scorecard", subject_id=7, detail={"é": 1}
            )


def _broken(db: Database) -> audit.Break | None:
    with db.reading() as session:
        return audit.first_break(session)


def _unguarded(db: Database, *statements: str) -> None:
    """Do what somebody with the database's own password could: keep the triggers from being heard."""
    unheard = ["SET LOCAL session_replication_role = replica"]
    if db.engine.dialect.name == "sqlite":
        unheard = [f"DROP TRIGGER {name}" for name in ("refuse_audit_update", "refuse_audit_delete")]
    with db.engine.begin() as connection:
        for statement in (*unheard, *statements):
            connection.exec_driver_sql(statement)


def test_a_chain_as_written_holds(db: Database) -> None:
    assert _broken(db) is None
    _append(db, 5)
    assert _broken(db) is None
    with db.reading() as session:
        number, head = audit.head(session)
    assert number == 5
    assert len(head) == 64


@pytest.mark.parametrize(
    ("statements", "number", "fault"),
    [
        pytest.param(
            ["UPDATE audit SET act = 'opened' WHERE number = 3"], 3, "its content is not what was written", id="changed"
        ),
        pytest.param(["DELETE FROM audit WHERE number = 3"], 4, "entry 3 is missing before it", id="removed"),
        pytest.param(["DELETE FROM audit WHERE number = 1"], 2, "entry 1 is missing before it", id="first removed"),
        pytest.param(
            [
                "UPDATE audit SET number = 99 WHERE number = 2",
                "UPDATE audit SET number = 2 WHERE number = 3",
                "UPDATE audit SET number = 3 WHERE number = 99",
            ],
            2,
            "it does not follow from the entry before it",
            id="swapped",
        ),
        pytest.param(
            [
                "UPDATE audit SET number = number + 100 WHERE number > 2",
                "INSERT INTO audit SELECT 3, at, actor, act, kind, subject_id, detail, 'x', 'y' FROM audit"
                " WHERE number = 1",
                "UPDATE audit SET number = number - 99 WHERE number > 100",
            ],
            3,
            "it does not follow from the entry before it",
            id="put in",
        ),
    ],
)
def test_the_first_broken_entry_is_named(db: Database, statements: list[str], number: int, fault: str) -> None:
    _append(db, 5)
    _unguarded(db, *statements)
    assert _broken(db) == audit.Break(number, fault)


@pytest.mark.parametrize("statement", ["UPDATE audit SET act = 'x'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_the_chain(db: Database, statement: str) -> None:
    _append(db)
    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_a_detail_that_is_too_long_tells_its_lists_by_length_and_digest(db: Database) -> None:
    waived = [f"criterion-{number}-is-seen-by-no-stage" for number in range(200)]
    with db.writing() as session:
        detail = {"waived": waived, "reason": "kept"}
        audit.append(session, now=NOW, actor="operator", act="loop opened", kind="loop", subject_id=1, detail=detail)
    with db.reading() as session:
        kept = json.loads(session.exec(select(AuditRow.detail)).one())
    assert kept == {"reason": "kept", "waived": {"count": 200, "digest": audit.digest(waived)}}
    assert _broken(db) is None


def test_an_act_that_is_rolled_back_leaves_no_entry(db: Database) -> None:
    class Refused(Exception):  # noqa: N818 -- any exception
        """Something that goes wrong after the entry."""

    def act() -> None:
        with db.writing() as session:
            audit.append(session, now=NOW, actor="x", act="x", kind="x", subject_id=1, detail={})
            raise Refused

    with pytest.raises(Refused):
        act()
    with db.reading() as session:
        assert session.exec(select(sa.func.count()).select_from(AuditRow)).one() == 0


def test_many_writers_at_once_make_one_chain(db: Database) -> None:
    barrier = Barrier(8)

    def write() -> None:
        barrier.wait()
        _append(db, 5)

    threads = [Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _broken(db) is None
    with db.reading() as session:
        assert audit.head(session)[0] == 40
