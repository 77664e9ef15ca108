"""What became of a hire by day 90, and which criteria of the interviews told it beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

DAYS = 90
EARLIEST, LATEST = timedelta(days=3653), timedelta(days=731)  # a first day at work, before today and after
FEWEST = 12  # hires with both; with fewer, the interval below covers less often than it says
_TWO_SIDED = NormalDist().inv_cdf(0.975)


class Result(StrEnum):
    """Whether somebody hired had done by day 90 what an outcome of the pack says."""

    NOT_MET = "not_met"
    PARTLY = "partly"
    MET = "met"

    @property
    def points(self) -> int:
        """0, 1 or 2."""
        return list(Result).index(self)


RESULT_WORDS = {Result.NOT_MET: "not met", Result.PARTLY: "in part", Result.MET: "met"}


class Verdict(StrEnum):
    """What can be said of a criterion."""

    TOO_FEW = "too few to say"
    ALIKE = "too alike to say"
    CARRIED = "carried information"
    NOT_SEEN = "none seen yet"
    CONTRARY = "points the other way"


@dataclass(frozen=True)
class Carried:
    """How a criterion's ratings went with what came of the hires: Kendall's tau-b, from -1 to 1, with its 95 %
    interval; no figures where there is too little to go on."""

    hires: int
    verdict: Verdict
    tau: float | None = None
    low: float | None = None
    high: float | None = None


def day_90(started_on: date) -> date:
    """The day on which outcomes are rated."""
    return started_on + timedelta(days=DAYS)


def problems(
    results: Mapping[str, Result], words: Mapping[str, str], started_on: date | None, today: date
) -> dict[str, str]:
    """Why outcomes cannot be recorded: a sentence by field. In part is the middle, and needs no words."""
    if started_on is None:
        return {"started_on": "Give the first day at work."}
    if not -EARLIEST <= started_on - today <= LATEST:
        return {"started_on": "The first day at work lies more than ten years back, or more than two years ahead."}
    found: dict[str, str] = {}
    if results and today < day_90(started_on):
        day = day_90(started_on)
        found["started_on"] = f"Day 90 is {day.day} {day:%B %Y}; outcomes are rated then."
    for key, result in results.items():
        if result is not Result.PARTLY and not words.get(key, "").strip():
            found[f"words:{key}"] = "Write what was seen: anything but “in part” needs it."
    return found


def carried(pairs: Sequence[tuple[float, float]]) -> Carried:
    """Whether ratings of a criterion went with outcomes.

    Args:
        pairs: for each hire the mean rating of the criterion, in points of its scale, and the mean of the outcomes that
            it is to tell, in points from 0 to 2.

    Returns:
        Kendall's tau-b with an interval of its jackknife error. A criterion carried information where all of it lies
        above 0. Only those hired are looked at, so that the true relation is stronger than this shows.

    Source:
        Kendall, M. G. (1945). The treatment of ties in ranking problems. Biometrika 33.
        Efron, B. (1982). The jackknife, the bootstrap and other resampling plans. SIAM.
    """
    count = len(pairs)
    if count < FEWEST:
        return Carried(count, Verdict.TOO_FEW)
    tau = _tau(pairs)
    parts = [_tau([*pairs[:at], *pairs[at + 1 :]]) for at in range(count)]
    if tau is None or None in parts:
        return Carried(count, Verdict.ALIKE)
    known = [part for part in parts if part is not None]
    mean = sum(known) / count
    half = _TWO_SIDED * sqrt((count - 1) / count * sum((part - mean) ** 2 for part in known)) * count / (count - 2)
    low, high = max(-1.0, tau - half), min(1.0, tau + half)
    verdict = Verdict.CARRIED if low > 0 else Verdict.CONTRARY if high < 0 else Verdict.NOT_SEEN
    return Carried(count, verdict, tau, low, high)


def _tau(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Kendall's tau-b; None where one of the two never differs."""
    same = ratings = outcomes = 0
    for at, (rating, outcome) in enumerate(pairs):
        for other_rating, other_outcome in pairs[at + 1 :]:
            one, two = _sign(rating - other_rating), _sign(outcome - other_outcome)
            same += one * two
            ratings += one != 0
            outcomes += two != 0
    return same / sqrt(ratings * outcomes) if ratings and outcomes else None


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
