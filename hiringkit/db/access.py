"""Who reaches which loop and which candidacy, as queries. Nothing is read but through one of these."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.selectable import Select
from sqlmodel import col

from hiringkit.db.tables import CandidacyRow, InterviewRow, LoopRow, MembershipRow, ScorecardRow, SeatRow, TieRow
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.policy.people import LoopRole, Role, Viewer

STAFF = (LoopRole.MANAGER, LoopRole.RECRUITER)


def member_loops(viewer: Viewer, *roles: LoopRole) -> Select[int]:
    """Ids of the loops in which the viewer has one of these roles; any role when none is named."""
    query = sa.select(col(MembershipRow.loop_id)).where(col(MembershipRow.person_id) == viewer.person_id)
    return query.where(col(MembershipRow.role).in_(roles)) if roles else query


def named_loops(viewer: Viewer) -> Select[int]:
    """Ids of the loops whose decider or tie-breaker the viewer is."""
    named = sa.or_(col(LoopRow.decider_id) == viewer.person_id, col(LoopRow.tie_breaker_id) == viewer.person_id)
    return sa.select(col(LoopRow.id)).where(named)


def decided_loops(viewer: Viewer) -> Select[int]:
    """Ids of the loops whose decider the viewer is."""
    return sa.select(col(LoopRow.id)).where(col(LoopRow.decider_id) == viewer.person_id)


def reaches_loop(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Whether the viewer may see a LoopRow: as its member, decider or tie-breaker; administrators see every loop."""
    if viewer.role is Role.ADMIN:
        return sa.true()
    named = (col(LoopRow.decider_id) == viewer.person_id, col(LoopRow.tie_breaker_id) == viewer.person_id)
    return sa.or_(col(LoopRow.id).in_(member_loops(viewer)), *named)


def manages_loop(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Whether the viewer may change a LoopRow: as its manager."""
    return col(LoopRow.id).in_(member_loops(viewer, LoopRole.MANAGER))


def staffs(viewer: Viewer, loop_id: Mapped[int]) -> sa.ColumnElement[bool]:
    """Whether the viewer is the loop's manager, recruiter or decider, who see each of its candidates."""
    return sa.or_(loop_id.in_(member_loops(viewer, *STAFF)), loop_id.in_(decided_loops(viewer)))


def seated(viewer: Viewer) -> Select[int]:
    """Ids of the candidacies in whose interviews the viewer has a seat."""
    return (
        sa.select(col(InterviewRow.candidacy_id))
        .join(SeatRow, col(SeatRow.interview_id) == col(InterviewRow.id))
        .where(col(SeatRow.person_id) == viewer.person_id, col(InterviewRow.state) == InterviewState.PLANNED)
    )


def reaches_candidacy(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Whether the viewer may know of a CandidacyRow: as its loop's staff, with a seat in its interviews, or called."""
    staff = staffs(viewer, col(CandidacyRow.loop_id))
    return sa.or_(staff, col(CandidacyRow.id).in_(seated(viewer)), called(viewer))


def called(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Whether the viewer is the tie-breaker of a CandidacyRow whose tie is recorded."""
    loops = sa.select(col(LoopRow.id)).where(col(LoopRow.tie_breaker_id) == viewer.person_id)
    tied = sa.select(col(TieRow.candidacy_id))
    return sa.and_(col(CandidacyRow.loop_id).in_(loops), col(CandidacyRow.id).in_(tied))


def meets_candidacy(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Whether a CandidacyRow is among `seated`, asked row by row: each seat has its scorecard, found by an index."""
    return sa.exists(
        sa.select(sa.literal(1))
        .select_from(ScorecardRow)
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .where(
            col(ScorecardRow.candidacy_id) == col(CandidacyRow.id),
            col(ScorecardRow.author_id) == viewer.person_id,
            col(InterviewRow.state) == InterviewState.PLANNED,
        )
        .correlate(CandidacyRow)
    )
