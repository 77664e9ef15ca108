"""A loop's candidates side by side: only those whose every card the viewer may read, and has none of their own open."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import access, anonymity
from hiringkit.db.amendments import independent_ratings
from hiringkit.db.calibrations import has_entered
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.scorecards import opens, own_cards
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateTextRow,
    CriterionRow,
    InterviewRow,
    LoopRow,
    PersonTextRow,
    ScorecardRow,
    StageRow,
)
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState


def may_compare(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Whether a CandidacyRow joined to its LoopRow stands in the viewer's comparison.

    Its cards are open to them, and none of their own on it is a draft, whatever the loop's rule: a mean of others'
    ratings anchors as a card does.
    """
    return sa.and_(access.reaches_candidacy(viewer), opens(viewer), sa.not_(own_cards(viewer, draft=True)))


def candidates(session: Session, viewer: Viewer, loop_id: int) -> Sequence[Columns]:
    """Candidacies of a loop that the viewer knows of, by name: id, name, state, whether they may be compared, whether
    the next run takes them in."""
    may = may_compare(viewer)
    return session.execute(
        sa.select(
            col(CandidacyRow.id), anonymity.name(viewer), col(CandidacyRow.state), may, sa.and_(may, has_entered())
        )
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .where(col(CandidacyRow.loop_id) == loop_id, access.reaches_candidacy(viewer))
        .order_by(anonymity.name(viewer), col(CandidacyRow.id))
    ).all()


def missing(session: Session, viewer: Viewer, loop_id: int) -> Sequence[Columns]:
    """Of those who may be compared, the cards that count and are not in: candidacy's id, author's name, stage's id and
    name."""
    return session.execute(
        sa.select(col(CandidacyRow.id), col(PersonTextRow.name), col(StageRow.id), col(StageRow.name))
        .select_from(ScorecardRow)
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(ScorecardRow.author_id))
        .where(
            col(CandidacyRow.loop_id) == loop_id,
            col(ScorecardRow.state) == CardState.DRAFT,
            col(ScorecardRow.trainee).is_(False),
            is_planned(),
            may_compare(viewer),
        )
        .order_by(col(StageRow.position), col(PersonTextRow.name), col(ScorecardRow.id))
    ).all()


def sums(session: Session, viewer: Viewer, loop_id: int) -> Sequence[Columns]:
    """Of those who may be compared: candidacy's id, criterion's key, author's id, sum of steps, number of ratings.

    Independent ratings of cards that count, of interviews that were not cancelled; not observed is in no sum.
    """
    ticked = independent_ratings()
    return session.execute(
        sa.select(
            col(CandidacyRow.id),
            col(CriterionRow.key),
            col(ScorecardRow.author_id),
            sa.func.sum(ticked.c.step),
            sa.func.count(ticked.c.step),
        )
        .select_from(ScorecardRow)
        .join(ticked, ticked.c.scorecard_id == col(ScorecardRow.id))
        .join(CriterionRow, col(CriterionRow.id) == ticked.c.criterion_id)
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .where(
            col(CandidacyRow.loop_id) == loop_id,
            col(ScorecardRow.state) != CardState.DRAFT,
            col(ScorecardRow.trainee).is_(False),
            is_planned(),
            may_compare(viewer),
        )
        .group_by(col(CandidacyRow.id), col(CriterionRow.key), col(ScorecardRow.author_id))
    ).all()
