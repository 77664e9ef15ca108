"""Giving interviews to interviewers as a mixed-integer programme: the rules as rows, the wishes as costs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from hiringkit.loops.designs import ENOUGH_SHARED, Meeting
from hiringkit.loops.staffing import Interviewer, Task

SECONDS = {"load": 0.8, "wishes": 1.5, "design": 0.8}  # for one search; the best that was found by then is taken
SHORT, EXCESS, LENT = (
    10.0,
    3.0,
    1.0,
)  # what it costs: too few shared, one more than the others, not of the stage's panel
GAP = 0.02
Pair = tuple[int, int]  # an interview and a person
Row = tuple[Mapping[int, float], float, float]  # columns with their factors, lowest and highest sum
INFINITE = float("inf")


class Rule(StrEnum):
    """A rule that a panel never breaks."""

    QUALIFIED = "qualified"
    CONFLICT = "conflict"
    FREE = "free"
    LOAD = "load"


@dataclass(frozen=True)
class Problem:
    """What is to be staffed, by whom, beside the meetings that there are; interviews without a time go into `weeks`."""

    tasks: Sequence[Task]
    people: Sequence[Interviewer]
    meetings: Sequence[Meeting] = ()
    weeks: Sequence[date] = ()


@dataclass
class Model:
    """The programme: a column for each interview that somebody may be given, then those of the wishes."""

    problem: Problem
    relaxed: frozenset[Rule] = frozenset()
    pairs: list[Pair] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    by_person: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_task: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Columns of every pair that the rules allow, and the rows of the rules."""
        self.task_of = {task.interview: task for task in self.problem.tasks}
        self.person_of = {person.person: person for person in self.problem.people}
        for task in self.problem.tasks:
            for person in self.problem.people:
                if not broken(task, person) - self.relaxed:
                    self.by_person[person.person].append(len(self.pairs))
                    self.by_task[task.interview].append(len(self.pairs))
                    self.pairs.append((task.interview, person.person))
        for task in self.problem.tasks:
            self.rows.append((dict.fromkeys(self.by_task[task.interview], 1.0), task.seats, task.seats))
        for person in self.problem.people:
            if Rule.LOAD not in self.relaxed:
                self.rows.extend(self._loads(person))
            if Rule.FREE not in self.relaxed:
                self.rows.extend(self._overlaps(person))

    def _loads(self, person: Interviewer) -> Iterable[Row]:
        """At most so many a week; those without a time fit into what the weeks together leave."""
        if person.weekly_limit is None:
            return
        by_week: dict[date, list[int]] = defaultdict(list)
        floating = []
        for column in self.by_person[person.person]:
            starts_at = self.task_of[self.pairs[column][0]].starts_at
            if starts_at is None:
                floating.append(column)
            else:
                by_week[person.week_of(starts_at)].append(column)
        for week, columns in by_week.items():
            yield dict.fromkeys(columns, 1.0), 0, max(0, person.weekly_limit - person.taken.get(week, 0))
        room = sum(max(0, person.weekly_limit - person.taken.get(week, 0)) for week in self.problem.weeks)
        within = [column for week in self.problem.weeks for column in by_week.get(week, ())]
        yield dict.fromkeys([*floating, *within], 1.0), 0, room

    def _overlaps(self, person: Interviewer) -> Iterable[Row]:
        """Of all that runs when something begins, one: that is enough, since intervals overlap where one begins."""
        timed = [
            (task.starts_at, task.ends_at, column)
            for column in self.by_person[person.person]
            if (task := self.task_of[self.pairs[column][0]]).starts_at and task.ends_at
        ]
        for begins in {one[0] for one in timed}:
            running = [column for start, end, column in timed if start <= begins < end]
            if len(running) > 1:
                yield dict.fromkeys(running, 1.0), 0, 1

    def meeting_once(self) -> list[Row]:
        """A wish held as rows where it can be: nobody meets a candidate twice."""
        met = {(meeting.interviewer, meeting.candidate) for meeting in self.problem.meetings}
        again: dict[tuple[int, int], list[int]] = defaultdict(list)
        for column, (interview, person) in enumerate(self.pairs):
            again[(person, self.task_of[interview].candidate)].append(column)
        return [
            (dict.fromkeys(columns, 1.0), 0, 0 if pair in met else 1)
            for pair, columns in again.items()
            if pair in met or len(columns) > 1
        ]

    def staffed(self, more: Sequence[Row] = ()) -> tuple[set[Pair], int] | None:
        """Panels whose largest load is the least, and that load; None when the rules leave no panel.

        Whether there are panels within a load is quickly told, how low it can be is not: so one load after the other
        is tried, from the one that everybody would have if all had as many.
        """
        held, size = _held(self.problem), len(self.pairs)
        found = _searched([0.0] * size, [*self.rows, *more], {}, SECONDS["load"])
        if found is None:
            return None
        pairs = self._chosen(found)
        loads = held + Counter(person for _interview, person in pairs)
        for largest in range(self._even(held), max(loads.values(), default=0)):
            within = [self._within(person.person, largest - held[person.person]) for person in self.problem.people]
            found = _searched([0.0] * size, [*self.rows, *more, *within], {}, SECONDS["load"])
            if found is not None:
                return self._chosen(found), largest
        return pairs, max(loads.values(), default=0)

    def _within(self, person: int, room: int) -> Row:
        return dict.fromkeys(self.by_person[person], 1.0), 0, max(0, room)

    def wished(self, largest: int, more: Sequence[Row] = (), *, again: bool = False) -> set[Pair] | None:
        """Panels within this largest load where everybody shares enough candidates, has no more than their part, and
        stays on their stages. `again`: after a search that lacked something."""
        size, held = len(self.pairs), _held(self.problem)
        part = self._part(held)
        free: dict[int, tuple[float, float]] = {}
        rows, costs = [*self.rows, *more], [self._strange(pair) for pair in self.pairs]
        shared = _shared(self.problem)
        for person in self.problem.people:
            columns, room = self.by_person[person.person], largest - held[person.person]
            rows.append(self._within(person.person, room))
            if columns and largest > part:
                free[size] = (0.0, INFINITE)
                rows.append(({**dict.fromkeys(columns, 1.0), size: -1.0}, -INFINITE, part - held[person.person]))
                costs.append(EXCESS)
                size += 1
            lacking = max(0, ENOUGH_SHARED - len(shared.met[person.person]))
            counting = [one for one in columns if self.task_of[self.pairs[one][0]].candidate in shared.candidates]
            if lacking and columns and room > 0:  # whoever is used at all shares enough, or costs
                used, short = size, size + 1
                size += 2
                costs += [0.0, SHORT]
                rows.append(({**dict.fromkeys(columns, 1.0), used: -float(room)}, -INFINITE, 0))
                rows.append(
                    ({**dict.fromkeys(counting, 1.0), used: -float(lacking), short: float(lacking)}, 0, INFINITE)
                )
        found = _searched(costs, rows, free, SECONDS["design" if again else "wishes"])
        return None if found is None else self._chosen(found)

    def _part(self, held: Mapping[int, int]) -> int:
        """How many interviews one has when all have as many; no fewer than let a severity be learned."""
        return max(ENOUGH_SHARED, self._even(held, up=False))

    def _even(self, held: Mapping[int, int], *, up: bool = True) -> int:
        """The load of each if all who may be asked had as many, rounded."""
        able = [one.person for one in self.problem.people if self.by_person[one.person]]
        everything = sum(task.seats for task in self.problem.tasks) + sum(held[person] for person in able)
        return (everything + (len(able) - 1 if up else 0)) // len(able) if able else 0

    def _strange(self, pair: Pair) -> float:
        """What it costs to ask somebody who is not on the stage's panel."""
        return 0.0 if self.task_of[pair[0]].stage in self.person_of[pair[1]].panels else LENT

    def _chosen(self, found: Sequence[float]) -> set[Pair]:
        return {pair for pair, value in zip(self.pairs, found, strict=False) if value > 0.5}


def broken(task: Task, person: Interviewer) -> frozenset[Rule]:
    """The rules that this person would break in this interview, whatever else they are given."""
    found = {
        Rule.QUALIFIED: not person.is_qualified(task.stage),
        Rule.CONFLICT: task.candidate in person.conflicts,
        Rule.FREE: not person.is_free(task),
    }
    return frozenset(rule for rule, is_broken in found.items() if is_broken)


def _held(problem: Problem) -> Counter[int]:
    """How many of the loop's interviews each person has already."""
    return Counter({one.person: 0 for one in problem.people}) + Counter(one.interviewer for one in problem.meetings)


@dataclass(frozen=True)
class _Shared:
    candidates: frozenset[int]  # met by two people or more, once everything is staffed
    met: Mapping[int, frozenset[int]]  # of these, whom each person meets already


def _shared(problem: Problem) -> _Shared:
    seats = Counter(one.candidate for one in problem.meetings)
    for task in problem.tasks:
        seats[task.candidate] += task.seats
    candidates = frozenset(one for one, count in seats.items() if count > 1)
    met: dict[int, set[int]] = {one.person: set() for one in problem.people}
    for meeting in problem.meetings:
        if meeting.interviewer in met and meeting.candidate in candidates:
            met[meeting.interviewer].add(meeting.candidate)
    return _Shared(candidates, {person: frozenset(found) for person, found in met.items()})


def _searched(
    costs: Sequence[float], rows: Sequence[Row], free: Mapping[int, tuple[float, float]], seconds: float
) -> Any:
    """The cheapest values that were found in time; None when there are none. Columns are 0 or 1 unless `free`."""
    import numpy as np  # noqa: PLC0415 -- slow to import, and most pages need none of it
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 -- as above
    from scipy.sparse import coo_array  # noqa: PLC0415 -- as above

    if any(not factors and lowest > 0 for factors, lowest, _highest in rows):
        return None
    rows = [row for row in rows if row[0]]
    places = [(number, column, factor) for number, row in enumerate(rows) for column, factor in row[0].items()]
    if not places:
        return np.zeros(len(costs))
    numbers, columns, factors = zip(*places, strict=True)
    matrix = coo_array((factors, (numbers, columns)), shape=(len(rows), len(costs))).tocsr()
    low, high = np.zeros(len(costs)), np.ones(len(costs))
    for column, bounds in free.items():
        low[column], high[column] = bounds
    found = milp(
        np.asarray(costs),
        integrality=np.ones(len(costs)),
        bounds=Bounds(low, high),
        constraints=LinearConstraint(matrix, [row[1] for row in rows], [row[2] for row in rows]),
        options={"time_limit": seconds, "mip_rel_gap": GAP},
    )
    return found.x
