"""Changes to the stages of a draft that can be taken back and made again, and mends that the linter offers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import loop_steps
from hiringkit.db import loops as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import StageRow
from hiringkit.errors import ConflictError
from hiringkit.loops.findings import Deed, Mend
from hiringkit.loops.plans import PlannedStage, Sitter
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.rubrics.packs import Weight
from hiringkit.services.loops import LoopPage, managed, note, require_draft, risk_criteria


def remember(session: Session, viewer: Viewer, loop: LoopPage, words: str, now: datetime) -> None:
    """Keep the stages as they are, before the change that these words tell of."""
    loop_steps.add(session, loop.loop_id, viewer.person_id, words, _written(loop.plan.stages), now)


def undo(db: Database, viewer: Viewer, loop_id: int, step_id: int, now: datetime) -> None:
    """Take the last change back. Raises ConflictError when another one was made since."""
    _turn(db, viewer, loop_id, step_id, now, undone=False)


def redo(db: Database, viewer: Viewer, loop_id: int, step_id: int, now: datetime) -> None:
    """Make the change again that was taken back last. Raises as `undo`."""
    _turn(db, viewer, loop_id, step_id, now, undone=True)


def _turn(db: Database, viewer: Viewer, loop_id: int, step_id: int, now: datetime, *, undone: bool) -> None:
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        require_draft(loop)
        row = loop_steps.next_one(session, loop_id, undone=undone)
        if row is None or row.id != step_id:
            raise ConflictError("Somebody changed this loop since; nothing was taken back.", mend="Look at it below.")
        wanted, row.other, row.undone = row.other, _written(loop.plan.stages), not undone
        session.add(row)
        _restore(session, loop, _read(wanted))
        stored.update(session, loop_id, loop.revision)
        note(session, viewer, "change made again" if undone else "change taken back", loop_id, now)


def mend(db: Database, viewer: Viewer, loop_id: int, finding: str, words: str, now: datetime) -> None:
    """Do what a finding's mend says, if the finding still says so. Raises ConflictError where it says no more."""
    with db.writing() as session:
        loop = managed(session, viewer, loop_id, now=now)
        require_draft(loop)
        found = next((one.mend for one in loop.findings if one.key == finding), None)
        if found is None or found.words != words:
            raise ConflictError("This finding is another by now, or mended already.", mend="Look at the findings.")
        remember(session, viewer, loop, found.words, now)
        _mend(session, loop, found)
        stored.update(session, loop_id, loop.revision)
        note(session, viewer, "finding mended", loop_id, now, finding=finding, stage=found.stage)


def _mend(session: Session, loop: LoopPage, found: Mend) -> None:
    row = stored.stage_row(session, loop.loop_id, found.stage)
    known = stored.criteria(session, loop.version_id)
    stage = next(stage for stage in loop.plan.stages if stage.key == found.stage)
    if found.deed is Deed.SEAT:
        panel = {sitter.person_id: Seat(sitter.seat) for sitter in stage.panel}
        seat = Seat.SECOND if Seat.LEAD in panel.values() else Seat.LEAD
        stored.seat(session, row.id, {**panel, found.number: seat})
    elif found.deed in {Deed.SEE, Deed.DROP}:
        stored.see(session, row.id, known[found.criterion], Weight.SECONDARY if found.deed is Deed.SEE else None)
    elif found.deed is Deed.OBJECTION:
        place_objection(session, loop, row)
    elif found.deed is Deed.MINUTES:
        row.minutes = found.number
    else:
        row.work_sample = None


def place_objection(session: Session, loop: LoopPage, row: StageRow) -> None:
    """Put the risk objection into a stage, with the criteria that it is there to show."""
    row.risk_objection = True
    session.add(row)
    session.flush()
    known = stored.criteria(session, loop.version_id)
    seen = next(stage.criteria for stage in loop.plan.stages if stage.key == row.key)
    for criterion, weight in risk_criteria(loop.pack).items():
        if criterion not in seen:
            stored.see(session, row.id, known[criterion], weight)


def _restore(session: Session, loop: LoopPage, stages: Sequence[PlannedStage]) -> None:
    session.execute(sa.delete(StageRow).where(col(StageRow.loop_id) == loop.loop_id))
    session.expire_all()
    known, members = stored.criteria(session, loop.version_id), {one.person_id for one in loop.members}
    for position, stage in enumerate(stages, 1):
        stored.add_stage(session, loop.loop_id, position, stage.among(known, members), known)


def _written(stages: Sequence[PlannedStage]) -> str:
    """Stages as they are stored with a change: nobody's name, ids alone."""
    told = [
        {
            **{name: value for name, value in stage.__dict__.items() if name not in {"criteria", "panel"}},
            "criteria": {key: weight.value for key, weight in stage.criteria.items()},
            "panel": {str(sitter.person_id): sitter.seat for sitter in stage.panel},
        }
        for stage in stages
    ]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _read(text: str) -> list[PlannedStage]:
    return [_stage(one) for one in json.loads(text)]


def _stage(told: dict[str, Any]) -> PlannedStage:
    criteria = {key: Weight(weight) for key, weight in told.pop("criteria").items()}
    panel = tuple(Sitter(int(who), "", seat) for who, seat in told.pop("panel").items())
    return PlannedStage(**told, criteria=criteria, panel=panel)
