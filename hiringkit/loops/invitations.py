"""What somebody is to be told of an interview that stands in their calendar, or is to stand there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Telling(StrEnum):
    """What an invitation says."""

    INVITED = "invited"
    CHANGED = "changed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Held:
    """What a calendar holds of an interview: when, for how many minutes, and in which seat one sits."""

    starts_at: datetime
    minutes: int
    seat: str

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Seated:
    """Somebody's seat in an interview as it is planned now.

    `is_on`: it takes place. `has_conflict`: they declared a conflict of interest and are told nothing new. `wants`:
    they want to be invited. `revision`: of the interview.
    """

    held: Held
    revision: int
    is_on: bool
    has_conflict: bool
    wants: bool


@dataclass(frozen=True)
class Told:
    """What they were told last. `is_out`: a server has the first of these mails, or may have it."""

    held: Held
    telling: Telling
    sequence: int
    is_out: bool


def next_telling(seated: Seated | None, told: Told | None, now: datetime) -> Telling | None:
    """What is to be told next; None: nothing. Whoever was invited is told of each change, wanted or not: a calendar
    that is wrong is worse than an empty one."""
    known = told if told and told.telling is not Telling.CANCELLED else None
    was_told = bool(known and known.is_out)
    if seated is None or not seated.is_on:
        return Telling.CANCELLED if known and was_told and known.held.ends_at > now else None
    if seated.has_conflict or (known is not None and known.held == seated.held):
        return None
    if known and was_told:
        return None if max(known.held.ends_at, seated.held.ends_at) <= now else Telling.CHANGED
    return Telling.INVITED if seated.wants and seated.held.starts_at > now else None


def next_sequence(seated: Seated | None, told: Told | None) -> int:
    """The SEQUENCE of what is told next: the interview's own, and higher than whatever was told before."""
    own = seated.revision - 1 if seated else 0
    return max(own, told.sequence + 1) if told else own


def is_void(seated: Seated | None, told: Told) -> bool:
    """Whether somebody was to be invited, never was, and is not to be any more."""
    is_wanted = seated is not None and seated.is_on and seated.wants and not seated.has_conflict
    return not told.is_out and not is_wanted


def is_stale(seated: Seated | None, told: Told, now: datetime) -> bool:
    """Whether a mail that says so would say what is not so any more."""
    if told.telling is Telling.CANCELLED:
        return seated is not None and seated.is_on
    is_so = seated is not None and seated.is_on and seated.held == told.held
    return not is_so or (told.telling is Telling.INVITED and (is_void(seated, told) or told.held.starts_at <= now))
