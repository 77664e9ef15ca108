"""Slots: a local time made an instant, what speaks against it, and how it is said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sqlmodel import Session

from hiringkit.db import loops
from hiringkit.db.interviews import Slot
from hiringkit.errors import InvalidError
from hiringkit.policy.scorecards import Seat

FARTHEST = timedelta(days=366)
SHORTEST_MINUTES, LONGEST_MINUTES = 5, 480
MOST_REASON = 500


@dataclass(frozen=True)
class Local:
    """A local time made an instant. `is_twice`: the clocks show it twice that night, and the first is meant."""

    starts_at: datetime
    is_twice: bool


def local_instant(day: date, clock: time, zone: str) -> Local:
    """The instant at which the clocks of a zone show this time; the first one of two.

    Raises InvalidError, beside `date`, `time` or `zone`: the zone is unknown, the clocks skip this time.
    """
    if zone not in zones():
        raise _fault("zone", f"{zone or 'Nothing'} is no time zone. Name one such as America/Chicago.")
    if not 1990 <= day.year <= 2200:
        raise _fault("date", "The date lies too far away. Choose one within a year.")
    shown = datetime.combine(day, clock)
    first, second = (shown.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    starts_at = first.astimezone(UTC)
    back = starts_at.astimezone(ZoneInfo(zone))
    if back.replace(tzinfo=None) != shown:
        skipped = f"{shown:%H:%M} does not exist on this day in {zone}: the clocks go forward."
        raise _fault("time", f"{skipped} Choose {back:%H:%M}, or another time.")
    return Local(starts_at, first.utcoffset() != second.utcoffset())


@lru_cache
def zones() -> frozenset[str]:
    """The names of the zones that this machine knows; reading them takes a walk through its files."""
    return frozenset(available_timezones())


def gone_problem(session: Session, seats: Collection[int], here: Collection[int]) -> str:
    """Who was given a seat and does not belong to the loop, in a sentence; nothing when everybody does."""
    gone = sorted(set(seats) - set(here))
    if not gone:
        return ""
    known = {who: name for who, name, _role in loops.people(session)}
    names = " and ".join(known.get(who, "Somebody") for who in gone)
    verb = "does" if len(gone) == 1 else "do"
    return f"{names} {verb} not belong to the loop any more, and got no seat. Look at the seats, and send it again."


def leads_problem(seats: Mapping[int, Seat], names: Mapping[int, str], is_in: Collection[int] = ()) -> str:
    """Who leads together, in a sentence; nothing where one does, or nobody. `is_in`: whose seat stays as it is."""
    leads = [who for who, seat in seats.items() if seat is Seat.LEAD]
    if len(leads) < 2 or set(leads) <= set(is_in):
        return ""
    told = " and ".join(sorted(names.get(who) or "Somebody" for who in leads))
    return f"{told} lead: one person leads, whoever else sits is second."


def problems(slot: Slot, now: datetime) -> dict[str, str]:
    """What is wrong with a slot, by field."""
    found = {}
    if slot.zone not in zones():
        found["zone"] = f"{slot.zone or 'Nothing'} is no time zone. Name one such as America/Chicago."
    if not SHORTEST_MINUTES <= slot.minutes <= LONGEST_MINUTES:
        found["minutes"] = f"An interview takes {SHORTEST_MINUTES} to {LONGEST_MINUTES} minutes."
    if slot.starts_at < now - FARTHEST:
        found["date"] = "The date lies more than a year back."
    if slot.starts_at > now + FARTHEST:
        found["date"] = "The date lies more than a year ahead."
    return found


def span(starts_at: datetime, minutes: int, zone: str) -> str:
    """From when to when, in a zone."""
    begins = starts_at.astimezone(ZoneInfo(zone))
    ends = (starts_at + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))
    return f"from {begins:%H:%M} to {ends:%H:%M} ({zone})"


def detail(slot: Slot) -> dict[str, Any]:
    """A slot as the audit chain holds it."""
    return {"starts_at": slot.starts_at.astimezone(UTC).isoformat(), "zone": slot.zone, "minutes": slot.minutes}


def _fault(field: str, sentence: str) -> InvalidError:
    return InvalidError(sentence, where=field, problems={field: sentence})


def reason_problem(reason: str) -> str:
    """What is wrong with the reason for which an interview is moved or cancelled."""
    if not reason:
        return "Say why, in a few words."
    return (
        f"The reason has {len(reason):,} characters, {MOST_REASON} are possible." if len(reason) > MOST_REASON else ""
    )
