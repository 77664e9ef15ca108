"""Mails: for what and whom one is due, the outbox, and who wants none. No query here reads what a scorecard says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db import access, conflicts
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.left_out import is_left_out
from hiringkit.db.queries import given, run
from hiringkit.db.tables import (
    CandidacyRow,
    InterviewRow,
    LoopRow,
    MailRow,
    MailTextRow,
    MembershipRow,
    PersonRow,
    PersonTextRow,
    ReminderStopRow,
    ScorecardRow,
    StageRow,
    UnwantedMailRow,
)
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.db.tables.loops import LoopState
from hiringkit.db.tables.mails import MailKind, MailState
from hiringkit.policy.scorecards import CardState


def _wants(kind: MailKind) -> sa.ColumnElement[bool]:
    """Whether a PersonRow is sent this kind of mail."""
    unwanted = (col(UnwantedMailRow.person_id) == col(PersonRow.id), col(UnwantedMailRow.kind) == kind)
    return sa.and_(col(PersonRow.disabled_at).is_(None), ~sa.exists().where(*unwanted).correlate(PersonRow))


_REMINDABLE = (
    sa.select(
        col(ScorecardRow.id),
        col(PersonRow.id),
        col(PersonRow.zone),
        col(InterviewRow.revision),
        col(InterviewRow.starts_at),
        col(InterviewRow.minutes),
        col(InterviewRow.id),
        col(StageRow.name),
        col(LoopRow.title),
        col(LoopRow.requisition),
    )
    .select_from(ScorecardRow)
    .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
    .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
    .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
    .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
    .join(PersonRow, col(PersonRow.id) == col(ScorecardRow.author_id))
    .where(
        col(ScorecardRow.state) == sa.literal_column(f"'{CardState.DRAFT.value}'", sa.String),
        is_planned(),
        col(CandidacyRow.state) == CandidacyState.ACTIVE,
        col(LoopRow.state) == LoopState.OPEN,
        ~sa.exists().where(col(ReminderStopRow.scorecard_id) == col(ScorecardRow.id)),
        ~conflicts.stands(col(PersonRow.id), col(CandidacyRow.candidate_id), col(LoopRow.id)),
        _wants(MailKind.REMINDER),
    )
)
_STAFF = sa.union(
    sa.select(col(MembershipRow.loop_id).label("loop_id"), col(MembershipRow.person_id).label("person_id")).where(
        col(MembershipRow.role).in_(access.STAFF)
    ),
    sa.select(col(LoopRow.id), col(LoopRow.decider_id)).where(col(LoopRow.decider_id).is_not(None)),
).subquery()


def remindable(session: Session, since: datetime, before: datetime) -> Sequence[Columns]:
    """Drafts of those who want mail, of interviews that began between; none that was dismissed, or with a conflict.

    Card's id; author's id and zone; interview's revision, start, minutes, id; stage, loop's title, requisition.
    """
    began = (col(InterviewRow.starts_at) >= since, col(InterviewRow.starts_at) < before)
    return session.execute(_REMINDABLE.where(*began).order_by(col(ScorecardRow.id))).all()


def reminder(session: Session, scorecard_id: int) -> Columns | None:
    """The same of one card; None when nobody is to be reminded of it."""
    return session.execute(_REMINDABLE.where(col(ScorecardRow.id) == scorecard_id)).one_or_none()


def _panels() -> sa.Select[*tuple[Any, ...]]:
    card, interview, planned = aliased(ScorecardRow), aliased(InterviewRow), aliased(InterviewRow)
    counts = sa.and_(
        col(card.candidacy_id) == col(CandidacyRow.id),
        col(card.trainee).is_(False),
        col(card.interview_id).in_(sa.select(col(interview.id)).where(col(interview.state) == "planned")),
    )
    draft = sa.exists().where(counts, col(card.state) == CardState.DRAFT).correlate(CandidacyRow)
    number = sa.select(sa.func.count(col(card.id))).where(counts).correlate(CandidacyRow).scalar_subquery()
    last = sa.select(sa.func.max(col(card.submitted_at))).where(counts).correlate(CandidacyRow).scalar_subquery()
    free = (
        sa.exists()
        .where(
            col(StageRow.loop_id) == col(CandidacyRow.loop_id),
            ~is_left_out(),
            ~sa.exists()
            .where(
                col(planned.candidacy_id) == col(CandidacyRow.id),
                col(planned.stage_id) == col(StageRow.id),
                col(planned.state) == "planned",
            )
            .correlate(CandidacyRow, StageRow),
        )
        .correlate(CandidacyRow)
    )
    own = aliased(ScorecardRow)
    still_writes = (
        sa.exists()
        .where(
            col(own.candidacy_id) == col(CandidacyRow.id),
            col(own.author_id) == col(PersonRow.id),
            col(own.state) == CardState.DRAFT,
        )
        .correlate(CandidacyRow, PersonRow)
    )
    return (
        sa.select(col(CandidacyRow.id), col(PersonRow.id), number, col(LoopRow.title), col(LoopRow.requisition))
        .select_from(CandidacyRow)
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(_STAFF, _STAFF.c.loop_id == col(LoopRow.id))
        .join(PersonRow, col(PersonRow.id) == _STAFF.c.person_id)
        .where(
            col(CandidacyRow.state) == CandidacyState.ACTIVE,
            col(LoopRow.state) == LoopState.OPEN,
            last >= given("since"),
            ~draft,
            ~free,
            ~still_writes,
            ~conflicts.stands(col(PersonRow.id), col(CandidacyRow.candidate_id), col(LoopRow.id)),
            _wants(MailKind.PANEL),
        )
    )


_PANELS = _panels()


def complete_panels(session: Session, since: datetime) -> Sequence[Columns]:
    """Candidates whose last card that counts came in since then, with whom to tell: those who run the loop and may
    read the cards. Candidacy's id, person's id, how many cards count, loop's title, requisition."""
    return run(session, _PANELS, since=since).all()


def complete_panel(session: Session, candidacy_id: int, person_id: int, since: datetime) -> Columns | None:
    """The same for one candidate and person."""
    one = _PANELS.where(col(CandidacyRow.id) == candidacy_id, col(PersonRow.id) == person_id)
    found: Columns | None = run(session, one, since=since).one_or_none()
    return found


def readers(session: Session) -> Sequence[Columns]:
    """Everybody who wants the list of the day: id, zone."""
    return session.execute(sa.select(col(PersonRow.id), col(PersonRow.zone)).where(_wants(MailKind.DIGEST))).all()


def known(session: Session, keys: Iterable[str]) -> set[str]:
    """Which of these are written down already."""
    return set(session.scalars(sa.select(col(MailRow.key)).where(col(MailRow.key).in_(list(keys)))))


def of_job(session: Session, mail_id: int, job: str) -> MailRow | None:
    """A mail that this job is still to send, locked until the transaction ends; None when it is not."""
    open_ = (MailState.WAITING, MailState.HANDING)
    query = sa.select(MailRow).where(col(MailRow.id) == mail_id, col(MailRow.job) == job, col(MailRow.state).in_(open_))
    return session.execute(query.with_for_update()).scalar_one_or_none()


def address(session: Session, person_id: int) -> tuple[str, str] | None:
    """Somebody's name and e-mail address."""
    query = sa.select(col(PersonTextRow.name), col(PersonTextRow.email)).where(
        col(PersonTextRow.person_id) == person_id
    )
    row = session.execute(query).one_or_none()
    return (row[0], row[1]) if row else None


def unwanted(session: Session, person_id: int) -> set[MailKind]:
    """The kinds of mail that somebody does not want."""
    return set(session.scalars(sa.select(col(UnwantedMailRow.kind)).where(col(UnwantedMailRow.person_id) == person_id)))


_LINE = (
    col(MailRow.id),
    col(MailRow.kind),
    col(MailRow.state),
    col(MailRow.made_at),
    col(MailRow.ended_at),
    col(MailRow.fault),
    col(MailTextRow.subject),
    col(PersonTextRow.name),
)
_OUTBOX = (
    sa.select(*_LINE)
    .outerjoin(MailTextRow, col(MailTextRow.mail_id) == col(MailRow.id))
    .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(MailRow.person_id))
    .where(col(MailRow.state) != MailState.STOPPED)
    .order_by(col(MailRow.id).desc())
    .limit(given("limit"))
)


def outbox(session: Session, limit: int, person_id: int | None = None) -> Sequence[Columns]:
    """The newest mails, of everybody or of one person; the columns of `_LINE`."""
    query = _OUTBOX if person_id is None else _OUTBOX.where(col(MailRow.person_id) == person_id)
    return run(session, query, limit=limit).all()


def text(session: Session, mail_id: int, person_id: int | None = None) -> Columns | None:
    """A mail's subject, its text, and whom it is to; None when there is none of this person."""
    query = (
        sa.select(
            col(MailTextRow.subject),
            col(MailTextRow.text),
            col(PersonTextRow.name),
        )
        .join(MailRow, col(MailRow.id) == col(MailTextRow.mail_id))
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(MailRow.person_id))
        .where(col(MailRow.id) == mail_id)
    )
    if person_id is not None:
        query = query.where(col(MailRow.person_id) == person_id)
    return session.execute(query).one_or_none()


def drafts_of(session: Session, person_id: int, since: datetime, before: datetime) -> Sequence[Columns]:
    """Somebody's own drafts of interviews that began between.

    Card's id, stage, loop's title, requisition, start, whether its reminders are stopped.
    """
    stopped = sa.exists().where(col(ReminderStopRow.scorecard_id) == col(ScorecardRow.id))
    return session.execute(
        sa.select(
            col(ScorecardRow.id),
            col(StageRow.name),
            col(LoopRow.title),
            col(LoopRow.requisition),
            col(InterviewRow.starts_at),
            stopped,
        )
        .select_from(ScorecardRow)
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .where(
            col(ScorecardRow.author_id) == person_id,
            col(ScorecardRow.state) == CardState.DRAFT,
            is_planned(),
            col(CandidacyRow.state) == CandidacyState.ACTIVE,
            col(InterviewRow.starts_at) >= since,
            col(InterviewRow.starts_at) < before,
        )
        .order_by(col(InterviewRow.starts_at))
        .limit(50)
    ).all()


def forget(session: Session, before: datetime) -> int:
    """Take away mails of long ago, with their words. Gives how many there were."""
    gone = session.execute(sa.delete(MailRow).where(col(MailRow.made_at) < before, col(MailRow.ended_at).is_not(None)))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a CursorResult, which has it
