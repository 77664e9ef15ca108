"""The stages of a loop: adding, changing, removing, re-ordering; what each sees and who sits on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import loops as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import StageRow
from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.loops.plans import AI_POLICIES, FORMATS, PlannedStage
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.rubrics import texts
from hiringkit.rubrics.packs import Pack, Weight
from hiringkit.services.loops import LoopPage, managed, note, require_draft

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
    ai_policy: str = "not_allowed"


def add(db: Database, viewer: Viewer, loop_id: int, words: StageWords, seats: Mapping[int, Seat], now: datetime) -> str:
    """A new stage at the end; gives its key. Raises InvalidError, RefusedError once the loop is open."""
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        require_draft(loop)
        if len(loop.plan.stages) >= MOST_STAGES:
            raise InvalidError(
                "The stage was not added.", problems={"name": f"A loop has at most {MOST_STAGES} stages."}
            )
        _require(words, seats, loop)
        key = _free_key(words.name, [stage.key for stage in loop.plan.stages])
        stage = PlannedStage(
            key=key, **_values(words), criteria=_risk_criteria(loop.pack) if words.risk_objection else {}
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
        _require(words, seats, loop)
        values = _values(words)
        if not loop.is_draft:
            values = {name: values[name] for name in ("minutes", "advice")}
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
        session.flush()
        if loop.is_draft and words.risk_objection:
            _see_risk(session, loop, row)
        stored.seat(session, row.id, seats)
        stored.update(session, loop_id, revision)
        note(session, viewer, "stage changed", loop_id, now, stage=key)


def remove(db: Database, viewer: Viewer, loop_id: int, key: str, now: datetime) -> None:
    """Take a stage out of a draft."""
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        require_draft(loop)
        row = stored.stage_row(session, loop_id, key)
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
        stored.order(session, loop_id, keys)
        note(session, viewer, "stages ordered", loop_id, now, order=keys)


def see(
    db: Database, viewer: Viewer, loop_id: int, key: str, criterion: str, weight: Weight | None, now: datetime
) -> None:
    """Let a stage see a criterion with a weight, or no more. Raises NotFoundError, RefusedError once open."""
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        require_draft(loop)
        known = stored.criteria(session, loop.version_id)
        if criterion not in known:
            raise NotFoundError("There is no such criterion in this loop’s version.", where=criterion)
        stored.see(session, stored.stage_row(session, loop_id, key).id, known[criterion], weight)
        note(session, viewer, "coverage changed", loop_id, now, stage=key, criterion=criterion, weight=weight)


def place_objection(db: Database, viewer: Viewer, loop_id: int, key: str, now: datetime) -> None:
    """Put the risk objection into a stage, with the criteria that it is there to show."""
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        require_draft(loop)
        row = stored.stage_row(session, loop_id, key)
        row.risk_objection = True
        session.add(row)
        session.flush()
        _see_risk(session, loop, row)
        note(session, viewer, "risk objection placed", loop_id, now, stage=key)


def _see_risk(session: Session, loop: LoopPage, row: StageRow) -> None:
    known = stored.criteria(session, loop.version_id)
    seen = next(stage.criteria for stage in loop.plan.stages if stage.key == row.key)
    for criterion, weight in _risk_criteria(loop.pack).items():
        if criterion not in seen:
            stored.see(session, row.id, known[criterion], weight)


def _risk_criteria(pack: Pack) -> dict[str, Weight]:
    return {criterion.id: Weight.PRIMARY for criterion in pack.risk_criteria if not criterion.guardrail}


def _values(words: StageWords) -> dict[str, Any]:
    return {
        "name": texts.tidy(words.name),
        "minutes": words.minutes,
        "advice": texts.tidy(words.advice),
        "format": words.format,
        "scenario": words.scenario or None,
        "work_sample": words.work_sample or None,
        "risk_objection": words.risk_objection,
        "ai_policy": words.ai_policy,
    }


def _require(words: StageWords, seats: Mapping[int, Seat], loop: LoopPage) -> None:
    faults = {
        "name": texts.fault(texts.tidy(words.name), 120) or ("" if words.name.strip() else "Give the stage a name."),
        "advice": texts.fault(texts.tidy(words.advice), 1000),
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
    if set(seats) - {member.person_id for member in loop.members}:
        problems["seats"] = "Only people of the loop sit on its stages. Add them under “People” first."
    if problems:
        raise InvalidError("The stage was not kept.", problems=problems)


def _free_key(name: str, taken: list[str]) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "stage"
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key
