"""The hierarchical model: the posterior's mode, its curvature, and the standard deviations that fit the data best.

    eta = pool + candidate + profile + halo - difficulty - severity - stage,     log P(k) / P(k - 1) = eta - tau_k

Source:
    Linacre, J. (1989). Many-Facet Rasch Measurement (the facets); Breslow, N., Clayton, D. (1993). Approximate
    inference in generalized linear mixed models. JASA 88, 9 (the estimate, and its bias: the standard deviations come
    out small, and with them the logit scale; scores in points of the rating scale do not).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass, replace

import numpy as np

from hiringkit.calibration.blocks import (
    Precisions,
    applied,
    covariance,
    gathered_by_local,
    in_cells,
    linear,
    moved,
    told,
)
from hiringkit.calibration.design import Block, Design
from hiringkit.calibration.kernel import ThresholdSums, curve, threshold_step, threshold_sums
from hiringkit.calibration.priors import (
    EARLIER_INTERVIEWERS,
    FIRST,
    POOL_SD,
    STAGE_SD,
    THRESHOLD_SD,
    Family,
    PriorSd,
    ahead,
)
from hiringkit.calibration.ratings import Floats, Ints
from hiringkit.calibration.shared import SMALL as SMALL_CURVATURE
from hiringkit.calibration.shared import Constraints, Curvature, Gathering

SMALL = 60_000  # ratings
MOST_ITERATIONS = 200
LEAP, MOST_LEAPS = 1.5, 60
INVERTED_EVERY = 8  # rounds, when there are many shared parameters

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class State:
    """Where the estimation stands.

    Attributes:
        local: for each block (L, n).
        shared: (globals + 1,), the last a zero for "none".
        thresholds: (m,), sum zero.
    All in logits.
    """

    local: tuple[Floats, ...]
    shared: Floats
    thresholds: Floats
    sd: PriorSd


@dataclass(frozen=True)
class Posterior:
    """The mode and the covariance around it.

    Attributes:
        covariance: for each block (L, L, n), of the locals when the shared parameters are known.
        shared_covariance: (globals + 1, globals + 1).
    """

    state: State
    covariance: tuple[Floats, ...]
    shared_covariance: Floats
    iterations: int
    converged: bool


@dataclass(frozen=True)
class _Step:
    """One Newton step, ready to be taken: the locals' part with the shared ones' part already in it."""

    local: tuple[Floats, ...]
    shared: Floats
    covariance: tuple[Floats, ...]
    curvature: Curvature


@dataclass(frozen=True)
class Model:
    """The design with what the prior says of each shared parameter.

    Attributes:
        design: who rated what.
        component: (interviewers,) connected group of each.
    """

    design: Design
    component: Ints
    steps: int

    @property
    def constraints(self) -> Constraints:
        """Which sums are zero."""
        return Constraints(self.design.globals, self.component)

    def precisions(self, sd: PriorSd) -> Precisions:
        """Of the local parameters."""
        return Precisions(sd.cand**-2, sd.cxs**-2, sd.enc**-2)

    def shared_precision(self, sd: PriorSd) -> Floats:
        """(globals + 1,) of the shared parameters."""
        places = self.design.globals
        found = np.zeros(places.count + 1)
        found[places.pool] = POOL_SD**-2
        found[places.difficulty] = sd.crit**-2
        found[places.severity] = sd.sev**-2
        found[places.stage] = STAGE_SD**-2
        return found

    @property
    def expected_thresholds(self) -> Floats:
        """(m,) the prior's mean."""
        return np.linspace(-1.0, 1.0, self.steps) if self.steps > 1 else np.zeros(1)

    def counts(self) -> Floats:
        """(m,) how many ratings reached level j or more, j = 1 .. m."""
        levels = sum(
            (np.bincount(block.level.astype(np.int64), minlength=self.steps + 1) for block in self.design.blocks),
            np.zeros(self.steps + 1),
        )
        found: Floats = levels[::-1].cumsum()[::-1][1:].astype(np.float64)
        return found


def start(model: Model, known: Posterior | None = None) -> State:
    """Everybody average and the thresholds as the prior has them, or what all share as it is known elsewhere."""
    local = tuple(np.zeros((block.locals, len(block.candidates))) for block in model.design.blocks)
    if known:
        return State(local, known.state.shared.copy(), known.state.thresholds, known.state.sd)
    return State(local, np.zeros(model.design.globals.count + 1), model.expected_thresholds, FIRST)


def estimate(model: Model, progress: Progress | None = None, known: Posterior | None = None) -> Posterior:
    """The posterior of a model, from its first guess until nothing moves any more.

    Each round is a Newton step with halving, a Newton step of the thresholds, and a step of the fixed point of the
    standard deviations. It has settled when the largest step and the largest relative change of a standard deviation
    are small; the covariance is that of the last round.

    Args:
        model: who rated what.
        progress: told of each round.
        known: of some of the same candidates; its standard deviations are held.
    """
    state = start(model, known)
    counts = model.counts()
    small = model.design.ratings <= SMALL
    cheap = model.design.globals.count <= SMALL_CURVATURE
    tolerance = 3e-4 if small and cheap else 2e-3
    inverse: Floats | None = None
    for iteration in range(1, MOST_ITERATIONS + 1):
        before = state
        step, value = _newton(model, state)
        state, sums, taken = _taken(model, state, step, value)
        state = _thresholds_moved(model, state, counts, sums)
        if not known:
            if inverse is None or cheap or iteration % INVERTED_EVERY == 0:
                inverse = step.curvature.inverse()
            sd = _refitted(model, state, step, inverse, whole=small)
            state = replace(state, sd=ahead(before.sd, sd, LEAP if 3 < iteration <= MOST_LEAPS else 1.0))
        if progress:
            progress("estimating", iteration)
        converged = _change(before, state, step, taken) < tolerance
        if converged:
            break
    return Posterior(state, step.covariance, step.curvature.inverse(), iteration, converged)


def _change(before: State, after: State, step: _Step, taken: float) -> float:
    """The largest step of a parameter, or relative change of a standard deviation."""
    moved = taken * max(float(np.abs(part).max()) for part in (step.shared, *step.local))
    old: tuple[float, ...] = astuple(before.sd)
    new: tuple[float, ...] = astuple(after.sd)
    relative = max(abs(then / now - 1.0) for now, then in zip(old, new, strict=True))
    return max(moved, relative, float(np.abs(after.thresholds - before.thresholds).max()))


def _newton(model: Model, state: State) -> tuple[_Step, float]:
    """The step from here, and the log posterior here."""
    prior = model.precisions(state.sd)
    shape = curve(state.thresholds)
    gathering = Gathering(model.design.globals.count)
    likelihood = 0.0
    covariances: list[Floats] = []
    alone: list[Floats] = []
    for block, local in zip(model.design.blocks, state.local, strict=True):
        eta = linear(block, local, state.shared)
        at = shape.moments(eta)
        likelihood += float(block.level @ eta - at.log_total.sum())
        precisions = prior.of(block)
        found = covariance(block, in_cells(block, at.variance), precisions)
        slope = gathered_by_local(block, in_cells(block, block.level - at.expected))
        step = applied(found, slope - precisions[:, None] * local)
        gathering.add(block, told(found, precisions), precisions[:, None] * (local + step))
        covariances.append(found)
        alone.append(step)
    precision = model.shared_precision(state.sd)
    matrix = gathering.matrix()
    matrix[range(len(matrix)), range(len(matrix))] += precision
    right = gathering.right() - precision * state.shared
    model.constraints.add(matrix, right, state.shared)
    curvature = Curvature(matrix)
    change = curvature.solved(right)
    local_change = [
        _followed(block, found, step, change, prior.of(block))
        for block, found, step in zip(model.design.blocks, covariances, alone, strict=True)
    ]
    value = likelihood + _prior(model, state) - float(model.counts() @ state.thresholds)
    return _Step(tuple(local_change), change, tuple(covariances), curvature), value


def _followed(block: Block, found: Floats, step: Floats, change: Floats, precisions: Floats) -> Floats:
    """(L, n) the locals' step once the shared parameters have made theirs."""
    entering = moved(block, np.zeros_like(step), change)
    return step - entering + applied(found, precisions[:, None] * entering)


def _prior(model: Model, state: State) -> float:
    """The log density of the prior, up to a constant for fixed standard deviations."""
    prior = model.precisions(state.sd)
    of_shared = model.shared_precision(state.sd)
    value = -0.5 * float(of_shared @ state.shared**2) - model.constraints.penalty(state.shared)
    for block, local in zip(model.design.blocks, state.local, strict=True):
        value -= 0.5 * float(prior.of(block) @ (local * local).sum(axis=1))
    return value - 0.5 * float(((state.thresholds - model.expected_thresholds) ** 2).sum()) / THRESHOLD_SD**2


def _taken(model: Model, state: State, step: _Step, value: float) -> tuple[State, ThresholdSums, float]:
    """The state after the step, halved until the log posterior does not fall."""
    share = 1.0
    while True:
        local = tuple(old + share * change for old, change in zip(state.local, step.local, strict=True))
        after = replace(state, local=local, shared=state.shared + share * step.shared)
        reached, sums = _evaluated(model, after)
        if reached >= value - 1e-7 * abs(value) or share < 1e-3:
            return after, sums, share
        share /= 2


def _evaluated(model: Model, state: State) -> tuple[float, ThresholdSums]:
    """The log posterior, and what the thresholds learn."""
    shape = curve(state.thresholds)
    value = _prior(model, state) - float(model.counts() @ state.thresholds)
    total = ThresholdSums(np.zeros(model.steps), np.zeros((model.steps, model.steps)))
    for block, local in zip(model.design.blocks, state.local, strict=True):
        eta = linear(block, local, state.shared)
        log_total, reached = shape.reached(eta)
        value += float(block.level @ eta - log_total.sum())
        total += threshold_sums(reached)
    return value, total


def _thresholds_moved(model: Model, state: State, counts: Floats, sums: ThresholdSums) -> State:
    """One Newton step of the thresholds, which sum to zero."""
    if model.steps == 1:
        return state
    precision = THRESHOLD_SD**-2
    slope = sums.reached - counts - precision * (state.thresholds - model.expected_thresholds)
    step = threshold_step(sums.information + precision * np.eye(model.steps), slope)
    return replace(state, thresholds=state.thresholds + step)


def _refitted(model: Model, state: State, step: _Step, inverse: Floats, *, whole: bool) -> PriorSd:
    """The next standard deviations. Not `whole`: without the locals' share of the shared parameters' uncertainty."""
    places, now = model.design.globals, state.sd
    prior = model.precisions(now)
    sums = np.zeros((3, 3))
    for block, local, found in zip(model.design.blocks, state.local, step.covariance, strict=True):
        variance = np.array([found[place, place] for place in range(len(found))])
        if whole:
            variance += inherited(block, found, inverse, prior.of(block))
        real = block.real
        for row, rows in enumerate((slice(0, 1), block.criteria, block.encounters)):
            chosen = real[rows]
            sums[row] += chosen.sum(), (local[rows] ** 2)[chosen].sum(), variance[rows][chosen].sum()
    of_shared = np.diag(inverse)
    groups = len(np.unique(model.component))
    severity, difficulty = state.shared[places.severity], state.shared[places.difficulty]
    families = {
        "cand": Family(int(sums[0, 0]), sums[0, 1], sums[0, 2]),
        "cxs": Family(int(sums[1, 0]), sums[1, 1], sums[1, 2]),
        "enc": Family(int(sums[2, 0]), sums[2, 1], sums[2, 2]),
        "crit": Family(len(difficulty) - 1, float(difficulty @ difficulty), float(of_shared[places.difficulty].sum())),
        "sev": Family(
            len(severity) - groups,
            float(severity @ severity),
            float(of_shared[places.severity].sum()),
            EARLIER_INTERVIEWERS,
        ),
    }
    return PriorSd(**{name: family.sd(getattr(now, name), getattr(FIRST, name)) for name, family in families.items()})


def inherited(block: Block, found: Floats, inverse: Floats, precisions: Floats) -> Floats:
    """(L, n) the part of each local parameter's variance that comes from the shared parameters' uncertainty."""
    size = len(inverse)
    passed = found[:, block.link_local] * (-precisions[block.link_local] * block.link_sign[:, 0])[None, :, None]
    passed[block.link_local, range(len(block.link_local))] += block.link_sign
    between = inverse.reshape(-1).take(block.link[:, None] * size + block.link[None])
    total = np.zeros((block.locals, len(block.candidates)))
    for place in range(len(block.link_local)):
        total += passed[:, place] * (passed * between[place][None]).sum(axis=1)
    return total
