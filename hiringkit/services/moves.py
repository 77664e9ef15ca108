"""Moving a candidate to another loop: the candidacy here ends, one there begins, and each knows of the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import audit
from hiringkit.db import candidates as stored_candidates
from hiringkit.db import moves as stored
from hiringkit.db.candidates import Standing
from hiringkit.db.engine import Database
from hiringkit.db.tables import CandidacyRow, MoveRow
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.errors import ConflictError, InvalidError, RefusedError
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer
from hiringkit.services import candidates, withdrawals
from hiringkit.services.withdrawals import ToCome


@dataclass(frozen=True)
class MovePage:
    """Whom to move, from where, the loops to choose from (id and what it is called), and what is cancelled here."""

    candidacy_id: int
    name: str
    loop: str
    loops: tuple[tuple[int, str], ...]
    to_come: tuple[ToCome, ...]


def page(db: Database, viewer: Viewer, candidacy_id: int, now: datetime) -> MovePage:
    """What moving needs. Raises as `move`."""
    with db.reading() as session:
        found = _movable(session, viewer, candidacy_id)
        rows = stored.targets(session, viewer, found.candidate_id)
        to_come = withdrawals.to_come(session, candidacy_id, now)
    loops = tuple((row[0], f"{row[1]}, {row[2]}") for row in rows)
    return MovePage(candidacy_id, found.name or ERASED, found.loop_title, loops, to_come)


def move(db: Database, viewer: Viewer, candidacy_id: int, loop_id: int, now: datetime) -> int:
    """Let a candidate go on in another loop; gives the candidacy there. What was written here stays here;
    interviews to come are cancelled.

    Raises:
        NotFoundError, RefusedError: not the viewer's to change.
        ConflictError: erased, or not taking part any more.
        InvalidError: a loop that cannot be chosen.
    """
    with db.writing() as session:
        found = _movable(session, viewer, candidacy_id, lock=True)
        if loop_id not in {row[0] for row in stored.targets(session, viewer, found.candidate_id)}:
            sentence = "Choose one of the open loops. The candidate is not in them yet."
            raise InvalidError(sentence, problems={"loop": sentence})
        candidates.fillable(session, viewer, loop_id, lock=True)
        here = col(CandidacyRow.id) == candidacy_id
        session.execute(sa.update(CandidacyRow).where(here).values(state=CandidacyState.WITHDRAWN))
        withdrawals.cancel_to_come(session, viewer, candidacy_id, withdrawals.MOVED, now)
        to_id = candidates.new_candidacy(session, viewer, found.candidate_id, loop_id, now)
        session.merge(MoveRow(candidacy_id=candidacy_id, to_id=to_id, person_id=viewer.person_id, at=now))
        audit.append(
            session,
            now=now,
            actor=audit.person(viewer.person_id),
            act="candidate moved",
            kind="candidacy",
            subject_id=candidacy_id,
            detail={"loop": loop_id, "to": to_id},
        )
    return to_id


def _movable(session: Session, viewer: Viewer, candidacy_id: int, *, lock: bool = False) -> Standing:
    found = stored_candidates.standing(session, viewer, candidacy_id, lock=lock)
    if not found.may_edit:
        raise RefusedError("Only managers and recruiters of the loop move its candidates.")
    if found.name is None:
        raise ConflictError("This candidate was erased.")
    if found.state is not CandidacyState.ACTIVE:
        raise ConflictError("The candidate does not take part here any more.", mend="Reinstate the candidate first.")
    return found
