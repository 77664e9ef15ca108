"""Classical joint maximum likelihood: every candidate, interviewer and criterion free, no prior.

It is what published tables of many-facet analyses hold, and here to be compared with them.

Source:
    Linacre, J. (1989). Many-Facet Rasch Measurement; the FACETS manual for elements at the ends (0.3 points inside the
    limit) and for the model standard error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hiringkit.calibration import shared
from hiringkit.calibration.blocks import gathered_by_local, in_cells, linear, moved
from hiringkit.calibration.design import Block, Design, design
from hiringkit.calibration.kernel import ThresholdSums, curve, threshold_step, threshold_sums
from hiringkit.calibration.ratings import Floats, Ints, Ratings

INSIDE = 0.3  # points from the limit, for who got only lowest or only highest ratings
TOLERANCE = 1e-5
MOST_ITERATIONS = 200
RIDGE = 1e-6  # keeps what the data cannot tell apart where it is
FACETS = ("candidate", "interviewer", "criterion")

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Joint:
    """The estimates, in logits; NaN for who could not be estimated.

    Attributes:
        candidate, interviewer, criterion: a measure each; interviewers + = harsher, criteria + = harder.
        thresholds: (m,) sum zero; NaN where the level was never used.
        levels: the levels in use, in steps above the lowest; `steps_taken` are the thresholds between them.
    """

    candidate: Floats
    interviewer: Floats
    criterion: Floats
    thresholds: Floats
    levels: Ints
    steps_taken: Floats
    iterations: int
    converged: bool

    def eta(self, ratings: Ratings) -> Floats:
        """(n,) of every rating."""
        found: Floats = (
            self.candidate[ratings.candidate]
            - self.interviewer[ratings.interviewer]
            - self.criterion[ratings.criterion]
        )
        return found


@dataclass
class _State:
    local: list[Floats]
    shared: Floats
    thresholds: Floats


def estimate(ratings: Ratings, component: Ints, progress: Progress | None = None) -> Joint:
    """The joint estimate.

    Args:
        ratings: at least one.
        component: (interviewers,) connected group of each; severities sum to zero within each.
        progress: told of each round.
    """
    levels, collapsed = np.unique(ratings.level, return_inverse=True)
    steps = len(levels) - 1
    kept, rounds = _without_extremes(ratings, collapsed.astype(np.int64), steps)
    found = _Elements(ratings, collapsed.astype(np.float64), steps)
    if not kept.any() or not steps:
        return found.joint(levels, 0, converged=False)
    laid = design(ratings.only(kept), np.zeros(len(ratings.labels.candidates), np.int64), 1)
    state, iterations, converged = _settled(laid, collapsed[kept].astype(np.float64), steps, component, progress)
    found.take(laid, state)
    found.restore(rounds)
    return found.joint(levels, iterations, converged=converged)


def _without_extremes(ratings: Ratings, level: Ints, steps: int) -> tuple[NDArray[np.bool_], list[tuple[str, Ints]]]:
    """(n,) ratings that take part, and who left in which round, last round last."""
    kept = np.ones(ratings.count, dtype=bool)
    rounds: list[tuple[str, Ints]] = []
    while True:
        left = len(rounds)
        for facet in FACETS:
            code = getattr(ratings, facet)
            count = np.bincount(code[kept], minlength=int(code.max()) + 1)
            total = np.bincount(code[kept], level[kept], len(count))
            extreme = (count > 0) & ((total == 0) | (total == count * steps))
            if extreme.any():
                rounds.append((facet, np.flatnonzero(extreme)))
                kept &= ~extreme[code]
        if len(rounds) == left:
            return kept, rounds


def _settled(
    laid: Design, level: Floats, steps: int, component: Ints, progress: Progress | None
) -> tuple[_State, int, bool]:
    levels = [level[block.rows] for block in laid.blocks]
    counts = np.array([float((level >= step).sum()) for step in range(1, steps + 1)])
    local = [np.zeros((block.locals, len(block.candidates))) for block in laid.blocks]
    state = _State(local, np.zeros(laid.globals.count + 1), np.zeros(steps))
    value, sums = _evaluated(laid, levels, counts, state)
    for iteration in range(1, MOST_ITERATIONS + 1):
        change = _newton(laid, levels, state, component)
        share = 1.0
        while True:
            after = _State(
                [old + share * new for old, new in zip(state.local, change.local, strict=True)],
                state.shared + share * change.shared,
                state.thresholds,
            )
            reached, sums = _evaluated(laid, levels, counts, after)
            if reached >= value - 1e-9 * abs(value) or share < 1e-3:
                break
            share /= 2
        shift = _thresholds_moved(after, counts, sums)
        state = after
        value, _ = _evaluated(laid, levels, counts, state)
        largest = max(
            shift,
            share * float(np.abs(change.shared).max()),
            *(share * float(np.abs(part[0]).max()) for part in change.local),
        )
        if progress:
            progress("estimating", iteration)
        if largest < TOLERANCE:
            return state, iteration, True
    return state, MOST_ITERATIONS, False


def _evaluated(laid: Design, levels: list[Floats], counts: Floats, state: _State) -> tuple[float, ThresholdSums]:
    """The log likelihood, and what the thresholds learn."""
    shape = curve(state.thresholds)
    steps = len(state.thresholds)
    value = -float(counts @ state.thresholds)
    total = ThresholdSums(np.zeros(steps), np.zeros((steps, steps)))
    for block, local, level in zip(laid.blocks, state.local, levels, strict=True):
        eta = linear(block, local, state.shared)
        log_total, reached = shape.reached(eta)
        value += float(level @ eta - log_total.sum())
        total += threshold_sums(reached)
    return value, total


def _thresholds_moved(state: _State, counts: Floats, sums: ThresholdSums) -> float:
    """One Newton step of the thresholds, which sum to zero; the largest change."""
    if len(counts) == 1:
        return 0.0
    step = threshold_step(sums.information + RIDGE * np.eye(len(counts)), sums.reached - counts)
    state.thresholds = state.thresholds + step
    return float(np.abs(step).max())


def _newton(laid: Design, levels: list[Floats], state: _State, component: Ints) -> _State:
    """The step of all measures; the candidates, who are independent given the rest, are eliminated first."""
    shape = curve(state.thresholds)
    gathering = shared.Gathering(laid.globals.count)
    kept: list[tuple[Floats, Floats]] = []
    for block, local, level in zip(laid.blocks, state.local, levels, strict=True):
        at = shape.moments(linear(block, local, state.shared))
        cells = in_cells(block, at.variance)
        weight = gathered_by_local(block, cells)
        slope = gathered_by_local(block, in_cells(block, level - at.expected))
        told, right = _told(block, cells, weight, slope)
        gathering.add(block, told, right)
        kept.append((weight, slope[0]))
    matrix = gathering.matrix()
    places = range(len(matrix))
    nobody = matrix[places, places] <= 0.0  # left the estimation: must not take the others' sum to zero upon itself
    matrix[places, places] += np.where(nobody, 1e8, RIDGE)
    matrix[laid.globals.pool, laid.globals.pool] += 1.0  # no pools here: the level is the candidates'
    right = gathering.right()
    shared.Constraints(laid.globals, component).add(matrix, right, state.shared)
    change = shared.Curvature(matrix).solved(right)
    parts = []
    for block, (weight, slope) in zip(laid.blocks, kept, strict=True):
        entering = moved(block, np.zeros_like(weight), change)
        part = np.zeros_like(weight)
        part[0] = (slope - (weight[1:] * entering[1:])[: block.locals - 1].sum(axis=0)) / weight[0]
        parts.append(part)
    return _State(parts, change, state.thresholds)


def _told(block: Block, cells: Floats, weight: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """(L, L, n) and (L, n): information and slope of what enters through each local, the candidates eliminated."""
    share = weight / weight[0]
    told = -weight[:, None] * share[None]
    told[block.criteria, block.encounters] += cells
    told[block.encounters, block.criteria] += cells.transpose(1, 0, 2)
    places = range(1, block.locals)
    told[places, places] += weight[1:]
    told[0] = 0.0
    told[:, 0] = 0.0
    right = slope - share * slope[0]
    right[0] = 0.0
    return told, right


class _Elements:
    """The measures of everybody, filled in as they become known."""

    def __init__(self, ratings: Ratings, level: Floats, steps: int) -> None:
        labels = ratings.labels
        self._ratings, self._level = ratings, level
        self._measure = {
            "candidate": np.full(len(labels.candidates), np.nan),
            "interviewer": np.full(len(labels.interviewers), np.nan),
            "criterion": np.full(len(labels.criteria), np.nan),
        }
        self._thresholds = np.full(steps, np.nan)

    def take(self, laid: Design, state: _State) -> None:
        """The estimates of those who took part."""
        for block, local in zip(laid.blocks, state.local, strict=True):
            self._measure["candidate"][block.candidates] = local[0]
            taking_part = block.profile[block.profile >= 0]
            self._measure["criterion"][taking_part] = state.shared[laid.globals.difficulty][taking_part]
        interviewers = laid.encounter_interviewer
        self._measure["interviewer"][interviewers] = state.shared[laid.globals.severity][interviewers]
        self._thresholds = state.thresholds

    def restore(self, rounds: list[tuple[str, Ints]]) -> None:
        """Those who left, last first: the measure at which the expected total lies 0.3 points inside the limit."""
        steps = len(self._thresholds)
        shape = curve(self._thresholds)
        for facet, left in reversed(rounds):
            code = getattr(self._ratings, facet)
            sign = 1.0 if facet == "candidate" else -1.0
            others = sum(
                (1.0 if other == "candidate" else -1.0) * self._measure[other][getattr(self._ratings, other)]
                for other in FACETS
                if other != facet
            )
            known = np.isin(code, left) & np.isfinite(others)
            size = len(self._measure[facet])
            count = np.bincount(code[known], minlength=size)
            total = np.bincount(code[known], self._level[known], size)
            wanted = np.clip(total, INSIDE, np.maximum(count * steps - INSIDE, INSIDE))
            low, high = np.full(size, -40.0), np.full(size, 40.0)
            for _ in range(60):
                middle = (low + high) / 2
                expected = shape.expected(np.asarray(others)[known] + middle[code[known]])
                above = np.bincount(code[known], expected, size) > wanted
                low, high = np.where(above, low, middle), np.where(above, middle, high)
            usable = left[count[left] > 0]
            self._measure[facet][usable] = sign * middle[usable]

    def joint(self, levels: Ints, iterations: int, *, converged: bool) -> Joint:
        """All of it."""
        whole = np.full(self._ratings.scale.steps, np.nan)
        for place, level in enumerate(levels[1:]):
            whole[level - 1] = self._thresholds[place]
        measures = self._measure
        return Joint(
            measures["candidate"],
            measures["interviewer"],
            measures["criterion"],
            whole,
            levels,
            self._thresholds,
            iterations,
            converged=converged,
        )
