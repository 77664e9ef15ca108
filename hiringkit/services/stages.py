"""The stages of a loop: adding, changing, removing, re-ordering; what each sees and who sits on it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import loops as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import StageRow
from hiringkit.errors import ConflictError, InvalidError, NotFoundError
from hiringkit.loops.plans import AI_POLICIES, FORMATS, PlannedStage
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.rubrics import texts
from hiringkit.rubrics.packs import Weight
from hiringkit.services import slots
from hiringkit.services.building import place_objection, remember
from hiringkit.services.loops import LoopPage, managed, note, require_draft, risk_criteria

SHORTEST, LONGEST = 5, 480
MOST_STAGES = 12


@dataclass(frozen=True)
class StageWords:
    """What somebody writes about a stage; `seats` says who sits on it."""

    name: str
    minutes: int
    advice: str = ""
    format: str = "video"
    scenario: str = ""
    work_sample: str = ""
    risk_objection: bool = False
    without_names: bool = False
    ai_policy: str = "not_allowed"
    probes: tuple[str, ...] | None = None  # None: as the pack proposes
    ai_check: str | None = None  # None: the pack's own question


def add(db: Database, viewer: Viewer, loop_id: int, words: StageWords, seats: Mapping[int, Seat], now: datetime) -> str:
    """A new stage at the end; gives its key. Raises InvalidError, RefusedError once the loop is open."""
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        require_draft(loop)
        if len(loop.plan.stages) >= MOST_STAGES:
            raise InvalidError(
                "The stage was not added.", problems={"name": f"A loop has at most {MOST_STAGES} stages."}
            )
        _require(session, words, seats, loop)
        remember(session, viewer, loop, f"{words.name.strip()} was added", now)
        key = _free_key(words.name, [stage.key for stage in loop.plan.stages])
        stage = PlannedStage(
            key=key, **_values(words), criteria=risk_criteria(loop.pack) if words.risk_objection else {}
        )
        stage_id = stored.add_stage(
            session, loop_id, len(loop.plan.stages) + 1, stage, stored.criteria(session, loop.version_id)
        )
        stored.seat(session, stage_id, seats)
        note(session, viewer, "stage added", loop_id, now, stage=key)
        return key


def rewrite(
    db: Database,
    viewer: Viewer,
    loop_id: int,
    key: str,
    revision: int,
    words: StageWords,
    seats: Mapping[int, Seat],
    now: datetime,
) -> None:
    """Other words and seats for a stage. Once the loop is open only its seats, minutes and advice change.

    Raises NotFoundError, RefusedError, InvalidError, ConflictError (somebody changed the loop since).
    """
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        row = stored.stage_row(session, loop_id, key)
        _require(session, words, seats, loop)
        values = _values(words)
        if loop.is_draft:
            remember(session, viewer, loop, f"{row.name} was changed", now)
        else:
            values = {name: values[name] for name in ("minutes", "advice")}
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
        session.flush()
        if loop.is_draft and words.risk_objection:
            place_objection(session, loop, row)
        stored.seat(session, row.id, seats)
        stored.update(session, loop_id, revision)
        note(session, viewer, "stage changed", loop_id, now, stage=key)


def remove(db: Database, viewer: Viewer, loop_id: int, key: str, now: datetime) -> None:
    """Take a stage out of a draft."""
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        require_draft(loop)
        row = stored.stage_row(session, loop_id, key)
        remember(session, viewer, loop, f"{row.name} was removed", now)
        session.execute(sa.delete(StageRow).where(col(StageRow.id) == row.id))
        stored.order(session, loop_id, [stage.key for stage in loop.plan.stages if stage.key != key])
        note(session, viewer, "stage removed", loop_id, now, stage=key)


def move(db: Database, viewer: Viewer, loop_id: int, key: str, *, up: bool, now: datetime) -> None:
    """Swap a stage with the one before it, or after it. At the end of the list nothing happens."""
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        require_draft(loop)
        keys = [stage.key for stage in loop.plan.stages]
        if key not in keys:
            raise NotFoundError("There is no such stage in this loop.", where=key)
        here = keys.index(key)
        there = here - 1 if up else here + 1
        if not 0 <= there < len(keys):
            return
        keys[here], keys[there] = keys[there], keys[here]
        way = "up" if up else "down"
        _order(session, viewer, loop, keys, f"{loop.plan.stages[here].name} was moved {way}", now)


def order(db: Database, viewer: Viewer, loop_id: int, keys: Sequence[str], seen: Sequence[str], now: datetime) -> None:
    """Put the stages into this order; `seen` is the one that it was made from.

    Raises ConflictError when the order, or what there is to order, is another by now.
    """
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        require_draft(loop)
        before = [stage.key for stage in loop.plan.stages]
        if before != list(seen) or sorted(keys) != sorted(before):
            raise ConflictError(
                "Somebody changed the order or the stages meanwhile. They stand below as they are now.",
                mend="Move yours again.",
            )
        if before != list(keys):
            moved = _moved(before, keys)
            names = {stage.key: stage.name for stage in loop.plan.stages}
            _order(session, viewer, loop, list(keys), f"{names[moved]} was made stage {keys.index(moved) + 1}", now)


def _moved(before: Sequence[str], after: Sequence[str]) -> str:
    """Which stage went elsewhere: the one without which both orders are the same."""
    for key in before:
        if [one for one in before if one != key] == [one for one in after if one != key]:
            return key
    return next(key for key, was in zip(after, before, strict=True) if key != was)


def _order(session: Session, viewer: Viewer, loop: LoopPage, keys: list[str], words: str, now: datetime) -> None:
    remember(session, viewer, loop, words, now)
    stored.order(session, loop.loop_id, keys)
    note(session, viewer, "stages ordered", loop.loop_id, now, order=keys)


@dataclass(frozen=True)
class Cell:
    """A cell of the coverage table: how a stage sees a criterion; `seen` is the weight that stood there on the page."""

    stage: str
    criterion: str
    weight: Weight | None
    seen: Weight | None


def see(db: Database, viewer: Viewer, loop_id: int, cell: Cell, now: datetime) -> None:
    """Let a stage see a criterion with a weight, or no more.

    Raises NotFoundError; RefusedError once open; ConflictError when somebody changed this very cell meanwhile.
    """
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        require_draft(loop)
        known = stored.criteria(session, loop.version_id)
        if cell.criterion not in known:
            raise NotFoundError("There is no such criterion in this loop’s version.", where=cell.criterion)
        row = stored.stage_row(session, loop_id, cell.stage)
        now_seen = next(stage for stage in loop.plan.stages if stage.key == cell.stage).criteria.get(cell.criterion)
        name = loop.plan.criteria[cell.criterion]
        if now_seen is cell.weight:  # a second press of the same: it is done
            return
        if now_seen is not cell.seen:
            word = now_seen.value if now_seen else "not seen"
            raise ConflictError(
                f"Somebody changed {name} in {row.name} meanwhile: it is {word} now.",
                mend="Press the cell again to change that.",
            )
        word = cell.weight.value if cell.weight else "not seen"
        remember(session, viewer, loop, f"{name} in {row.name} was made {word}", now)
        stored.see(session, row.id, known[cell.criterion], cell.weight)
        detail = {"stage": cell.stage, "criterion": cell.criterion, "weight": cell.weight}
        note(session, viewer, "coverage changed", loop_id, now, **detail)


def _values(words: StageWords) -> dict[str, Any]:
    return {
        "name": texts.tidy(words.name),
        "minutes": words.minutes,
        "advice": texts.tidy(words.advice),
        "format": words.format,
        "scenario": words.scenario or None,
        "work_sample": words.work_sample or None,
        "risk_objection": words.risk_objection,
        "without_names": words.without_names,
        "ai_policy": words.ai_policy,
        "probes": None if words.probes is None else " ".join(words.probes),
        "ai_check": None if words.ai_check is None else texts.tidy(words.ai_check),
    }


def _require(session: Session, words: StageWords, seats: Mapping[int, Seat], loop: LoopPage) -> None:
    faults = {
        "name": texts.fault(texts.tidy(words.name), 120) or ("" if words.name.strip() else "Give the stage a name."),
        "advice": texts.fault(texts.tidy(words.advice), 1000),
        "ai_check": texts.fault(texts.tidy(words.ai_check or ""), 500),
        "probes": ""
        if {*(words.probes or ())} <= {item.id for item in loop.pack.probes}
        else "Choose from the pack’s probes.",
        "minutes": ""
        if SHORTEST <= words.minutes <= LONGEST
        else f"A stage lasts between {SHORTEST} and {LONGEST} minutes.",
        "format": "" if words.format in FORMATS else "Choose one of the formats.",
        "ai_policy": "" if words.ai_policy in AI_POLICIES else "Choose one of the rules.",
        "scenario": ""
        if not words.scenario or words.scenario in {item.id for item in loop.pack.scenarios}
        else "Choose one of the pack’s scenarios.",
        "work_sample": ""
        if not words.work_sample or words.work_sample in {item.id for item in loop.pack.work_samples}
        else "Choose one of the pack’s work samples.",
    }
    problems = {field: fault for field, fault in faults.items() if fault}
    if together := slots.leads_problem(seats, {member.person_id: member.name for member in loop.members}):
        problems["seats"] = together
    left = sorted(set(seats) - {member.person_id for member in loop.members})
    if left:
        known = {who: name for who, name, _role in stored.people(session)}
        names = " and ".join(known.get(who, "Somebody") for who in left)
        sentence = f"{names} {'does' if len(left) == 1 else 'do'} not belong to the loop any more, and got no seat."
        problems["seats"] = f"{sentence} Look at the panel, and save again."
    if problems:
        raise InvalidError("The stage was not kept.", problems=problems)


def _free_key(name: str, taken: list[str]) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "stage"
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key
