"""Opening a loop once it can be judged, and waiving what keeps it shut; closing, opening again, discarding it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from hiringkit.db import closing as stored_closing
from hiringkit.db import loop_steps
from hiringkit.db import loops as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import WaiverRow
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer
from hiringkit.rubrics import texts
from hiringkit.services import withdrawals
from hiringkit.services.loops import LoopPage, managed, note, require_draft

LONGEST_TITLE = 600


def waive(
    db: Database, viewer: Viewer, loop_id: int, finding: str, reason: str, now: datetime, *, is_met: bool = False
) -> None:
    """Let a finding stand, with a name and a reason that are printed; `is_met`: say how a check is met instead.

    Raises InvalidError without a reason; RefusedError for what cannot be answered so; NotFoundError.
    """
    with db.writing() as session:
        loop = managed(session, viewer, loop_id, now=now)
        found = next((one for one in loop.findings if one.key == finding), None)
        if found is None:
            raise NotFoundError("There is no such finding any more.", mend="It may be mended already.")
        if is_met and not found.is_check:
            raise RefusedError(f"{found.title}: the loop itself shows whether this is met.", mend="Mend it instead.")
        if not found.waivable:
            raise RefusedError(f"{found.title}: this cannot be waived.", mend="Mend it instead.")
        reason = texts.tidy(reason)
        fault = texts.fault(reason, 500) or ("" if len(reason) >= 3 else _EMPTY[is_met])
        if fault:
            raise InvalidError("Nothing was kept.", problems={"reason": fault})
        session.merge(
            WaiverRow(
                loop_id=loop_id,
                finding=finding,
                reason=reason,
                person_id=viewer.person_id,
                at=now,
                is_met=is_met,
                title=found.title[:LONGEST_TITLE],
            )
        )
        note(session, viewer, "check met" if is_met else "finding waived", loop_id, now, finding=finding)


_EMPTY = {False: "Write the reason; it is printed.", True: "Write how it is met."}


def unwaive(db: Database, viewer: Viewer, loop_id: int, finding: str, now: datetime) -> None:
    """Take a waiver back, while the loop is a draft."""
    with db.writing() as session:
        require_draft(managed(session, viewer, loop_id))
        where = (col(WaiverRow.loop_id) == loop_id, col(WaiverRow.finding) == finding)
        session.execute(sa.delete(WaiverRow).where(*where))
        note(session, viewer, "waiver taken back", loop_id, now, finding=finding)


def open_loop(db: Database, viewer: Viewer, loop_id: int, now: datetime) -> None:
    """Open a loop, once it can be judged.

    Raises InvalidError naming what is missing, ConflictError when it is open already.
    """
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        if not loop.is_draft:
            raise ConflictError("This loop was opened already.", mend="Load the page again.")
        if loop.blocking:
            missing = {finding.key: finding.title for finding in loop.blocking}
            raise InvalidError("The loop cannot open yet.", problems=missing)
        if not stored.open_once(session, loop_id, now):
            raise ConflictError("This loop was opened already.", mend="Load the page again.")
        loop_steps.forget(session, loop_id)
        note(session, viewer, "loop opened", loop_id, now, waived=sorted(loop.waived))


@dataclass(frozen=True)
class ClosingSheet:
    """What closing a loop leaves as it is: candidates without a decision, the first of them by name and id."""

    loop: LoopPage
    undecided: int
    first: tuple[tuple[int, str], ...]
    to_come: int
    owed: int


def closing(db: Database, viewer: Viewer, loop_id: int, now: datetime) -> ClosingSheet:
    """What there is to know before a loop is closed. Raises NotFoundError, RefusedError, ConflictError (not open)."""
    with db.reading() as session:
        loop = managed(session, viewer, loop_id, lock=False)
        _require_open(loop)
        rows = stored_closing.left_undone(session, loop_id, now)
    to_come, owed, _first, _name, undecided = rows[0]
    names = tuple((row[2], row[3] or ERASED) for row in rows if row[2])
    return ClosingSheet(loop, undecided or 0, names, to_come, owed)


def _require_open(loop: LoopPage) -> None:
    if loop.state is not LoopState.OPEN:
        raise ConflictError("Only an open loop is closed.", mend="Load the page again.")


def close(db: Database, viewer: Viewer, loop_id: int, now: datetime) -> None:
    """Close an open loop: nobody new comes in, interviews to come are cancelled; what there is stays readable."""
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        _require_open(loop)
        stored.update(session, loop_id, loop.revision, state=LoopState.CLOSED)
        withdrawals.cancel_all_to_come(session, viewer, loop_id, withdrawals.LOOP_CLOSED, now)
        note(session, viewer, "loop closed", loop_id, now)


def reopen(db: Database, viewer: Viewer, loop_id: int, now: datetime) -> None:
    """Open a closed loop again; what was cancelled with it stays cancelled.

    Raises NotFoundError, RefusedError, ConflictError (not closed).
    """
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        if loop.state is not LoopState.CLOSED:
            raise ConflictError("Only a closed loop is opened again.", mend="Load the page again.")
        stored.update(session, loop_id, loop.revision, state=LoopState.OPEN)
        note(session, viewer, "loop reopened", loop_id, now)


def discard(db: Database, viewer: Viewer, loop_id: int, now: datetime) -> None:
    """Delete a draft with all that it says; its requisition number is free again.

    Raises NotFoundError, RefusedError, ConflictError (it is open, or was).
    """
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        if not loop.is_draft:
            raise ConflictError("Only a draft is discarded.", mend="Close the loop instead.")
        stored_closing.discard(session, loop_id)
        note(session, viewer, stored_closing.DISCARDED, loop_id, now)
