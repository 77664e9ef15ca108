"""The calibration page: what a run says of a pack's interviewers and criteria, without saying who is who."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from hiringkit.calibration.results import Result, Status, from_json
from hiringkit.db import calibrations as stored
from hiringkit.db import packs
from hiringkit.db.calibrations import Head
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Viewer
from hiringkit.rubrics.packs import Scale
from hiringkit.scoring import severities
from hiringkit.services import calibrations

MOST_RUNS = 50
MOST_THEN = 12  # runs whose course over time is shown
FEWEST_LETTERS = 3  # of fewer people each would be known, letters or not
SOMEBODY, ELSEWHERE = "somebody", "a candidate of another loop"
_NAMED = re.compile(r"\b(candidacy|person):(\d+)\b")


@dataclass(frozen=True)
class Run:
    """A run, without what it says."""

    id: int
    pack_id: int
    title: str
    made_at: datetime
    program: str
    status: Status
    candidates: int
    interviewers: int
    ratings: int


@dataclass(frozen=True)
class Point:
    """Something on the ruler, in points of the scale, with its interval where there is one."""

    name: str
    at: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Severity:
    """An interviewer under this run's letter: how many points more than average they give, and what is not known."""

    letter: str
    gives: float | None
    low: float
    high: float
    words: str
    fit: str
    shares: tuple[int, ...]
    use: str


@dataclass(frozen=True)
class Criterion:
    """A criterion: what an average candidate is given, and how far people agree about it."""

    name: str
    at: float | None
    alpha: float | None
    words: str
    ratings: int
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Then:
    """What a run said of everybody together: how far the severities that are known lie apart, how many are unusual, and
    agreement."""

    run_id: int
    made_at: datetime
    interviewers: int
    spread: float | None
    unusual: int
    alpha: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True)
class CalibrationPage:
    """A pack's calibration as a viewer may see it. Without a run: none was made yet, or none may be shown to them."""

    pack_id: int
    title: str
    packs: tuple[tuple[int, str], ...]
    run: Run | None
    runs: tuple[Run, ...] = ()
    newer: int = 0
    is_newest: bool = True
    reasons: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    scale: Scale | None = None
    average: float | None = None
    candidates: tuple[Point, ...] = ()
    interviewers: tuple[Point, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    counted: str = ""
    severities: tuple[Severity, ...] = ()
    alpha: float | None = None
    alpha_interval: tuple[float, float] | None = None
    over_time: tuple[Then, ...] = ()

    @property
    def before(self) -> Run | None:
        """The run before this one."""
        older = [one for one in self.runs if self.run and one.id < self.run.id]
        return older[0] if older else None

    @property
    def weakest(self) -> Criterion | None:
        """The criterion that people agree least on, where that is low."""
        known = [one for one in self.criteria if one.alpha is not None and one.words == "low"]
        return min(known, key=lambda one: one.alpha or 0.0) if known else None

    @property
    def agreement(self) -> str:
        """What agreement over all criteria is called."""
        return severities.agreement(self.alpha)


def overview(db: Database, viewer: Viewer, pack_id: int | None = None) -> CalibrationPage | None:
    """The newest run that the viewer may see of a pack, or of the first that has one; None when they reach no pack.

    Raises NotFoundError: no such pack is in use, or its calibration is not for this viewer.
    """
    with db.reading() as session:
        known = tuple((row[0], row[1]) for row in stored.reached(session, viewer))
        if pack_id is not None and pack_id not in dict(known):
            raise NotFoundError("There is no such pack in use.", where=f"pack {pack_id}")
        if not known:
            return None
        heads = stored.runs(session, viewer, [one for one, _ in known] if pack_id is None else [pack_id], MOST_RUNS)
        chosen = pack_id or _fullest(heads) or known[0][0]
        heads = [head for head in heads if head["pack_id"] == chosen]
        if not heads:
            return CalibrationPage(chosen, dict(known)[chosen], known, None)
        return _page(session, viewer, heads[0]["id"], known, heads)


def _fullest(heads: Sequence[Head]) -> int | None:
    """The pack whose newest run holds most ratings."""
    newest: dict[int, Head] = {}
    for head in heads:
        newest.setdefault(head["pack_id"], head)
    found = max(newest.values(), key=lambda head: int(head["ratings"]), default=None)
    return found["pack_id"] if found else None


def run(db: Database, viewer: Viewer, run_id: int) -> CalibrationPage:
    """One run. Raises NotFoundError: there is none, or it may not be shown to this viewer."""
    with db.reading() as session:
        known = tuple((row[0], row[1]) for row in stored.reached(session, viewer))
        head = _head(session, viewer, run_id)
        return _page(session, viewer, run_id, known, stored.runs(session, viewer, [head["pack_id"]], MOST_RUNS))


def again(db: Database, viewer: Viewer, pack_id: int, now: datetime) -> None:
    """Make the run that the pack's ratings ask for. Raises NotFoundError, as `overview`."""
    with db.reading() as session:
        if pack_id not in {row[0] for row in stored.reached(session, viewer)}:
            raise NotFoundError("There is no such pack in use.", where=f"pack {pack_id}")
    calibrations.refresh(db, pack_id, now)


def _head(session: Session, viewer: Viewer, run_id: int) -> Head:
    head = stored.run(session, viewer, run_id)
    if head is None:
        raise NotFoundError("There is no such calibration run.", where=f"run {run_id}")
    return head


def head_only(head: Head) -> Run:
    """A run's head as a value."""
    return Run(**{name: head[name] for name in Run.__dataclass_fields__})


def whole(session: Session, head: Head) -> Result:
    """A run's result with its candidates."""
    found = json.loads(head["result"])
    values = [json.loads(row[1]) for row in stored.scores(session, head["id"])]
    candidates = [{name: part for name, part in value.items() if name != "behind"} for value in values]
    return from_json({**found, "candidates": candidates, "differences": []})


def scale_of(session: Session, pack_id: int, levels: int) -> Scale:
    """The words of a pack's scale of so many levels, of the newest version that a loop has; else its numbers."""
    for version_id, digest in reversed(stored.versions(session, pack_id)):
        scale = packs.pack_of(session, version_id, digest).scale
        if scale and scale.levels == levels:
            return scale
    return Scale(levels=levels, words=tuple(str(step) for step in range(1, levels + 1)))


def _page(
    session: Session, viewer: Viewer, run_id: int, known: tuple[tuple[int, str], ...], heads: Sequence[Head]
) -> CalibrationPage:
    head = _head(session, viewer, run_id)
    result = whole(session, head)
    names = stored.candidates(session, viewer, run_id)
    people = stored.people(session, [calibrations.number(one.id) for one in result.interviewers])
    scale = scale_of(session, head["pack_id"], result.scale[1])
    drawn = letters(head["draw"], [one.id for one in result.interviewers])
    average = _average(result)
    lines = _severities(result, drawn, scale)
    return CalibrationPage(
        pack_id=head["pack_id"],
        title=head["title"],
        packs=known,
        run=head_only(head),
        runs=tuple(head_only(one) for one in heads),
        newer=stored.newer_cards(session, head["pack_id"], head["made_at"]),
        is_newest=not heads or heads[0]["id"] == run_id,
        reasons=result.reasons,
        advice=tuple(named(one.sentence, names, people) for one in result.advice),
        scale=scale,
        average=average,
        candidates=_candidates(result, names),
        interviewers=tuple(
            Point(one.letter, _within(average + one.gives, scale), average + one.low, average + one.high)
            for one in lines
            if average is not None and one.gives is not None
        ),
        criteria=_criteria(result, stored.criteria(session, head["pack_id"]), average, scale),
        counted=severities.counted(
            [one.words for one in lines if one.gives is not None], sum(one.gives is None for one in lines)
        ),
        severities=lines if len(lines) >= FEWEST_LETTERS else (),
        alpha=result.agreement.alpha_ordinal,
        alpha_interval=result.agreement.interval,
        over_time=tuple(_then(row) for row in reversed(stored.history(session, viewer, MOST_THEN, head["pack_id"]))),
    )


def _then(row: Columns) -> Then:
    result = from_json({**json.loads(row[3]), "candidates": [], "differences": []})
    shown = [one for one in result.interviewers if one.shown and one.severity_points is not None]
    gives = [-one.severity_points for one in shown if one.severity_points is not None]
    words = [
        severities.gives(-one.severity_points, -one.points_interval[1], -one.points_interval[0])
        for one in shown
        if one.severity_points is not None and one.points_interval is not None
    ]
    return Then(
        run_id=row[0],
        made_at=row[2],
        interviewers=len(result.interviewers),
        spread=max(gives) - min(gives) if len(gives) >= FEWEST_LETTERS else None,
        unusual=sum(one.startswith("unusually") for one in words),
        alpha=result.agreement.alpha_ordinal,
        interval=result.agreement.interval,
    )


def letters(draw: str, ids: Sequence[str]) -> dict[str, str]:
    """A letter for each interviewer, drawn anew for each run."""
    places = list(range(len(ids)))
    random.Random(draw).shuffle(places)  # noqa: S311 -- the draw itself is unguessable, and kept from every page
    return {one: _letter(place) for one, place in zip(ids, places, strict=True)}


def _letter(place: int) -> str:
    before, last = divmod(place, 26)
    return (_letter(before - 1) if before else "") + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[last]


def named(sentence: str, candidates: Mapping[int, str], people: Mapping[int, str]) -> str:
    """A sentence of the engine's with names for ids; whoever the viewer does not know stays without."""

    def name(found: re.Match[str]) -> str:
        one = int(found[2])
        return people.get(one, SOMEBODY) if found[1] == "person" else candidates.get(one, ELSEWHERE)

    return _NAMED.sub(name, sentence)


def people_in(sentence: str) -> list[int]:
    """The ids of the people whom a sentence of the engine's names."""
    return [int(found[2]) for found in _NAMED.finditer(sentence) if found[1] == "person"]


def _average(result: Result) -> float | None:
    fair = [one.fair_score for one in result.candidates if one.fair_score is not None]
    return sum(fair) / len(fair) if fair else None


def _candidates(result: Result, names: Mapping[int, str]) -> tuple[Point, ...]:
    """Those with a fair score, by name; those whom the viewer does not know come last, without a name."""
    points = [
        Point(names.get(calibrations.number(one.id), ELSEWHERE), one.fair_score, *(one.interval or (None, None)))
        for one in result.candidates
        if one.fair_score is not None
    ]
    return tuple(sorted(points, key=lambda one: (one.name == ELSEWHERE, one.name, one.at)))


def _severities(result: Result, drawn: Mapping[str, str], scale: Scale) -> tuple[Severity, ...]:
    lines = [_severity(one, drawn[one.id], scale) for one in result.interviewers]
    return tuple(sorted(lines, key=lambda one: (one.gives is None, one.gives or 0.0, one.letter)))


def _severity(one: Any, letter: str, scale: Scale) -> Severity:
    shares, use = severities.percents(one.levels), severities.use(one.levels, scale.words)
    if not one.shown or one.severity_points is None or one.points_interval is None:
        return Severity(letter, None, 0.0, 0.0, not_yet(one), "", shares, use)
    low, high = -one.points_interval[1], -one.points_interval[0]
    words = severities.gives(-one.severity_points, low, high)
    return Severity(letter, -one.severity_points, low, high, words, severities.fit(one.infit), shares, use)


def not_yet(one: Any) -> str:
    """Why a severity is not shown, and what would be enough."""
    if not one.more_candidates:
        return "cannot be told apart here"
    return f"not enough yet: {one.candidates} of about {one.candidates + one.more_candidates} candidates"


def _criteria(
    result: Result, names: Mapping[tuple[str, str], str], average: float | None, scale: Scale
) -> tuple[Criterion, ...]:
    slope = next(
        (one.severity_points / one.severity for one in result.interviewers if one.severity and one.severity_points), 0.0
    )
    newest = dict(names.keys())
    found = []
    for one in result.criteria:
        key, _, digest = one.id.partition("@")
        name = names.get((key, digest), key)
        if newest.get(key, digest) != digest:
            name += ", earlier anchors"
        at = None if average is None or one.difficulty is None else _within(average - one.difficulty * slope, scale)
        found.append(
            Criterion(
                name, at, one.alpha_ordinal, severities.agreement(one.alpha_ordinal), one.ratings, one.alpha_interval
            )
        )
    return tuple(sorted(found, key=lambda one: one.name))


def _within(at: float, scale: Scale) -> float:
    return min(max(at, 1.0), float(scale.levels))
