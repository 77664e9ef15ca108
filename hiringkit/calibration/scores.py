"""Fair scores: what an average interviewer would be expected to give, in points, with what is not known about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hiringkit.calibration.blocks import applied
from hiringkit.calibration.design import Block
from hiringkit.calibration.kernel import Curve, curve
from hiringkit.calibration.map import Model, Posterior
from hiringkit.calibration.ratings import Floats, Ints

SURE = 1.96  # standard errors on either side: 95 %


@dataclass(frozen=True)
class FairScores:
    """Of every candidate (candidates,), and of every candidate's criteria (candidates, criteria).

    Scores and intervals are in steps above the scale's lowest level; measures and standard errors in logits; NaN where
    nothing was observed.

    Attributes:
        score, low, high: the fair score and its 95 % interval.
        measure, se: in logits, less severity, difficulty and stage.
        se_points: standard error of the score, in points.
        profile, profile_low, profile_high: the same by criterion; empty when they were not asked for.
        mean_theta: mean over candidates and criteria, in logits.
    """

    score: Floats
    low: Floats
    high: Floats
    measure: Floats
    se: Floats
    se_points: Floats
    profile: Floats
    profile_low: Floats
    profile_high: Floats
    mean_theta: float
    reach: Reach


@dataclass(frozen=True)
class Reach:
    """How each candidate's score moves with the shared parameters, so that any two can be compared.

    Attributes:
        variance: (candidates,) of the score, in points squared.
        places, slopes: (candidates, K) which shared parameters, and how much the score's error follows theirs.
        shared: (globals + 1, globals + 1) covariance of the shared parameters.
    """

    variance: Floats
    places: Ints
    slopes: Floats
    shared: Floats

    def difference_se(self, one: int, others: Ints) -> Floats:
        """(n,) standard errors of a candidate's score less others', in points: what they share cancels."""
        follows = self.slopes[one] @ self.shared[self.places[one]]
        together = (follows[self.places[others]] * self.slopes[others]).sum(axis=1)
        square = self.variance[one] + self.variance[others] - 2.0 * together
        found: Floats = np.sqrt(np.maximum(square, 1e-12))
        return found


def fair_scores(model: Model, posterior: Posterior, weights: Floats, *, profiles: bool) -> FairScores:
    """The fair scores.

    Args:
        model: who rated what.
        posterior: of its parameters.
        weights: (criteria,) of the criteria in the mean; above zero.
        profiles: whether each candidate's criteria are wanted too; it takes longer.
    """
    design = model.design
    candidates, criteria = len(design.candidate_pool), design.globals.criteria
    shape = curve(posterior.state.thresholds)
    filled = _Filled(candidates, criteria if profiles else 0, max(len(block.link_local) for block in design.blocks))
    filled.places[:] = design.globals.count
    total, count = 0.0, 0
    for block, local, covariance in zip(design.blocks, posterior.state.local, posterior.covariance, strict=True):
        at = _Block(block, model, posterior, local, covariance)
        weight = at.weights(weights)
        real = block.profile >= 0
        total, count = total + float(at.theta[real].sum()), count + int(real.sum())
        filled.means(at, weight, shape)
        if profiles:
            filled.profiles(at, shape)
    return filled.scores(posterior.shared_covariance, total / max(count, 1))


@dataclass(frozen=True)
class _Block:
    """One block at the posterior."""

    block: Block
    model: Model
    posterior: Posterior
    local: Floats
    covariance: Floats

    @property
    def theta(self) -> Floats:
        """(S, n) measure of each candidate on each criterion, for an average interviewer."""
        level = self.posterior.state.shared[self.block.link[0]]
        found: Floats = self.local[self.block.criteria] + self.local[0] + level
        return found

    def weights(self, weights: Floats) -> Floats:
        """(S, n) summing to one for each candidate, zero where nothing was observed."""
        found = np.where(self.block.profile >= 0, weights[self.block.profile], 0.0)
        found /= found.sum(axis=0)
        return found

    def spread(self, slopes: Floats) -> tuple[Floats, Floats]:
        """How uncertain a weighted sum of theta is.

        Args:
            slopes: (S, n) the weights.

        Returns:
            (n,) its variance when the shared parameters are known, and (K, n) how its error follows theirs.
        """
        block = self.block
        gradient = np.zeros_like(self.local)
        gradient[block.criteria] = slopes
        gradient[0] = slopes.sum(axis=0)
        product = applied(self.covariance, gradient)
        precisions = self.model.precisions(self.posterior.state.sd).of(block)
        passed = (precisions[:, None] * product - gradient)[block.link_local] * block.link_sign
        passed[0] += gradient[0]  # the pool's level is part of the measure itself
        return (gradient * product).sum(axis=0), passed

    def inherited(self, passed: Floats) -> Floats:
        """(n,) the variance that comes from the shared parameters."""
        covariance = self.posterior.shared_covariance
        total = np.zeros(passed.shape[1])
        for place, row in enumerate(self.block.link):
            total += passed[place] * (covariance[row, self.block.link] * passed).sum(axis=0)
        return total


class _Filled:
    """The results, filled in block by block."""

    def __init__(self, candidates: int, criteria: int, links: int) -> None:
        self.score, self.low, self.high, self.measure, self.se, self.se_points = np.full((6, candidates), np.nan)
        self.profile, self.profile_low, self.profile_high = np.full((3, candidates, criteria), np.nan)
        self.places = np.zeros((candidates, links), np.int64)
        self.slopes = np.zeros((candidates, links))

    def means(self, at: _Block, weight: Floats, shape: Curve) -> None:
        """The weighted mean over the observed criteria, its error, its interval."""
        theta, who = at.theta, at.block.candidates
        moments = shape.moments(theta)
        slopes = weight * moments.variance
        own, passed = at.spread(slopes)
        variance = own + at.inherited(passed)
        se_points = np.sqrt(np.maximum(variance, 0.0))
        se = se_points / np.maximum(slopes.sum(axis=0), 1e-9)
        self.score[who] = (weight * moments.expected).sum(axis=0)
        self.measure[who] = (weight * theta).sum(axis=0)
        self.se[who], self.se_points[who] = se, se_points
        self.low[who] = (weight * shape.expected(theta - SURE * se)).sum(axis=0)
        self.high[who] = (weight * shape.expected(theta + SURE * se)).sum(axis=0)
        self.places[who, : len(passed)] = at.block.link.T
        self.slopes[who, : len(passed)] = passed.T

    def profiles(self, at: _Block, shape: Curve) -> None:
        """Each criterion alone."""
        theta = at.theta
        for place, criterion in enumerate(at.block.profile):
            one = np.zeros_like(theta)
            one[place] = 1.0
            own, passed = at.spread(one)
            se = np.sqrt(np.maximum(own + at.inherited(passed), 0.0))
            real = criterion >= 0
            who, which, middle = at.block.candidates[real], criterion[real], theta[place][real]
            self.profile[who, which] = shape.expected(middle)
            self.profile_low[who, which] = shape.expected(middle - SURE * se[real])
            self.profile_high[who, which] = shape.expected(middle + SURE * se[real])

    def scores(self, shared: Floats, mean_theta: float) -> FairScores:
        """All of it."""
        return FairScores(
            self.score,
            self.low,
            self.high,
            self.measure,
            self.se,
            self.se_points,
            self.profile,
            self.profile_low,
            self.profile_high,
            mean_theta,
            Reach(self.se_points**2, self.places, self.slopes, shared),
        )
