"""How well the ratings of one interviewer, or on one criterion, go together with all others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hiringkit.calibration.blocks import linear
from hiringkit.calibration.kernel import Curve
from hiringkit.calibration.map import Model, State
from hiringkit.calibration.ratings import Floats, Ints

FEWEST_RATINGS = 10
LEAST_VARIANCE = 0.01
UNPREDICTABLE, UNIFORM = 1.5, 0.5


@dataclass(frozen=True)
class Residuals:
    """Of every rating (n,): what was expected, how much it varies, and what was given; in steps of the scale."""

    expected: Floats
    variance: Floats
    level: Floats


@dataclass(frozen=True)
class Fit:
    """Infit and outfit mean squares of each element; NaN for fewer than ten ratings. Near 1 when the model holds."""

    infit: Floats
    outfit: Floats


def residuals(model: Model, state: State, shape: Curve, level: Ints) -> Residuals:
    """The residuals without the candidates' own profiles and without halo, which would take the misfit up."""
    expected, variance = np.empty((2, len(level)))
    for block, local in zip(model.design.blocks, state.local, strict=True):
        plain = np.zeros_like(local)
        plain[0] = local[0]
        at = shape.moments(linear(block, plain, state.shared))
        expected[block.rows], variance[block.rows] = at.expected, at.variance
    return Residuals(expected, variance, level.astype(np.float64))


def fit(found: Residuals, element: Ints, count: int) -> Fit:
    """Infit and outfit of each of `count` elements, where element (n,) says whose each rating is.

    Source:
        Wright, B., Masters, G. (1982). Rating Scale Analysis.
    """
    square = (found.level - found.expected) ** 2
    usable = found.variance >= LEAST_VARIANCE
    ratings = np.bincount(element, minlength=count)
    information = np.bincount(element, found.variance, count)
    infit = np.bincount(element, square, count) / np.maximum(information, 1e-12)
    counted = np.bincount(element[usable], minlength=count)
    outfit = np.bincount(element[usable], square[usable] / found.variance[usable], count) / np.maximum(counted, 1)
    few = (ratings < FEWEST_RATINGS) | (information <= 0.0)
    return Fit(np.where(few, np.nan, infit), np.where(few | (counted < FEWEST_RATINGS), np.nan, outfit))


def words(infit: float | None) -> str:
    """What an interviewer's infit says, in words; empty when it is ordinary or unknown."""
    if infit is None:
        return ""
    if infit > UNPREDICTABLE:
        return "less predictable than others"
    return "unusually uniform" if infit < UNIFORM else ""
