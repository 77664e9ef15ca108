"""What hangs on a person who is about to be disabled: what they decide, what they alone manage, where they sit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.tables import (
    CandidacyRow,
    InterviewRow,
    LoopRow,
    MembershipRow,
    PersonRow,
    ScorecardRow,
)
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import LoopRole
from hiringkit.policy.scorecards import CardState

_other = aliased(MembershipRow)


def loops(session: Session, person_id: int, now: datetime) -> Sequence[Columns]:
    """The loops, drafts and open ones, in which something would be left behind, by title.

    Id, title, requisition; whether they decide, break ties, are the only manager who can sign in; how many interviews
    to come they sit in, how many scorecards of interviews that have begun they owe.
    """
    others = (
        sa.exists()
        .where(
            col(_other.loop_id) == col(LoopRow.id),
            col(_other.role) == LoopRole.MANAGER,
            col(_other.person_id) != person_id,
        )
        .where(col(PersonRow.id) == col(_other.person_id), col(PersonRow.disabled_at).is_(None))
    )
    manages = sa.exists().where(
        col(MembershipRow.loop_id) == col(LoopRow.id),
        col(MembershipRow.role) == LoopRole.MANAGER,
        col(MembershipRow.person_id) == person_id,
    )
    found = sa.select(
        col(LoopRow.id),
        col(LoopRow.title),
        col(LoopRow.requisition),
        sa.func.coalesce(col(LoopRow.decider_id) == person_id, sa.false()).label("decides"),
        sa.func.coalesce(col(LoopRow.tie_breaker_id) == person_id, sa.false()).label("breaks"),
        sa.and_(manages, ~others).label("alone"),
        _seats(person_id, col(InterviewRow.starts_at) > now).label("to_come"),
        _seats(person_id, col(InterviewRow.starts_at) <= now).label("owed"),
    )
    each = found.where(col(LoopRow.state).in_((LoopState.DRAFT, LoopState.OPEN))).subquery().c
    hangs = sa.or_(each.decides, each.breaks, each.alone, each.to_come > 0, each.owed > 0)
    return session.execute(sa.select(*each).where(hangs).order_by(each.title, each.id)).all()


def _seats(person_id: int, when: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    """How many scorecards of theirs are drafts, of a loop's interviews at that time with who still takes part."""
    return (
        sa.select(sa.func.count())
        .select_from(ScorecardRow)
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(InterviewRow.candidacy_id))
        .where(
            col(InterviewRow.loop_id) == col(LoopRow.id),
            col(ScorecardRow.author_id) == person_id,
            col(ScorecardRow.state) == CardState.DRAFT,
            col(CandidacyRow.state) == CandidacyState.ACTIVE,
            is_planned(),
            when,
        )
        .correlate(LoopRow)
        .scalar_subquery()
    )
