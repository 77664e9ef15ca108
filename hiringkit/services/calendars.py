"""Calendars: a loop's interviews for those who plan them, and everybody's own under a private address."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from hiringkit.db import audit
from hiringkit.db import calendars as stored
from hiringkit.db import loops as stored_loops
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.errors import NotFoundError, RefusedError
from hiringkit.loops.plans import FORMATS
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer
from hiringkit.services.people import token_hash

BACK = timedelta(days=90)
SEAT_WORDS = {"lead": "leads", "second": "second", "shadow": "shadows, in training"}


@dataclass(frozen=True)
class Event:
    """One interview in a calendar. `sequence` rises with each change, so that a client takes the newest."""

    interview_id: int
    sequence: int
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    changed_at: datetime
    title: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class Calendar:
    """A calendar: its name, and its events by start."""

    name: str
    events: tuple[Event, ...]


def of_loop(db: Database, viewer: Viewer | None, loop_id: int) -> Calendar:
    """The interviews of a loop, for its managers, recruiters and decider, and for the operator.

    Raises NotFoundError; RefusedError for somebody who reaches the loop but does not see each of its candidates.
    """
    with db.reading() as session:
        loop = stored_loops.head(session, viewer, loop_id)
        if viewer is not None and not loop["is_staff"]:
            raise RefusedError("Only the loop’s managers, recruiters and decider see all of its interviews.")
        rows = stored.of_loop(session, loop_id)
        seats: dict[int, list[str]] = {}
        for interview_id, name, seat in stored.seats_of_loop(session, loop_id):
            seats.setdefault(interview_id, []).append(f"{name or 'somebody'} ({SEAT_WORDS[seat.value]})")
    events = tuple(_event(row, "Panel: " + ", ".join(seats.get(row[0], ["nobody yet"]))) for row in rows)
    return Calendar(f"{loop['title']}, {loop['requisition']}", events)


def of_token(db: Database, token: str, now: datetime) -> Calendar:
    """The interviews of the last 90 days and to come in which the owner of an address has a seat, or NotFoundError."""
    with db.reading() as session:
        found = stored.owner(session, token_hash(token))
        if found is None:
            raise NotFoundError("There is no such calendar.", mend="Make a new address on your own page.")
        rows = stored.of_person(session, found[0], now - BACK)
        seats = stored.seats_of_person(session, found[0])
    return Calendar("Interviews", tuple(_event(row, f"Your seat: {SEAT_WORDS[seats[row[0]]]}") for row in rows))


def address_made_at(db: Database, viewer: Viewer) -> datetime | None:
    """When the viewer's calendar address was made; None when there is none."""
    with db.reading() as session:
        return stored.made_at(session, viewer.person_id)


def make_address(db: Database, viewer: Viewer, now: datetime) -> str:
    """A new private address for the viewer's calendar; gives its token, which is told this once."""
    token = secrets.token_urlsafe(32)
    with db.writing() as session:
        stored.replace(session, viewer.person_id, token_hash(token), now)
        _note(session, viewer, "calendar address made", now)
    return token


def end_address(db: Database, viewer: Viewer, now: datetime) -> None:
    """The viewer's calendar address opens nothing any more; ending it twice is ending it."""
    with db.writing() as session:
        if stored.end(session, viewer.person_id):
            _note(session, viewer, "calendar address ended", now)


def _event(row: Columns, panel: str) -> Event:
    interview_id, starts_at, minutes, state, revision, stage, form, candidate, loop, requisition, made_at, changed = row
    return Event(
        interview_id=interview_id,
        sequence=revision - 1,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        cancelled=state is InterviewState.CANCELLED,
        changed_at=datetime.fromisoformat(changed) if changed else made_at,
        title=f"{stage}: {candidate or ERASED}",
        said=(f"{loop}, {requisition}", str(FORMATS.get(form, form)), panel),
    )


def _note(session: Session, viewer: Viewer, act: str, now: datetime) -> None:
    audit.append(
        session,
        now=now,
        actor=audit.person(viewer.person_id),
        act=act,
        kind="person",
        subject_id=viewer.person_id,
        detail={},
    )
