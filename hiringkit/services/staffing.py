"""A loop's people as the linter looks at them: what they take, what they have, whom they meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from sqlmodel import Session

from hiringkit.db import staffing as stored
from hiringkit.db.interviews import Columns
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
    rows: dict[str, list[Columns]] = defaultdict(list)
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
        people.append(one.with_interviews(taken[who]))
    return people
