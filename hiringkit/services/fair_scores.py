"""Fair scores beside raw ones, for whoever may see them: of one candidate, and of a loop's candidates together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.calibration.results import Status
from hiringkit.db import calibrations as stored
from hiringkit.db import packs
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.tables import CandidacyRow
from hiringkit.policy.people import Viewer
from hiringkit.rubrics.packs import Scale

NOTICE = "A fair score supports a decision. It may not be the only or the overriding ground."
NOT_IN_IT = "This candidate is not in the run: one enters once each scorecard that counts is in, or they were opened."
CLOSED = (
    "No fair score is shown here. It holds other people’s ratings, so it comes once their scorecards are open to you "
    "and a calibration has run."
)


@dataclass(frozen=True)
class Figure:
    """A raw mean and the fair score beside it, in points of the scale; the latter only where the gate is open."""

    name: str
    raw: float
    fair: float | None
    low: float
    high: float
    status: Status
    ratings: int
    interviewers: int


@dataclass(frozen=True)
class FairScore:
    """What a run says of one candidacy. `behind` says of whom this one is ahead, in words, by candidacy."""

    candidacy_id: int
    run_id: int
    made_at: datetime
    ratings: int
    status: Status
    reasons: tuple[str, ...]
    scale: Scale
    total: Figure | None
    criteria: tuple[Figure, ...] = ()
    component: int = 0
    group: int | None = None
    behind: Mapping[int, str] | None = None

    @property
    def adjusted(self) -> str:
        """What was adjusted, in one sentence."""
        if self.total is None or self.total.fair is None:
            return ""
        change = round(self.total.fair, 1) - round(self.total.raw, 1)
        if abs(change) < 0.05:
            return "Nothing was adjusted that one decimal could show."
        side = "above" if change > 0 else "below"
        return (
            f"The fair score lies {abs(change):.1f} points {side} the raw mean: it takes out how harsh or mild these "
            "interviewers are and how hard what they asked is, and keeps closer to the others where little is known."
        )


def of_candidacy(db: Database, viewer: Viewer | None, candidacy_id: int) -> FairScore | None:
    """The candidate's fair score as this viewer may see it; None where it is closed to them, or nothing has run."""
    with db.reading() as session:
        found = _read(session, viewer, col(CandidacyRow.id) == candidacy_id)
    return found[0] if found else None


def of_loop(db: Database, viewer: Viewer | None, loop_id: int) -> list[FairScore]:
    """Those of a loop's candidates whose cards are open to this viewer, by candidacy."""
    with db.reading() as session:
        return _read(session, viewer, col(CandidacyRow.loop_id) == loop_id)


def _read(session: Session, viewer: Viewer | None, candidacies: sa.ColumnElement[bool]) -> list[FairScore]:
    return [_of_row(session, row) for row in stored.fair(session, viewer, candidacies)]


def _of_row(session: Session, row: Columns) -> FairScore:
    pack = packs.pack_of(session, row[7], row[8])
    names = {one.id: one.name for one in pack.criteria}
    result = json.loads(row[5])
    scale = pack.scale if pack.scale and pack.scale.levels == result["scale"]["max"] else None
    whole = scale or Scale(levels=result["scale"]["max"], words=tuple(map(str, range(1, result["scale"]["max"] + 1))))
    value = json.loads(row[6]) if row[6] else None
    reasons = tuple(result["reasons"]) if value else (NOT_IN_IT, *result["reasons"])
    if value is None:
        return FairScore(row[0], row[1], row[2], row[4], row[3], reasons, whole, None)
    return FairScore(
        candidacy_id=row[0],
        run_id=row[1],
        made_at=row[2],
        ratings=row[4],
        status=Status(value["status"]),
        reasons=reasons,
        scale=whole,
        total=_figure("All criteria", value),
        criteria=tuple(_figure(names.get(key := one["id"].partition("@")[0], key), one) for one in value["criteria"]),
        component=value["component"],
        group=value["group"],
        behind={int(one[0].partition(":")[2]): one[3] for one in value["behind"]},
    )


def _figure(name: str, value: Mapping[str, Any]) -> Figure:
    low, high = value["interval"] or (0.0, 0.0)
    return Figure(
        name=name,
        raw=value["raw_mean"],
        fair=value["fair_score"],
        low=low,
        high=high,
        status=Status(value["status"]),
        ratings=value["ratings"],
        interviewers=value["interviewers"],
    )
