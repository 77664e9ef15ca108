"""What a loop holds that closing it leaves undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.tables import CandidacyRow, CandidateTextRow, InterviewRow, LoopRow, ScorecardRow, SeatRow
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.policy.scorecards import CardState, Seat

FIRST = 20


def left_undone(session: Session, loop_id: int, now: datetime) -> Sequence[Columns]:
    """How many interviews are to come; how many scorecards that count are not in of those that have begun.

    And a row for each of the first who take part and have no final decision: candidacy, name, how many in all. One row
    without them where there is nobody.
    """
    undecided = (
        sa.select(col(CandidacyRow.id), col(CandidateTextRow.name), sa.func.count().over().label("all_of_them"))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .where(col(CandidacyRow.loop_id) == loop_id, col(CandidacyRow.state) == CandidacyState.ACTIVE)
        .order_by(col(CandidateTextRow.name), col(CandidacyRow.id))
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
