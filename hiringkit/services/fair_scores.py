"""Fair scores beside raw ones, for whoever may see them: of one candidate, and of a loop's candidates together."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from hiringkit.calibration.results import Status
from hiringkit.db import fair_scores as stored
from hiringkit.db import packs
from hiringkit.db.interviews import Columns
from hiringkit.languages import marked
from hiringkit.policy.people import Viewer
from hiringkit.rubrics.packs import Scale

NOTICE = "A fair score supports a decision. It may not be the only or the overriding ground."
NOT_IN_IT = marked(
    "This candidate is not in the run: one enters once each scorecard that counts is in, or they were opened."
)
CLOSED = (
    "No fair score is shown here. It holds other people’s ratings, so it comes once their scorecards are open to you "
    "and a calibration has run."
)


@dataclass(frozen=True)
class Figure:
    """A raw mean and the fair score beside it, in points of the scale; the latter only where the gate is open."""

    key: str
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
    """What a run says of one candidacy. `behind` says of whom this one is ahead, in words, by candidacy; `mend` is what
    would make the run better known with the fewest ratings, with the engine's names for people and candidates."""

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
    run_status: Status = Status.UNCALIBRATED
    run_reasons: tuple[str, ...] = ()
    run_size: tuple[int, int] = (0, 0)  # candidates, interviewers
    alpha: float | None = None  # agreement in the run, before anything is adjusted
    alpha_interval: tuple[float, float] | None = None
    advice: tuple[str, str, int] | None = None  # the cheapest thing that would help: kind, sentence, ratings

    @property
    def mend(self) -> str:
        """The cheapest thing that would help, in a sentence that may name others by id; nothing where all is well."""
        return self.advice[1] if self.advice else ""

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


def of_candidacy(session: Session, viewer: Viewer | None, candidacy_id: int) -> FairScore | None:
    """The candidate's fair score as this viewer may see it; None where it is closed to them, or nothing has run."""
    found = _of_rows(session, stored.fair(session, viewer, candidacy_id=candidacy_id))
    return found[0] if found else None


def of_debrief(session: Session, head: Mapping[str, Any]) -> FairScore | None:
    """The same, from the row of a debrief that has it beside all else."""
    if head["run_id"] is None:
        return None
    run = (head["run_id"], head["run_made_at"], head["run_status"], head["run_ratings"], head["run_result"])
    row = (head["candidacy_id"], *run, head["run_value"], head["version_id"], head["content_hash"])
    return _of_rows(session, [row])[0]


def of_loop(session: Session, viewer: Viewer | None, loop_id: int) -> list[FairScore]:
    """Those of a loop's candidates whose cards are open to this viewer, by candidacy."""
    return _of_rows(session, stored.fair(session, viewer, loop_id=loop_id))


def _of_rows(session: Session, rows: Sequence[Columns]) -> list[FairScore]:
    results = {row[1]: row[5] for row in rows}
    read = {run_id: json.loads(text) for run_id, text in results.items()}
    return [_of_row(session, row, read[row[1]]) for row in rows]


def _of_row(session: Session, row: Columns, result: Mapping[str, Any]) -> FairScore:
    pack = packs.pack_of(session, row[7], row[8])
    names = {one.id: one.name for one in pack.criteria}
    scale = pack.scale if pack.scale and pack.scale.levels == result["scale"]["max"] else None
    whole = scale or Scale(levels=result["scale"]["max"], words=tuple(map(str, range(1, result["scale"]["max"] + 1))))
    value = json.loads(row[6]) if row[6] else None
    said = tuple(result["reasons"])
    of_run: dict[str, Any] = {"run_status": row[3], "run_reasons": said, **_of_run(result)}
    if value is None:
        return FairScore(row[0], row[1], row[2], row[4], row[3], (NOT_IN_IT, *said), whole, None, **of_run)
    return FairScore(
        candidacy_id=row[0],
        run_id=row[1],
        made_at=row[2],
        ratings=row[4],
        status=Status(value["status"]),
        reasons=said,
        scale=whole,
        total=_figure("", "All criteria", value),
        criteria=tuple(_figure(key := _key(one), names.get(key, key), one) for one in value["criteria"]),
        component=value["component"],
        group=value["group"],
        behind={int(one[0].partition(":")[2]): one[3] for one in value["behind"]},
        **of_run,
    )


def _of_run(result: Mapping[str, Any]) -> dict[str, Any]:
    """What a run says of all its candidates together."""
    agreement, interval = result["agreement"], result["agreement"]["interval"]
    cheapest = min(result["advice"], key=lambda one: int(one["ratings"]), default=None)
    return {
        "run_size": (sum(pool["candidates"] for pool in result["pools"]), len(result["interviewers"])),
        "alpha": agreement["alpha_ordinal"],
        "alpha_interval": (interval[0], interval[1]) if interval else None,
        "advice": (cheapest["kind"], cheapest["sentence"], cheapest["ratings"]) if cheapest else None,
    }


def _key(value: Mapping[str, Any]) -> str:
    return str(value["id"].partition("@")[0])


def _figure(key: str, name: str, value: Mapping[str, Any]) -> Figure:
    low, high = value["interval"] or (0.0, 0.0)
    return Figure(
        key=key,
        name=name,
        raw=value["raw_mean"],
        fair=value["fair_score"],
        low=low,
        high=high,
        status=Status(value["status"]),
        ratings=value["ratings"],
        interviewers=value["interviewers"],
    )
