"""Invitations: which are due, and what one says: the stage, the loop and the reader's seat, never a candidate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlmodel import Session

from hiringkit.db import invitations as stored
from hiringkit.db.invitations import Key
from hiringkit.loops.invitations import Seated, Telling, Told, is_stale, is_void, next_sequence, next_telling
from hiringkit.loops.plans import FORMATS
from hiringkit.services.calendars import SEAT_WORDS, Event


@dataclass(frozen=True)
class Invitation:
    """What somebody is told of an interview: the event, in which zone it was planned, at what stage of which loop.

    `is_off`: the interview does not take place; else, when it is cancelled, their seat in it is gone.
    """

    telling: Telling
    event: Event
    zone: str
    stage: str
    loop: str
    is_off: bool


@dataclass(frozen=True)
class Due:
    """What is to be told, by interview and person; and what was to be told, never was, and is not so any more."""

    tellings: tuple[tuple[Key, Told], ...]
    void: tuple[Key, ...]


def due(session: Session, now: datetime, most: int) -> Due:
    """What is to be told now, and of it no more than `most` at a time."""
    seated, told = stored.seated(session, now), stored.told(session, now)
    void = tuple(key for key, one in told.items() if is_void(seated.get(key), one))
    left = {key: one for key, one in told.items() if key not in set(void)}
    return Due(tuple(islice(_due(seated, left, now), most)), void)


def write(session: Session, found: Due, now: datetime) -> Iterator[tuple[str, int, int]]:
    """Note what is to be told. Gives each mail's key, person and interview; none that another worker noted."""
    stored.forget(session, found.void)
    for key, said in found.tellings:
        mail_key = f"invite-{key[0]}-{key[1]}-{said.sequence}-{now:%Y%m%d%H%M%S}"
        if stored.tell(session, key, said, mail_key):
            yield mail_key, key[1], key[0]


def _due(seated: Mapping[Key, Seated], told: Mapping[Key, Told], now: datetime) -> Iterator[tuple[Key, Told]]:
    for key in sorted(seated.keys() | told.keys()):
        seat, last = seated.get(key), told.get(key)
        telling = next_telling(seat, last, now)
        held = last.held if last and telling is Telling.CANCELLED else seat.held if seat else None
        if telling and held:
            yield key, Told(held, telling, next_sequence(seat, last), is_out=telling is not Telling.INVITED)


def invitation(
    session: Session, mail_key: str, interview_id: int, made_at: datetime, now: datetime
) -> Invitation | None:
    """What a mail is to say; None: it is not due any more. If there is something else to tell, another mail does."""
    found = stored.of_mail(session, mail_key)
    if found is None:
        return None
    seat, told, (stage, form, loop, requisition, zone, is_on) = found
    if is_stale(seat, told, now):
        return None
    said = (f"{loop}, {requisition}", str(FORMATS.get(form, form)), f"Your seat: {SEAT_WORDS[told.held.seat]}")
    event = Event(
        interview_id=interview_id,
        sequence=told.sequence,
        starts_at=told.held.starts_at,
        ends_at=told.held.ends_at,
        cancelled=told.telling is Telling.CANCELLED,
        changed_at=made_at,
        title=f"Interview: {stage}",
        said=said,
    )
    return Invitation(told.telling, event, zone, stage, f"{loop}, {requisition}", is_off=not is_on)
