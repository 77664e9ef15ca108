"""Notes that are no part of a card: handing one to the next stage, reading what was handed on, deleting one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from hiringkit.db import drafts, scorecards
from hiringkit.db import notes as stored
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState
from hiringkit.rubrics import texts
from hiringkit.scoring.notes import Note
from hiringkit.services.scorecards import made_held, note_faults, require_own_draft


@dataclass(frozen=True)
class Handed:
    """A note that the stage before handed on, with who wrote it and when."""

    by: str
    stage: str
    text: str
    at: datetime


def made_handed(rows: Iterable[Columns]) -> tuple[Handed, ...]:
    """Notes of their rows."""
    return tuple(Handed(by=row[2], stage=row[4], text=row[5], at=row[6]) for row in rows)


def handed(session: Session, viewer: Viewer | None, interview_id: int) -> tuple[Handed, ...]:
    """What was handed to an interview, for whoever reads its kit."""
    return made_handed(stored.handed(session, viewer, interview_id))


def hand_on(db: Database, viewer: Viewer, scorecard_id: int, now: datetime) -> None:
    """Let the next stage read the note as it stands in one's draft; an empty one takes back what was handed on.

    Raises NotFoundError, RefusedError, ConflictError; InvalidError: it says how the candidate was rated, or nothing.
    """
    with db.writing() as session:
        held = made_held(session, scorecards.head(session, viewer, scorecard_id, lock=True))
        require_own_draft(held, viewer)
        typed = {name: kept[0] for name, kept in drafts.fields(session, scorecard_id).items()}
        found = note_faults(held, typed)
        text = texts.tidy(typed.get(Note.HANDOFF.field, ""))
        if found:
            raise InvalidError("The note was not handed on.", problems=found)
        if not stored.hand_on(session, viewer, scorecard_id, text, now) and not text:
            raise InvalidError("The note was not handed on.", problems={Note.HANDOFF.field: "Write the note first."})


def delete_pad(db: Database, viewer: Viewer, scorecard_id: int) -> None:
    """Delete what is left in the pad of one's submitted card. Raises NotFoundError for whoever is not its author."""
    with db.writing() as session:
        row = scorecards.head(session, viewer, scorecard_id)
        if row["author_id"] != viewer.person_id or row["state"] is CardState.DRAFT:
            raise NotFoundError("There is no such note.", where=f"scorecard {scorecard_id}")
        stored.forget_pad(session, scorecard_id)


def delete_private(db: Database, viewer: Viewer, scorecard_id: int, now: datetime) -> None:
    """Delete the note to oneself beside one's submitted card. Raises NotFoundError for whoever is not its author."""
    with db.writing() as session:
        row = scorecards.head(session, viewer, scorecard_id)
        if row["author_id"] != viewer.person_id or row["state"] is CardState.DRAFT or not row["private_note"]:
            raise NotFoundError("There is no such note.", where=f"scorecard {scorecard_id}")
        stored.keep(session, scorecard_id, Note.PRIVATE, "", now)
