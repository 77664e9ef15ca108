"""What the report counts: scorecards that are due and interviews that were held, in loops that the viewer staffs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import access
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.queries import ME, given, run
from hiringkit.db.scorecards import may_read
from hiringkit.db.tables import CandidacyRow, InterviewRow, LoopRow, PersonTextRow, ScorecardRow, StageRow
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState


def cards(
    session: Session, viewer: Viewer, since: datetime, before: datetime, limit: int, *, loop_id: int = 0
) -> Sequence[Columns]:
    """Cards that count, of interviews begun in a stretch of time, the newest first.

    Author's id and name, the interview's start and minutes, whether the card is in; when it was submitted only of one
    that the viewer may read.
    """
    parts = {"loop": loop_id} if loop_id else {}
    query = _cards(in_loop=bool(loop_id))
    return run(session, query, me=viewer.person_id, since=since, before=before, limit=limit, **parts).all()


@cache
def _cards(*, in_loop: bool) -> sa.Select[*Columns]:
    is_in = col(ScorecardRow.state) != CardState.DRAFT
    query = (
        sa.select(
            col(ScorecardRow.author_id),
            col(PersonTextRow.name),
            col(InterviewRow.starts_at),
            col(InterviewRow.minutes),
            is_in,
            sa.case((sa.and_(is_in, may_read(ME)), col(ScorecardRow.submitted_at))),
        )
        .select_from(ScorecardRow)
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(ScorecardRow.author_id))
        .where(
            is_planned(),
            col(ScorecardRow.trainee).is_(False),
            col(InterviewRow.starts_at) >= given("since"),
            col(InterviewRow.starts_at) < given("before"),
            access.staffs(ME, col(InterviewRow.loop_id)),
        )
        .order_by(col(InterviewRow.starts_at).desc(), col(ScorecardRow.id))
        .limit(given("limit"))
    )
    return query.where(col(InterviewRow.loop_id) == given("loop")) if in_loop else query


def visits(session: Session, viewer: Viewer, since: datetime, limit: int, *, loop_id: int = 0) -> Sequence[Columns]:
    """Planned interviews since then, the newest first: candidacy, loop, the stage's place and name, start, whether the
    candidate takes part."""
    parts = {"loop": loop_id} if loop_id else {}
    query = _visits(in_loop=bool(loop_id))
    return run(session, query, me=viewer.person_id, since=since, limit=limit, **parts).all()


@cache
def _visits(*, in_loop: bool) -> sa.Select[*Columns]:
    query = (
        sa.select(
            col(InterviewRow.candidacy_id),
            col(InterviewRow.loop_id),
            col(StageRow.position),
            col(StageRow.name),
            col(InterviewRow.starts_at),
            col(CandidacyRow.state) == CandidacyState.ACTIVE,
        )
        .select_from(InterviewRow)
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(InterviewRow.candidacy_id))
        .where(
            is_planned(),
            col(InterviewRow.starts_at) >= given("since"),
            access.staffs(ME, col(InterviewRow.loop_id)),
        )
        .order_by(col(InterviewRow.starts_at).desc(), col(InterviewRow.id))
        .limit(given("limit"))
    )
    return query.where(col(InterviewRow.loop_id) == given("loop")) if in_loop else query
