"""The interviews of a stretch of time that somebody may know of, and who sits in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import access, anonymity
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.queries import ME, given, run
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateTextRow,
    InterviewRow,
    LoopRow,
    PersonTextRow,
    ScorecardRow,
    SeatRow,
    StageRow,
)
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState


def interviews(
    session: Session,
    viewer: Viewer,
    begins: datetime,
    ends: datetime,
    limit: int,
    *,
    loop_id: int = 0,
    candidacy_id: int = 0,
    own: bool = False,
) -> Sequence[Columns]:
    """Planned interviews that begin in a stretch, by start: those with a seat of the viewer, and of loops they staff.

    Id, candidacy's id, start, minutes; stage, candidate's name; loop's id, title and requisition; the viewer's seat;
    whether the viewer plans it; candidate's id.
    """
    values = {"loop": loop_id, "candidacy": candidacy_id}
    parts = {name: value for name, value in values.items() if value}
    query = _interviews(frozenset(parts), own=own)
    return run(session, query, me=viewer.person_id, begins=begins, ends=ends, limit=limit, **parts).all()


@cache
def _interviews(parts: frozenset[str], *, own: bool) -> sa.Select[*Columns]:
    plans = col(InterviewRow.loop_id).in_(access.member_loops(ME, *access.STAFF))
    mine = sa.and_(col(SeatRow.interview_id) == col(InterviewRow.id), col(SeatRow.person_id) == ME.person_id)
    seated = col(SeatRow.seat).is_not(None)
    asked = {
        "loop": col(InterviewRow.loop_id) == given("loop"),
        "candidacy": col(InterviewRow.candidacy_id) == given("candidacy"),
    }
    return (
        sa.select(
            col(InterviewRow.id),
            col(InterviewRow.candidacy_id),
            col(InterviewRow.starts_at),
            col(InterviewRow.minutes),
            col(StageRow.name),
            anonymity.name(ME),
            col(LoopRow.id),
            col(LoopRow.title),
            col(LoopRow.requisition),
            col(SeatRow.seat),
            plans,
            col(CandidacyRow.candidate_id),
        )
        .select_from(InterviewRow)
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(InterviewRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(InterviewRow.loop_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .outerjoin(SeatRow, mine)
        .where(
            is_planned(),
            col(InterviewRow.starts_at) >= given("begins"),
            col(InterviewRow.starts_at) < given("ends"),
            seated if own else sa.or_(seated, access.staffs(ME, col(InterviewRow.loop_id))),
            *(asked[part] for part in parts),
        )
        .order_by(col(InterviewRow.starts_at), col(InterviewRow.id))
        .limit(given("limit"))
    )


_SEATS = (
    sa.select(
        col(SeatRow.interview_id),
        col(SeatRow.person_id),
        col(PersonTextRow.name),
        col(SeatRow.seat),
        sa.func.coalesce(col(ScorecardRow.state) != CardState.DRAFT, sa.false()),
    )
    .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(SeatRow.person_id))
    .outerjoin(
        ScorecardRow,
        sa.and_(
            col(ScorecardRow.interview_id) == col(SeatRow.interview_id),
            col(ScorecardRow.author_id) == col(SeatRow.person_id),
        ),
    )
    .where(col(SeatRow.interview_id).in_(sa.bindparam("ids", expanding=True)))
    .order_by(col(SeatRow.seat), col(PersonTextRow.name), col(SeatRow.person_id))
)


def seats(session: Session, interview_ids: Sequence[int]) -> Sequence[Columns]:
    """Who sits in these interviews: interview's id, person's id and name, seat, whether their scorecard is in."""
    return run(session, _SEATS, ids=interview_ids).all()
