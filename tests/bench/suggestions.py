"""A suggested panel beside one dealt greedily: time, spread of the loads, links. 40 candidates, 4 stages, 60 people."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from time import perf_counter

from hiringkit.loops import designs
from hiringkit.loops.assignments import Problem, broken
from hiringkit.loops.designs import Meeting
from hiringkit.loops.staffing import Interviewer, Task
from hiringkit.loops.suggestions import suggestion
from tests.bench.row import Row, at_least, at_most

CANDIDATES, STAGES, PEOPLE, ROUNDS = 40, 4, 60, 3
LIMIT = 5.0  # seconds


def rows() -> Iterator[Row]:
    """Time against what it may take; loads and links against the greedy baseline."""
    figures: list[list[float]] = [[] for _ in range(7)]
    seconds, spread, baseline_spread, linked, baseline_linked, links, baseline_links = figures
    for seed in range(ROUNDS):
        problem = loop(seed)
        begun = perf_counter()
        found = suggestion(problem)
        seconds.append(perf_counter() - begun)
        ours = [(panel.interview, person) for panel in found.panels for person in (panel.lead, *panel.others)]
        theirs = greedy(problem)
        for pairs, loads, known, shared in (
            (ours, spread, linked, links),
            (theirs, baseline_spread, baseline_linked, baseline_links),
        ):
            loads.append(_spread(pairs))
            known.append(_linked(problem, pairs))
            shared.append(_links(problem, pairs))
    yield Row("suggest a panel, 40 × 4 × 60", seconds, [LIMIT] * ROUNDS, "the limit", "s", at_most(1))
    what = "greedy: least loaded first"
    yield Row("largest load", spread, baseline_spread, what, "interviews", at_most(1))
    yield Row("people who share three candidates or more", linked, baseline_linked, what, "people", at_least(1, 1.2))
    yield Row("pairs of people who share a candidate", links, baseline_links, what, "pairs")


def loop(seed: int) -> Problem:
    """A loop in which half of the people are qualified for each stage, and three in a hundred pairs have a conflict."""
    chance = random.Random(seed)
    stages = [f"Stage {number}" for number in range(STAGES)]
    people = [
        Interviewer(
            number,
            qualified=frozenset({stages[number % STAGES], *(name for name in stages if chance.random() < 0.35)}),
            conflicts=frozenset(one for one in range(CANDIDATES) if chance.random() < 0.03),
            panels={stages[number % STAGES]: number < 2 * STAGES},
            weekly_limit=chance.choice((2, 3, 4)),
        )
        for number in range(PEOPLE)
    ]
    tasks = [Task(one * STAGES + place, one, name) for one in range(CANDIDATES) for place, name in enumerate(stages)]
    monday = date(2026, 1, 26)
    return Problem(tasks, people, (), tuple(monday + timedelta(days=7 * week) for week in range(3)))


def greedy(problem: Problem) -> list[tuple[int, int]]:
    """Each interview in turn to whoever may take it, has the fewest, and does not meet the candidate yet."""
    load: Counter[int] = Counter()
    met: set[tuple[int, int]] = set()
    pairs = []
    for task in problem.tasks:
        able = [one.person for one in problem.people if not broken(task, one)]
        fresh = [person for person in able if (person, task.candidate) not in met] or able
        person = min(fresh, key=lambda who: (load[who], who))
        load[person] += 1
        met.add((person, task.candidate))
        pairs.append((task.interview, person))
    return pairs


def _spread(pairs: list[tuple[int, int]]) -> float:
    return float(max(Counter(person for _interview, person in pairs).values()))


def _meetings(problem: Problem, pairs: list[tuple[int, int]]) -> list[Meeting]:
    tasks = {task.interview: task for task in problem.tasks}
    return [Meeting(one, tasks[one].candidate, person, tasks[one].stage) for one, person in pairs]


def _linked(problem: Problem, pairs: list[tuple[int, int]]) -> float:
    return float(sum(rater.is_linked for rater in designs.design(_meetings(problem, pairs)).raters))


def _links(problem: Problem, pairs: list[tuple[int, int]]) -> float:
    by: dict[int, set[int]] = {}
    for meeting in _meetings(problem, pairs):
        by.setdefault(meeting.candidate, set()).add(meeting.interviewer)
    return float(len({pair for people in by.values() for pair in combinations(sorted(people), 2)}))
