"""An interviewer at their card, and what they type in it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from hiringkit.db.engine import Database
from hiringkit.db.tables import StageRow
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.scoring.drafts import Line
from hiringkit.services import draft_pages, drafts
from hiringkit.services.draft_pages import DraftPage
from hiringkit.services.drafts import Change, LineChange, Saved
from tests import build, build_loops
from tests.build_loops import BuiltLoop
from tests.conftest import NOW

TROUBLE = frozenset({"troubleshooting"})


@dataclass(frozen=True)
class Desk:
    """Priya's card of an interview that is over, with the risk objection in its stage."""

    loop: BuiltLoop
    priya: Viewer
    marcus: Viewer
    candidacy: int
    interview: int
    card: int


def seated(db: Database) -> Desk:
    """Priya sits down to write."""
    priya, marcus = build.person(db, "Priya R"), build.person(db, "Marcus B")
    loop = build_loops.loop(db, panel={priya: Seat.LEAD, marcus: Seat.SECOND})
    with db.writing() as session:
        session.execute(sa.update(StageRow).values(risk_objection=True))
    candidacy = build_loops.candidacy(db, loop.loop_id, "Rosa Delgado-Kim")
    interview = build_loops.interview(db, candidacy, loop.stages[0], {priya: Seat.LEAD, marcus: Seat.SECOND})
    return Desk(loop, priya, marcus, candidacy, interview, build_loops.card(db, interview, priya))


def save(db: Database, desk: Desk, *changes: Change, lines: tuple[LineChange, ...] = ()) -> Saved:
    """Priya saves."""
    return drafts.save(db, desk.priya, desk.card, changes, lines, NOW)


def page(db: Database, desk: Desk) -> DraftPage:
    """Priya loads the page."""
    return draft_pages.own(db, desk.priya, desk.card)


def line(text: str, *, key: str = "", criteria: frozenset[str] = TROUBLE, second: int | None = None) -> Line:
    """A line of evidence."""
    return Line(key or str(uuid.uuid4()), text, criteria, second)
