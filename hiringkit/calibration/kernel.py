"""The rating-scale model at one rating: expected level, information, likelihood, and what the thresholds learn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hiringkit.calibration.ratings import Floats

LARGEST_EXPONENT = 600.0  # exp stays finite below 709


@dataclass(frozen=True)
class Moments:
    """At n values of eta: log of the sum over levels (n,), expected level (n,), its variance (n,)."""

    log_total: Floats
    expected: Floats
    variance: Floats


@dataclass(frozen=True)
class Curve:
    """P(k) proportional to exp(k eta - tau_1 - ... - tau_k), for levels k = 0 .. m.

    Source:
        Andrich, D. (1978). A rating formulation for ordered response categories. Psychometrika 43, 561.
    """

    weights: Floats
    shift: float

    @property
    def steps(self) -> int:
        """m, how many steps the scale has."""
        return len(self.weights) - 1

    def moments(self, eta: Floats) -> Moments:
        """Expected level and its variance, which is also the information about eta; any shape of eta, in logits."""
        x = self._powers_of(eta)
        total = np.full_like(x, self.weights[-1])
        first = total * self.steps
        second = first * self.steps
        for level in range(self.steps - 1, -1, -1):
            weight = float(self.weights[level])
            total *= x
            total += weight
            first *= x
            first += weight * level
            second *= x
            second += weight * level * level
        np.divide(1.0, total, out=x)
        first *= x
        second *= x
        second -= first * first
        np.maximum(second, 0.0, out=second)
        return Moments(np.log(total) + self.shift, first, second)

    def reached(self, eta: Floats) -> tuple[Floats, Floats]:
        """Log of the sum over levels (n,), and the probabilities (m, n) of level j or more, j = 1 .. m."""
        x = self._powers_of(eta)
        shares = np.empty((self.steps + 1, len(x)))
        power = np.ones_like(x)
        for level, weight in enumerate(self.weights):
            np.multiply(power, weight, out=shares[level])
            if level < self.steps:
                power *= x
        for level in range(self.steps - 1, -1, -1):
            shares[level] += shares[level + 1]
        found: Floats = shares[1:]
        found /= shares[0]
        return np.log(shares[0]) + self.shift, found

    def expected(self, eta: Floats) -> Floats:
        """The expected level alone, 0 .. m."""
        return self.moments(eta).expected

    def _powers_of(self, eta: Floats) -> Floats:
        most = LARGEST_EXPONENT / self.steps
        found: Floats = np.exp(np.clip(eta, -most, most))
        return found


def curve(thresholds: Floats) -> Curve:
    """The curve with these (m,) thresholds, in logits; they need not rise."""
    totals = np.concatenate([[0.0], np.cumsum(thresholds)])
    shift = float(totals.min())
    weights = np.exp(np.maximum(shift - totals, -LARGEST_EXPONENT))
    return Curve(weights, -shift)


@dataclass(frozen=True)
class ThresholdSums:
    """What all ratings say about the thresholds: sum of P(k >= j), (m,), and of P(k >= a) P(k >= b), (m, m)."""

    reached: Floats
    both: Floats

    def __add__(self, other: ThresholdSums) -> ThresholdSums:
        return ThresholdSums(self.reached + other.reached, self.both + other.both)

    @property
    def information(self) -> Floats:
        """(m, m) sum of the covariances of (k >= a) and (k >= b)."""
        later = np.maximum.outer(np.arange(len(self.reached)), np.arange(len(self.reached)))
        found: Floats = self.reached[later] - self.both
        return found


def threshold_sums(reached: Floats) -> ThresholdSums:
    """The sums over n ratings, from their (m, n) probabilities."""
    return ThresholdSums(reached.sum(axis=1), reached @ reached.T)


def threshold_step(information: Floats, slope: Floats) -> Floats:
    """(m,) the Newton step among thresholds that sum to zero, at most one logit long."""
    both = np.linalg.solve(information, np.stack([slope, np.ones_like(slope)], axis=1))
    step: Floats = both[:, 0] - both[:, 1] * (both[:, 0].sum() / both[:, 1].sum())
    return step / max(1.0, float(np.abs(step).max()))
