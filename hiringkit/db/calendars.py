"""Interviews as a calendar holds them: a loop's, and those in which a person has a seat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func

from hiringkit.db import anonymity
from hiringkit.db.interviews import Columns
from hiringkit.db.tables import (
    AuditRow,
    CalendarRow,
    CandidacyRow,
    CandidateTextRow,
    InterviewRow,
    LoopRow,
    PersonRow,
    PersonTextRow,
    SeatRow,
    StageRow,
)
from hiringkit.policy.people import Role, Viewer

_changed = (
    sa.select(func.max(AuditRow.at))
    .where(col(AuditRow.kind) == "interview", col(AuditRow.subject_id) == col(InterviewRow.id))
    .correlate(InterviewRow)
    .scalar_subquery()
)


def _events(viewer: Viewer | None) -> sa.Select[*Columns]:
    return (
        sa.select(
            col(InterviewRow.id),
            col(InterviewRow.starts_at),
            col(InterviewRow.minutes),
            col(InterviewRow.state),
            col(InterviewRow.revision),
            col(StageRow.name),
            col(StageRow.format),
            anonymity.name(viewer),
            col(LoopRow.title),
            col(LoopRow.requisition),
            col(CandidacyRow.created_at),
            _changed.label("changed"),
        )
        .select_from(InterviewRow)
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .join(LoopRow, col(LoopRow.id) == col(InterviewRow.loop_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(InterviewRow.candidacy_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .order_by(col(InterviewRow.starts_at), col(InterviewRow.id))
    )


def of_loop(session: Session, loop_id: int) -> Sequence[Columns]:
    """A loop's interviews, cancelled ones among them: id, start, minutes, state, revision, stage, format, candidate,
    loop, requisition, when it was first possible, when the chain last tells of it."""
    return session.execute(_events(None).where(col(InterviewRow.loop_id) == loop_id)).all()


def of_person(session: Session, person_id: int, since: datetime) -> Sequence[Columns]:
    """As `of_loop`, of the interviews since then in which somebody has a seat; the candidate as they know them."""
    mine = sa.select(col(SeatRow.interview_id)).where(col(SeatRow.person_id) == person_id)
    owner = Viewer(person_id=person_id, role=Role.INTERVIEWER, name="", zone="")
    events = _events(owner).where(col(InterviewRow.id).in_(mine), col(InterviewRow.starts_at) >= since)
    return session.execute(events).all()


def seats_of_loop(session: Session, loop_id: int) -> Sequence[Columns]:
    """Who sits in a loop's interviews: interview, name, seat."""
    return session.execute(
        sa.select(col(SeatRow.interview_id), col(PersonTextRow.name), col(SeatRow.seat))
        .join(InterviewRow, col(InterviewRow.id) == col(SeatRow.interview_id))
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(SeatRow.person_id))
        .where(col(InterviewRow.loop_id) == loop_id)
        .order_by(col(SeatRow.seat), col(PersonTextRow.name), col(SeatRow.person_id))
    ).all()


def seats_of_person(session: Session, person_id: int) -> dict[int, str]:
    """Somebody's own seat in each of their interviews."""
    rows = session.execute(
        sa.select(col(SeatRow.interview_id), col(SeatRow.seat)).where(col(SeatRow.person_id) == person_id)
    ).all()
    return {row[0]: row[1].value for row in rows}


def owner(session: Session, token_hash: str) -> tuple[int, str] | None:
    """Whose address a token belongs to: id and name; None when it is unknown or the person disabled."""
    row = session.execute(
        sa.select(col(PersonRow.id), col(PersonTextRow.name))
        .join(CalendarRow, col(CalendarRow.person_id) == col(PersonRow.id))
        .join(PersonTextRow, col(PersonTextRow.person_id) == col(PersonRow.id))
        .where(col(CalendarRow.token_hash) == token_hash, col(PersonRow.disabled_at).is_(None))
    ).one_or_none()
    return (row[0], row[1]) if row else None


def made_at(session: Session, person_id: int) -> datetime | None:
    """When somebody's address was made; None when they have none."""
    query = sa.select(col(CalendarRow.made_at)).where(col(CalendarRow.person_id) == person_id)
    return session.execute(query).scalar_one_or_none()


def replace(session: Session, person_id: int, token_hash: str, now: datetime) -> None:
    """Give somebody a new address; the one before opens nothing any more."""
    end(session, person_id)
    session.add(CalendarRow(person_id=person_id, token_hash=token_hash, made_at=now))
    session.flush()


def end(session: Session, person_id: int) -> bool:
    """Take somebody's address away; False when there is none."""
    ended = session.execute(sa.delete(CalendarRow).where(col(CalendarRow.person_id) == person_id))
    return bool(ended.rowcount)  # type: ignore[attr-defined]  # a CursorResult, which has it
