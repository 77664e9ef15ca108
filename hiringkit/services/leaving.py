"""What a person leaves behind who is disabled, said before it is done: nothing of it keeps an administrator from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hiringkit.db import leaving as stored
from hiringkit.db import people as stored_people
from hiringkit.db.engine import Database
from hiringkit.errors import RefusedError
from hiringkit.policy.people import Viewer, may_keep_people


@dataclass(frozen=True)
class Left:
    """A loop in which somebody leaves something behind; `what` in words, each a part of a sentence."""

    loop_id: int
    title: str
    requisition: str
    what: tuple[str, ...]
    is_orphaned: bool


@dataclass(frozen=True)
class LeavingSheet:
    """Who is to be disabled, and what hangs on them."""

    person_id: int
    name: str
    loops: tuple[Left, ...]


def sheet(db: Database, by: Viewer, person_id: int, now: datetime) -> LeavingSheet:
    """What disabling somebody would leave behind. Raises RefusedError, NotFoundError."""
    if not may_keep_people(by):
        raise RefusedError("Only an administrator does this.")
    with db.reading() as session:
        name = stored_people.viewer(session, person_id).name
        rows = stored.loops(session, person_id, now)
    return LeavingSheet(
        person_id, name, tuple(Left(row[0], row[1], row[2], _what(*row[3:]), is_orphaned=row[5]) for row in rows)
    )


def _what(decides: bool, breaks: bool, alone: bool, to_come: int, owed: int) -> tuple[str, ...]:  # noqa: FBT001 -- a row
    seats = "an interview" if to_come == 1 else f"{to_come} interviews"
    cards = "a scorecard" if owed == 1 else f"{owed} scorecards"
    said = {
        "decides": decides,
        "breaks ties": breaks,
        "is the only manager": alone,
        f"sits in {seats} to come": to_come,
        f"owes {cards}": owed,
    }
    return tuple(words for words, is_so in said.items() if is_so)
