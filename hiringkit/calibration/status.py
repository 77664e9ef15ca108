"""How far a calibration may be used, in a word and with every reason that stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hiringkit.calibration.groups import Groups, Met
from hiringkit.calibration.ratings import Ratings
from hiringkit.calibration.reasons import (
    ALIKE,
    ALONE,
    APART,
    CONNECTED,
    FEW,
    FEW_RATINGS,
    JOINT,
    NOBODY,
    ONE,
    ONE_RATING,
    OWN_STAGES,
    SEEN_ONCE,
    UNLEARNED,
    UNLINKED,
    UNSETTLED,
)
from hiringkit.calibration.results import FEWEST_OF_A_CANDIDATE, Interval, Method, Status

FEWEST_RATINGS, ENOUGH_RATINGS = 30, 100
ENOUGH_CANDIDATES, ENOUGH_INTERVIEWERS = 8, 3
ENOUGH_SEEN_TWICE = 80  # percent
ENOUGH_LEARNED = 0.5
CANDIDATES_TO_SHOW = 3


@dataclass(frozen=True)
class Facts:
    """What the gates look at; candidates without the reference samples, `seen_twice` with them too in the second."""

    candidates: int
    interviewers: int
    ratings: int
    one_level: bool
    seen_twice: int
    linking: int
    components: int
    stages_have_their_own: bool

    @property
    def percent_seen_twice(self) -> int:
        """Of the candidates, rounded down, so that it never claims the gate is passed when it is not."""
        return 100 * self.seen_twice // max(self.candidates, 1)


def facts(ratings: Ratings, found: Groups, pairs: Met) -> Facts:
    """The facts about these ratings."""
    rated = pairs.interviewers_of > 0
    real = ~ratings.is_reference & rated
    twice = pairs.interviewers_of >= 2
    return Facts(
        candidates=int(real.sum()),
        interviewers=len(ratings.labels.interviewers),
        ratings=ratings.count,
        one_level=bool((ratings.level == ratings.level[0]).all()),
        seen_twice=int((real & twice).sum()),
        linking=int(twice.sum()),
        components=found.count,
        stages_have_their_own=_stages_have_their_own(ratings),
    )


def _stages_have_their_own(ratings: Ratings) -> bool:
    """Whether nobody interviews in two stages, of which there are at least two."""
    stages = len(ratings.labels.stages)
    pairs = np.unique(ratings.interviewer * stages + ratings.stage)
    return stages > 1 and len(pairs) == len(ratings.labels.interviewers)


def not_calibrated(found: Facts) -> list[str]:
    """Why nothing can be adjusted, a sentence each."""
    gates = [
        (found.interviewers == 1, ALONE),
        (found.candidates <= 1, ONE if found.candidates else NOBODY),
        (found.one_level, ALIKE),
        (found.linking < 2, UNLINKED),
        (
            found.ratings < FEWEST_RATINGS,
            (ONE_RATING if found.ratings == 1 else FEW_RATINGS) % {"ratings": found.ratings, "needed": FEWEST_RATINGS},
        ),
    ]
    return [f"Not calibrated: {sentence}." for closed, sentence in gates if closed]


def provisional(found: Facts, *, learned: float | None, converged: bool, method: Method) -> list[str]:
    """Why the adjusted figures are not to be relied upon yet, a sentence each.

    Args:
        found: the facts.
        learned: median of what is learned of the interviewers' severity, None under `jmle`.
        converged: whether the estimation settled.
        method: `jmle` is never better than provisional.
    """
    few = (
        found.candidates < ENOUGH_CANDIDATES
        or found.interviewers < ENOUGH_INTERVIEWERS
        or found.ratings < ENOUGH_RATINGS
    )
    gates = [
        (
            found.components > 1,
            APART % {"groups": found.components},
        ),
        (
            few,
            FEW % {**_counts(found), "enough": ENOUGH_CANDIDATES, "people": ENOUGH_INTERVIEWERS, "all": ENOUGH_RATINGS},
        ),
        (
            found.seen_twice * 100 < ENOUGH_SEEN_TWICE * found.candidates,
            SEEN_ONCE % {"share": found.percent_seen_twice, "needed": ENOUGH_SEEN_TWICE},
        ),
        (
            learned is not None and learned < ENOUGH_LEARNED,
            UNLEARNED,
        ),
        (found.stages_have_their_own, OWN_STAGES),
        (not converged, UNSETTLED),
        (method is Method.JMLE, JOINT),
    ]
    return [f"Provisional: {sentence}." for closed, sentence in gates if closed]


def calibrated(found: Facts) -> str:
    """The sentence when nothing stands in the way."""
    return f"Calibrated: {CONNECTED % _counts(found)}."


def _counts(found: Facts) -> dict[str, int]:
    return {"candidates": found.candidates, "interviewers": found.interviewers, "ratings": found.ratings}


def of_candidate(run: Status, *, ratings: int, interviewers: int, interval: Interval | None, range_: int) -> Status:
    """Of one candidate; range_ is the scale's, in points."""
    if run is Status.UNCALIBRATED or ratings < FEWEST_OF_A_CANDIDATE:
        return Status.UNCALIBRATED
    if run is Status.PROVISIONAL or not _narrow(interviewers, interval, range_):
        return Status.PROVISIONAL
    return Status.CALIBRATED


def of_criterion(candidate: Status, *, interviewers: int, interval: Interval | None, range_: int) -> Status:
    """Of one criterion of a candidate."""
    if candidate is not Status.CALIBRATED:
        return candidate
    return Status.CALIBRATED if _narrow(interviewers, interval, range_) else Status.PROVISIONAL


def _narrow(interviewers: int, interval: Interval | None, range_: int) -> bool:
    return interviewers >= 2 and interval is not None and interval[1] - interval[0] <= range_ / 2
