"""Archives that somebody asked for. One is read by its owner alone, and only while they still run the loop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import access
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.queries import ME, given, run
from hiringkit.db.tables import (
    BundleBytesRow,
    BundleFileRow,
    BundleRow,
    CandidacyRow,
    InterviewRow,
    LoopRow,
    StageRow,
)
from hiringkit.db.tables.bundles import BundleState
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Viewer

OPEN = tuple(state for state in BundleState if state.is_open)
_LINE = (
    col(BundleRow.id),
    col(BundleRow.loop_id),
    col(BundleRow.stage),
    col(BundleRow.since),
    col(BundleRow.until),
    col(BundleRow.state),
    col(BundleRow.asked_at),
    col(BundleRow.done),
    col(BundleRow.total),
    col(BundleRow.fault),
    col(BundleRow.mend),
    col(BundleRow.ended_at),
    col(BundleRow.expires_at),
    col(BundleRow.size),
    col(LoopRow.title),
    col(LoopRow.requisition),
    sa.select(col(StageRow.name))
    .where(col(StageRow.loop_id) == col(BundleRow.loop_id), col(StageRow.key) == col(BundleRow.stage))
    .correlate(BundleRow)
    .scalar_subquery(),
)
_MINE = (
    sa.select(*_LINE)
    .join(LoopRow, col(LoopRow.id) == col(BundleRow.loop_id))
    .where(col(BundleRow.owner_id) == ME.person_id, access.staffs(ME, col(BundleRow.loop_id)))
)
_LIST = _MINE.order_by(col(BundleRow.id).desc()).limit(given("limit"))
_ONE = _MINE.where(col(BundleRow.id) == given("bundle_id"))


def mine(session: Session, viewer: Viewer, limit: int) -> Sequence[Columns]:
    """The viewer's archives, the newest first; the columns of `_LINE`."""
    return run(session, _LIST, me=viewer.person_id, limit=limit).all()


def one(session: Session, viewer: Viewer, bundle_id: int) -> Columns:
    """One of the viewer's archives, or NotFoundError; the columns of `_LINE`."""
    row: Columns | None = run(session, _ONE, me=viewer.person_id, bundle_id=bundle_id).one_or_none()
    if row is None:
        raise NotFoundError("There is no such archive.", where=f"archive {bundle_id}")
    return row


def count_open(session: Session, viewer: Viewer) -> int:
    """How many archives of the viewer are still to be made."""
    query = sa.select(sa.func.count()).where(
        col(BundleRow.owner_id) == viewer.person_id, col(BundleRow.state).in_(OPEN)
    )
    return int(session.execute(query).scalar_one())


def of_job(session: Session, bundle_id: int, job: str, *, lock: bool = True) -> BundleRow | None:
    """The row of an archive that this job is still to make; None when it is not. Locked until the transaction ends."""
    query = sa.select(BundleRow).where(
        col(BundleRow.id) == bundle_id, col(BundleRow.job) == job, col(BundleRow.state).in_(OPEN)
    )
    return session.execute(query.with_for_update() if lock else query).scalar_one_or_none()


def row(session: Session, bundle_id: int) -> BundleRow:
    """The row of an archive, locked until the transaction ends."""
    return session.get_one(BundleRow, bundle_id, with_for_update=True)


def content(session: Session, bundle_id: int) -> bytes | None:
    """The bytes of an archive that is ready."""
    query = sa.select(col(BundleBytesRow.content)).where(col(BundleBytesRow.bundle_id) == bundle_id)
    found: bytes | None = session.execute(query).scalar_one_or_none()
    return found


def positions(session: Session, bundle_id: int) -> set[int]:
    """Which files of an archive are made."""
    return set(session.scalars(sa.select(col(BundleFileRow.position)).where(col(BundleFileRow.bundle_id) == bundle_id)))


def files(session: Session, bundle_id: int) -> list[BundleFileRow]:
    """The files of an archive in their order."""
    query = sa.select(BundleFileRow).where(col(BundleFileRow.bundle_id) == bundle_id)
    return list(session.scalars(query.order_by(col(BundleFileRow.position))))


def clear(session: Session, bundle_id: int) -> None:
    """Take away what was made of an archive."""
    for table in (BundleFileRow, BundleBytesRow):
        session.execute(sa.delete(table).where(col(table.bundle_id) == bundle_id))


def over(session: Session, now: datetime) -> list[int]:
    """The archives whose time is over."""
    late = (col(BundleRow.state) == BundleState.READY, col(BundleRow.expires_at) <= now)
    return list(session.scalars(sa.select(col(BundleRow.id)).where(*late)))


def candidacies(session: Session, loop_id: int, stage: str, since: date | None, until: date | None) -> list[int]:
    """The candidacies of a loop, in the order in which they were added; those with an interview at a stage, or
    between two days of the loop's zone, both included, when they are named."""
    query = sa.select(col(CandidacyRow.id)).where(col(CandidacyRow.loop_id) == loop_id)
    if stage or since or until:
        zone = ZoneInfo(session.execute(sa.select(col(LoopRow.zone)).where(col(LoopRow.id) == loop_id)).scalar_one())
        held = (
            sa.select(col(InterviewRow.candidacy_id))
            .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
            .where(is_planned())
        )
        if stage:
            held = held.where(col(StageRow.key) == stage)
        if since:
            held = held.where(col(InterviewRow.starts_at) >= datetime.combine(since, time(), zone))
        if until:
            held = held.where(col(InterviewRow.starts_at) < datetime.combine(until + timedelta(days=1), time(), zone))
        query = query.where(col(CandidacyRow.id).in_(held))
    return list(session.scalars(query.order_by(col(CandidacyRow.id))))
