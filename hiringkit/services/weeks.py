"""A week of interviews: what somebody holds or plans, day by day in their own zone, and where two things clash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hiringkit.db import loop_choices
from hiringkit.db import weeks as stored
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat

MOST = 300
LOOPS = 50
DAYS = 7
EARLIEST, LATEST = date(2000, 1, 3), date(2099, 12, 28)


@dataclass(frozen=True)
class Asked:
    """Which week (any of its days), and of what: a loop, a candidacy, one's own seats alone."""

    day: date
    loop_id: int = 0
    candidacy_id: int = 0
    own: bool = False


@dataclass(frozen=True)
class Held:
    """An interview in the week. `clashes` says who is somewhere else too; `pause` is the candidate's, in minutes.

    `may_move`: the viewer plans it, and no scorecard of it is in.
    """

    interview_id: int
    candidacy_id: int
    starts_at: datetime
    ends_at: datetime
    stage: str
    name: str
    loop: str
    requisition: str
    seat: Seat | None
    may_plan: bool
    may_move: bool
    panel: tuple[tuple[str, Seat], ...] = ()
    clashes: tuple[str, ...] = ()
    pause: int | None = None


@dataclass(frozen=True)
class Day:
    """A day of the week and its interviews, by start."""

    at: date
    held: tuple[Held, ...]


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday. `is_cut`: there are more interviews than a page shows; narrow it to a loop."""

    asked: Asked
    monday: date
    days: tuple[Day, ...]
    loops: tuple[tuple[int, str], ...]
    candidate: str
    is_cut: bool

    @property
    def total(self) -> int:
        """How many interviews stand in it."""
        return sum(len(day.held) for day in self.days)

    @property
    def minutes(self) -> int:
        """How long they take together."""
        return sum(int((one.ends_at - one.starts_at).total_seconds()) // 60 for day in self.days for one in day.held)

    @property
    def clashing(self) -> int:
        """How many of them clash with another."""
        return sum(bool(one.clashes) for day in self.days for one in day.held)


def week(db: Database, viewer: Viewer, asked: Asked) -> Week:
    """The week in which the day lies, as far as the viewer may know of its interviews. Two statements more with any."""
    monday = _monday(asked.day)
    zone = ZoneInfo(viewer.zone)
    begins, ends = (datetime.combine(day, time(), zone) for day in (monday, monday + timedelta(days=DAYS)))
    with db.reading() as session:
        rows = stored.interviews(
            session,
            viewer,
            begins,
            ends,
            MOST + 1,
            loop_id=asked.loop_id,
            candidacy_id=asked.candidacy_id,
            own=asked.own,
        )
        seats = stored.seats(session, [row[0] for row in rows]) if rows else ()
        loops = loop_choices.loops_of(session, viewer, asked.loop_id, LOOPS)
    held = _held(rows[:MOST], seats)
    return Week(
        asked=asked,
        monday=monday,
        days=tuple(_day(monday + timedelta(days=number), held, zone) for number in range(DAYS)),
        loops=tuple((row[0], f"{row[1]}, {row[2]}") for row in loops),
        candidate=next((row[5] or ERASED for row in rows), "") if asked.candidacy_id else "",
        is_cut=len(rows) > MOST,
    )


def _monday(day: date) -> date:
    day = min(max(day, EARLIEST), LATEST)
    return day - timedelta(days=day.weekday())


def _day(day: date, held: Sequence[Held], zone: ZoneInfo) -> Day:
    return Day(day, tuple(one for one in held if one.starts_at.astimezone(zone).date() == day))


def _held(rows: Sequence[Columns], seats: Sequence[Columns]) -> list[Held]:
    panels: dict[int, list[Columns]] = {}
    for seat in seats:
        panels.setdefault(seat[0], []).append(seat)
    ends = {row[0]: row[2] + timedelta(minutes=row[3]) for row in rows}
    clashes = _clashes(rows, ends, panels)
    pauses = _pauses(rows, ends)
    return [
        Held(
            interview_id=row[0],
            candidacy_id=row[1],
            starts_at=row[2],
            ends_at=ends[row[0]],
            stage=row[4],
            name=row[5] or ERASED,
            loop=row[7],
            requisition=row[8],
            seat=row[9],
            may_plan=bool(row[10]),
            may_move=bool(row[10]) and not any(seat[4] for seat in panels.get(row[0], ())),
            panel=tuple((seat[2] or "somebody", seat[3]) for seat in _in_order(panels.get(row[0], ()))),
            clashes=tuple(sorted(clashes.get(row[0], ()))),
            pause=pauses.get(row[0]),
        )
        for row in rows
    ]


def _in_order(panel: Iterable[Columns]) -> list[Columns]:
    order = list(Seat)
    return sorted(panel, key=lambda seat: order.index(seat[3]))


def _clashes(
    rows: Sequence[Columns], ends: Mapping[int, datetime], panels: Mapping[int, Sequence[Columns]]
) -> dict[int, set[str]]:
    """Of each interview whoever is in another at the same time: walked by start, person by person."""
    found: dict[int, set[str]] = {}
    last: dict[tuple[str, int], int] = {}
    for row in rows:
        here = [(("seat", seat[1]), seat[2] or "somebody") for seat in panels.get(row[0], ())]
        for key, name in (*here, (("candidate", row[11]), row[5] or ERASED)):
            before = last.get(key)
            if before is not None and ends[before] > row[2]:
                found.setdefault(row[0], set()).add(name)
                found.setdefault(before, set()).add(name)
            if before is None or ends[row[0]] > ends[before]:
                last[key] = row[0]
    return found


def _pauses(rows: Sequence[Columns], ends: Mapping[int, datetime]) -> dict[int, int]:
    """Minutes that a candidate has before an interview since the last one; only within half a day."""
    found: dict[int, int] = {}
    last: dict[int, datetime] = {}
    for row in rows:
        before = last.get(row[11])
        if before is not None and timedelta() <= row[2] - before < timedelta(hours=12):
            found[row[0]] = int((row[2] - before).total_seconds()) // 60
        last[row[11]] = max(ends[row[0]], before) if before else ends[row[0]]
    return found


def moved(asked: Asked, weeks: int) -> Asked:
    """The same, some weeks on or back."""
    return replace(asked, day=_monday(asked.day) + timedelta(weeks=weeks))
