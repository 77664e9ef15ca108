"""Suggested panels: no rule is ever broken; loads are even, the design connected; what cannot be is said."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiringkit.loops.assignments import Problem
from hiringkit.loops.designs import Meeting
from hiringkit.loops.staffing import Hours, Interviewer, Task
from hiringkit.loops.suggestions import Suggestion, suggestion

MONDAY = datetime(2026, 1, 26, tzinfo=UTC)
WEEK = date(2026, 1, 26)
STAGES = ("Screen", "Live", "Panel")
ZONES = ("UTC", "America/Chicago", "Asia/Kolkata")
starts = st.none() | st.integers(0, 40).map(lambda half: MONDAY + timedelta(minutes=30 * half + 60 * 8))
limits = st.none() | st.integers(0, 4)


@st.composite
def people(draw: st.DrawFn, person: int) -> Interviewer:
    begins = draw(st.integers(0, 12))
    busy = draw(st.lists(st.integers(0, 40).map(lambda half: MONDAY + timedelta(minutes=30 * half)), max_size=2))
    return Interviewer(
        person=person,
        zone=draw(st.sampled_from(ZONES)),
        qualified=draw(st.none() | st.frozensets(st.sampled_from(STAGES))),
        conflicts=draw(st.frozensets(st.integers(0, 3), max_size=2)),
        panels=draw(st.dictionaries(st.sampled_from(STAGES), st.booleans())),
        weekly_limit=draw(limits),
        taken=draw(st.dictionaries(st.just(WEEK), st.integers(0, 3))),
        busy=tuple((at, at + timedelta(minutes=45)) for at in busy),
        hours=draw(st.none() | st.just(Hours(60 * begins, 60 * begins + 630, frozenset({0, 1, 2})))),
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    candidates, stages = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    tasks = [
        Task(c * 10 + s, c, STAGES[s], draw(st.integers(1, 2)), draw(starts), draw(st.sampled_from([30, 60, 90])))
        for c in range(candidates)
        for s in range(stages)
    ]
    who = [draw(people(person)) for person in range(draw(st.integers(1, 6)))]
    held = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=3, unique=True))
    meetings = [Meeting(100 + n, candidate, person, "Screen") for n, (candidate, person) in enumerate(held)]
    return Problem(tasks, who, meetings, (WEEK, WEEK + timedelta(days=7)))


@settings(max_examples=60, deadline=None)
@given(problems())
def test_no_rule_is_ever_broken(problem: Problem) -> None:
    found = suggestion(problem)
    if found.impossible:
        assert not found.panels
        return
    check(problem, found)


def check(problem: Problem, found: Suggestion) -> None:
    """Every rule, looked at without the programme that keeps it."""
    tasks = {task.interview: task for task in problem.tasks}
    who = {person.person: person for person in problem.people}
    given_to: dict[int, list[Task]] = defaultdict(list)
    assert [panel.interview for panel in found.panels] == [task.interview for task in problem.tasks]
    for panel in found.panels:
        task, sitting = tasks[panel.interview], [panel.lead, *panel.others]
        assert len(sitting) == len(set(sitting)) == task.seats, "one leads, nobody twice"
        assert len(panel.why) == len(sitting)
        for person in sitting:
            given_to[person].append(task)
            assert who[person].is_qualified(task.stage)
            assert task.candidate not in who[person].conflicts
    for person, mine in given_to.items():
        _check_times(who[person], mine)
        _check_load(who[person], mine, problem)


def _check_times(person: Interviewer, mine: list[Task]) -> None:
    spans = [(task.starts_at, task.starts_at + timedelta(minutes=task.minutes)) for task in mine if task.starts_at]
    for number, (begins, ends) in enumerate(spans):
        for start, end in [*person.busy, *spans[:number]]:
            assert ends <= start or end <= begins, "two things at once"
        assert person.is_free(Task(0, 0, "", starts_at=begins, minutes=int((ends - begins).total_seconds() / 60)))


def _check_load(person: Interviewer, mine: list[Task], problem: Problem) -> None:
    if person.weekly_limit is None:
        return
    weeks = Counter(person.week_of(task.starts_at) for task in mine if task.starts_at)
    room = {week: max(0, person.weekly_limit - person.taken.get(week, 0)) for week in {*weeks, *problem.weeks}}
    assert all(count <= room[week] for week, count in weeks.items())
    within = sum(count for week, count in weeks.items() if week in problem.weeks)
    assert within + sum(not task.starts_at for task in mine) <= sum(room[week] for week in problem.weeks)


def loop(candidates: int, stages: int, size: int, seats: int = 1, seed: int = 1) -> Problem:
    """A loop of this size: half of the people qualified for a stage, a few with a conflict."""
    chance = random.Random(seed)
    names = [f"Stage {number}" for number in range(1, stages + 1)]
    who = [
        Interviewer(
            number,
            qualified=frozenset({names[number % stages], *(name for name in names if chance.random() < 0.4)}),
            conflicts=frozenset(c for c in range(candidates) if chance.random() < 0.03),
            panels={names[number % stages]: True},
            weekly_limit=4,
        )
        for number in range(size)
    ]
    tasks = [Task(c * stages + s, c, names[s], seats) for c in range(candidates) for s in range(stages)]
    return Problem(tasks, who, (), (WEEK, WEEK + timedelta(days=7)))


def test_loads_are_even_and_everybody_is_linked() -> None:
    problem = loop(12, 3, 9)
    found = suggestion(problem)
    check(problem, found)
    assert found.loads is not None
    assert found.design is not None
    assert sorted(found.loads.values()) == [4] * 9
    assert (found.design.components, found.design.own_stages) == (1, False)
    assert all(rater.is_linked for rater in found.design.raters)
    assert found.sentence == (
        "36 interviews for 9 people, 4 each. One connected group. Everybody shares enough candidates with others."
    )


def test_nobody_meets_a_candidate_twice_where_that_can_be() -> None:
    problem = loop(6, 3, 9)
    met = Counter(
        (person, panel.interview // 3) for panel in suggestion(problem).panels for person in (panel.lead, *panel.others)
    )
    assert set(met.values()) == {1}
    alone = Problem([Task(1, 1, "Screen"), Task(2, 1, "Live")], [Interviewer(7)])
    assert [panel.lead for panel in suggestion(alone).panels] == [7, 7]


def test_two_groups_that_share_nobody_are_joined() -> None:
    who = [Interviewer(number, panels={"Screen": True}) for number in range(4)]
    tasks = [Task(number, number // 2, "Screen" if number % 2 else "Live") for number in range(8)]
    held = [Meeting(100 + n, c, p, "Screen") for n, (c, p) in enumerate([(0, 0), (0, 1), (2, 2), (2, 3)])]
    found = suggestion(Problem(tasks, who, held))
    assert found.design is not None
    assert found.design.components == 1


def test_the_seat_goes_to_who_leads_on_the_panel() -> None:
    who = [Interviewer(1, panels={"Screen": False}), Interviewer(2, panels={"Screen": True})]
    found = suggestion(Problem([Task(5, 1, "Screen", seats=2)], who))
    assert [(panel.lead, panel.others) for panel in found.panels] == [(2, (1,))]
    assert found.panels[0].why[0] == (
        "is on this stage’s panel; has 1 interview of the loop, where nobody has more than 1;"
        " shares 1 candidate with others"
    )


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        pytest.param(
            Interviewer(1, weekly_limit=1),
            "With the weekly loads as they are there is no panel. Raise a weekly load, or plan over more weeks.",
            id="load",
        ),
        pytest.param(
            Interviewer(1, busy=((MONDAY, MONDAY + timedelta(days=1)),)),
            "At the times that are planned there is no panel. Move interviews, or widen somebody’s working hours."
            " 0 of 1 people may take Screen, which needs 1: 1 not free then.",
            id="free",
        ),
        pytest.param(
            Interviewer(1, qualified=frozenset()),
            "Too few people are qualified. Qualify somebody, or bring qualified people into the loop."
            " 0 of 1 people may take Screen, which needs 1: 1 not qualified.",
            id="qualified",
        ),
        pytest.param(
            Interviewer(1, conflicts=frozenset({1, 2})),
            "There is no panel that keeps every rule. Bring more people into the loop."
            " 0 of 1 people may take Screen, which needs 1: 1 with a conflict.",
            id="a conflict is never relaxed",
        ),
    ],
)
def test_what_cannot_be_is_said_and_what_would_have_to_give(person: Interviewer, sentence: str) -> None:
    starts_at = MONDAY + timedelta(hours=9)
    tasks = [Task(n, n, "Screen", starts_at=starts_at + timedelta(hours=2 * n)) for n in (1, 2)]
    assert suggestion(Problem(tasks, [person])).sentence == sentence


def test_nothing_to_plan_is_no_fault() -> None:
    assert suggestion(Problem([], [Interviewer(1)])).panels == ()


def test_nobody_to_ask_is_said() -> None:
    assert suggestion(Problem([Task(1, 1, "Screen")], [])).impossible
