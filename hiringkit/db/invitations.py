"""Invitations: who sits in which interview to come, and what each of them was told of it last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import conflicts
from hiringkit.db.interviews import LONGEST
from hiringkit.db.queries import given, run
from hiringkit.db.tables import (
    CandidacyRow,
    InterviewRow,
    InvitationRow,
    LoopRow,
    PersonRow,
    SeatRow,
    StageRow,
    UnwantedMailRow,
)
from hiringkit.db.tables.candidates import CandidacyState, InterviewState
from hiringkit.db.tables.loops import LoopState
from hiringkit.db.tables.mails import MailKind
from hiringkit.loops.invitations import Held, Seated, Telling, Told

Key = tuple[int, int]  # interview, person
EVER = datetime(1970, 1, 1, tzinfo=UTC)

_IS_ON = sa.and_(
    col(InterviewRow.state) == InterviewState.PLANNED,
    col(CandidacyRow.state) == CandidacyState.ACTIVE,
    col(LoopRow.state) == LoopState.OPEN,
)
_TELLABLE = (
    sa.select(col(InvitationRow.interview_id))
    .where(col(InvitationRow.telling) != Telling.CANCELLED, col(InvitationRow.starts_at) > given("since"))
    .scalar_subquery()
)
_SEATED = (
    sa.select(
        col(SeatRow.interview_id),
        col(SeatRow.person_id),
        col(InterviewRow.starts_at),
        col(InterviewRow.minutes),
        col(SeatRow.seat),
        col(InterviewRow.revision),
        _IS_ON,
        conflicts.stands(col(SeatRow.person_id), col(CandidacyRow.candidate_id), col(LoopRow.id)),
        ~sa.exists().where(
            col(UnwantedMailRow.person_id) == col(SeatRow.person_id),
            col(UnwantedMailRow.kind) == MailKind.INVITATION,
        ),
    )
    .select_from(SeatRow)
    .join(InterviewRow, col(InterviewRow.id) == col(SeatRow.interview_id))
    .join(CandidacyRow, col(CandidacyRow.id) == col(InterviewRow.candidacy_id))
    .join(LoopRow, col(LoopRow.id) == col(InterviewRow.loop_id))
    .join(PersonRow, col(PersonRow.id) == col(SeatRow.person_id))
    .where(
        sa.or_(col(InterviewRow.starts_at) > given("since"), col(InterviewRow.id).in_(_TELLABLE)),
        col(PersonRow.disabled_at).is_(None),
    )
)
_TOLD = (
    sa.select(
        col(InvitationRow.interview_id),
        col(InvitationRow.person_id),
        col(InvitationRow.starts_at),
        col(InvitationRow.minutes),
        col(InvitationRow.seat),
        col(InvitationRow.telling),
        col(InvitationRow.sequence),
        col(InvitationRow.is_out),
    )
    .join(PersonRow, col(PersonRow.id) == col(InvitationRow.person_id))
    .join(InterviewRow, col(InterviewRow.id) == col(InvitationRow.interview_id))
    .where(col(PersonRow.disabled_at).is_(None))
)
_WHAT = (
    sa.select(
        col(StageRow.name),
        col(StageRow.format),
        col(LoopRow.title),
        col(LoopRow.requisition),
        col(InterviewRow.zone),
        _IS_ON,
    )
    .select_from(InterviewRow)
    .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
    .join(LoopRow, col(LoopRow.id) == col(InterviewRow.loop_id))
    .join(CandidacyRow, col(CandidacyRow.id) == col(InterviewRow.candidacy_id))
    .where(col(InterviewRow.id) == given("interview"))
)


def seated(session: Session, now: datetime) -> dict[Key, Seated]:
    """The seats in interviews to come, and in those of which somebody was told that they are to come."""
    return {(row[0], row[1]): _seated(row) for row in run(session, _SEATED, since=now - LONGEST)}


def told(session: Session, now: datetime) -> dict[Key, Told]:
    """What was told of interviews that are not long over, by those who may be told more."""
    since = now - LONGEST
    recent = sa.or_(col(InvitationRow.starts_at) > since, col(InterviewRow.starts_at) > since)
    return {(row[0], row[1]): _told(row) for row in session.execute(_TOLD.where(recent))}


def of_mail(session: Session, mail_key: str) -> tuple[Seated | None, Told, tuple[Any, ...]] | None:
    """The seat now, what is to be told, and what the interview is: stage, format, loop's title, requisition, zone,
    whether it takes place. None: this mail is not the one that tells it any more."""
    row = session.execute(_TOLD.where(col(InvitationRow.mail_key) == mail_key)).one_or_none()
    if row is None:
        return None
    one = (col(SeatRow.interview_id) == row[0], col(SeatRow.person_id) == row[1])
    seat = run(session, _SEATED.where(*one), since=EVER).one_or_none()
    what = run(session, _WHAT, interview=row[0]).one()
    return _seated(seat) if seat else None, _told(row), tuple(what)


def tell(session: Session, key: Key, said: Told, mail_key: str) -> bool:
    """Note what is to be told; False when another worker noted something meanwhile."""
    values = {
        "telling": said.telling,
        "starts_at": said.held.starts_at,
        "minutes": said.held.minutes,
        "seat": said.held.seat,
        "sequence": said.sequence,
        "mail_key": mail_key,
        "is_out": said.is_out,
    }
    here = (col(InvitationRow.interview_id) == key[0], col(InvitationRow.person_id) == key[1])
    before = session.execute(sa.select(col(InvitationRow.sequence)).where(*here).with_for_update()).scalar_one_or_none()
    if before is None:
        session.execute(sa.insert(InvitationRow).values(interview_id=key[0], person_id=key[1], **values))
        return True
    if before >= said.sequence:
        return False
    session.execute(sa.update(InvitationRow).where(*here).values(**values))
    return True


def forget(session: Session, keys: Iterable[Key]) -> None:
    """Take away what was to be told and never was."""
    for interview_id, person_id in keys:
        here = (col(InvitationRow.interview_id) == interview_id, col(InvitationRow.person_id) == person_id)
        session.execute(sa.delete(InvitationRow).where(*here, col(InvitationRow.is_out).is_(False)))


def out(session: Session, mail_key: str) -> None:
    """Note that a server may have it."""
    session.execute(sa.update(InvitationRow).where(col(InvitationRow.mail_key) == mail_key).values(is_out=True))


def _seated(row: Any) -> Seated:
    return Seated(Held(row[2], row[3], row[4].value), row[5], bool(row[6]), bool(row[7]), bool(row[8]))


def _told(row: Any) -> Told:
    return Told(Held(row[2], row[3], row[4].value), row[5], row[6], bool(row[7]))
