"""Builders of candidacies whose cards are in: whole cards with ratings and evidence, ready for a debrief."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat, Visibility
from hiringkit.scoring.drafts import Line
from hiringkit.services import drafts, meetings, scorecards
from hiringkit.services.drafts import Change, LineChange
from tests import build, build_loops
from tests.build_loops import CRITERIA, BuiltLoop
from tests.conftest import NOW

Steps = Sequence[int | None]


def submit(
    db: Database,
    interview_id: int,
    author: Viewer,
    steps: Steps,
    *,
    recommendation: str = "yes",
    flag: str = "",
    now: datetime = NOW - timedelta(hours=1),
) -> int:
    """A whole card, written and submitted as its author does: a step for each criterion, None for not observed."""
    card = build_loops.card(db, interview_id, author)
    rated = dict(zip(CRITERIA, steps, strict=True))
    values = {f"rating:{key}": str(step) if step else "no:time" for key, step in rated.items()}
    values |= {"recommendation": recommendation, "confidence": "fairly_sure", "changed": f"What {author.name} missed."}
    if flag:
        values |= {"flag:blames": "1", "flag_evidence:blames": flag}
    lines = [
        LineChange(
            Line(
                str(uuid5(NAMESPACE_OID, f"{card}-{key}")), f"{author.name} saw {key} at {step}.", frozenset({key}), 90
            ),
            0,
        )
        for key, step in rated.items()
        if step
    ]
    saved = drafts.save(db, author, card, [Change(name, value, 0) for name, value in values.items()], lines, now)
    assert saved.faults == {}
    scorecards.submit(db, author, card, now)
    return card


@dataclass(frozen=True)
class Met:
    """A candidate whom three people have met: two who count, one in training."""

    loop: BuiltLoop
    ada: Viewer
    ben: Viewer
    trainee: Viewer
    candidacy_id: int
    interview_id: int
    cards: Mapping[Viewer, int] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The debrief's address."""
        return f"/loops/{self.loop.loop_id}/debriefs/{self.candidacy_id}"

    @property
    def at(self) -> tuple[int, int]:
        """Loop and candidacy."""
        return self.loop.loop_id, self.candidacy_id


ADA: Steps = (2, 3, 4)  # troubleshooting, prioritization, communication
BEN: Steps = (5, None, 3)


def met(db: Database, *, visibility: Visibility = Visibility.AFTER_OWN, missing: bool = False) -> Met:
    """Ada's and Ben's cards are in (`missing`: Ben's is not); the trainee's is in."""
    ada, ben, trainee = (build.person(db, name) for name in ("Ada", "Ben", "Tom"))
    seats = {ada: Seat.LEAD, ben: Seat.SECOND, trainee: Seat.SHADOW}
    loop = build_loops.loop(db, panel=seats, visibility=visibility)
    one = build_loops.candidacy(db, loop.loop_id, "Rosa")
    interview = build_loops.interview(db, one, loop.stages[0], seats)
    cards = {ada: submit(db, interview, ada, ADA, flag="Said the ward was lazy.")}
    if not missing:
        cards[ben] = submit(db, interview, ben, BEN, recommendation="no")
    cards[trainee] = submit(db, interview, trainee, (1, 1, 1), recommendation="strong_no")
    return Met(loop, ada, ben, trainee, one, interview, cards)


def opened(db: Database, **more: bool | Visibility) -> Met:
    """The same, with its debrief open."""
    found = met(db, **more)  # type: ignore[arg-type]  # the builder's own options
    reason = "The offer lapses tonight." if more.get("missing") else ""
    meetings.open_debrief(db, found.loop.manager, *found.at, reason, NOW)
    return found


def begin(db: Database, interview_id: int, author: Viewer) -> None:
    """A draft with one rating in it."""
    card = build_loops.card(db, interview_id, author)
    saved = drafts.save(db, author, card, [Change("rating:communication", "4", 0)], [], NOW)
    assert saved.faults == {}
