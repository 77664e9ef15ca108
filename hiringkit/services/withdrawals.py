"""A candidate who takes no further part in a loop, or takes part again, and what becomes of interviews to come.

An interview to come is cancelled for good with what ends the candidate's way: withdrawing, a move to another loop, a
decision, the loop's end. One that has begun stands as it was held, with its scorecards. What is drafted stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import audit
from hiringkit.db import interviews as stored_interviews
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.tables import CandidacyRow, InterviewRow
from hiringkit.db.tables.candidates import CandidacyState, Change, InterviewState
from hiringkit.errors import ConflictError, InvalidError
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer
from hiringkit.rubrics import texts
from hiringkit.services import slots
from hiringkit.services.candidates import editable

MOVED, DECIDED, LOOP_CLOSED = (
    "The candidate goes on in another loop.",
    "A decision was recorded.",
    "The loop was closed.",
)


@dataclass(frozen=True)
class ToCome:
    """An interview that would be cancelled, with those who sit in it."""

    stage: str
    starts_at: datetime
    people: tuple[str, ...]


@dataclass(frozen=True)
class WithdrawSheet:
    """Whom to withdraw, and the interviews that go with it."""

    candidacy_id: int
    name: str
    to_come: tuple[ToCome, ...]


def sheet(db: Database, viewer: Viewer, candidacy_id: int, now: datetime) -> WithdrawSheet:
    """What withdrawing would do. Raises as `withdraw`, but for the reason."""
    with db.reading() as session:
        found = editable(session, viewer, candidacy_id)
        _require(found.state, CandidacyState.ACTIVE)
        return WithdrawSheet(candidacy_id, found.name or ERASED, to_come(session, candidacy_id, now))


def to_come(session: Session, candidacy_id: int, now: datetime) -> tuple[ToCome, ...]:
    """The interviews that the end of a candidate's way would cancel."""
    rows = stored_interviews.to_come_with_people(session, candidacy_id, now)
    whole = dict.fromkeys(row[:3] for row in rows)
    return tuple(
        ToCome(stage, starts_at, tuple(row[3] or "somebody" for row in rows if row[0] == interview_id))
        for interview_id, stage, starts_at in whole
    )


def withdraw(db: Database, viewer: Viewer, candidacy_id: int, now: datetime, reason: str = "") -> None:
    """The candidate takes no further part in this loop; interviews to come are cancelled, for this reason.

    Raises:
        NotFoundError, RefusedError: not the viewer's to change.
        InvalidError: there are interviews to cancel, and the reason is missing or too long.
        ConflictError: erased, or not taking part any more.
    """
    reason = texts.tidy(reason)
    with db.writing() as session:
        _turn(session, viewer, candidacy_id, CandidacyState.ACTIVE, CandidacyState.WITHDRAWN)
        rows = stored_interviews.to_come(session, col(InterviewRow.candidacy_id) == candidacy_id, now)
        problem = slots.reason_problem(reason) if rows else ""
        if problem:
            raise InvalidError(problem, where="reason", problems={"reason": problem})
        _cancel(session, viewer, rows, reason, now)
        _audit(session, viewer, "candidate withdrawn", "candidacy", candidacy_id, now)


def reinstate(db: Database, viewer: Viewer, candidacy_id: int, now: datetime) -> None:
    """A candidate who withdrew takes part again; interviews that were cancelled stay so. Raises as `withdraw`."""
    with db.writing() as session:
        _turn(session, viewer, candidacy_id, CandidacyState.WITHDRAWN, CandidacyState.ACTIVE)
        _audit(session, viewer, "candidate reinstated", "candidacy", candidacy_id, now)


def cancel_to_come(session: Session, viewer: Viewer, candidacy_id: int, why: str, now: datetime) -> None:
    """Cancel a candidate's interviews to come, within the act that ends their way through the loop."""
    _cancel(
        session,
        viewer,
        stored_interviews.to_come(session, col(InterviewRow.candidacy_id) == candidacy_id, now),
        why,
        now,
    )


def cancel_all_to_come(session: Session, viewer: Viewer, loop_id: int, why: str, now: datetime) -> None:
    """Cancel all of a loop's interviews to come, within the act that ends the loop."""
    _cancel(session, viewer, stored_interviews.to_come(session, col(InterviewRow.loop_id) == loop_id, now), why, now)


def _cancel(session: Session, viewer: Viewer, rows: Sequence[Columns], why: str, now: datetime) -> None:
    for interview_id, candidacy_id, starts_at, revision in rows:
        stored_interviews.change(session, interview_id, revision, state=InterviewState.CANCELLED)
        which = (interview_id, candidacy_id, starts_at)
        stored_interviews.note_change(session, viewer, which, Change.CANCELLED, why, now)
        _audit(session, viewer, "interview cancelled", "interview", interview_id, now)


def _turn(session: Session, viewer: Viewer, candidacy_id: int, before: CandidacyState, after: CandidacyState) -> None:
    found = editable(session, viewer, candidacy_id, lock=True)
    _require(found.state, before)
    session.execute(sa.update(CandidacyRow).where(col(CandidacyRow.id) == candidacy_id).values(state=after))


def _require(state: CandidacyState, wanted: CandidacyState) -> None:
    if state is not wanted:
        raise ConflictError(f"The candidate is not {wanted.value} any more.", mend="Load the page again.")


def _audit(session: Session, viewer: Viewer, act: str, kind: str, subject_id: int, now: datetime) -> None:
    actor = audit.person(viewer.person_id)
    audit.append(session, now=now, actor=actor, act=act, kind=kind, subject_id=subject_id, detail={})
