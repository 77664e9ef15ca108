"""What the summary of a loop counts: seats without a word of what their cards say, and ratings of readable cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db import anonymity
from hiringkit.db.amendments import independent_ratings
from hiringkit.db.debriefs import may_enter
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.scorecards import may_read
from hiringkit.db.tables import (
    CandidacyRow,
    CandidacyWordsRow,
    CandidateTextRow,
    CriterionRow,
    DecisionRow,
    EvidenceCriterionRow,
    InterviewRow,
    LoopRow,
    PersonTextRow,
    ScorecardRow,
)
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState


def candidates(session: Session, loop_id: int) -> Sequence[Columns]:
    """The loop's candidates by name: candidacy's id, name, state, when the cards were opened early."""
    return session.execute(
        sa.select(
            col(CandidacyRow.id),
            anonymity.full_name,
            col(CandidacyRow.state),
            col(CandidacyRow.opened_early_at),
        )
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .where(col(CandidacyRow.loop_id) == loop_id)
        .order_by(anonymity.full_name, col(CandidacyRow.id))
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
    line of evidence stood behind it as submitted; card's id, number of the state that it is of, criterion's key.

    Of each card's last state before its author could read another card, as in every statistic."""
    ticked = independent_ratings()
    evidenced = sa.exists(
        sa.select(sa.literal(1)).where(
            col(EvidenceCriterionRow.scorecard_id) == ticked.c.scorecard_id,
            col(EvidenceCriterionRow.criterion_id) == ticked.c.criterion_id,
        )
    )
    return session.execute(
        sa.select(
            col(ScorecardRow.candidacy_id),
            ticked.c.step,
            col(CriterionRow.levels),
            col(CriterionRow.guardrail),
            evidenced,
            col(ScorecardRow.id),
            ticked.c.number,
            col(CriterionRow.key),
        )
        .select_from(ticked)
        .join(ScorecardRow, col(ScorecardRow.id) == ticked.c.scorecard_id)
        .join(CriterionRow, col(CriterionRow.id) == ticked.c.criterion_id)
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .where(col(CandidacyRow.loop_id) == loop_id, col(ScorecardRow.trainee).is_(False), is_planned(), _may(viewer))
        .order_by(ticked.c.scorecard_id, ticked.c.criterion_id)
    ).all()


def decisions(session: Session, viewer: Viewer | None, loop_id: int) -> Sequence[Columns]:
    """What was decided last of each of the loop's candidates: name, choice, by whom, grounds, when.

    Of those whose debrief the viewer enters; the operator enters none.
    """
    if viewer is None:
        return ()
    newer, said = aliased(DecisionRow), aliased(CandidacyWordsRow)
    last = sa.select(sa.func.max(col(newer.number))).where(col(newer.candidacy_id) == col(DecisionRow.candidacy_id))
    return session.execute(
        sa.select(
            anonymity.full_name,
            col(DecisionRow.choice),
            col(PersonTextRow.name),
            col(said.text),
            col(DecisionRow.at),
        )
        .select_from(DecisionRow)
        .join(CandidacyRow, col(CandidacyRow.id) == col(DecisionRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(DecisionRow.decided_by))
        .outerjoin(
            said,
            sa.and_(
                col(said.candidacy_id) == col(DecisionRow.candidacy_id),
                col(said.field) == sa.literal("decision:") + sa.cast(col(DecisionRow.number), sa.String) + ":ground",
            ),
        )
        .where(
            col(LoopRow.id) == loop_id,
            col(DecisionRow.number) == last.scalar_subquery(),
            may_enter(viewer),
        )
        .order_by(anonymity.full_name, col(CandidacyRow.id))
    ).all()


def _may(viewer: Viewer | None) -> sa.ColumnElement[bool]:
    """Whether a card that is in may be read: a draft of one's own is in nobody's summary."""
    submitted = col(ScorecardRow.state) != CardState.DRAFT
    return sa.and_(may_read(viewer), submitted) if viewer else submitted
