"""How far interviewers agree before anything is adjusted: Krippendorff's alpha, intraclass correlations, kappa."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hiringkit.calibration.ratings import Floats, Ints, Ratings

RESAMPLES = 400
FEWEST_CANDIDATES = 5
SEED = 20110125

Distance = Callable[[Floats, Floats], Floats]


def ordinal(totals: Floats, levels: Floats) -> Floats:
    """(..., m, m) squared distance of levels by the ratings between them."""
    below = np.cumsum(totals, axis=-1)
    middle = below - totals / 2
    found: Floats = (middle[..., :, None] - middle[..., None, :]) ** 2
    return found * np.ones_like(levels)[:, None]


def nominal(totals: Floats, levels: Floats) -> Floats:
    """(..., m, m) 1 for different levels."""
    return np.broadcast_to(1.0 - np.eye(len(levels)), (*totals.shape, len(levels)))


def interval(totals: Floats, levels: Floats) -> Floats:
    """(..., m, m) squared difference of levels."""
    return np.broadcast_to(np.subtract.outer(levels, levels) ** 2, (*totals.shape, len(levels)))


def ratio(totals: Floats, levels: Floats) -> Floats:
    """(..., m, m) squared difference relative to the sum."""
    sums = np.add.outer(levels, levels)
    share = np.divide(np.subtract.outer(levels, levels), sums, out=np.zeros_like(sums), where=sums != 0)
    return np.broadcast_to(share**2, (*totals.shape, len(levels)))


def coincidences(counts: Floats) -> Floats:
    """(units, m, m) coincidences within each unit, from its (units, m) counts of levels; zero for fewer than two."""
    size = counts.sum(axis=1)
    pairs = counts[:, :, None] * counts[:, None, :]
    places = np.arange(counts.shape[1])
    pairs[:, places, places] -= counts
    found: Floats = np.where(size >= 2, 1.0 / np.maximum(size - 1, 1), 0.0)[:, None, None] * pairs
    return found


def alpha(matrix: Floats, levels: Floats, distance: Distance = ordinal) -> Floats:
    """Krippendorff's alpha of coincidence matrices (..., m, m), of levels (m,); NaN where it is not defined.

    Source:
        Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability.
    """
    totals = matrix.sum(axis=-1)
    apart = distance(totals, levels)
    observed = (matrix * apart).sum(axis=(-1, -2))
    expected = (totals[..., :, None] * totals[..., None, :] * apart).sum(axis=(-1, -2))
    used = expected > 0
    found: Floats = 1.0 - (totals.sum(axis=-1) - 1.0) * np.divide(
        observed, expected, out=np.full_like(expected, np.nan), where=used
    )
    return found


@dataclass(frozen=True)
class Units:
    """Coincidences by unit, a unit being a candidate and a criterion.

    Attributes:
        candidate, criterion: (units,)
        coincidences: (units, m + 1, m + 1)
        levels: (m + 1,) the levels' numbers.
    """

    candidate: Ints
    criterion: Ints
    coincidences: Floats
    levels: Floats

    def alpha(self) -> float:
        """Over all units."""
        return float(alpha(self.coincidences.sum(axis=0), self.levels))

    def alpha_of(self, criterion: int) -> float:
        """Over the units of one criterion."""
        return float(alpha(self.coincidences[self.criterion == criterion].sum(axis=0), self.levels))

    def of(self, criterion: int) -> Units:
        """The units of one criterion."""
        chosen = self.criterion == criterion
        return Units(self.candidate[chosen], self.criterion[chosen], self.coincidences[chosen], self.levels)

    def alpha_interval(self) -> tuple[float, float] | None:
        """From the 2.5th to the 97.5th percentile when candidates are drawn anew; None for fewer than five."""
        candidates = np.unique(self.candidate)
        if len(candidates) < FEWEST_CANDIDATES:
            return None
        levels = len(self.levels)
        flat = self.coincidences.reshape(len(self.candidate), -1)
        starts = np.searchsorted(self.candidate, candidates)
        each = np.add.reduceat(flat, starts, axis=0)
        each = each[np.lexsort(each.T)]  # so that names do not matter
        random = np.random.default_rng(SEED)
        drawn = np.empty((RESAMPLES, levels * levels))
        for place in range(RESAMPLES):
            times = np.bincount(random.integers(0, len(each), len(each)), minlength=len(each))
            drawn[place] = times @ each
        found = alpha(drawn.reshape(RESAMPLES, levels, levels), self.levels)
        found = found[np.isfinite(found)]
        if len(found) < RESAMPLES / 2:
            return None
        low, high = np.percentile(found, [2.5, 97.5])
        return float(low), float(high)


def units(ratings: Ratings) -> Units:
    """The units that at least two ratings fell upon."""
    criteria, levels = len(ratings.labels.criteria), ratings.scale.steps + 1
    unit, number = np.unique(ratings.candidate * criteria + ratings.criterion, return_inverse=True)
    counts = np.bincount(number * levels + ratings.level, minlength=len(unit) * levels).reshape(-1, levels)
    several = counts.sum(axis=1) >= 2
    candidate, criterion = np.divmod(unit[several], criteria)
    numbers = np.arange(ratings.scale.lowest, ratings.scale.highest + 1, dtype=np.float64)
    return Units(candidate, criterion, coincidences(counts[several].astype(np.float64)), numbers)


def table(ratings: Ratings) -> Floats | None:
    """(units, interviewers) the ratings when every interviewer rated every unit exactly once; else None."""
    criteria, interviewers = len(ratings.labels.criteria), len(ratings.labels.interviewers)
    unit, number = np.unique(ratings.candidate * criteria + ratings.criterion, return_inverse=True)
    if interviewers < 2 or len(unit) < 2 or ratings.count != len(unit) * interviewers:
        return None
    found = np.full((len(unit), interviewers), np.nan)
    found[number, ratings.interviewer] = ratings.level + ratings.scale.lowest
    return None if np.isnan(found).any() else found


def intraclass(ratings: Floats) -> dict[str, float | None]:
    """The six intraclass correlations of a complete (targets, judges) table; None where undefined.

    Source:
        Shrout, P., Fleiss, J. (1979). Intraclass correlations. Psychological Bulletin 86, 420.
    """
    targets, judges = ratings.shape
    mean = ratings.mean()
    between = judges * ((ratings.mean(axis=1) - mean) ** 2).sum()
    of_judges = targets * ((ratings.mean(axis=0) - mean) ** 2).sum()
    within = ((ratings - mean) ** 2).sum() - between
    bms, wms = between / (targets - 1), within / (targets * (judges - 1))
    jms, ems = of_judges / (judges - 1), (within - of_judges) / ((targets - 1) * (judges - 1))
    parts = {
        "ICC(1,1)": (bms - wms, bms + (judges - 1) * wms),
        "ICC(2,1)": (bms - ems, bms + (judges - 1) * ems + judges * (jms - ems) / targets),
        "ICC(3,1)": (bms - ems, bms + (judges - 1) * ems),
        "ICC(1,k)": (bms - wms, bms),
        "ICC(2,k)": (bms - ems, bms + (jms - ems) / targets),
        "ICC(3,k)": (bms - ems, bms),
    }
    return {name: float(top / bottom) if bottom > 1e-12 else None for name, (top, bottom) in parts.items()}


def weighted_kappa(one: Ints, other: Ints) -> float | None:
    """Quadratically weighted kappa of two interviewers' ratings of the same things, (n,) each; None where undefined.

    Source:
        Cohen, J. (1968). Weighted kappa. Psychological Bulletin 70, 213.
    """
    observed = float(((one - other) ** 2).mean())
    expected = float((one**2).mean() + (other**2).mean() - 2.0 * one.mean() * other.mean())
    return 1.0 - observed / expected if expected > 1e-12 else None


def words(value: float | None) -> str:
    """What an alpha is called."""
    if value is None:
        return "not known"
    if value >= 0.8:
        return "good"
    return "tentative" if value >= 0.667 else "low"
