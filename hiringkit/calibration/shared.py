"""The parameters that candidates share: what the blocks say of them is added up, solved for, inverted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hiringkit.calibration.design import Block, Globals
from hiringkit.calibration.ratings import Floats, Ints

SMALL = 400  # parameters
SUM_TO_ZERO = 2e4  # second derivative of 1e4 times the squared sum


class Gathering:
    """Adds up the information about the shared parameters and its right-hand side.

    The last parameter is nobody's: what does not exist is added there, and it stays at zero.
    """

    def __init__(self, count: int) -> None:
        self._size = count + 1
        self._upper = np.zeros(self._size**2)
        self._right = np.zeros(self._size)

    def add(self, block: Block, told: Floats, right: Floats) -> None:
        """What one block says.

        Args:
            block: the candidates.
            told: (L, L, n) of its local parameters; symmetric.
            right: (L, n) likewise.
        """
        one, other = np.triu_indices(len(block.link_local))
        values = told[block.link_local[one], block.link_local[other]]
        values *= block.link_sign[one] * block.link_sign[other]
        first, second = block.link[one], block.link[other]
        again = first == second  # two different locals with the same shared parameter count in both orders
        again[one == other] = False
        values[again] *= 2.0
        places = np.minimum(first, second)
        places *= self._size
        places += np.maximum(first, second)
        np.add.at(self._upper, places.reshape(-1), values.reshape(-1))
        np.add.at(self._right, block.link.reshape(-1), (right[block.link_local] * block.link_sign).reshape(-1))

    def matrix(self) -> Floats:
        """(globals + 1, globals + 1) the information: its upper triangle, to be added to."""
        matrix = self._upper.reshape(self._size, self._size)
        matrix[-1] = 0.0
        matrix[:, -1] = 0.0
        matrix[-1, -1] = 1.0
        return matrix

    def right(self) -> Floats:
        """(globals + 1,) the right-hand side."""
        self._right[-1] = 0.0
        return self._right


@dataclass(frozen=True)
class Constraints:
    """Difficulties and stages sum to zero; severities do so within each connected group.

    A steep penalty holds them there. "Average" so means the criteria, stages and interviewers of these ratings.

    Attributes:
        places: where the parameters stand.
        component: (interviewers,) connected group of each, 0, 1, ...
    """

    places: Globals
    component: Ints

    def add(self, matrix: Floats, right: Floats, values: Floats) -> None:
        """The penalty's curvature and slope at the present values."""
        for family in (self.places.difficulty, self.places.stage):
            matrix[family, family] += SUM_TO_ZERO
            right[family] -= SUM_TO_ZERO * values[family].sum()
        severity = self._severities(values)
        together = np.equal.outer(self.component, self.component) if len(severity) > 1 else 1.0
        matrix[self.places.severity, self.places.severity] += SUM_TO_ZERO * together
        right[self.places.severity] -= SUM_TO_ZERO * severity[self.component]

    def penalty(self, values: Floats) -> float:
        """What the log posterior loses."""
        severity = self._severities(values)
        others = values[self.places.difficulty].sum() ** 2 + values[self.places.stage].sum() ** 2
        return 0.5 * SUM_TO_ZERO * float(others + severity @ severity)

    def _severities(self, values: Floats) -> Floats:
        """(groups,) their sums."""
        found: Floats = np.bincount(self.component, values[self.places.severity]).astype(np.float64)
        return found


class Curvature:
    """A positive definite matrix that is solved with and inverted; given by its upper triangle, which is overwritten.

    Small ones are inverted by numpy at once. Large ones are factorised by scipy, whose loading takes half a second.
    """

    def __init__(self, upper: Floats) -> None:
        if len(upper) <= SMALL:
            whole = np.triu(upper)
            whole += np.triu(upper, 1).T
            self._inverse: Floats | None = np.linalg.inv(whole).astype(np.float64, copy=False)
            return
        from scipy.linalg import lapack  # noqa: PLC0415 -- see above

        self._lapack = lapack
        self._inverse = None
        self._factor, fault = lapack.dpotrf(upper.T, lower=1, overwrite_a=1)  # zeros on the other side
        if fault:
            raise ArithmeticError("The matrix of the shared parameters is not positive definite.")

    def solved(self, right: Floats) -> Floats:
        """(globals + 1,) the solution for this right-hand side."""
        if self._inverse is not None:
            return self._inverse @ right
        found, _ = self._lapack.dpotrs(self._factor, right, lower=1)
        return np.asarray(found)

    def inverse(self) -> Floats:
        """(globals + 1, globals + 1) the inverse, whole; zero for the parameter that is nobody's."""
        if self._inverse is None:
            found, _ = self._lapack.dpotri(self._factor, lower=1)
            self._inverse = found + found.T
            self._inverse[range(len(found)), range(len(found))] -= np.diag(found)
        found = self._inverse.copy()
        found[-1, -1] = 0.0
        return found
