"""Whom an interview may be given to: who is qualified, without a conflict, free, and within their weekly load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True)
class Hours:
    """When somebody works, on their own clock: from one minute of the day to another, on days from Monday, 0."""

    begins: int
    ends: int
    days: frozenset[int] = EVERY_DAY


@dataclass(frozen=True)
class Task:
    """An interview that needs a panel: a lead and `seats` less one beside them. Without a start, its time is open."""

    interview: int
    candidate: int
    stage: str
    seats: int = 1
    starts_at: datetime | None = None
    minutes: int = 60

    @property
    def ends_at(self) -> datetime | None:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None


@dataclass(frozen=True)
class Interviewer:
    """Somebody who may be asked to sit, and what keeps them from it.

    `qualified`: stages that they may sit in; None for every one. `conflicts`: candidates to stay away from.
    `panels`: stages on whose panel they are, True where they lead. `taken`: interviews that they have, in whatever
    loop, by the week's Monday on their clock. `busy`: times that are gone.
    """

    person: int
    zone: str = "UTC"
    qualified: frozenset[str] | None = None
    conflicts: frozenset[int] = frozenset()
    panels: Mapping[str, bool] = field(default_factory=dict)
    weekly_limit: int | None = None
    taken: Mapping[date, int] = field(default_factory=dict)
    busy: tuple[tuple[datetime, datetime], ...] = ()
    hours: Hours | None = None

    def is_qualified(self, stage: str) -> bool:
        """Whether they may sit in this stage alone."""
        return self.qualified is None or stage in self.qualified

    def is_free(self, task: Task) -> bool:
        """Whether they work then, and have nothing else; where no time is planned, yes."""
        begins, ends = task.starts_at, task.ends_at
        if begins is None or ends is None:
            return True
        if any(begins < end and start < ends for start, end in self.busy):
            return False
        return self.hours is None or _within(self.hours, begins.astimezone(ZoneInfo(self.zone)), task.minutes)

    def with_interviews(self, starts: Iterable[datetime]) -> Interviewer:
        """Them, with these interviews taken, whatever they had before."""
        return replace(self, taken=Counter(self.week_of(at) for at in starts))

    def week_of(self, instant: datetime) -> date:
        """The Monday of an instant's week, on their clock."""
        day = instant.astimezone(ZoneInfo(self.zone)).date()
        return day - timedelta(days=day.weekday())


def hours(begins: int | None, ends: int | None, days: int | None) -> Hours | None:
    """Working hours from minutes of the day and a bit for each weekday, Monday the lowest; None where none are said."""
    if begins is None or ends is None or days is None:
        return None
    return Hours(begins, ends, frozenset(day for day in range(7) if days >> day & 1))


def _within(works: Hours, begins: datetime, minutes: int) -> bool:
    start = begins.hour * 60 + begins.minute
    return begins.weekday() in works.days and works.begins <= start and start + minutes <= works.ends
