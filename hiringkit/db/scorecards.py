"""Scorecards: what a viewer may read, said in the query; the draft by field; the lock."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from hiringkit.db import access
from hiringkit.db.tables import CandidacyRow, InterviewRow, LoopRow, ScorecardRow
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState, Visibility


def may_read(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition on ScorecardRow joined to CandidacyRow and LoopRow: policy.scorecards.may_read, said in SQL."""
    panel = _own_cards(viewer)
    blocked = _own_cards(viewer, draft=True)
    staff = access.staffs(viewer, col(LoopRow.id))
    after_own = sa.and_(col(LoopRow.visibility) == Visibility.AFTER_OWN, sa.not_(blocked), sa.or_(staff, panel))
    after_panel = sa.and_(
        col(LoopRow.visibility) == Visibility.AFTER_PANEL,
        sa.not_(blocked),
        sa.or_(staff, panel),
        sa.or_(col(CandidacyRow.opened_early_at).is_not(None), sa.not_(_open_seat())),
    )
    of_the_loop = sa.or_(
        col(LoopRow.id).in_(access.member_loops(viewer)),
        col(LoopRow.id).in_(access.named_loops(viewer)),
        panel,
    )
    always = sa.and_(col(LoopRow.visibility) == Visibility.ALWAYS, of_the_loop)
    submitted = col(ScorecardRow.state) != CardState.DRAFT
    mine = col(ScorecardRow.author_id) == viewer.person_id
    return sa.or_(mine, sa.and_(submitted, sa.or_(after_own, after_panel, always)))


def readable(viewer: Viewer) -> SelectOfScalar[ScorecardRow]:
    """The scorecards that this viewer may read."""
    return (
        select(ScorecardRow)
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .where(may_read(viewer))
    )


def read(session: Session, viewer: Viewer, scorecard_id: int) -> ScorecardRow:
    """One scorecard, or NotFoundError: what may not be read does not exist."""
    row = session.exec(readable(viewer).where(col(ScorecardRow.id) == scorecard_id)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such scorecard.", where=f"scorecard {scorecard_id}")
    return row


def _own_cards(viewer: Viewer, *, draft: bool = False) -> sa.ColumnElement[bool]:
    """Whether the viewer has a card of their own on the candidacy; or, asked so, one that is still a draft."""
    own, interview = aliased(ScorecardRow), aliased(InterviewRow)
    query = (
        sa.select(sa.literal(1))
        .join(interview, col(interview.id) == col(own.interview_id))
        .where(
            col(own.candidacy_id) == col(CandidacyRow.id),
            col(own.author_id) == viewer.person_id,
            col(interview.state) == InterviewState.PLANNED,
        )
    )
    return sa.exists(query.where(col(own.state) == CardState.DRAFT) if draft else query)


def _open_seat() -> sa.ColumnElement[bool]:
    """Whether a card that counts is still a draft: of an interview not cancelled, by somebody not in training."""
    other, interview = aliased(ScorecardRow), aliased(InterviewRow)
    return sa.exists(
        sa.select(sa.literal(1))
        .join(interview, col(interview.id) == col(other.interview_id))
        .where(
            col(other.candidacy_id) == col(CandidacyRow.id),
            col(other.state) == CardState.DRAFT,
            col(other.trainee).is_(False),
            col(interview.state) == InterviewState.PLANNED,
        )
    )
