"""My work: what waits for a person, one list, the oldest promise first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
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

SHOWN = 25


class Group(StrEnum):
    """The parts of the list, in the order in which they stand."""

    LATE = "Late"
    TODAY = "Today"
    ARRANGE = "To arrange"
    WEEK = "This week"
    LATER = "Later"


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


@dataclass(frozen=True)
class Item:
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


def work(db: Database, viewer: Viewer, now: datetime) -> Work:
    """What waits for the viewer."""
    with db.reading() as session:
        own = stored.own_cards(session, viewer, SHOWN)
        waiting = decisions.to_decide(session, viewer, _day(now, viewer.zone), SHOWN)
        staffed, drills = stored.asked(session, viewer, SHOWN)
        missing, free = _of_loops(session, viewer, now, staffed)
    items = [
        *(_own(row, viewer, now) for row in own),
        *(_missing(row) for row in missing),
        *(_free(row) for row in free),
        *(_waiting(row, now, viewer.zone) for row in waiting),
        *(_drill(row, viewer, now) for row in drills),
    ]
    order = list(Group)
    items.sort(key=lambda item: (order.index(item.group), item.at, item.target))
    parts = ({Kind.LOOP}, {Kind.DECIDE, Kind.AGAIN}, {Kind.OUTCOME})
    decided = [[row for row in waiting if row[0] in kinds] for kinds in parts]
    counts = [rows[0][-1] if rows else 0 for rows in (own, missing, free, drills, *decided)]
    late = counts[1] + sum(item.group is Group.LATE and item.kind is not Kind.MISSING for item in items)
    return Work(_grouped(items[:SHOWN]), sum(counts), late, is_more=max(counts) > stored.MOST)


def due_cards(db: Database, viewer: Viewer, now: datetime) -> tuple[Item, ...]:
    """The viewer's own scorecards of interviews that are over, the oldest first."""
    with db.reading() as session:
        found = [_own(row, viewer, now) for row in stored.own_cards(session, viewer, SHOWN)]
    return tuple(sorted((item for item in found if item.kind is Kind.CARD), key=lambda item: (item.at, item.target)))


def _of_loops(session: Session, viewer: Viewer, now: datetime, staffed: int) -> tuple[Sequence[Columns], ...]:
    """What waits for those who run loops: scorecards to ask for, stages to plan."""
    if not staffed:
        return (), ()
    return (
        stored.missing_cards(session, viewer, now - LONGEST, SHOWN, staffed=staffed),
        stored.to_plan(session, viewer, SHOWN, staffed=staffed),
    )


def _grouped(items: Sequence[Item]) -> tuple[tuple[Group, tuple[Item, ...]], ...]:
    groups = ((group, tuple(item for item in items if item.group is group)) for group in Group)
    return tuple((group, found) for group, found in groups if found)


def _own(row: Columns, viewer: Viewer, now: datetime) -> Item:
    starts_at, ends_at = row[1], row[1] + timedelta(minutes=row[2])
    is_over = ends_at <= now
    at = ends_at if is_over else starts_at
    return Item(
        group=_group(at, now, viewer.zone),
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


def _group(at: datetime, now: datetime, zone: str) -> Group:
    """Where a promise stands, by the days of the viewer's zone; a week ends on Sunday."""
    day, today = _day(at, zone), _day(now, zone)
    if day < today:
        return Group.LATE
    if day == today:
        return Group.TODAY
    return Group.WEEK if day <= today + timedelta(days=6 - today.weekday()) else Group.LATER


def _day(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


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


def _waiting(row: Columns, now: datetime, zone: str) -> Item:
    """A loop to open, a candidate to decide about, from the debrief's opening or the day to look again, or a hire."""
    kind = Kind(row[0])
    at = row[3]
    if kind is Kind.AGAIN:
        at = datetime.combine(row[4], time(), ZoneInfo(zone))
    if kind is Kind.OUTCOME:
        at = datetime.combine(day_90(row[4]), time(), ZoneInfo(zone))
    return Item(
        group=Group.ARRANGE if kind is Kind.LOOP else _group(at, now, zone),
        kind=kind,
        at=at,
        target=row[1] if kind is Kind.LOOP else row[2],
        loop_id=row[1],
        name=row[7] if kind is Kind.LOOP else row[6] or ERASED,
        loop=row[7],
        requisition=row[8],
        choice=Choice(row[5]) if row[5] else None,
    )


def _drill(row: Columns, viewer: Viewer, now: datetime) -> Item:
    return Item(
        group=Group.LATE if row[1] <= now else _group(row[1], now, viewer.zone),
        kind=Kind.DRILL,
        at=row[1],
        target=row[0],
        name=row[2],
        stage=row[3],
        loop=row[4],
        requisition="",
    )
