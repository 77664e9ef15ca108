"""The interview that a kit is for, and a loop's planned interviews of one candidate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import access, anonymity, left_out
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.tables import CandidacyRow, CandidateTextRow, InterviewRow, SeatRow, StageRow
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat


def head(session: Session, viewer: Viewer | None, interview_id: int) -> Mapping[str, Any]:
    """An interview that takes place, for who sits in it and the loop's staff, or NotFoundError.

    Without a viewer it is the operator who asks.
    """
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(InterviewRow.loop_id),
            col(InterviewRow.stage_id),
            col(InterviewRow.starts_at),
            col(InterviewRow.minutes),
            col(StageRow.key),
            col(StageRow.position),
            anonymity.name(viewer).label("name"),
        )
        .select_from(InterviewRow)
        .join(CandidacyRow, col(CandidacyRow.id) == col(InterviewRow.candidacy_id))
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .where(col(InterviewRow.id) == interview_id, is_planned())
    )
    if viewer:
        own = sa.select(col(SeatRow.interview_id)).where(col(SeatRow.person_id) == viewer.person_id)
        staff = access.staffs(viewer, col(InterviewRow.loop_id))
        query = query.where(sa.or_(staff, col(InterviewRow.id).in_(own)))
    row = session.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError("There is no such interview.", where=f"interview {interview_id}")
    return dict(row)


def planned(session: Session, candidacy_id: int) -> Sequence[Columns]:
    """When each stage is held with a candidate, those that are left out not among them: stage's position, start,
    minutes, how many hold it, how many of those are in training; no start where it is not planned."""
    here = col(SeatRow.interview_id) == col(InterviewRow.id)
    seats = sa.select(sa.func.count()).select_from(SeatRow).where(here)
    held = sa.and_(
        col(InterviewRow.candidacy_id) == col(CandidacyRow.id),
        col(InterviewRow.stage_id) == col(StageRow.id),
        is_planned(),
    )
    return session.execute(
        sa.select(
            col(StageRow.position),
            col(InterviewRow.starts_at),
            col(InterviewRow.minutes),
            seats.correlate(InterviewRow).scalar_subquery(),
            seats.where(col(SeatRow.seat) == Seat.SHADOW).correlate(InterviewRow).scalar_subquery(),
        )
        .select_from(CandidacyRow)
        .join(StageRow, col(StageRow.loop_id) == col(CandidacyRow.loop_id))
        .outerjoin(InterviewRow, held)
        .where(col(CandidacyRow.id) == candidacy_id, sa.not_(left_out.is_left_out()))
        .order_by(col(StageRow.position))
    ).all()
