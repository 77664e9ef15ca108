"""Training of interviewers: how far it has come, and whether the organisation requires it; and one's own capacity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from hiringkit.db import audit
from hiringkit.db import drills as stored_drills
from hiringkit.db import loops as stored_loops
from hiringkit.db import qualifications as stored
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.people import ERASED_PERSON
from hiringkit.db.tables import CapacityRow
from hiringkit.errors import InvalidError, RefusedError
from hiringkit.policy import qualifications as policy
from hiringkit.policy.people import Viewer
from hiringkit.policy.qualifications import Training
from hiringkit.scoring.drills import Closeness, Pair, closeness, is_close

MOST_A_WEEK = 40

DAY = 24 * 60


@dataclass(frozen=True)
class Record:
    """How far somebody's training for a kind of stage has come."""

    person_id: int
    name: str
    kind: str
    training: Training
    by: str
    at: datetime


@dataclass(frozen=True)
class Drilled:
    """What somebody's drills say of one kind of stage: how many, how close they came, and whether that is enough."""

    name: str
    kind: str
    drills: int
    found: Closeness
    is_ready: bool


@dataclass(frozen=True)
class TrainingPage:
    """Every record, what drills say, what there is to set, and whether training is required."""

    records: tuple[Record, ...]
    drilled: tuple[Drilled, ...]
    kinds: tuple[tuple[str, str], ...]
    people: tuple[tuple[int, str], ...]
    is_required: bool
    may_require: bool


@dataclass(frozen=True)
class Capacity:
    """How many interviews a week somebody takes, and when they work on their own clock: minutes of the day, days."""

    weekly_limit: int | None = None
    begins: int | None = None
    ends: int | None = None
    days: int | None = None


def page(db: Database, viewer: Viewer) -> TrainingPage:
    """For hiring managers and administrators. Raises RefusedError."""
    _require_setter(viewer)
    with db.reading() as session:
        kinds = stored.kinds(session)
        words = dict(kinds)
        records = tuple(
            Record(row[0], row[1], words.get(str(row[2]), str(row[2])), row[3], row[4] or ERASED_PERSON, row[5])
            for row in stored.records(session)
        )
        people = tuple((row[0], row[1]) for row in stored_loops.people(session))
        drilled = tuple(_drilled(stored_drills.pairs(session), dict(people), words))
        return TrainingPage(
            records, drilled, tuple(kinds), people, stored.is_required(session), policy.may_require_training(viewer)
        )


def _drilled(rows: Sequence[Columns], people: Mapping[int, str], kinds: Mapping[str, str]) -> Iterator[Drilled]:
    """By person and kind of stage, by name; of people who are here."""
    pairs: dict[tuple[str, int, str], list[Pair]] = defaultdict(list)
    drills: dict[tuple[str, int, str], set[int]] = defaultdict(set)
    for person_id, _pack, stage, drill_id, _at, name, own, reference in rows:
        if person_id in people:
            key = (people[person_id], person_id, stage)
            pairs[key].append(Pair(name, own, reference))
            drills[key].add(drill_id)
    for key in sorted(pairs):
        found, count = closeness(pairs[key]), len(drills[key])
        yield Drilled(key[0], kinds.get(key[2], key[2]), count, found, is_close(count, found))


def put(db: Database, viewer: Viewer, person_id: int, kind: str, training: Training | None, now: datetime) -> None:
    """Set how far somebody's training for a kind of stage has come; None takes the record away.

    Raises RefusedError; InvalidError for somebody or a kind that there is not.
    """
    _require_setter(viewer)
    with db.writing() as session:
        problems = {
            "person": "" if person_id in {row[0] for row in stored_loops.people(session)} else "Choose somebody.",
            "kind": "" if kind in dict(stored.kinds(session)) else "Choose a kind of stage that a loop has.",
        }
        found = {field: problem for field, problem in problems.items() if problem}
        if found:
            raise InvalidError("The training was not kept.", problems=found)
        stored.put(session, person_id, kind, training, viewer.person_id, now)
        _note(session, viewer, "training set", person_id, now, kind=kind, training=training.value if training else None)


def require(db: Database, viewer: Viewer, *, is_required: bool, now: datetime) -> None:
    """Say whether whoever has no record is still to be trained. Raises RefusedError for all but administrators."""
    if not policy.may_require_training(viewer):
        raise RefusedError("Only administrators say whether training is required.")
    with db.writing() as session:
        stored.require(session, is_required=is_required)
        _note(session, viewer, "training required" if is_required else "training not required", 1, now)


def own_capacity(db: Database, viewer: Viewer) -> Capacity:
    """How much interviewing the viewer takes."""
    with db.reading() as session:
        row = stored.capacity(session, viewer.person_id)
        return Capacity(row.weekly_limit, row.begins, row.ends, row.days) if row else Capacity()


def put_capacity(db: Database, viewer: Viewer, capacity: Capacity, now: datetime) -> None:
    """Keep how much interviewing the viewer takes. Raises InvalidError with the fault beside its field."""
    limit, begins, ends, days = capacity.weekly_limit, capacity.begins, capacity.ends, capacity.days
    problems = {}
    if limit is not None and not 1 <= limit <= MOST_A_WEEK:
        problems["limit"] = f"Write a number from 1 to {MOST_A_WEEK}, or leave it empty."
    if (begins is None) != (ends is None):
        problems["begins" if begins is None else "ends"] = "Write both times, or neither."
    elif begins is not None and ends is not None and not 0 <= begins < ends <= DAY:
        problems["ends"] = "The end lies before the start."
    elif begins is not None and not days:
        problems["days"] = "Tick the days on which you work."
    if problems:
        raise InvalidError("This was not saved.", problems=problems)
    row = CapacityRow(person_id=viewer.person_id, weekly_limit=limit)
    if begins is not None:
        row.begins, row.ends, row.days = begins, ends, days
    with db.writing() as session:
        stored.put_capacity(session, row)
        _note(session, viewer, "capacity changed", viewer.person_id, now)


def _require_setter(viewer: Viewer) -> None:
    if not policy.may_qualify(viewer):
        raise RefusedError("Only hiring managers and administrators see and set who is trained for what.")


def _note(session: Session, viewer: Viewer, act: str, subject_id: int, now: datetime, **detail: str | None) -> None:
    actor = audit.person(viewer.person_id)
    audit.append(session, now=now, actor=actor, act=act, kind="person", subject_id=subject_id, detail=detail)
