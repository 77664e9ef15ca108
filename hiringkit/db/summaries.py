"""What the summary of a loop counts: seats without a word of what their cards say, and ratings of readable cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.scorecards import may_read
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateTextRow,
    CriterionRow,
    EvidenceCriterionRow,
    InterviewRow,
    LoopRow,
    RatingRow,
    ScorecardRow,
)
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState


def candidates(session: Session, loop_id: int) -> Sequence[Columns]:
    """The loop's candidates by name: candidacy's id, name, state, when the cards were opened early."""
    return session.execute(
        sa.select(
            col(CandidacyRow.id),
            col(CandidateTextRow.name),
            col(CandidacyRow.state),
            col(CandidacyRow.opened_early_at),
        )
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .where(col(CandidacyRow.loop_id) == loop_id)
        .order_by(col(CandidateTextRow.name), col(CandidacyRow.id))
    ).all()


def cards(session: Session, viewer: Viewer | None, loop_id: int) -> Sequence[Columns]:
    """The cards that count: candidacy's id, interview's id, start and minutes, card's state, whether it may be read.

    When it was submitted only of a card that may be read.
    """
    may = _may(viewer)
    submitted_at: sa.ColumnElement[datetime | None] = sa.case((may, col(ScorecardRow.submitted_at)))
    return session.execute(
        sa.select(
            col(InterviewRow.candidacy_id),
            col(InterviewRow.id),
            col(InterviewRow.starts_at),
            col(InterviewRow.minutes),
            col(ScorecardRow.state),
            may,
            submitted_at,
        )
        .select_from(ScorecardRow)
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .where(col(CandidacyRow.loop_id) == loop_id, col(ScorecardRow.trainee).is_(False), is_planned())
        .order_by(col(ScorecardRow.id))
    ).all()


def ratings(session: Session, viewer: Viewer | None, loop_id: int) -> Sequence[Columns]:
    """The ratings of cards that count and may be read: candidacy's id, step, levels, whether a guardrail, whether a
    line of evidence stands behind it."""
    evidenced = sa.exists(
        sa.select(sa.literal(1)).where(
            col(EvidenceCriterionRow.scorecard_id) == col(RatingRow.scorecard_id),
            col(EvidenceCriterionRow.criterion_id) == col(RatingRow.criterion_id),
        )
    )
    return session.execute(
        sa.select(
            col(ScorecardRow.candidacy_id),
            col(RatingRow.step),
            col(RatingRow.levels),
            col(CriterionRow.guardrail),
            evidenced,
        )
        .select_from(RatingRow)
        .join(ScorecardRow, col(ScorecardRow.id) == col(RatingRow.scorecard_id))
        .join(CriterionRow, col(CriterionRow.id) == col(RatingRow.criterion_id))
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .where(col(CandidacyRow.loop_id) == loop_id, col(ScorecardRow.trainee).is_(False), is_planned(), _may(viewer))
        .order_by(col(RatingRow.scorecard_id), col(RatingRow.criterion_id))
    ).all()


def _may(viewer: Viewer | None) -> sa.ColumnElement[bool]:
    """Whether a card that is in may be read: a draft of one's own is in nobody's summary."""
    submitted = col(ScorecardRow.state) != CardState.DRAFT
    return sa.and_(may_read(viewer), submitted) if viewer else submitted
