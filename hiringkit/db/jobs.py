"""What is to be done away from the requests: written down, handed over to a worker, crossed out."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db.queries import given, run
from hiringkit.db.tables import JobRow, WorkerRow
from hiringkit.db.tables.jobs import JobKind

AT_ONCE = 200
_JOB = (col(JobRow.key), col(JobRow.kind), col(JobRow.subject_id))
_DUE = (
    sa.select(*_JOB)
    .where(col(JobRow.handed_at).is_(None), col(JobRow.due_at) <= given("now"))
    .order_by(col(JobRow.due_at))
    .limit(AT_ONCE)
)
_LAST_SEEN = sa.select(sa.func.max(col(WorkerRow.seen_at)))

Job = tuple[str, JobKind, int]


def add(session: Session, kind: JobKind, subject_id: int, due_at: datetime) -> str:
    """Write down what is to be done, in the transaction of the act that asks for it. Gives the job's key."""
    key = secrets.token_hex(16)
    session.add(JobRow(key=key, kind=kind, subject_id=subject_id, due_at=due_at))
    session.flush()
    return key


def due(session: Session, now: datetime) -> list[Job]:
    """What no worker has yet and is due, the longest due first: key, kind, subject."""
    return [(row[0], row[1], row[2]) for row in run(session, _DUE, now=now)]


def handed(session: Session) -> list[Job]:
    """What a worker has, or had before its own file was lost."""
    query = sa.select(*_JOB).where(col(JobRow.handed_at).is_not(None))
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def hand(session: Session, keys: Sequence[str], now: datetime) -> None:
    """Note that a worker has these."""
    session.execute(sa.update(JobRow).where(col(JobRow.key).in_(keys)).values(handed_at=now))


def end(session: Session, key: str) -> None:
    """Cross out what is done; to do it twice is to do it once."""
    session.execute(sa.delete(JobRow).where(col(JobRow.key) == key))


def count(session: Session, now: datetime) -> int:
    """How many things are due and not done."""
    query = sa.select(sa.func.count()).select_from(JobRow).where(col(JobRow.due_at) <= now)
    return int(session.execute(query).scalar_one())


def see(session: Session, slot: int, now: datetime) -> None:
    """Note that the worker in a slot is there."""
    known = session.get(WorkerRow, slot)
    if known is None:
        session.add(WorkerRow(slot=slot, seen_at=now))
    else:
        known.seen_at = now
    session.flush()


def last_seen(session: Session) -> datetime | None:
    """When a worker was last seen; None when none ever was."""
    found: datetime | None = run(session, _LAST_SEEN).scalar_one()
    return found
