"""When interviews could be held: the first times at which everybody works and nobody has something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hiringkit.loops.staffing import Hours, Interviewer, Task

STEP = timedelta(minutes=30)
PAUSE = timedelta(minutes=15)  # before and after what somebody has: to write a scorecard, to fetch a glass of water
WEEKDAYS = frozenset(range(5))
USUAL = Hours(9 * 60, 17 * 60, WEEKDAYS)  # of whoever named no working hours
DAYTIME = Hours(8 * 60, 18 * 60, WEEKDAYS)  # of candidates, on the loop's clock
Busy = tuple[datetime, datetime]


@dataclass(frozen=True)
class Wanted:
    """An interview that needs a time: with whom, by whom, for how long."""

    interview: int
    candidate: int
    people: tuple[int, ...]
    minutes: int


class Times:
    """Half hours from one instant on, as bits: a bit is set where an interview may begin then."""

    def __init__(self, first: datetime, days: int, zone: str) -> None:
        self._first = first.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        self._count = days * 48
        self._zone = zone
        self._works: dict[tuple[str, Hours, int], int] = {}

    def proposed(
        self, wanted: Sequence[Wanted], people: Mapping[int, Interviewer], engaged: Mapping[int, Iterable[Busy]]
    ) -> dict[int, datetime | None]:
        """A time for each interview in turn: the first with a pause around it, else the first that there is, or None.

        Args:
            wanted: the interviews.
            people: who may sit, with their hours, what they have and take.
            engaged: when candidates are in other interviews.

        Returns:
            Starts by interview. No two of them need somebody at once, none has anybody outside of their hours or above
            their weekly load.
        """
        busy = {who: list(one.busy) for who, one in people.items()}
        theirs = {who: list(times) for who, times in engaged.items()}
        taken = {who: Counter(one.taken) for who, one in people.items()}
        found: dict[int, datetime | None] = {}
        for one in wanted:
            sitting = [people[who] for who in one.people]
            works = self._works_at(DAYTIME, self._zone, one.minutes)
            for person in sitting:
                works &= self._works_at(person.hours or USUAL, person.zone, one.minutes)
            gone = [*theirs.setdefault(one.candidate, []), *(time for who in one.people for time in busy[who])]
            ways = (self._without(works, gone, one.minutes, PAUSE), self._without(works, gone, one.minutes))
            at = next((at for free in ways for at in self._starts(free) if _has_room(sitting, taken, at)), None)
            found[one.interview] = at
            if at is not None:
                then = (at, at + timedelta(minutes=one.minutes))
                theirs[one.candidate].append(then)
                for person in sitting:
                    busy[person.person].append(then)
                    taken[person.person][person.week_of(at)] += 1
        return found

    def _works_at(self, hours: Hours, zone: str, minutes: int) -> int:
        """The starts within somebody's hours."""
        key = (zone, hours, minutes)
        if key not in self._works:
            works = Interviewer(0, zone, hours=hours)
            starts = (self._first + STEP * number for number in range(self._count))
            within = [works.is_free(Task(0, 0, "", starts_at=at, minutes=minutes)) for at in starts]
            self._works[key] = sum(1 << number for number, is_so in enumerate(within) if is_so)
        return self._works[key]

    def _without(self, free: int, gone: Iterable[Busy], minutes: int, pause: timedelta = timedelta()) -> int:
        """Those of the starts that touch none of the times that are gone, nor the pause around them."""
        for begins, ends in gone:
            low = max(0, (begins - pause - timedelta(minutes=minutes) - self._first) // STEP + 1)
            high = min(self._count, -((self._first - ends - pause) // STEP))
            if low < high:
                free &= ~(((1 << (high - low)) - 1) << low)
        return free

    def _starts(self, free: int) -> Iterable[datetime]:
        while free:
            lowest = free & -free
            yield self._first + STEP * (lowest.bit_length() - 1)
            free ^= lowest


def _has_room(sitting: Iterable[Interviewer], taken: Mapping[int, Mapping[date, int]], at: datetime) -> bool:
    return all(
        one.weekly_limit is None or taken[one.person].get(one.week_of(at), 0) < one.weekly_limit for one in sitting
    )
