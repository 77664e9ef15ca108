"""One line of the table: what was measured, against what, and what it has to reach.

A subject is a file of this folder with a function `rows()` that yields these. `make bench ARGS="-k web"` runs one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Target:
    """What a ratio has to reach, and what would be better still."""

    must: float
    stretch: float | None = None
    most: bool = False

    def is_reached(self, ratio: float) -> bool:
        """Whether a ratio is on the right side of what it must reach."""
        return ratio <= self.must if self.most else ratio >= self.must


def at_least(must: float, stretch: float | None = None) -> Target:
    """The more, the better: requests a second, times faster."""
    return Target(must, stretch)


def at_most(must: float, stretch: float | None = None) -> Target:
    """The less, the better: times as long, times as large."""
    return Target(must, stretch, most=True)


@dataclass(frozen=True)
class Row:
    """`measured` and `reference` hold one figure a round, taken in turn; their ratio is the median of the rounds'."""

    what: str
    measured: Sequence[float]
    reference: Sequence[float]
    against: str
    unit: str
    target: Target | None = None

    @property
    def ratio(self) -> float:
        """What was measured by its reference."""
        return median(ours / theirs for ours, theirs in zip(self.measured, self.reference, strict=True))


def in_turn(rounds: int, measures: Mapping[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Take each measure once a round, one after the other: what disturbs the machine disturbs them all."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            found[name].append(measure())
    return found
