"""Suggesting panels for the interviews of a loop that are still to plan, and accepting them as they stand then."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from hiringkit.db import loops as stored_loops
from hiringkit.db import qualifications as stored_qualifications
from hiringkit.db import suggestions as stored
from hiringkit.db.engine import Database
from hiringkit.db.people import ERASED_PERSON
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import ConflictError, InvalidError, RefusedError
from hiringkit.loops import suggestions
from hiringkit.loops.assignments import Problem, Rule, broken
from hiringkit.loops.designs import Meeting
from hiringkit.loops.staffing import Interviewer, Task, hours
from hiringkit.loops.suggestions import Panel, Suggestion
from hiringkit.loops.times import Busy, Times, Wanted
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer
from hiringkit.policy.qualifications import Training, is_qualified
from hiringkit.policy.scorecards import Seat
from hiringkit.services import interviews
from hiringkit.services.loops import note

WEEKS = 4
MOST_WEEKS = 26
Key = tuple[int, int]  # a candidacy and a stage
Chosen = Mapping[Key, tuple[int, ...]]  # who is to sit, the lead first


@dataclass(frozen=True)
class Open:
    """An interview still to plan: with whom, at which stage, who is to sit as things are."""

    key: Key
    candidate: str
    stage: str
    now: tuple[str, ...]


@dataclass(frozen=True)
class OpenPage:
    """The interviews of a loop that are still to plan."""

    loop_id: int
    title: str
    open: tuple[Open, ...]


@dataclass(frozen=True)
class Suggested:
    """What is suggested for a loop's open interviews: panels by interview, who could sit in each, names."""

    weeks: int
    names: Mapping[int, str]
    panels: Mapping[Key, Panel]
    able: Mapping[Key, tuple[int, ...]]
    found: Suggestion
    times: Mapping[Key, datetime | None]
    zone: str  # the loop's


@dataclass(frozen=True)
class _Facts:
    problem: Problem
    keys: tuple[Key, ...]  # by the number of the task
    names: Mapping[int, str]
    minutes: tuple[int, ...]  # by the same
    timed: Mapping[int, Interviewer]  # the people with their hours and what they have
    engaged: Mapping[int, list[Busy]]  # when candidates are in interviews


def page(db: Database, viewer: Viewer | None, loop_id: int) -> OpenPage:
    """What is still to plan, for managers, recruiters and the operator. Raises NotFoundError, RefusedError."""
    with db.reading() as session:
        title = str(_plannable(session, viewer, loop_id)["title"])
        rows, seated = stored.to_plan(session, loop_id), stored.present(session, loop_id)
    now: dict[Key, list[str]] = defaultdict(list)
    for candidacy_id, stage_id, _key, _person, name, seat in seated:
        if seat is not Seat.SHADOW:
            now[(candidacy_id, stage_id)].append(name or ERASED_PERSON)
    return OpenPage(
        loop_id,
        title,
        tuple(
            Open((row[0], row[3]), row[2] or ERASED, row[5], tuple(now[(row[0], row[3])] or now[(0, row[3])]))
            for row in rows
        ),
    )


def suggest(db: Database, viewer: Viewer | None, loop_id: int, now: datetime, weeks: int = WEEKS) -> Suggested:
    """Panels for every interview still to plan, to be held within so many weeks. Raises as `page`."""
    with db.reading() as session:
        zone = str(_plannable(session, viewer, loop_id)["zone"])
        facts = _facts(session, loop_id, now, weeks)
    found = suggestions.suggestion(facts.problem)
    able = {
        key: tuple(one.person for one in facts.problem.people if not broken(task, one))
        for key, task in zip(facts.keys, facts.problem.tasks, strict=True)
    }
    panels = {facts.keys[panel.interview]: panel for panel in found.panels}
    times = _times(facts, found, now, zone)
    return Suggested(len(facts.problem.weeks), facts.names, panels, able, found, times, zone)


def _times(facts: _Facts, found: Suggestion, now: datetime, zone: str) -> dict[Key, datetime | None]:
    """A time for each panel that is suggested, none at once with another."""
    tasks = {task.interview: task for task in facts.problem.tasks}
    wanted = [
        Wanted(
            one.interview,
            tasks[one.interview].candidate,
            (one.lead, *one.others),
            facts.minutes[one.interview],
        )
        for one in found.panels
    ]
    days = 7 * len(facts.problem.weeks)
    times = Times(now + timedelta(days=1), days, zone).proposed(wanted, facts.timed, facts.engaged)
    return {facts.keys[interview]: at for interview, at in times.items()}


def accept(db: Database, viewer: Viewer, loop_id: int, chosen: Chosen, now: datetime, weeks: int = WEEKS) -> None:
    """Keep who is to sit in these interviews, all of them or none; planning them starts from that.

    Raises:
        NotFoundError, RefusedError: as `page`.
        ConflictError: one of them was planned meanwhile, or its candidate withdrew.
        InvalidError: a rule is broken; `problems` by interview, as candidacy and stage.
    """
    with db.writing() as session:
        _plannable(session, viewer, loop_id, lock=True)
        facts = _facts(session, loop_id, now, weeks)
        gone = chosen.keys() - set(facts.keys)
        if gone or not chosen:
            raise ConflictError(
                "One of these interviews is not to be planned any more.", mend="Ask for a new suggestion."
            )
        problems = _problems(facts, chosen)
        if problems:
            raise InvalidError("Nothing was accepted.", problems=problems)
        stored.intend(session, {key: _seats(sitting) for key, sitting in chosen.items()})
        note(session, viewer, "panels accepted", loop_id, now, interviews=len(chosen))


def plan(
    db: Database, viewer: Viewer, loop_id: int, chosen: Chosen, times: Mapping[Key, datetime], now: datetime
) -> dict[Key, str]:
    """Plan interviews whose panels were accepted, each by itself, in the loop's zone. Gives why some were not.

    What is doubtful, as a time at which somebody has something else by now, is not planned here. Raises as `page`.
    """
    with db.reading() as session:
        zone = str(_plannable(session, viewer, loop_id)["zone"])
        rows = {(row[0], row[3]): row for row in stored.to_plan(session, loop_id)}
    refused = {}
    for key, starts_at in times.items():
        row = rows.get(key)
        if row is None or key not in chosen:
            refused[key] = "This interview is not to be planned any more."
            continue
        seats = _seats(chosen[key])
        how: dict[str, Any] = {"starts_at": starts_at, "zone": zone, "minutes": row[6], "seats": seats, "now": now}
        try:
            interviews.plan(db, viewer, *key, **how)
        except (ConflictError, InvalidError, RefusedError) as error:
            refused[key] = f"{row[5]} with {row[2] or ERASED} is not planned. {error.what}"
    return refused


def _seats(sitting: tuple[int, ...]) -> dict[int, Seat]:
    return {who: Seat.SECOND if place else Seat.LEAD for place, who in enumerate(sitting)}


def _plannable(session: Session, viewer: Viewer | None, loop_id: int, *, lock: bool = False) -> Mapping[str, Any]:
    loop = stored_loops.head(session, viewer, loop_id, lock=lock)
    if viewer is not None and not stored.may_plan(session, viewer, loop_id):
        raise RefusedError("Only managers and recruiters of the loop plan its interviews.")
    if loop["state"] is not LoopState.OPEN:
        raise RefusedError("Interviews are planned in open loops; this one is not open.")
    return loop


def _facts(session: Session, loop_id: int, now: datetime, weeks: int) -> _Facts:
    rows, seated = stored.to_plan(session, loop_id), stored.present(session, loop_id)
    panels = [(row[1], row[2], row[3], row[5]) for row in seated if row[0] == 0 and row[5] is not Seat.SHADOW]
    seats = Counter(stage_id for stage_id, _key, _person, _seat in panels)
    on_panels: dict[int, dict[str, bool]] = defaultdict(dict)
    for _stage_id, key, person_id, seat in panels:
        on_panels[person_id][key] = seat is Seat.LEAD
    monday = now.date() - timedelta(days=now.weekday())
    mondays = tuple(monday + timedelta(days=7 * number) for number in range(max(1, min(weeks, MOST_WEEKS))))
    people, names, timed = _people(session, loop_id, rows, mondays)
    met = [Meeting(-row[0], *row[1:]) for row in stored.meetings(session, loop_id)]
    tasks = [Task(number, row[0], row[4], max(1, seats[row[3]])) for number, row in enumerate(rows)]
    staff = [replace(one, panels=on_panels[one.person]) for one in people]
    engaged: dict[int, list[Busy]] = defaultdict(list)
    for candidacy_id, starts_at, minutes in stored.engaged(session, loop_id, *_from_to(mondays)):
        engaged[candidacy_id].append((starts_at, starts_at + timedelta(minutes=minutes)))
    return _Facts(
        problem=Problem(tasks, staff, met, mondays),
        keys=tuple((row[0], row[3]) for row in rows),
        names=names,
        minutes=tuple(row[6] for row in rows),
        timed=timed,
        engaged=engaged,
    )


def _from_to(mondays: tuple[date, ...]) -> tuple[datetime, datetime]:
    """From when to when meetings are looked at: a day before the weeks, for whatever zone, and until times end that
    are proposed from any day of the first week on."""
    since = datetime.combine(mondays[0], time(), UTC) - timedelta(days=1)
    return since, datetime.combine(mondays[-1], time(), UTC) + timedelta(days=16)


def _people(
    session: Session, loop_id: int, to_plan: Any, mondays: tuple[date, ...]
) -> tuple[list[Interviewer], dict[int, str], dict[int, Interviewer]]:
    rows = stored.people(session, loop_id)
    ids = [row[0] for row in rows]
    required = stored_qualifications.is_required(session)
    training: dict[int, dict[str, Training]] = defaultdict(dict)
    for person_id, kind, step in stored.trained(session, ids):
        training[person_id][kind] = step
    away: dict[int, set[int]] = defaultdict(set)
    candidacies: dict[int, int] = {row[1]: row[0] for row in to_plan}
    for person_id, candidate_id in stored.conflicts(session, loop_id):
        away[person_id] |= set(candidacies.values()) if candidate_id is None else {candidacies.get(candidate_id, 0)}
    taken: dict[int, list[Busy]] = defaultdict(list)
    for person_id, starts_at, minutes in stored.taken(session, ids, *_from_to(mondays)):
        taken[person_id].append((starts_at, starts_at + timedelta(minutes=minutes)))
    stages = {row[4] for row in to_plan}
    people, timed = [], {}
    for row in rows:
        one = Interviewer(
            person=row[0],
            zone=row[2],
            qualified=frozenset(key for key in stages if is_qualified(training[row[0]].get(key), is_required=required)),
            conflicts=frozenset(away[row[0]]),
            weekly_limit=row[3],
        )
        people.append(one.with_interviews(begins for begins, _ends in taken[row[0]]))
        timed[row[0]] = replace(people[-1], busy=tuple(taken[row[0]]), hours=hours(row[4], row[5], row[6]))
    return people, {row[0]: row[1] for row in rows}, timed


def _problems(facts: _Facts, chosen: Chosen) -> dict[str, str]:
    """What is wrong with panels as they were chosen, by interview."""
    people = {one.person: one for one in facts.problem.people}
    tasks = dict(zip(facts.keys, facts.problem.tasks, strict=True))
    found = {}
    for key, sitting in chosen.items():
        fault = _fault(tasks[key], sitting, people, facts.names)
        if fault:
            found[f"{key[0]}-{key[1]}"] = fault
    given_to = Counter(who for sitting in chosen.values() for who in sitting)
    for who, count in given_to.items():
        limit = people[who].weekly_limit if who in people else None
        if limit is not None:
            room = sum(max(0, limit - people[who].taken.get(week, 0)) for week in facts.problem.weeks)
            if count > room:
                found[f"load-{who}"] = f"{facts.names[who]} would have {count} interviews, and has room for {room}."
    return found


def _fault(task: Task, sitting: tuple[int, ...], people: Mapping[int, Interviewer], names: Mapping[int, str]) -> str:
    if not sitting:
        return "Nobody leads. Choose who leads the interview."
    if len(set(sitting)) < len(sitting):
        return "Somebody sits twice in one interview."
    for who in sitting:
        if who not in people:
            return "Only members of the loop sit in its interviews."
        for rule in sorted(broken(task, people[who])):
            return f"{names[who]} {_RULE_WORDS[rule]}."
    return ""


_RULE_WORDS = {
    Rule.CONFLICT: "has a conflict of interest with this candidate",
    Rule.QUALIFIED: "is not qualified for this stage",
    Rule.FREE: "is not free then",
}
