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
from hiringkit.calibration.kernel import Curve, curve, threshold_sums
from hiringkit.calibration.ratings import Floats, Ints, Ratings

INSIDE = 0.3  # points from the limit, for who got only lowest or only highest ratings
TOLERANCE = 1e-4  # of the last step; the next would be about its square
MOST_ITERATIONS = 200
LONGEST_STEP, LEAST_SHARE = 2.0, 1e-3
RIDGE = 1e-6  # keeps what the data cannot tell apart where it is
FIXED = 1e8
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


@dataclass(frozen=True)
class _State:
    """Measures, or steps of them: of candidates by block (n,), of what they share (globals + 1,), thresholds (m,)."""

    candidates: tuple[Floats, ...]
    shared: Floats
    thresholds: Floats

    def plus(self, step: _State, share: float) -> _State:
        """This state and a share of a step."""
        return _State(
            tuple(old + share * new for old, new in zip(self.candidates, step.candidates, strict=True)),
            self.shared + share * step.shared,
            self.thresholds + share * step.thresholds,
        )

    @property
    def largest(self) -> float:
        """The largest of all numbers, without sign."""
        return max(float(np.abs(part).max()) for part in (*self.candidates, self.shared, self.thresholds))


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
    laid = design(ratings.only(kept), np.zeros(len(ratings.labels.candidates), np.int64), 1, stages=False)
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
    """Newton steps of everything at once, halved while the likelihood falls."""
    system = _System(laid, tuple(level[block.rows] for block in laid.blocks), steps, component)
    at = state = step = system.nothing()
    share, best = 1.0, -np.inf
    for iteration in range(1, MOST_ITERATIONS + 1):
        value, after = system.step(state)
        if value < best - 1e-9 * abs(best) and share > LEAST_SHARE:
            share /= 2
            state = at.plus(step, share)
            continue
        at, step, best = state, after, value
        share = LONGEST_STEP / max(step.largest, LONGEST_STEP)
        state = at.plus(step, share)
        if progress:
            progress("estimating", iteration)
        if step.largest < TOLERANCE:
            return state, iteration, True
    return state, MOST_ITERATIONS, False


@dataclass(frozen=True)
class _System:
    """The equations of the next step; the candidates, who are independent given the rest, are eliminated first."""

    laid: Design
    levels: tuple[Floats, ...]
    steps: int
    component: Ints

    def nothing(self) -> _State:
        """Everybody at zero."""
        candidates = tuple(np.zeros(len(block.candidates)) for block in self.laid.blocks)
        return _State(candidates, np.zeros(self.laid.globals.count + 1), np.zeros(self.steps))

    def step(self, state: _State) -> tuple[float, _State]:
        """The log likelihood here, and the step from here."""
        shape = curve(state.thresholds)
        told = _Told(self.laid.globals.count, self.steps, state.thresholds)
        parts = [
            told.add(block, level, shape, linear(block, _first_row(block, measure), state.shared))
            for block, level, measure in zip(self.laid.blocks, self.levels, state.candidates, strict=True)
        ]
        matrix, right = told.gathering.matrix(), told.gathering.right()
        places = range(len(matrix))
        nobody = matrix[places, places] <= 0.0  # who left the estimation must not take the sum to zero upon themselves
        matrix[places, places] += np.where(nobody, FIXED, RIDGE)
        shared.Constraints(self.laid.globals, self.component).add(matrix, right, state.shared)
        curvature = shared.Curvature(matrix)
        solved = np.stack([curvature.solved(column) for column in (right, *told.border)])
        corner = told.corner - told.border @ solved[1:].T + shared.SUM_TO_ZERO + RIDGE * np.eye(self.steps)
        thresholds = np.linalg.solve(corner, told.slope + told.border @ solved[0])
        change = solved[0] + thresholds @ solved[1:]
        return told.likelihood, _State(tuple(part.step(change, thresholds) for part in parts), change, thresholds)


def _first_row(block: Block, measure: Floats) -> Floats:
    """(L, n) with the candidates' measures, and nothing of their own besides."""
    found = np.zeros((block.locals, len(measure)))
    found[0] = measure
    return found


@dataclass(frozen=True)
class _Part:
    """What is kept of a block, so that its candidates can take their step when the rest is known.

    Attributes:
        weight: (L, n) information; slope: (n,) of the candidates; bends: (m, n) how thresholds move them.
    """

    block: Block
    weight: Floats
    slope: Floats
    bends: Floats

    def step(self, shared_step: Floats, thresholds: Floats) -> Floats:
        """(n,) the candidates' step."""
        entering = moved(self.block, np.zeros_like(self.weight), shared_step)
        rest = (self.weight[1:] * entering[1:]).sum(axis=0)
        found: Floats = (self.slope - rest + thresholds @ self.bends) / self.weight[0]
        return found


class _Told:
    """What all blocks say of what they share and of the thresholds, the candidates eliminated.

    Attributes:
        gathering: of what they share.
        border: (m, globals + 1) how that hangs together with the thresholds.
        corner, slope: (m, m) and (m,) of the thresholds.
    """

    def __init__(self, count: int, steps: int, thresholds: Floats) -> None:
        self.gathering = shared.Gathering(count)
        self.border = np.zeros((steps, count + 1))
        self.corner = np.zeros((steps, steps))
        self.slope = np.zeros(steps)
        self.likelihood = 0.0
        self._passed = np.concatenate([[0.0], np.cumsum(thresholds)])

    def add(self, block: Block, level: Floats, shape: Curve, eta: Floats) -> _Part:
        """One block, with the (r,) eta of its ratings."""
        log_total, reached = shape.reached(eta)
        expected = reached.sum(axis=0)
        given = np.bincount(level.astype(np.int64), minlength=len(self._passed))
        self.likelihood += float(level @ eta - log_total.sum() - given @ self._passed)
        # How far a rising threshold pulls the expected level down; together they are the variance.
        bends = reached[::-1].cumsum(axis=0)[::-1] + (np.arange(len(reached))[:, None] - expected) * reached
        cells = in_cells(block, bends.sum(axis=0))
        weight = gathered_by_local(block, cells)
        slope = gathered_by_local(block, in_cells(block, level - expected))
        of_thresholds = np.array([gathered_by_local(block, in_cells(block, bend)) for bend in bends])
        self._add_shared(block, cells, weight, slope, of_thresholds)
        self._add_thresholds(reached, given, weight[0], slope[0], of_thresholds[:, 0])
        return _Part(block, weight, slope[0], of_thresholds[:, 0])

    def _add_shared(self, block: Block, cells: Floats, weight: Floats, slope: Floats, bends: Floats) -> None:
        share = weight / weight[0]
        share[0] = 0.0  # the candidates' level is no pool's here
        told = -weight[:, None] * share[None]
        told[0] = 0.0
        told[block.criteria, block.encounters] += cells
        told[block.encounters, block.criteria] += cells.transpose(1, 0, 2)
        places = range(1, block.locals)
        told[places, places] += weight[1:]
        right = slope - share * slope[0]
        right[0] = 0.0
        self.gathering.add(block, told, right)
        pulled = bends - share * bends[:, :1]
        pulled[:, 0] = 0.0
        for border, pull in zip(self.border, pulled, strict=True):
            np.add.at(border, block.link.reshape(-1), (pull[block.link_local] * block.link_sign).reshape(-1))
        self.border[:, -1] = 0.0

    def _add_thresholds(self, reached: Floats, given: Ints, weight: Floats, slope: Floats, bends: Floats) -> None:
        sums = threshold_sums(reached)
        share = bends / weight
        self.corner += sums.information - share @ bends.T
        self.slope += sums.reached - given[::-1].cumsum()[::-1][1:] + share @ slope


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
        for block, measure in zip(laid.blocks, state.candidates, strict=True):
            self._measure["candidate"][block.candidates] = measure
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
