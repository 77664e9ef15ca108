"""Leaving a stage out for a candidate, with a reason, and having it after all.

Where a candidate stands in a loop follows from its interviews. A stage that is left out is not waited for: nobody is
asked to plan it, and the panel is complete without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from hiringkit.db import audit
from hiringkit.db import left_out as stored
from hiringkit.db.engine import Database
from hiringkit.errors import ConflictError, InvalidError
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer
from hiringkit.rubrics import texts
from hiringkit.services import slots
from hiringkit.services.interviews import StageChoice, plannable, stage_of


@dataclass(frozen=True)
class LeaveOutSheet:
    """Which stage is to be left out, and for whom."""

    candidacy_id: int
    name: str
    stage_id: int
    stage: str


def sheet(db: Database, viewer: Viewer, candidacy_id: int, stage_id: int) -> LeaveOutSheet:
    """What leaving a stage out is about. Raises as `leave_out`, but for the reason."""
    with db.reading() as session:
        found = plannable(session, viewer, candidacy_id)
        stage = _free(session, found.loop_id, candidacy_id, stage_id)
    return LeaveOutSheet(candidacy_id, found.name or ERASED, stage_id, stage.name)


def leave_out(db: Database, viewer: Viewer, candidacy_id: int, stage_id: int, reason: str, now: datetime) -> None:
    """Leave a stage out for a candidate; to do it twice is to give another reason.

    Raises:
        NotFoundError, RefusedError: not the viewer's to plan, loop not open, candidate not taking part, no such stage.
        ConflictError: the stage has its interview.
        InvalidError: the reason is missing or too long.
    """
    reason = texts.tidy(reason)
    with db.writing() as session:
        found = plannable(session, viewer, candidacy_id, lock=True)
        _free(session, found.loop_id, candidacy_id, stage_id)
        problem = slots.reason_problem(reason)
        if problem:
            raise InvalidError(problem, where="reason", problems={"reason": problem})
        stored.leave_out(session, viewer, candidacy_id, stage_id, reason, now)
        _audit(session, viewer, "stage left out", candidacy_id, stage_id, now)


def take_in(db: Database, viewer: Viewer, candidacy_id: int, stage_id: int, now: datetime) -> None:
    """Have a stage after all; to do it twice is to do it once. Raises NotFoundError, RefusedError."""
    with db.writing() as session:
        found = plannable(session, viewer, candidacy_id, lock=True)
        stage_of(session, found.loop_id, candidacy_id, stage_id)
        if stored.take_in(session, candidacy_id, stage_id):
            _audit(session, viewer, "stage taken in", candidacy_id, stage_id, now)


def _free(session: Session, loop_id: int, candidacy_id: int, stage_id: int) -> StageChoice:
    stage = stage_of(session, loop_id, candidacy_id, stage_id)
    if stage.is_planned:
        raise ConflictError(f"{stage.name} has its interview with this candidate.", mend="Cancel that one first.")
    return stage


def _audit(session: Session, viewer: Viewer, act: str, candidacy_id: int, stage_id: int, now: datetime) -> None:
    audit.append(
        session,
        now=now,
        actor=audit.person(viewer.person_id),
        act=act,
        kind="candidacy",
        subject_id=candidacy_id,
        detail={"stage": stage_id},
    )
