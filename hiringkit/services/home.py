"""My work: what waits for a person, one list, the oldest promise first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from hiringkit.db import home as stored
from hiringkit.db import home_decisions as decisions
from hiringkit.db.engine import Database
from hiringkit.db.interviews import LONGEST, Columns
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState, Seat
from hiringkit.scoring.decisions import Choice
from hiringkit.scoring.outcomes import day_90

SHOWN, ALL = 25, stored.MOST  # of each kind


class Group(StrEnum):
    """The parts of the list, in the order in which they stand."""

    LATE = "Late"
    TODAY = "Today"
    ARRANGE = "To arrange"
    WEEK = "This week"
    LATER = "Later"


_ORDER = {group: place for place, group in enumerate(Group)}


class Kind(StrEnum):
    """What it is that waits."""

    CARD = "card"
    INTERVIEW = "interview"
    MISSING = "missing"
    PLAN = "plan"
    LOOP = "loop"
    DECIDE = "decide"
    AGAIN = "again"
    OUTCOME = "outcome"
    DRILL = "drill"


class Item(NamedTuple):
    """One thing that waits. `target` is an interview, a candidacy, a loop or a drill, as the kind says.

    `at` is when it was promised: the interview's end for a scorecard, its start for an interview to come, a drill's
    day, and since when it waits for what has no date.
    """

    group: Group
    kind: Kind
    at: datetime
    target: int
    name: str
    loop: str
    requisition: str
    stage: str = ""
    stage_id: int = 0
    loop_id: int = 0
    who: str = ""
    ends_at: datetime | None = None
    seat: Seat | None = None
    is_returned: bool = False
    is_hidden: bool = False
    free: int = 0
    choice: Choice | None = None


@dataclass(frozen=True)
class Work:
    """The list by groups, how many things wait in all, how many of them are late, how many are not shown.

    `is_more`: there are more than were counted.
    """

    groups: tuple[tuple[Group, tuple[Item, ...]], ...]
    total: int
    late: int
    is_more: bool = False

    @property
    def more(self) -> int:
        """How many things are not in the list."""
        return self.total - sum(len(items) for _, items in self.groups)


def work(db: Database, viewer: Viewer, now: datetime, shown: int = SHOWN) -> Work:
    """What waits for the viewer: the first of it, or with `ALL` as many of each kind as are counted."""
    days = _days(now, viewer.zone)
    with db.reading() as session:
        own = stored.own_cards(session, viewer, shown)
        waiting = decisions.to_decide(session, viewer, days.today, shown)
        staffed, drills = stored.asked(session, viewer, shown)
        missing = stored.missing_cards(session, viewer, now - LONGEST, shown, staffed=staffed) if staffed else ()
        items = [
            *(_own(row, now, days) for row in own),
            *map(_missing, missing),
            *(_waiting(row, days) for row in waiting),
            *(_drill(row, now, days) for row in drills),
        ]
        free, to_plan = _to_plan(session, viewer, items, staffed, shown)
    items += map(_free, free)
    items.sort(key=lambda item: (_ORDER[item.group], item.at, item.target))
    parts = ({Kind.LOOP}, {Kind.DECIDE, Kind.AGAIN}, {Kind.OUTCOME})
    decided = [[row for row in waiting if row[0] in kinds] for kinds in parts]
    counts = [to_plan, *(rows[0][-1] if rows else 0 for rows in (own, missing, drills, *decided))]
    late = counts[2] + sum(item.group is Group.LATE and item.kind is not Kind.MISSING for item in items)
    return Work(_grouped(items[:shown] if shown < ALL else items), sum(counts), late, is_more=max(counts) > stored.MOST)


def due_cards(db: Database, viewer: Viewer, now: datetime) -> tuple[Item, ...]:
    """The viewer's own scorecards of interviews that are over, the oldest first."""
    with db.reading() as session:
        days = _days(now, viewer.zone)
        found = [_own(row, now, days) for row in stored.own_cards(session, viewer, SHOWN)]
    return tuple(sorted((item for item in found if item.kind is Kind.CARD), key=lambda item: (item.at, item.target)))


def _to_plan(
    session: Session, viewer: Viewer, items: Sequence[Item], staffed: int, shown: int
) -> tuple[Sequence[Columns], int]:
    """The stages to plan, for those who run loops, and how many: these alone where what comes before fills the list."""
    if not staffed:
        return (), 0
    if sum(_ORDER[item.group] < _ORDER[Group.ARRANGE] for item in items) >= shown:
        return (), stored.how_many_to_plan(session, viewer, staffed=staffed)
    found = stored.to_plan(session, viewer, shown, staffed=staffed)
    return found, found[0][-1] if found else 0


def _grouped(items: Sequence[Item]) -> tuple[tuple[Group, tuple[Item, ...]], ...]:
    groups = ((group, tuple(item for item in items if item.group is group)) for group in Group)
    return tuple((group, found) for group, found in groups if found)


class _Days(NamedTuple):
    """The days of the viewer's zone as they are now; a week ends on Sunday."""

    zone: ZoneInfo
    today: date
    sunday: date

    def group(self, at: datetime) -> Group:
        """Where a promise stands."""
        day = at.astimezone(self.zone).date()
        if day < self.today:
            return Group.LATE
        if day == self.today:
            return Group.TODAY
        return Group.WEEK if day <= self.sunday else Group.LATER


def _days(now: datetime, name: str) -> _Days:
    zone = ZoneInfo(name)
    today = now.astimezone(zone).date()
    return _Days(zone, today, today + timedelta(days=6 - today.weekday()))


def _own(row: Columns, now: datetime, days: _Days) -> Item:
    starts_at, ends_at = row[1], row[1] + timedelta(minutes=row[2])
    is_over = ends_at <= now
    at = ends_at if is_over else starts_at
    return Item(
        group=days.group(at),
        kind=Kind.CARD if is_over else Kind.INTERVIEW,
        at=at,
        target=row[0],
        stage=row[3],
        name=row[4] or ERASED,
        loop=row[5],
        requisition=row[6],
        seat=row[7],
        is_returned=row[8] is CardState.RETURNED,
        is_hidden=bool(row[9]),
        ends_at=ends_at,
    )


def _missing(row: Columns) -> Item:
    ends_at = row[1] + timedelta(minutes=row[2])
    return Item(
        group=Group.LATE,
        kind=Kind.MISSING,
        at=ends_at,
        target=row[0],
        stage=row[3],
        name=row[4] or ERASED,
        loop=row[5],
        requisition=row[6],
        who=row[7] or "somebody",
    )


def _free(row: Columns) -> Item:
    return Item(
        group=Group.ARRANGE,
        kind=Kind.PLAN,
        at=row[1],
        target=row[0],
        name=row[2] or ERASED,
        loop=row[3],
        requisition=row[4],
        stage_id=row[5],
        stage=row[6],
        free=row[7],
    )


def _waiting(row: Columns, days: _Days) -> Item:
    """A loop to open, a candidate to decide about, from the debrief's opening or the day to look again, or a hire."""
    kind = Kind(row[0])
    at = row[3]
    if kind is Kind.AGAIN:
        at = datetime.combine(row[4], time(), days.zone)
    if kind is Kind.OUTCOME:
        at = datetime.combine(day_90(row[4]), time(), days.zone)
    return Item(
        group=Group.ARRANGE if kind is Kind.LOOP else days.group(at),
        kind=kind,
        at=at,
        target=row[1] if kind is Kind.LOOP else row[2],
        loop_id=row[1],
        name=row[7] if kind is Kind.LOOP else row[6] or ERASED,
        loop=row[7],
        requisition=row[8],
        choice=Choice(row[5]) if row[5] else None,
    )


def _drill(row: Columns, now: datetime, days: _Days) -> Item:
    return Item(
        group=Group.LATE if row[1] <= now else days.group(row[1]),
        kind=Kind.DRILL,
        at=row[1],
        target=row[0],
        name=row[2],
        stage=row[3],
        loop=row[4],
        requisition="",
    )
