"""The mirror: what the last runs say of the viewer's own rating, beside everybody together; for them alone."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlmodel import Session

from hiringkit.calibration.results import InterviewerSeverity, from_json
from hiringkit.db import calibrations as stored
from hiringkit.db import drills as stored_drills
from hiringkit.db.calibrations import Head
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.policy.people import Viewer
from hiringkit.rubrics.packs import Scale
from hiringkit.scoring import severities
from hiringkit.scoring.drills import Closeness, Pair, closeness
from hiringkit.services import calibrations
from hiringkit.services.calibration_pages import Run, head_only, not_yet, scale_of

FEWEST_TOGETHER = 3  # interviewers: of fewer, what all do would tell what the other does
MOST_THEN = 40  # runs over all packs that are looked through for one's own lines
LATER = 2.0  # times the hours of everybody


@dataclass(frozen=True)
class Habit:
    """Something that the viewer does, and all together, in words that stand on the page; `all` may be unknown."""

    name: str
    own: str
    all: str
    words: str


@dataclass(frozen=True)
class Mirror:
    """One pack's mirror. `gives`: points more than the average interviewer, None while too little is known."""

    run: Run
    candidates: int
    ratings: int
    gives: float | None
    low: float
    high: float
    sentence: str
    scale: Scale
    own: tuple[int, ...]
    all: tuple[int, ...]
    use: str
    habits: tuple[Habit, ...]
    suggestion: str
    accuracy: Accuracy | None = None
    over_time: tuple[Then, ...] = ()

    @property
    def drift(self) -> str:
        """Whether the viewer has moved since the first run that is shown, as far as the ranges can tell."""
        if len(self.over_time) < 2:
            return ""
        first, last = self.over_time[0], self.over_time[-1]
        if first.low <= last.high and last.low <= first.high:
            return "no movement that the ranges could show."
        return f"you give {abs(last.gives - first.gives):.1f} points {_side(last.gives - first.gives)} than you did."


@dataclass(frozen=True)
class Then:
    """How much the viewer gave beside the average in an earlier run, with its range."""

    made_at: datetime
    gives: float
    low: float
    high: float


@dataclass(frozen=True)
class Accuracy:
    """How close the viewer's drills with a pack came to the references, together and drill by drill, oldest first;
    `all` is everybody's together, None where they are too few."""

    drills: int
    found: Closeness
    all: Closeness | None
    by_drill: tuple[tuple[datetime, Closeness], ...]


def mirrors(db: Database, viewer: Viewer) -> list[Mirror]:
    """The viewer's own, one a pack that they rated with; from runs without a candidate whose card they still write."""
    with db.reading() as session:
        heads = stored.last_for_author(session, viewer)
        drilled = stored_drills.pairs(session)
        runs = stored.history(session, viewer, MOST_THEN)
        found = [_mirror(session, viewer, head, drilled, runs) for head in heads]
    return [one for one in found if one]


def _mirror(
    session: Session, viewer: Viewer, head: Head, drilled: Sequence[Columns], runs: Sequence[Columns]
) -> Mirror | None:
    result = from_json({**json.loads(head["result"]), "candidates": [], "differences": []})
    own = next((one for one in result.interviewers if one.id == calibrations.person(viewer.person_id)), None)
    if own is None:
        return None
    scale = scale_of(session, head["pack_id"], result.scale[1])
    together = len(result.interviewers) >= FEWEST_TOGETHER
    levels = [sum(counts) for counts in zip(*(one.levels for one in result.interviewers), strict=True)]
    known = own.shown and own.severity_points is not None and own.points_interval is not None
    gives, low, high = _points(own) if known else (None, 0.0, 0.0)
    use = severities.use(own.levels, scale.words)
    evidence, evidenced = _evidence(stored.habits(session, head["id"]), viewer.person_id, together=together)
    hours, late = _hours(stored.submissions(session, head["id"]), viewer.person_id, together=together)
    return Mirror(
        run=head_only(head),
        candidates=own.candidates,
        ratings=own.ratings,
        gives=gives,
        low=low,
        high=high,
        sentence=_sentence(gives, low, high) if gives is not None else f"Your severity: {not_yet(own)}.",
        scale=scale,
        own=severities.percents(own.levels),
        all=severities.percents(levels) if together else (),
        use=use,
        habits=tuple(one for one in (evidence, hours) if one),
        accuracy=_accuracy([row for row in drilled if row[1] == head["pack_id"]], viewer.person_id),
        over_time=tuple(_over_time([row for row in runs if row[1] == head["pack_id"]], viewer.person_id)),
        suggestion=severities.suggestion(
            severities.gives(gives, low, high) if gives is not None else "", use, evidenced, late=late
        ),
    )


def _over_time(rows: Sequence[Columns], own_id: int) -> Iterator[Then]:
    """Oldest first; of runs in which enough was known to say it."""
    for _id, _pack, made_at, text in reversed(rows):
        for one in json.loads(text)["interviewers"]:
            if one["id"] == calibrations.person(own_id) and one["shown"] and one["points_interval"]:
                low, high = one["points_interval"]
                yield Then(made_at, -one["severity_points"], -high, -low)


def _accuracy(rows: Sequence[Columns], own_id: int) -> Accuracy | None:
    by_drill: dict[tuple[datetime, int], list[Pair]] = defaultdict(list)
    for person_id, _pack, _stage, drill_id, ended_at, name, own, reference in rows:
        if person_id == own_id:
            by_drill[ended_at, drill_id].append(Pair(name, own, reference))
    if not by_drill:
        return None
    together = len({row[0] for row in rows}) >= FEWEST_TOGETHER
    return Accuracy(
        drills=len(by_drill),
        found=closeness(pair for pairs in by_drill.values() for pair in pairs),
        all=closeness(Pair(row[5], row[6], row[7]) for row in rows) if together else None,
        by_drill=tuple((ended_at, closeness(pairs)) for (ended_at, _id), pairs in sorted(by_drill.items())),
    )


def _points(own: InterviewerSeverity) -> tuple[float, float, float]:
    assert own.severity_points is not None
    assert own.points_interval is not None
    return -own.severity_points, -own.points_interval[1], -own.points_interval[0]


def _sentence(gives: float, low: float, high: float) -> str:
    if abs(gives) < 0.05:
        start = "You give about as much as the average interviewer"
    else:
        start = f"You give about {abs(gives):.1f} points {_side(gives)} than the average interviewer"
    return f"{start}; likely between {_end(low)} and {_end(high)}."


def _end(points: float) -> str:
    return "no difference" if abs(points) < 0.05 else f"{abs(points):.1f} {_side(points)}"


def _side(points: float) -> str:
    return "more" if points > 0 else "less"


def _evidence(rows: Sequence[Columns], own_id: int, *, together: bool) -> tuple[Habit | None, int | None]:
    own = next((row for row in rows if row[0] == own_id), None)
    if own is None:
        return None, None
    percent = round(100 * own[2] / own[1])
    every = round(100 * sum(row[2] for row in rows) / sum(row[1] for row in rows))
    words = _beside(percent - every, 5, "more than all together", "less than all together") if together else ""
    told = f"{every} %" if together else "–"
    return Habit("Ratings with evidence", f"{own[2]} of {own[1]}", told, words), percent


def _hours(rows: Sequence[Columns], own_id: int, *, together: bool) -> tuple[Habit | None, bool]:
    taken = [(row[0], (row[1] - row[2] - timedelta(minutes=row[3])).total_seconds() / 3600) for row in rows]
    own = [max(hours, 0.0) for author, hours in taken if author == own_id]
    if not own:
        return None, False
    mine, every = median(own), median(max(hours, 0.0) for _, hours in taken)
    late = together and mine > max(LATER * every, 24.0)
    words = _beside(every - mine, 1.0, "sooner than most", "later than most") if together else ""
    told = f"{every:.0f}" if together else "–"
    return Habit("Hours from the interview’s end to your scorecard, median", f"{mine:.0f}", told, words), late


def _beside(difference: float, enough: float, more: str, less: str) -> str:
    if abs(difference) < enough:
        return "like all together"
    return more if difference > 0 else less
