"""Mails: which are due, whether one still is when it is sent, how far each is, and people's own say in it.

A mail names the loop and the stage, never a candidate, and nothing of a scorecard but that it is missing, or that all
of a panel's are in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from hiringkit.db import invitations as stored_invitations
from hiringkit.db import jobs, people
from hiringkit.db import mails as stored
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.tables import MailRow, MailTextRow, ReminderStopRow, UnwantedMailRow
from hiringkit.db.tables.jobs import JobKind
from hiringkit.db.tables.mails import MailKind, MailState
from hiringkit.errors import ConflictError, NotFoundError
from hiringkit.loops.invitations import Telling
from hiringkit.loops.reminders import digest_day, reminder_times
from hiringkit.policy.people import Viewer, may_keep_people
from hiringkit.services import digests, home, invitations
from hiringkit.services.digests import Line
from hiringkit.services.invitations import Invitation

FRESH = timedelta(days=1)  # what should have been sent longer ago is not sent any more
LOOK_BACK = timedelta(days=7)
MOST_AT_ONCE = 200  # of a kind, in one transaction
KEPT = timedelta(days=30)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))  # before the next try
SHOWN, NEWEST = 100, 12


@dataclass(frozen=True)
class Letter:
    """What a mail is to say, and to whom."""

    key: str
    kind: MailKind
    name: str
    email: str
    zone: str
    person_id: int = 0
    path: str = ""
    stage: str = ""
    loop: str = ""
    ended_at: datetime | None = None
    lines: tuple[Line, ...] = ()
    more: int = 0
    invitation: Invitation | None = None

    @property
    def may_be_refused(self) -> bool:
        """Whether the reader may turn such mails off: not what sets their calendar right."""
        return self.invitation is None or self.invitation.telling is Telling.INVITED


@dataclass(frozen=True)
class Words:
    """A mail's words, as they are sent."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Posted:
    """A mail in the outbox."""

    mail_id: int
    kind: MailKind
    state: MailState
    made_at: datetime
    ended_at: datetime | None
    fault: str
    subject: str
    name: str


@dataclass(frozen=True)
class Reminded:
    """A draft of one's own of which one is reminded, or not any more."""

    scorecard_id: int
    stage: str
    loop: str
    starts_at: datetime
    is_stopped: bool


class NotDueError(Exception):
    """The mail is not to be sent any more."""


def write_due(db: Database, now: datetime) -> int:
    """Write down the mails that are due, each once, with the jobs that send them. Gives how many are new.

    What is due is looked for before anything is locked, and a look writes so many of a kind at most: people write too.
    """
    with db.reading() as session:
        due = {key: (kind, person, subject) for key, kind, person, subject in _due(session, now)}
        new = sorted(due.keys() - stored.known(session, due))[:MOST_AT_ONCE]
        inviting = invitations.due(session, now, MOST_AT_ONCE)
    if not (new or inviting.tellings or inviting.void):
        return 0
    try:
        with db.writing() as session:
            fresh = sorted(set(new) - stored.known(session, new))
            for key in fresh:
                kind, person_id, subject_id = due[key]
                _write(session, key, kind, person_id, subject_id, now)
            told = list(invitations.write(session, inviting, now))
            for key, person_id, subject_id in told:
                _write(session, key, MailKind.INVITATION, person_id, subject_id, now)
    except IntegrityError:  # another worker wrote one of them down meanwhile: the next look finds the rest
        return 0
    return len(fresh) + len(told)


def _due(session: Session, now: datetime) -> Iterator[tuple[str, MailKind, int, int]]:
    for row in stored.remindable(session, now - LOOK_BACK, now):
        times = reminder_times(row[4] + timedelta(minutes=row[5]), row[2])
        over = [(number, at) for number, at in enumerate(times, 1) if at <= now]
        if over and now - over[-1][1] < FRESH:
            yield f"reminder-{row[0]}-{row[3]}-{over[-1][0]}", MailKind.REMINDER, row[1], row[0]
    for person_id, zone in stored.readers(session):
        day = digest_day(now, zone)
        if day:
            yield f"digest-{person_id}-{day}", MailKind.DIGEST, person_id, person_id
    for row in stored.complete_panels(session, now - FRESH):
        yield f"panel-{row[0]}-{row[2]}-{row[1]}", MailKind.PANEL, row[1], row[0]


def _write(session: Session, key: str, kind: MailKind, person_id: int, subject_id: int, now: datetime) -> None:
    row = MailRow(
        key=key,
        kind=kind,
        person_id=person_id,
        subject_id=subject_id,
        state=MailState.WAITING,
        job="",
        made_at=now,
        fault="",
    )
    session.add(row)
    session.flush()
    row.job = jobs.add(session, JobKind.MAIL, row.id, now)


def letter(db: Database, mail_id: int, job: str, now: datetime) -> Letter | None:
    """What a mail is to say now; None when there is nothing to send: it was sent, is not due any more, or a worker
    ended while a server had it, so that nobody knows whether it was."""
    with db.writing() as session:
        row = stored.of_job(session, mail_id, job)
        if row is None:
            jobs.end(session, job)
            return None
        if row.state is MailState.HANDING:
            _end(session, row, MailState.UNSURE, now, "The worker ended while the mail was handed over.")
            return None
        kind, person_id, subject_id, key, made_at = row.kind, row.person_id, row.subject_id, row.key, row.made_at
    try:
        if kind is MailKind.INVITATION:
            return _invitation(db, key, person_id, subject_id, made_at, now)
        return _letter(db, key, kind, person_id, subject_id, now)
    except (NotDueError, NotFoundError):
        with db.writing() as session:
            row = stored.of_job(session, mail_id, job)
            if row:
                _end(session, row, MailState.STOPPED, now)
        return None


def _letter(db: Database, key: str, kind: MailKind, person_id: int, subject_id: int, now: datetime) -> Letter:
    """Raises NotDueError; NotFoundError: the person left."""
    with db.reading() as session:
        person = people.viewer(session, person_id)
        found = stored.address(session, person_id)
        if found is None or kind in stored.unwanted(session, person_id):
            raise NotDueError
        reminded = stored.reminder(session, subject_id) if kind is MailKind.REMINDER else None
        panel = (
            stored.complete_panel(session, subject_id, person_id, now - LOOK_BACK) if kind is MailKind.PANEL else None
        )
    to = Letter(key, kind, *found, person.zone, person_id)
    if kind is MailKind.DIGEST:
        lines, more = digests.lines(home.work(db, person, now))
        if not lines:
            raise NotDueError
        return replace(to, path="/", lines=lines, more=more)
    if reminded:
        ended_at = reminded[4] + timedelta(minutes=reminded[5])
        if f"reminder-{subject_id}-{reminded[3]}-" not in key or ended_at > now:
            raise NotDueError
        loop = f"{reminded[8]}, {reminded[9]}"
        return replace(to, path=f"/interviews/{reminded[6]}", loop=loop, stage=reminded[7], ended_at=ended_at)
    if panel:
        return replace(to, path=f"/candidates/{panel[0]}", loop=f"{panel[3]}, {panel[4]}")
    raise NotDueError


def _invitation(db: Database, key: str, person_id: int, interview_id: int, made_at: datetime, now: datetime) -> Letter:
    """Raises NotDueError; NotFoundError: the person left."""
    with db.reading() as session:
        person = people.viewer(session, person_id)
        found = stored.address(session, person_id)
        told = invitations.invitation(session, key, interview_id, made_at, now)
    if found is None or told is None:
        raise NotDueError
    path = f"/interviews/{interview_id}"
    return Letter(
        key, MailKind.INVITATION, *found, person.zone, person_id, path, told.stage, told.loop, invitation=told
    )


def hand(db: Database, mail_id: int, job: str, words: Words) -> None:
    """Note that a server is about to have a mail, with its words. From here on it is not sent a second time unless
    somebody asks for it. Raises NotDueError."""
    with db.writing() as session:
        row = _of_job(session, mail_id, job)
        row.state, row.tries = MailState.HANDING, row.tries + 1
        stored_invitations.out(session, row.key)
        _keep_words(session, mail_id, words)


def sent(db: Database, mail_id: int, job: str, now: datetime) -> None:
    """Note that a server has a mail."""
    with db.writing() as session:
        _end(session, _of_job(session, mail_id, job), MailState.SENT, now)


def keep(db: Database, mail_id: int, job: str, words: Words, now: datetime) -> None:
    """Keep a mail in the outbox, where nothing is sent from: in a demo."""
    with db.writing() as session:
        row = _of_job(session, mail_id, job)
        stored_invitations.out(session, row.key)
        _keep_words(session, mail_id, words)
        _end(session, row, MailState.KEPT, now)


def later(db: Database, mail_id: int, job: str, why: str, now: datetime) -> None:
    """Try a mail again after a while; after some tries no more."""
    with db.writing() as session:
        row = _of_job(session, mail_id, job)
        if row.state is MailState.WAITING:
            row.tries += 1
        if row.tries > len(WAITS):
            _end(session, row, MailState.FAILED, now, why)
            return
        jobs.end(session, job)
        row.state, row.fault = MailState.WAITING, why[:300]
        row.job = jobs.add(session, JobKind.MAIL, mail_id, now + WAITS[row.tries - 1])


def fail(db: Database, mail_id: int, job: str, why: str, now: datetime, *, is_unsure: bool = False) -> None:
    """Say why a mail was not sent, or that nobody knows whether it was."""
    with db.writing() as session:
        row = _of_job(session, mail_id, job)
        _end(session, row, MailState.UNSURE if is_unsure else MailState.FAILED, now, why)


def forget(db: Database, now: datetime) -> int:
    """Take away mails of long ago. Gives how many there were."""
    with db.writing() as session:
        return stored.forget(session, now - KEPT)


def outbox(db: Database, viewer: Viewer) -> list[Posted]:
    """The newest mails of everybody. Raises NotFoundError: administrators keep the outbox."""
    _require_admin(viewer)
    with db.reading() as session:
        return [_posted(row) for row in stored.outbox(session, SHOWN)]


def own(db: Database, viewer: Viewer, now: datetime) -> tuple[set[MailKind], list[Reminded], list[Posted]]:
    """The kinds of mail that the viewer wants, the drafts of which they are reminded, and the newest mails to them."""
    with db.reading() as session:
        drafts = [
            Reminded(row[0], row[1], f"{row[2]}, {row[3]}", row[4], bool(row[5]))
            for row in stored.drafts_of(session, viewer.person_id, now - LOOK_BACK, now)
        ]
        posted = [_posted(row) for row in stored.outbox(session, NEWEST, viewer.person_id)]
        return set(MailKind) - stored.unwanted(session, viewer.person_id), drafts, posted


def shown(db: Database, viewer: Viewer, mail_id: int) -> tuple[str, str, str]:
    """The subject, the text and whom it is to, of a mail to the viewer, or for administrators any. Raises
    NotFoundError."""
    with db.reading() as session:
        found = stored.text(session, mail_id, None if may_keep_people(viewer) else viewer.person_id)
    if found is None:
        raise NotFoundError("There is no such mail.", where=f"mail {mail_id}")
    return found[0], found[1], found[2] or people.ERASED_PERSON


def again(db: Database, viewer: Viewer, mail_id: int, now: datetime) -> None:
    """Send a mail that was not sent, or of which nobody knows. Raises NotFoundError, ConflictError."""
    _require_admin(viewer)
    with db.writing() as session:
        row = session.exec(select(MailRow).where(col(MailRow.id) == mail_id).with_for_update()).one_or_none()
        if row is None:
            raise NotFoundError("There is no such mail.", where=f"mail {mail_id}")
        if row.state not in {MailState.FAILED, MailState.UNSURE}:
            raise ConflictError("This mail is not one that was not sent.", mend="Load the outbox again.")
        row.state, row.tries, row.fault, row.ended_at = MailState.WAITING, 0, "", None
        row.job = jobs.add(session, JobKind.MAIL, mail_id, now)


def choose(db: Database, viewer: Viewer, *, wanted: Collection[MailKind], now: datetime) -> None:
    """Have these kinds of mail and no other."""
    with db.writing() as session:
        unwanted = stored.unwanted(session, viewer.person_id)
        for kind in MailKind:
            if kind in wanted and kind in unwanted:
                session.delete(session.get_one(UnwantedMailRow, (viewer.person_id, kind)))
            if kind not in wanted and kind not in unwanted:
                session.add(UnwantedMailRow(person_id=viewer.person_id, kind=kind, at=now))


def stop_reminders(db: Database, viewer: Viewer, scorecard_id: int, now: datetime) -> None:
    """No reminder of a draft of one's own any more; to stop twice is to stop. Raises NotFoundError."""
    with db.writing() as session:
        if scorecard_id not in {row[0] for row in stored.drafts_of(session, viewer.person_id, now - LOOK_BACK, now)}:
            raise NotFoundError("There is no such scorecard.", where=f"scorecard {scorecard_id}")
        if session.get(ReminderStopRow, scorecard_id) is None:
            session.add(ReminderStopRow(scorecard_id=scorecard_id, at=now))


def _of_job(session: Session, mail_id: int, job: str) -> MailRow:
    row = stored.of_job(session, mail_id, job)
    if row is None:
        raise NotDueError
    return row


def _keep_words(session: Session, mail_id: int, words: Words) -> None:
    known = session.get(MailTextRow, mail_id) or MailTextRow(mail_id=mail_id, subject="", text="", html="")
    known.subject, known.text, known.html = words.subject, words.text, words.html
    session.add(known)


def _end(session: Session, row: MailRow, state: MailState, now: datetime, why: str = "") -> None:
    jobs.end(session, row.job)
    row.state, row.ended_at, row.fault = state, now, why[:300]


def _posted(row: Columns) -> Posted:
    mail_id, kind, state, made_at, ended_at, fault, subject, name = row
    return Posted(mail_id, kind, state, made_at, ended_at, fault, subject or "", name or people.ERASED_PERSON)


def _require_admin(viewer: Viewer) -> None:
    if not may_keep_people(viewer):
        raise NotFoundError("There is no such page.")
