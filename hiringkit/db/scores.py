"""The ratings of a loop's submitted cards, one row each, as far as a viewer may read them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import anonymity
from hiringkit.db.amendments import independent_ratings
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.scorecards import may_read
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateTextRow,
    CriterionRow,
    EvidenceCriterionRow,
    InterviewRow,
    LoopRow,
    PersonTextRow,
    ScorecardRow,
    SeatRow,
    StageRow,
)
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState


def ratings(session: Session, viewer: Viewer | None, loop_id: int) -> Sequence[Columns]:
    """Candidacy's id, candidate's name; stage's position, name; author's name, seat, whether a trainee; criterion's
    name, whether a guardrail; step, why not observed, lines of evidence as submitted, whether said to have none;
    recommendation, when submitted; card's id, number of the state that these ratings are of, criterion's key.

    Of each card's last state before its author could read another card, as in every statistic."""
    ticked = independent_ratings()
    lines = (
        sa.select(sa.func.count())
        .where(
            col(EvidenceCriterionRow.scorecard_id) == ticked.c.scorecard_id,
            col(EvidenceCriterionRow.criterion_id) == ticked.c.criterion_id,
        )
        .correlate(ticked)
        .scalar_subquery()
    )
    query = (
        sa.select(
            col(CandidacyRow.id),
            anonymity.name(viewer),
            col(StageRow.position),
            col(StageRow.name),
            col(PersonTextRow.name),
            col(SeatRow.seat),
            col(ScorecardRow.trainee),
            col(CriterionRow.name),
            col(CriterionRow.guardrail),
            ticked.c.step,
            ticked.c.not_observed,
            lines,
            ticked.c.no_evidence,
            col(ScorecardRow.recommendation),
            col(ScorecardRow.submitted_at),
            col(ScorecardRow.id),
            ticked.c.number,
            col(CriterionRow.key),
        )
        .select_from(ticked)
        .join(ScorecardRow, col(ScorecardRow.id) == ticked.c.scorecard_id)
        .join(CriterionRow, col(CriterionRow.id) == ticked.c.criterion_id)
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .join(
            SeatRow,
            sa.and_(
                col(SeatRow.interview_id) == col(ScorecardRow.interview_id),
                col(SeatRow.person_id) == col(ScorecardRow.author_id),
            ),
        )
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(ScorecardRow.author_id))
        .where(col(CandidacyRow.loop_id) == loop_id, col(ScorecardRow.state) != CardState.DRAFT, is_planned())
        .order_by(col(CandidacyRow.id), col(StageRow.position), col(ScorecardRow.id), col(CriterionRow.position))
    )
    return session.execute(query.where(may_read(viewer)) if viewer else query).all()
