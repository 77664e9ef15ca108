"""A loop's people as the linter looks at them: what they take, what they have, whom they meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from sqlmodel import Session

from hiringkit.db import staffing as stored
from hiringkit.db.interviews import Columns
from hiringkit.db.people import ERASED_PERSON
from hiringkit.loops import designs
from hiringkit.loops.designs import Design, Meeting
from hiringkit.loops.plans import Plan, Sitting
from hiringkit.loops.staffing import Interviewer
from hiringkit.policy.qualifications import Training, is_qualified


@dataclass(frozen=True)
class Step:
    """A change to the stages of a draft: what, by whom, when."""

    step_id: int
    words: str
    by: str
    at: datetime
    is_undone: bool


class Facts(NamedTuple):
    """What the database holds of a loop's people, from this week's Monday on."""

    monday: date
    rows: tuple[Columns, ...]


def facts(session: Session, loop_id: int, now: datetime) -> Facts:
    """For `with_people`. One statement."""
    monday = now.date() - timedelta(days=now.weekday())
    since = datetime.combine(monday, time(), UTC) - timedelta(days=1)
    return Facts(monday, stored.facts(session, loop_id, since))


def with_people(plan: Plan, found: Facts) -> tuple[Plan, tuple[Step, ...]]:
    """The plan, with what is to be known of its people; and its last changes, the first one first."""
    rows: dict[str, list[Columns]] = defaultdict(list)
    for row in found.rows:
        rows[row[0]].append(row)
    sittings = sorted((row[4], int(row[3]), row[1], row[2], row[5]) for row in rows["sits"])
    steps = sorted((row[4], row[2], row[3], row[5], row[0]) for row in (*rows["step"], *rows["undone"]))
    known = replace(
        plan,
        people=tuple(_people(rows, [stage.key for stage in plan.stages])),
        names={row[1]: row[2] for row in rows["person"]},
        sittings=tuple(Sitting(*one) for one in sittings),
        design=_design(rows["met"][0][2:4], tuple((row[4], row[1], row[2]) for row in rows["rated"])),
        week=found.monday,
    )
    return known, tuple(Step(one[0], one[1], one[2] or ERASED_PERSON, one[3], one[4] == "undone") for one in steps)


@lru_cache(maxsize=500)
def _design(met: tuple[str | None, str | None], rated: tuple[tuple[int, int, str], ...]) -> Design | None:
    """What the interviews of a loop and the samples that its people rated let one tell apart; None without interviews.

    Worked out once for what the database holds: it takes longer than to read that.
    """
    keys, seats = ((text or "").split() for text in met)
    stages = dict(zip(keys[::2], keys[1::2], strict=True))
    meetings = [
        Meeting(0, int(whom), int(who), stages[stage])
        for stage, who, whom in zip(seats[::3], seats[1::3], seats[2::3], strict=True)
    ]
    sits = {one.interviewer for one in meetings}
    samples = [Meeting(0, -number, who, stage, is_sample=True) for number, who, stage in rated if who in sits]
    return designs.design([*meetings, *samples]) if meetings else None


def _people(rows: dict[str, list[Columns]], stages: Sequence[str]) -> list[Interviewer]:
    required = any(row[4] for row in rows["required"])
    training = {(row[1], row[2]): Training(row[3]) for row in rows["trained"]}
    away: dict[int, set[int]] = defaultdict(set)
    for row in rows["away"]:
        away[row[1]].add(row[4])
    taken: dict[int, list[datetime]] = defaultdict(list)
    for row in rows["taken"]:
        taken[row[1]] += [row[5]] * row[4]
    people = []
    for _kind, who, _name, zone, weekly_limit, _at in sorted(rows["person"], key=lambda row: (row[2], row[1])):
        able = frozenset(key for key in stages if is_qualified(training.get((who, key)), is_required=required))
        one = Interviewer(
            person=who, zone=zone, qualified=able, conflicts=frozenset(away[who]), weekly_limit=weekly_limit
        )
        people.append(one.with_interviews(taken[who]) if who in taken else one)
    return people
