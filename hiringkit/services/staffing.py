"""A loop's people as the linter looks at them: what they take, what they have, whom they meet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session

from hiringkit.db import staffing as stored
from hiringkit.db.people import ERASED_PERSON
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


def with_people(session: Session, plan: Plan, loop_id: int, now: datetime) -> tuple[Plan, tuple[Step, ...]]:
    """The plan, with what is to be known of its people; and its last changes, the first one first. One statement."""
    monday = now.date() - timedelta(days=now.weekday())
    rows: dict[str, list[stored.Columns]] = defaultdict(list)
    for row in stored.facts(session, loop_id, datetime.combine(monday, time(), UTC) - timedelta(days=1)):
        rows[row[0]].append(row)
    sittings = sorted((row[4], int(row[3]), row[1], row[2], row[5]) for row in rows["met"])
    steps = sorted((row[4], row[2], row[3], row[5], row[0]) for row in (*rows["step"], *rows["undone"]))
    known = replace(
        plan,
        people=tuple(_people(rows, [stage.key for stage in plan.stages])),
        names={row[1]: row[2] for row in rows["person"]},
        sittings=tuple(Sitting(*one) for one in sittings),
        rated=tuple(sorted((row[4], row[1], row[2]) for row in rows["rated"])),
        week=monday,
    )
    return known, tuple(Step(one[0], one[1], one[2] or ERASED_PERSON, one[3], one[4] == "undone") for one in steps)


def _people(rows: dict[str, list[stored.Columns]], stages: Sequence[str]) -> list[Interviewer]:
    required = any(row[4] for row in rows["required"])
    training = {(row[1], row[2]): Training(row[3]) for row in rows["trained"]}
    away: dict[int, set[int]] = defaultdict(set)
    for row in rows["away"]:
        away[row[1]].add(row[4])
    taken: dict[int, list[datetime]] = defaultdict(list)
    for row in rows["taken"]:
        taken[row[1]].append(row[5])
    people = [
        Interviewer(
            person=row[1],
            zone=row[3],
            qualified=frozenset(
                key for key in stages if is_qualified(training.get((row[1], key)), is_required=required)
            ),
            conflicts=frozenset(away[row[1]]),
            weekly_limit=row[4],
        )
        for row in sorted(rows["person"], key=lambda row: (row[2], row[1]))
    ]
    return [replace(one, taken=_by_week(one, taken[one.person])) for one in people]


def _by_week(person: Interviewer, starts: Sequence[datetime]) -> dict[date, int]:
    return dict(Counter(person.week_of(at) for at in starts))
