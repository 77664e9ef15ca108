"""Who reaches which loop and which candidacy, as queries. Nothing is read but through one of these."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased
from sqlalchemy.sql.selectable import Select
from sqlmodel import col

from hiringkit.db.tables import CandidacyRow, InterviewRow, LoopRow, MembershipRow, ScorecardRow, SeatRow, TieRow
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.policy.people import LoopRole, Role, Viewer

STAFF = (LoopRole.MANAGER, LoopRole.RECRUITER)
_loop = aliased(LoopRow)  # slow to make: once


class Candidacy(NamedTuple):
    """Where a query has a candidacy and its loop: in the row itself, or in another that says whose it is."""

    id: Any
    loop_id: Any


CANDIDACY = Candidacy(col(CandidacyRow.id), col(CandidacyRow.loop_id))


def member_loops(viewer: Viewer, *roles: LoopRole) -> Select[int]:
    """Ids of the loops in which the viewer has one of these roles; any role when none is named."""
    query = sa.select(col(MembershipRow.loop_id)).where(col(MembershipRow.person_id) == viewer.person_id)
    return query.where(col(MembershipRow.role).in_(roles)) if roles else query


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


def called(viewer: Viewer, candidacy: Candidacy = CANDIDACY) -> sa.ColumnElement[bool]:
    """Whether the viewer is the tie-breaker of a candidacy whose tie is recorded."""
    loops = sa.select(col(LoopRow.id)).where(col(LoopRow.tie_breaker_id) == viewer.person_id)
    tied = sa.select(col(TieRow.candidacy_id))
    return sa.and_(candidacy.loop_id.in_(loops), candidacy.id.in_(tied))


def meets_candidacy(viewer: Viewer, candidacy: Candidacy = CANDIDACY) -> sa.ColumnElement[bool]:
    """Whether a candidacy is among `seated`, asked row by row: each seat has its scorecard, found by an index."""
    return sa.exists(
        sa.select(sa.literal(1))
        .select_from(ScorecardRow)
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .where(
            col(ScorecardRow.candidacy_id) == candidacy.id,
            col(ScorecardRow.author_id) == viewer.person_id,
            col(InterviewRow.state) == InterviewState.PLANNED,
        )
        .correlate_except(ScorecardRow, InterviewRow)
    )


def is_member(viewer: Viewer, loop_id: Mapped[int], *roles: LoopRole) -> sa.ColumnElement[bool]:
    """Whether a loop is among `member_loops`, asked row by row: by the key, whatever else the viewer is a member of.

    Of roles it says which ones do not do: SQLite would look up each that does by itself.
    """
    here = (col(MembershipRow.loop_id) == loop_id, col(MembershipRow.person_id) == viewer.person_id)
    others = [role for role in LoopRole if role not in roles]
    held = (col(MembershipRow.role).not_in(others),) if roles else ()
    return sa.exists(sa.select(sa.literal(1)).where(*here, *held).correlate_except(MembershipRow))


def is_named(
    viewer: Viewer, loop_id: Mapped[int], *named: Literal["decider_id", "tie_breaker_id"]
) -> sa.ColumnElement[bool]:
    """Whether a loop names the viewer as one of these, asked row by row."""
    found = sa.or_(*(getattr(_loop, one) == viewer.person_id for one in named))
    return sa.exists(sa.select(sa.literal(1)).where(col(_loop.id) == loop_id, found).correlate_except(_loop))


def is_staff(viewer: Viewer, loop_id: Mapped[int]) -> sa.ColumnElement[bool]:
    """As `staffs`, asked row by row."""
    return sa.or_(is_member(viewer, loop_id, *STAFF), is_named(viewer, loop_id, "decider_id"))


def is_called(viewer: Viewer) -> sa.ColumnElement[bool]:
    """As `called`, asked row by row."""
    tied = sa.select(col(TieRow.candidacy_id))
    breaks = is_named(viewer, col(CandidacyRow.loop_id), "tie_breaker_id")
    return sa.and_(breaks, col(CandidacyRow.id).in_(tied))


def knows_candidacy(viewer: Viewer) -> sa.ColumnElement[bool]:
    """As `reaches_candidacy`, asked row by row: for a statement that has found its few rows."""
    return sa.or_(is_staff(viewer, col(CandidacyRow.loop_id)), meets_candidacy(viewer), is_called(viewer))
