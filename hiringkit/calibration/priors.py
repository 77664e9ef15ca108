"""The five prior standard deviations: what the data say of them, and how they are found in few rounds."""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np

POOL_SD, STAGE_SD, THRESHOLD_SD = 5.0, 1.0, 3.0
LEAST_SD, MOST_SD = 0.05, 5.0
EARLIER_OBSERVATIONS = 4.0  # they keep twelve candidates from giving a standard deviation of zero
EARLIER_INTERVIEWERS = 1.5  # the same for severity, which may well be near zero: nobody need be harsh


@dataclass(frozen=True)
class PriorSd:
    """The standard deviations of candidates, of their profiles, of halo, of criteria and of severity, in logits."""

    cand: float = 1.0
    cxs: float = 0.5
    enc: float = 0.5
    crit: float = 0.5
    sev: float = 0.5


FIRST = PriorSd()


@dataclass(frozen=True)
class Family:
    """One kind of parameter at the present mode.

    Attributes:
        count: how many there are, less the constraints on them.
        squares: sum of the squared modes, in logits squared.
        variances: sum of the posterior variances.
        earlier: how many observations the expected standard deviation counts for.
    """

    count: float
    squares: float
    variances: float
    earlier: float = EARLIER_OBSERVATIONS

    def sd(self, now: float, expected: float) -> float:
        """The standard deviation that the fixed point makes of the present one, within bounds.

        Source:
            MacKay, D. (1992). Bayesian interpolation. Neural Computation 4, 415; the second form is that of the EM
            algorithm, for when the data say next to nothing.
        """
        known = self.count - self.variances / now**2
        earlier = self.earlier * expected**2
        if known < 0.02 * self.count:
            square = (self.squares + self.variances + earlier) / (self.count + self.earlier)
        else:
            square = (self.squares + earlier) / (known + self.earlier)
        return float(np.clip(np.sqrt(square), LEAST_SD, MOST_SD))


def ahead(now: PriorSd, then: PriorSd, leap: float) -> PriorSd:
    """Beyond the fixed point's next value by a leap above 1: the fixed point creeps, always from the same side."""
    at, target = np.log(astuple(now)), np.log(astuple(then))
    return PriorSd(*(float(value) for value in np.clip(np.exp(at + leap * (target - at)), LEAST_SD, MOST_SD)))
