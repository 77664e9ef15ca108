"""What a packet is made of: the seats of a candidacy's interviews, and which of their cards may be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from hiringkit.db import access, anonymity
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.scorecards import may_read
from hiringkit.db.tables import (
    AuditRow,
    CandidacyRow,
    CandidateTextRow,
    DebriefRow,
    EarlyOpeningRow,
    InterviewRow,
    LoopRow,
    PersonTextRow,
    ScorecardRow,
    SeatRow,
    StageRow,
)
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState


def head(session: Session, viewer: Viewer | None, candidacy_id: int) -> Mapping[str, Any]:
    """A candidacy with its early opening, or NotFoundError. Without a viewer it is the operator who asks."""
    opener = aliased(PersonTextRow)
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(CandidacyRow.candidate_id),
            col(CandidacyRow.loop_id),
            col(CandidacyRow.created_at),
            col(CandidacyRow.state),
            col(CandidacyRow.opened_early_at),
            anonymity.name(viewer).label("name"),
            col(EarlyOpeningRow.reason),
            col(opener.name).label("opener"),
            (access.staffs(viewer, col(CandidacyRow.loop_id)) if viewer else sa.true()).label("is_staff"),
        )
        .select_from(CandidacyRow)
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .outerjoin(EarlyOpeningRow, col(EarlyOpeningRow.candidacy_id) == col(CandidacyRow.id))
        .outerjoin(opener, col(opener.person_id) == col(EarlyOpeningRow.person_id))
        .where(col(CandidacyRow.id) == candidacy_id)
    )
    if viewer:
        query = query.where(access.reaches_candidacy(viewer))
    row = session.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError("There is no such candidate.", where=f"candidacy {candidacy_id}")
    return dict(row)


def seats(session: Session, viewer: Viewer | None, candidacy_id: int) -> Sequence[Columns]:
    """Each seat of the interviews, in the loop's order; nothing of what a card says.

    Stage's position; interview's start and zone; person's name, seat; card's id, state, whether it is a trainee's,
    whether it may be read here.
    """
    may = may_read(viewer) if viewer else sa.true()
    return session.execute(
        sa.select(
            col(StageRow.position),
            col(InterviewRow.starts_at),
            col(InterviewRow.minutes),
            col(PersonTextRow.name),
            col(SeatRow.seat),
            col(ScorecardRow.id),
            col(ScorecardRow.state),
            col(ScorecardRow.trainee),
            sa.and_(may, col(ScorecardRow.state) != CardState.DRAFT),
        )
        .select_from(InterviewRow)
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(InterviewRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(InterviewRow.loop_id))
        .join(SeatRow, col(SeatRow.interview_id) == col(InterviewRow.id))
        .join(
            ScorecardRow,
            sa.and_(
                col(ScorecardRow.interview_id) == col(SeatRow.interview_id),
                col(ScorecardRow.author_id) == col(SeatRow.person_id),
            ),
        )
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(SeatRow.person_id))
        .where(col(InterviewRow.candidacy_id) == candidacy_id, is_planned())
        .order_by(col(StageRow.position), col(InterviewRow.id), col(SeatRow.seat), col(ScorecardRow.id))
    ).all()


def in_loop(session: Session, viewer: Viewer | None, candidacy_id: int, loop_id: int) -> int:
    """The candidacy in a loop of the person whose candidacy this is. Raises NotFoundError: it is not to be seen."""
    candidate_id = head(session, viewer, candidacy_id)["candidate_id"]
    query = select(CandidacyRow.id).where(CandidacyRow.candidate_id == candidate_id, CandidacyRow.loop_id == loop_id)
    found = session.exec(query if viewer is None else query.where(access.reaches_candidacy(viewer))).one_or_none()
    if found is None:
        raise NotFoundError("This candidate is not in that loop.", where=f"loop {loop_id}")
    return found


def cards(session: Session, of: sa.ColumnElement[bool]) -> Sequence[int]:
    """The ids of the cards of a candidacy, or of a loop."""
    query = select(ScorecardRow.id).join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
    return session.exec(query.where(of)).all()


def entries(session: Session, scorecard_ids: Sequence[int]) -> Sequence[AuditRow]:
    """What the chain tells of these cards, but for their exports."""
    query = select(AuditRow).where(
        col(AuditRow.kind) == "scorecard",
        col(AuditRow.subject_id).in_(scorecard_ids),
        col(AuditRow.act).not_like("% exported"),
    )
    return session.exec(query.order_by(col(AuditRow.number))).all()


def has_met(session: Session, candidacy_id: int) -> bool:
    """Whether the debrief of a candidacy was opened."""
    return (
        session.exec(select(DebriefRow.candidacy_id).where(DebriefRow.candidacy_id == candidacy_id)).first() is not None
    )


def names(session: Session, loop_id: int, but: int) -> tuple[list[str], list[str]]:
    """Everybody who signs in here, and the loop's candidates but this one: whom a candidate's copy does not name."""
    people = session.exec(select(PersonTextRow.name)).all()
    candidates = session.scalars(
        sa.select(anonymity.full_name)
        .join(CandidacyRow, col(CandidacyRow.candidate_id) == col(CandidateTextRow.candidate_id))
        .where(col(CandidacyRow.loop_id) == loop_id, col(CandidacyRow.candidate_id) != but)
    ).all()
    return list(people), list(candidates)
