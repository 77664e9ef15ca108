"""The end of a loop: what closing it leaves undone, and a draft that is discarded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import anonymity
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.tables import (
    AuditRow,
    CandidacyRow,
    CandidateTextRow,
    InterviewRow,
    LoopRow,
    ScorecardRow,
    SeatRow,
)
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.policy.scorecards import CardState, Seat

FIRST = 20
DISCARDED = "loop discarded"


def left_undone(session: Session, loop_id: int, now: datetime) -> Sequence[Columns]:
    """How many interviews are to come; how many scorecards that count are not in of those that have begun.

    And a row for each of the first who take part and have no final decision: candidacy, name, how many in all. One row
    without them where there is nobody.
    """
    name = anonymity.full_name  # only its managers close a loop
    undecided = (
        sa.select(col(CandidacyRow.id), name.label("name"), sa.func.count().over().label("all_of_them"))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .where(col(CandidacyRow.loop_id) == loop_id, col(CandidacyRow.state) == CandidacyState.ACTIVE)
        .order_by(name, col(CandidacyRow.id))
        .limit(FIRST)
        .subquery()
    )
    of_loop = (col(InterviewRow.loop_id) == loop_id, is_planned())
    to_come = sa.select(sa.func.count()).where(*of_loop, col(InterviewRow.starts_at) > now)
    of_seat = sa.and_(
        col(ScorecardRow.interview_id) == col(SeatRow.interview_id),
        col(ScorecardRow.author_id) == col(SeatRow.person_id),
    )
    owed = (
        sa.select(sa.func.count())
        .select_from(InterviewRow)
        .join(SeatRow, col(SeatRow.interview_id) == col(InterviewRow.id))
        .join(ScorecardRow, of_seat)
        .where(
            *of_loop,
            col(InterviewRow.starts_at) <= now,
            col(SeatRow.seat) != Seat.SHADOW,
            col(ScorecardRow.state) == CardState.DRAFT,
        )
    )
    return session.execute(
        sa.select(to_come.scalar_subquery(), owed.scalar_subquery(), *undecided.c)
        .select_from(LoopRow)
        .outerjoin(undecided, sa.true())
        .where(col(LoopRow.id) == loop_id)
        .order_by(undecided.c.name, undecided.c.id)
    ).all()


def discard(session: Session, loop_id: int) -> None:
    """Delete a loop that nobody ever took part in, with all that it says."""
    session.execute(sa.delete(LoopRow).where(col(LoopRow.id) == loop_id))


def unused_number(session: Session) -> int | None:
    """The number of a new loop, which no other ever had: by it the audit chain and people's links know a loop.

    SQLite would give that of a discarded one again where it was the last. PostgreSQL does not, and chooses by itself.
    """
    if session.get_bind().dialect.name != "sqlite":
        return None
    gone = sa.select(sa.func.max(col(AuditRow.subject_id))).where(col(AuditRow.act) == DISCARDED).scalar_subquery()
    last = sa.select(sa.func.max(col(LoopRow.id))).scalar_subquery()
    return session.scalar(sa.select(sa.func.max(sa.func.coalesce(gone, 0), sa.func.coalesce(last, 0)) + 1))
