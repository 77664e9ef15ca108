"""What programs list: plain rows by id, a page at a time, each kind through the rule that its pages are read by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col

from hiringkit.db import access, anonymity
from hiringkit.db.scorecards import may_read
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateTextRow,
    DocumentBytesRow,
    DocumentRow,
    InterviewRow,
    LoopRow,
    PersonTextRow,
    ScorecardRow,
    SeatRow,
    StageRow,
)
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState


class Kind(StrEnum):
    """What can be listed."""

    LOOPS = "loops"
    CANDIDATES = "candidates"
    INTERVIEWS = "interviews"
    SCORECARDS = "scorecards"
    EXPORTS = "exports"


Condition = sa.ColumnElement[bool]
Query = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class _Listed:
    """A kind's rows, the id that they go by, and which of them a viewer (or the operator) is given."""

    query: Callable[[Viewer | None], Query]
    id: Mapped[int]
    viewed: Callable[[Viewer], Condition]
    operated: Condition


def page(session: Session, viewer: Viewer | None, kind: Kind, *, after: int, limit: int) -> Sequence[Mapping[str, Any]]:
    """At most `limit` rows that follow the id `after`, by id. Without a viewer it is the operator who asks."""
    listed = _KINDS[kind]
    allowed = listed.viewed(viewer) if viewer else listed.operated
    query = listed.query(viewer).where(listed.id > after, allowed).order_by(listed.id).limit(limit)
    return [dict(row) for row in session.execute(query).mappings()]


def _submitted() -> Condition:
    return col(ScorecardRow.state) != CardState.DRAFT


_author, _maker = aliased(PersonTextRow), aliased(PersonTextRow)
_OF_CANDIDACY = col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id)
_candidates = (
    sa.select(sa.func.count())
    .where(col(CandidacyRow.loop_id) == col(LoopRow.id))
    .correlate(LoopRow)
    .scalar_subquery()
    .label("candidates")
)
_LOOPS: Query = sa.select(
    col(LoopRow.id),
    col(LoopRow.title).label("name"),
    col(LoopRow.state),
    col(LoopRow.requisition),
    col(LoopRow.track),
    col(LoopRow.level),
    col(LoopRow.opened_at),
    _candidates,
)


def _list_candidates(viewer: Viewer | None) -> Query:
    return (
        sa.select(
            col(CandidacyRow.id),
            anonymity.name(viewer).label("name"),
            col(CandidacyRow.state),
            col(CandidacyRow.loop_id).label("loop"),
            col(LoopRow.requisition),
            col(CandidacyRow.created_at).label("added_at"),
        )
        .select_from(CandidacyRow)
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .outerjoin(CandidateTextRow, _OF_CANDIDACY)
    )


def _list_interviews(viewer: Viewer | None) -> Query:
    return (
        sa.select(
            col(InterviewRow.id),
            anonymity.name(viewer).label("name"),
            col(InterviewRow.state),
            col(InterviewRow.candidacy_id).label("candidate"),
            col(InterviewRow.loop_id).label("loop"),
            col(StageRow.name).label("stage"),
            col(InterviewRow.starts_at),
            col(InterviewRow.minutes),
            col(InterviewRow.zone),
        )
        .select_from(InterviewRow)
        .join(CandidacyRow, col(CandidacyRow.id) == col(InterviewRow.candidacy_id))
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .outerjoin(CandidateTextRow, _OF_CANDIDACY)
    )


def _list_scorecards(viewer: Viewer | None) -> Query:
    return (
        sa.select(
            col(ScorecardRow.id),
            anonymity.name(viewer).label("name"),
            col(ScorecardRow.state),
            col(ScorecardRow.candidacy_id).label("candidate"),
            col(ScorecardRow.interview_id).label("interview"),
            col(StageRow.name).label("stage"),
            col(_author.name).label("interviewer"),
            col(SeatRow.seat),
            col(ScorecardRow.submitted_at),
        )
        .select_from(ScorecardRow)
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .join(
            SeatRow,
            sa.and_(
                col(SeatRow.interview_id) == col(ScorecardRow.interview_id),
                col(SeatRow.person_id) == col(ScorecardRow.author_id),
            ),
        )
        .outerjoin(_author, col(_author.person_id) == col(ScorecardRow.author_id))
        .outerjoin(CandidateTextRow, _OF_CANDIDACY)
    )


_EXPORTS: Query = (
    sa.select(
        col(DocumentRow.id),
        (col(DocumentRow.kind) + " " + sa.cast(col(DocumentRow.subject_id), sa.String)).label("name"),
        sa.case((col(DocumentBytesRow.document_id).is_(None), "erased"), else_="kept").label("state"),
        col(DocumentRow.form),
        col(DocumentRow.made_at),
        col(_maker.name).label("made_by"),
        col(DocumentRow.sha256),
    )
    .select_from(DocumentRow)
    .outerjoin(DocumentBytesRow, col(DocumentBytesRow.document_id) == col(DocumentRow.id))
    .outerjoin(_maker, col(_maker.person_id) == col(DocumentRow.made_by))
)


def _of_readable_card(viewer: Viewer) -> Condition:
    """Whether a document is of a scorecard that the viewer may read."""
    readable = (
        sa.select(col(ScorecardRow.id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .where(may_read(viewer), _submitted())
    )
    return sa.and_(col(DocumentRow.kind) == "scorecard", col(DocumentRow.subject_id).in_(readable))


_KINDS = {
    Kind.LOOPS: _Listed(lambda _viewer: _LOOPS, col(LoopRow.id), access.reaches_loop, sa.true()),
    Kind.CANDIDATES: _Listed(_list_candidates, col(CandidacyRow.id), access.reaches_candidacy, sa.true()),
    Kind.INTERVIEWS: _Listed(_list_interviews, col(InterviewRow.id), access.reaches_candidacy, sa.true()),
    Kind.SCORECARDS: _Listed(_list_scorecards, col(ScorecardRow.id), may_read, _submitted()),
    Kind.EXPORTS: _Listed(lambda _viewer: _EXPORTS, col(DocumentRow.id), _of_readable_card, sa.true()),
}
