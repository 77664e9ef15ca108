"""Two candidates, or two runs, side by side: what may be said of the difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from hiringkit.calibration.ratings import Floats, Ints
from hiringkit.calibration.results import CandidateScore, InterviewerSeverity, Result
from hiringkit.calibration.scores import Reach

AHEAD = 1.96
WORDS = ((2.58, "clearly ahead"), (AHEAD, "ahead"), (1.28, "probably ahead"))
TOO_CLOSE = "too close to call"
MOVED = 0.05  # points: what one decimal can show


def words(z: float) -> str:
    """What a difference amounts to that is z of its standard errors long."""
    return next((said for least, said in WORDS if abs(z) >= least), TOO_CLOSE)


def in_groups(members: Ints, score: Floats, reach: Reach) -> list[Ints]:
    """Candidates in groups, best first: a new one begins with the first who is behind the top of the present one.

    Args:
        members: (n,) numbers of candidates who may be compared, in the order of their names.
        score: (candidates,) fair scores.
        reach: for the differences' standard errors.
    """
    order = members[np.argsort(-score[members], kind="stable")]
    found: list[Ints] = []
    top = 0
    while top < len(order):
        end = _first_behind(order, top, score, reach)
        found.append(np.sort(order[top:end]))
        top = end
    return found


def _first_behind(order: Ints, top: int, score: Floats, reach: Reach) -> int:
    begin, at_once = top + 1, 64
    while begin < len(order):
        others = order[begin : begin + at_once]
        z = (score[order[top]] - score[others]) / reach.difference_se(int(order[top]), others)
        behind = np.flatnonzero(z >= AHEAD)
        if len(behind):
            return begin + int(behind[0])
        begin, at_once = begin + at_once, at_once * 4
    return len(order)


@dataclass(frozen=True)
class Moved:
    """A candidate whose fair score another run has differently; points are those of the scale."""

    id: str
    before: float | None
    after: float | None
    new_ratings: int
    why: str


@dataclass(frozen=True)
class Relearned:
    """An interviewer whose severity another run has differently, in points of the scale."""

    id: str
    before: float
    after: float


@dataclass(frozen=True)
class Comparison:
    """What a later run has differently."""

    appeared: tuple[str, ...]
    disappeared: tuple[str, ...]
    moved: tuple[Moved, ...]
    relearned: tuple[Relearned, ...]


def compare(before: Result, after: Result) -> Comparison:
    """Who moved between two runs, and why; the largest change first."""
    old = {candidate.id: candidate for candidate in before.candidates}
    new = {candidate.id: candidate for candidate in after.candidates}
    relearned = tuple(_relearned(_by_id(before), _by_id(after)))
    moved = [_moved(old[name], new[name], any_relearned=bool(relearned)) for name in sorted(old.keys() & new.keys())]
    return Comparison(
        appeared=tuple(sorted(new.keys() - old.keys())),
        disappeared=tuple(sorted(old.keys() - new.keys())),
        moved=tuple(sorted((one for one in moved if one), key=lambda one: -abs((one.after or 0) - (one.before or 0)))),
        relearned=relearned,
    )


def _by_id(result: Result) -> dict[str, InterviewerSeverity]:
    return {interviewer.id: interviewer for interviewer in result.interviewers}


def _relearned(old: Mapping[str, InterviewerSeverity], new: Mapping[str, InterviewerSeverity]) -> Iterator[Relearned]:
    for name in sorted(old.keys() & new.keys()):
        before, after = old[name].severity_points, new[name].severity_points
        if before is not None and after is not None and abs(after - before) >= MOVED:
            yield Relearned(name, before, after)


def _moved(before: CandidateScore, after: CandidateScore, *, any_relearned: bool) -> Moved | None:
    old, new = before.fair_score, after.fair_score
    if old is None and new is None:
        return None
    if old is not None and new is not None and abs(new - old) < MOVED:
        return None
    added = after.ratings - before.ratings
    if old is None or new is None:
        why = "the gate opened" if old is None else "the gate closed"
    elif added or abs(after.raw_mean - before.raw_mean) > 1e-9:
        why = "new ratings" if added else "changed ratings"
    else:
        why = "re-learned severity" if any_relearned else "the other candidates"
    return Moved(after.id, old, new, added, why)
