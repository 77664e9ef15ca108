"""A scorecard that was written and submitted through the program's own services."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hiringkit.db.engine import Database
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.scorecards import Seat, Visibility
from hiringkit.scoring.drafts import Line
from hiringkit.services import drafts, scorecards
from hiringkit.services.drafts import Change, LineChange
from tests import build, build_loops
from tests.build_loops import CRITERIA, BuiltLoop
from tests.conftest import NOW

SAID = "Named the ward, the system and the time of the next word."


def written(
    db: Database,
    interview_id: int,
    author: Viewer,
    *,
    steps: Mapping[str, str] | None = None,
    said: str = SAID,
    fields: Mapping[str, str] | None = None,
    now: datetime = NOW,
) -> int:
    """Somebody's card of an interview, submitted: a step and a line for each criterion; gives its id."""
    scorecard_id = build_loops.card(db, interview_id, author)
    values = {
        "recommendation": "yes",
        "confidence": "sure",
        "changed": "A promise without a date.",
        **{f"rating:{key}": (steps or {}).get(key, "4") for key in CRITERIA},
        **(fields or {}),
    }
    changes = [Change(name, value, 0) for name, value in values.items()]
    lines = [LineChange(Line(str(uuid.uuid4()), f"{said} ({key})", frozenset({key}), 480), 0) for key in CRITERIA]
    saved = drafts.save(db, author, scorecard_id, changes, lines, now)
    assert not saved.faults
    scorecards.submit(db, author, scorecard_id, now)
    return scorecard_id


@dataclass(frozen=True)
class Met:
    """A candidate who was interviewed once by two people; both cards are in."""

    loop: BuiltLoop
    lead: Viewer
    second: Viewer
    candidacy_id: int
    interview_id: int
    cards: tuple[int, int]


def met(db: Database, *, visibility: Visibility = Visibility.AFTER_OWN) -> Met:
    """A candidate, Rosa Ibarra, seen by Marcus Delacroix and Priya Venkataraman in the first stage of a loop."""
    lead, second = build.person(db, "Marcus Delacroix"), build.person(db, "Priya Venkataraman")
    loop = build_loops.loop(
        db,
        visibility=visibility,
        panel={lead: Seat.LEAD, second: Seat.SECOND},
        manager=build.person(db, "Elaine Whitehorse", Role.HIRING_MANAGER),
    )
    candidacy_id = build_loops.candidacy(db, loop.loop_id, "Rosa Ibarra")
    interview_id = build_loops.interview(db, candidacy_id, loop.stages[0], {lead: Seat.LEAD, second: Seat.SECOND})
    cards = (
        written(db, interview_id, lead),
        written(db, interview_id, second, steps={"communication": "2", "prioritization": "no:time"}),
    )
    return Met(loop, lead, second, candidacy_id, interview_id, cards)
