"""What waits for a person, kind by kind: each query gives the first few, and how many there are in all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db import access
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateTextRow,
    InterviewRow,
    LoopRow,
    PersonTextRow,
    ScorecardRow,
    SeatRow,
    StageRow,
)
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState, Visibility

_TOTAL = sa.func.count().over()


def own_cards(session: Session, viewer: Viewer, limit: int) -> Sequence[Columns]:
    """The viewer's own scorecards that are not in, by when the interview begins.

    Interview's id, start, minutes, zone; stage, candidate's name, loop's title and requisition; seat, card's state,
    whether a card of the candidate is in that opens after the viewer's own; how many in all.
    """
    other = aliased(ScorecardRow)
    others_in = sa.exists().where(
        col(other.candidacy_id) == col(ScorecardRow.candidacy_id),
        col(other.author_id) != viewer.person_id,
        col(other.state) != CardState.DRAFT,
    )
    query = sa.select(
        col(InterviewRow.id),
        col(InterviewRow.starts_at),
        col(InterviewRow.minutes),
        col(StageRow.name),
        col(CandidateTextRow.name),
        col(LoopRow.title),
        col(LoopRow.requisition),
        col(SeatRow.seat),
        col(ScorecardRow.state),
        sa.and_(others_in, col(LoopRow.visibility) == Visibility.AFTER_OWN),
        _TOTAL,
    ).select_from(ScorecardRow)
    mine = sa.and_(
        col(SeatRow.interview_id) == col(ScorecardRow.interview_id),
        col(SeatRow.person_id) == col(ScorecardRow.author_id),
    )
    waiting = col(ScorecardRow.state).in_([CardState.DRAFT, CardState.RETURNED])
    query = _with_names(query.join(SeatRow, mine)).where(col(ScorecardRow.author_id) == viewer.person_id, waiting)
    return session.execute(query.order_by(col(InterviewRow.starts_at), col(InterviewRow.id)).limit(limit)).all()


def missing_cards(session: Session, viewer: Viewer, before: datetime, limit: int) -> Sequence[Columns]:
    """Drafts of others that count, of interviews begun before then, in loops whose manager or recruiter the viewer is.

    Candidacy's id, start, minutes; stage, candidate's name, loop's title and requisition; author's name; how many in
    all. That a card is missing is not what it says: staff know it whatever the loop's rule.
    """
    query = sa.select(
        col(InterviewRow.candidacy_id),
        col(InterviewRow.starts_at),
        col(InterviewRow.minutes),
        col(StageRow.name),
        col(CandidateTextRow.name),
        col(LoopRow.title),
        col(LoopRow.requisition),
        col(PersonTextRow.name),
        _TOTAL,
    ).select_from(ScorecardRow)
    query = (
        _with_names(query)
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(ScorecardRow.author_id))
        .where(
            col(ScorecardRow.state) == sa.literal_column(f"'{CardState.DRAFT.value}'", sa.String),
            col(ScorecardRow.trainee).is_(False),
            col(ScorecardRow.author_id) != viewer.person_id,
            col(InterviewRow.starts_at) < before,
            col(InterviewRow.loop_id).in_(access.member_loops(viewer, *access.STAFF)),
        )
    )
    return session.execute(query.order_by(col(InterviewRow.starts_at), col(ScorecardRow.id)).limit(limit)).all()


def to_plan(session: Session, viewer: Viewer, limit: int) -> Sequence[Columns]:
    """Candidates with a stage that has no interview, in open loops that the viewer plans for; the longest there first.

    Candidacy's id, when they were added, name, loop's title and requisition, first free stage's id and name, how many
    stages are free; how many in all.
    """
    first = (
        sa.select(col(CandidacyRow.id).label("id"), _TOTAL.label("total"))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .where(
            col(LoopRow.state) == LoopState.OPEN,
            col(LoopRow.id).in_(access.member_loops(viewer, *access.STAFF)),
            col(CandidacyRow.state) == CandidacyState.ACTIVE,
            sa.exists().where(*_is_free()),
        )
        .order_by(col(CandidacyRow.id))
        .limit(limit)
        .subquery()
    )
    stage = sa.select(col(StageRow.id)).where(*_is_free()).order_by(col(StageRow.position)).limit(1)
    name = sa.select(col(StageRow.name)).where(*_is_free()).order_by(col(StageRow.position)).limit(1)
    free = sa.select(sa.func.count(col(StageRow.id))).where(*_is_free())
    return session.execute(
        sa.select(
            col(CandidacyRow.id),
            col(CandidacyRow.created_at),
            col(CandidateTextRow.name),
            col(LoopRow.title),
            col(LoopRow.requisition),
            stage.correlate(CandidacyRow).scalar_subquery(),
            name.correlate(CandidacyRow).scalar_subquery(),
            free.correlate(CandidacyRow).scalar_subquery(),
            first.c.total,
        )
        .select_from(CandidacyRow)
        .join(first, first.c.id == col(CandidacyRow.id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .order_by(col(CandidacyRow.id))
    ).all()


def draft_loops(session: Session, viewer: Viewer, limit: int) -> Sequence[Columns]:
    """Loops in draft that the viewer manages: id, title, requisition, when it was begun; how many in all."""
    return session.execute(
        sa.select(col(LoopRow.id), col(LoopRow.title), col(LoopRow.requisition), col(LoopRow.created_at), _TOTAL)
        .where(col(LoopRow.state) == LoopState.DRAFT, access.manages_loop(viewer))
        .order_by(col(LoopRow.created_at), col(LoopRow.id))
        .limit(limit)
    ).all()


def _is_free() -> list[sa.ColumnElement[bool]]:
    """Conditions on a StageRow: of the candidacy's loop, and without an interview with the candidate."""
    held = (
        sa.exists()
        .where(
            col(InterviewRow.candidacy_id) == col(CandidacyRow.id),
            col(InterviewRow.stage_id) == col(StageRow.id),
            is_planned(),
        )
        .correlate(CandidacyRow, StageRow)
    )
    return [col(StageRow.loop_id) == col(CandidacyRow.loop_id), sa.not_(held)]


def _with_names(query: sa.Select[*Columns]) -> sa.Select[*Columns]:
    """Scorecards with interview, stage, loop and candidate, of those who take part and interviews not cancelled."""
    return (
        query.join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .where(is_planned(), col(CandidacyRow.state) == CandidacyState.ACTIVE)
    )
