"""What a calibration is made from: the ratings, with everything that has a name numbered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hiringkit.errors import InvalidError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_LEVELS = 20
REFERENCE = "reference"  # the pool of reference samples: they link interviewers and are nobody's candidate


@dataclass(frozen=True)
class Scale:
    """The whole numbers that may be given, both ends among them."""

    lowest: int
    highest: int

    def __post_init__(self) -> None:
        if self.steps + 1 > MOST_LEVELS:
            raise InvalidError(f"A scale has at most {MOST_LEVELS} levels, and this one has {self.steps + 1}.")

    @property
    def steps(self) -> int:
        """How many steps lead from the lowest level to the highest."""
        return self.highest - self.lowest


class Rating(NamedTuple):
    """One person's rating of one criterion of one candidate at one stage."""

    candidate: str
    interviewer: str
    criterion: str
    value: int
    stage: str = ""
    pool: str = ""


@dataclass(frozen=True)
class Labels:
    """The names behind the numbers, each list sorted, so that nothing depends on the order of the rows."""

    candidates: tuple[str, ...]
    interviewers: tuple[str, ...]
    criteria: tuple[str, ...]
    stages: tuple[str, ...] = ("",)
    pools: tuple[str, ...] = ("",)


@dataclass(frozen=True)
class Ratings:
    """All ratings, as columns of equal length n; every name has at least one.

    Attributes:
        labels: the names.
        candidate, interviewer, criterion, stage: (n,) numbers of names.
        level: (n,) steps above the lowest level, 0 .. scale.steps.
        pool: (candidates,) number of each candidate's pool.
        has_pools: whether pools were given; else every connected group is its own pool.
    """

    scale: Scale
    labels: Labels
    candidate: Ints
    interviewer: Ints
    criterion: Ints
    stage: Ints
    level: Ints
    pool: Ints
    has_pools: bool = False

    @property
    def count(self) -> int:
        """How many ratings there are."""
        return len(self.level)

    @property
    def is_reference(self) -> NDArray[np.bool_]:
        """(candidates,) true for the reference samples."""
        named = np.array([label == REFERENCE for label in self.labels.pools], dtype=bool)
        return np.asarray(named[self.pool] & self.has_pools)

    def only(self, kept: NDArray[np.bool_]) -> Ratings:
        """These ratings alone, all names kept; kept is (n,)."""
        return Ratings(
            self.scale,
            self.labels,
            self.candidate[kept],
            self.interviewer[kept],
            self.criterion[kept],
            self.stage[kept],
            self.level[kept],
            self.pool,
            self.has_pools,
        )


def numbered(names: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    """The names sorted, and for each given name its number in that order."""
    found: dict[str, int] = {}
    codes = np.fromiter((found.setdefault(name, len(found)) for name in names), np.int64, len(names))
    return by_name(list(found), codes)


def by_name(names: Sequence[str], codes: Ints) -> tuple[tuple[str, ...], Ints]:
    """Names in order of their appearance, and codes for them, changed into the order of the names themselves."""
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.empty(len(names), np.int64)
    place[order] = np.arange(len(names))
    return tuple(names[index] for index in order), place[codes]


def gathered(ratings: Iterable[Rating], scale: Scale | None = None) -> Ratings:
    """Ratings from plain values, in any order.

    Args:
        ratings: at least one; each candidate, interviewer, criterion and stage once.
        scale: else the range that is seen.

    Raises:
        InvalidError: none, one off the scale, one twice, a candidate in two pools.
    """
    rows = list(ratings)
    if not rows:
        raise InvalidError("There is no rating.", mend="Give at least one.")
    columns = list(zip(*rows, strict=True))
    named = [numbered(columns[place]) for place in (0, 1, 2, 4, 5)]
    values = [rating.value for rating in rows]
    used = scale or Scale(min(values), max(values))
    off = next((value for value in values if not used.lowest <= value <= used.highest), None)
    if off is not None:
        raise InvalidError(f"A rating of {off} is off the scale {used.lowest}-{used.highest}.")
    labels = Labels(*(names for names, _ in named))
    candidate, interviewer, criterion, stage, pool = (codes for _, codes in named)
    if len(set(zip(candidate, interviewer, criterion, stage, strict=True))) < len(rows):
        raise InvalidError("A candidate was rated twice by the same interviewer on the same criterion and stage.")
    return Ratings(
        scale=used,
        labels=labels,
        candidate=candidate,
        interviewer=interviewer,
        criterion=criterion,
        stage=stage,
        level=np.array(values, np.int64) - used.lowest,
        pool=one_pool_each(candidate, pool, len(labels.candidates)),
        has_pools=labels.pools != ("",),
    )


def one_pool_each(candidate: Ints, pool: Ints, count: int) -> Ints:
    """(count,) the pool of each candidate, from the pool of each rating. Raises InvalidError when one has two."""
    found = np.zeros(count, np.int64)
    found[candidate] = pool
    if (found[candidate] != pool).any():
        raise InvalidError("A candidate stands in two pools.", mend="Give each candidate one pool, or one id per pool.")
    return found
