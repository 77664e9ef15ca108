"""Suggesting a panel: who sits in which interview, so that loads are even and scores can be compared, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hiringkit.loops import designs
from hiringkit.loops.assignments import Model, Pair, Problem, Row, Rule, broken
from hiringkit.loops.designs import Design, Meeting
from hiringkit.loops.staffing import Interviewer, Task

ROUNDS = 2  # searches again with what the design lacked
RELAXING = {  # in this order: which rule would have to give, and what that takes
    Rule.LOAD: "With the weekly loads as they are there is no panel. Raise a weekly load, or plan over more weeks.",
    Rule.FREE: "At the times that are planned there is no panel. Move interviews, or widen somebody’s working hours.",
    Rule.QUALIFIED: "Too few people are qualified. Qualify somebody, or bring qualified people into the loop.",
}
NO_PANEL = "There is no panel that keeps every rule. Bring more people into the loop."


@dataclass(frozen=True)
class Panel:
    """Who is suggested for an interview, and why, in a sentence each."""

    interview: int
    lead: int
    others: tuple[int, ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """Panels for every interview; or none of them, and which rule would have to give.

    `loads`: interviews of the loop that each person has then. `impossible`: sentences; none when there are panels.
    """

    panels: tuple[Panel, ...] = ()
    loads: Mapping[int, int] | None = None
    design: Design | None = None
    impossible: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What the suggestion comes to."""
        if self.impossible or self.loads is None or self.design is None:
            return " ".join(self.impossible)
        loads = [load for load in self.loads.values() if load]
        few = sum(not rater.is_linked for rater in self.design.raters)
        parts = [
            f"{len(self.panels)} interviews for {len(loads)} people, {_span(loads)} each.",
            "One connected group."
            if self.design.components <= 1
            else f"{self.design.components} groups of candidates share no interviewer.",
            "Everybody shares enough candidates with others."
            if not few
            else f"{few} of {len(self.design.raters)} share fewer than {designs.ENOUGH_SHARED} candidates with others.",
        ]
        if self.design.own_stages:
            parts.append("Each stage has interviewers of its own only.")
        return " ".join(parts)


def _span(loads: Sequence[int]) -> str:
    if not loads:
        return "none"
    low, high = min(loads), max(loads)
    return str(low) if low == high else f"{low} to {high}"


def suggestion(problem: Problem) -> Suggestion:
    """Panels that break no rule, of these those with the least largest load; then what the design asks for.

    Rules: qualified, no conflict of interest, free where a time is planned, within the weekly load, and nobody twice in
    an interview. Wishes, in this order: the largest load the least, everybody sharing enough candidates with others,
    one connected group, people on stages that they have, nobody meeting a candidate twice.
    """
    if not problem.tasks:
        return Suggestion((), {}, designs.design(problem.meetings))
    model = Model(problem)
    once: list[Row] = model.meeting_once()
    first = model.staffed(once)
    if first is None:
        once = []
        first = model.staffed()
    if first is None:
        return Suggestion(impossible=_impossible(problem))
    pairs, largest = first
    pairs = model.wished(largest, once) or pairs
    for _round in range(ROUNDS):
        lacking = _lacking(model, pairs)
        if lacking is None:
            break
        once.append(lacking)
        better = model.wished(largest, once, again=True)
        if better is None:
            break
        pairs = better
    return _told(problem, pairs)


def _lacking(model: Model, pairs: set[Pair]) -> Row | None:
    """A row that joins the smallest group of candidates to the others, or parts a stage from its people."""
    found = designs.design(_meetings(model.problem, pairs))
    if found.components > 1:
        last = {one for one, component in found.candidates if component == found.components}
        people = {rater.interviewer for rater in found.raters if rater.component == found.components}
        across = [
            column
            for column, (interview, person) in enumerate(model.pairs)
            if (model.task_of[interview].candidate in last) != (person in people)
        ]
        return (dict.fromkeys(across, 1.0), 1, len(across)) if across else None
    if found.own_stages:
        home = {rater.interviewer: rater.stages[0] for rater in found.raters}
        away = [
            column
            for column, (interview, person) in enumerate(model.pairs)
            if home.get(person, "") not in {"", model.task_of[interview].stage}
        ]
        return (dict.fromkeys(away, 1.0), 1, len(away)) if away else None
    return None


def _meetings(problem: Problem, pairs: Iterable[Pair]) -> list[Meeting]:
    tasks = {task.interview: task for task in problem.tasks}
    new = [Meeting(one, tasks[one].candidate, who, tasks[one].stage, can_grow=True) for one, who in sorted(pairs)]
    return [*problem.meetings, *new]


def _told(problem: Problem, pairs: set[Pair]) -> Suggestion:
    seated: dict[int, list[int]] = defaultdict(list)
    for interview, person in sorted(pairs):
        seated[interview].append(person)
    meetings = _meetings(problem, pairs)
    found = designs.design(meetings)
    loads = Counter(meeting.interviewer for meeting in meetings)
    shared = {rater.interviewer: rater.shared for rater in found.raters}
    people = {person.person: person for person in problem.people}
    leads: Counter[int] = Counter()
    panels = []
    for task in problem.tasks:
        sitting = [people[who] for who in seated[task.interview]]
        lead = min(sitting, key=lambda one: (not one.panels.get(task.stage, False), leads[one.person], one.person))
        leads[lead.person] += 1
        others = tuple(one.person for one in sitting if one is not lead)
        why = tuple(_why(task, one, loads, shared) for one in [lead, *(people[who] for who in others)])
        panels.append(Panel(task.interview, lead.person, others, why))
    return Suggestion(
        panels=tuple(panels),
        loads={person.person: loads[person.person] for person in problem.people},
        design=found,
    )


def _why(task: Task, person: Interviewer, loads: Mapping[int, int], shared: Mapping[int, int]) -> str:
    """Why somebody: that no rule is broken goes without saying."""
    stays = "is on this stage’s panel" if task.stage in person.panels else "is lent to this stage"
    most = max(loads.values())
    load = loads[person.person]
    has = f"{load} {'interview' if load == 1 else 'interviews'} of the loop, where nobody has more than {most}"
    with_others = shared[person.person]
    return f"{stays}; has {has}; shares {with_others} {'candidate' if with_others == 1 else 'candidates'} with others"


def _impossible(problem: Problem) -> tuple[str, ...]:
    """Which rule would have to give: the interviews that nobody may take, or else the first rule that helps."""
    for rule, sentence in RELAXING.items():
        if Model(problem, frozenset({rule})).staffed() is not None:
            return (sentence, *_nobody(problem))
    return (NO_PANEL, *_nobody(problem))


def _nobody(problem: Problem) -> tuple[str, ...]:
    """Stages for which too few people are left, and what keeps the others from them."""
    found: dict[str, str] = {}
    for task in problem.tasks:
        kept = Counter(rule for person in problem.people for rule in broken(task, person))
        able = sum(not broken(task, person) for person in problem.people)
        if able < task.seats and task.stage not in found:
            words = {Rule.QUALIFIED: "not qualified", Rule.CONFLICT: "with a conflict", Rule.FREE: "not free then"}
            of_whom = ", ".join(f"{count} {words[rule]}" for rule, count in sorted(kept.items()))
            left = f"{able} of {len(problem.people)} people may take {task.stage}, which needs {task.seats}"
            found[task.stage] = f"{left}{': ' + of_whom if of_whom else ''}."
    return tuple(found.values())
