"""How the ratings hang together: encounters, and candidates laid side by side in blocks of one shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hiringkit.calibration.ratings import Floats, Ints, Ratings
from hiringkit.errors import InvalidError

BLOCK_NUMBERS = 1 << 16  # of a block's largest array: it stays within a processor's second cache
MOST_CELLS = 1 << 27
SIZES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 96, 128, 192, 256, 384, 512)


@dataclass(frozen=True)
class Globals:
    """Where each family of shared parameters stands in one vector: pools, criteria, interviewers, stages."""

    pools: int
    criteria: int
    interviewers: int
    stages: int

    @property
    def count(self) -> int:
        """How many there are."""
        return self.pools + self.criteria + self.interviewers + self.stages

    @property
    def pool(self) -> slice:
        """Levels of the pools."""
        return slice(0, self.pools)

    @property
    def difficulty(self) -> slice:
        """Difficulties of the criteria."""
        return slice(self.pools, self.pools + self.criteria)

    @property
    def severity(self) -> slice:
        """Severities of the interviewers."""
        return slice(self.difficulty.stop, self.difficulty.stop + self.interviewers)

    @property
    def stage(self) -> slice:
        """Difficulties of the stages."""
        return slice(self.severity.stop, self.count)


@dataclass(frozen=True)
class Block:
    """Candidates of one shape: S places for criteria, E for encounters, n candidates, r ratings.

    The local parameters stand in L = 1 + S + E rows: the candidate, then the fewer of criteria and encounters, then
    the more. A place that a candidate does not need is not `real` and has no rating.

    Attributes:
        candidates: (n,) numbers of the candidates.
        profile: (S, n) number of the candidate's criterion; -1 where the place is not needed.
        encounter: (E, n) number of the encounter; -1 likewise.
        cell: (r,) where each rating stands in a flattened (S, E, n).
        rating: (S * E * n,) the reverse: which rating stands there; r where none does.
        level: (r,) steps above the lowest level.
        rows: (r,) which row of `Ratings` each is.
        link_local: (K,) the local parameter through which a shared one enters; link_sign (K, 1) with which sign.
        link: (K, n) which shared parameter that is; the number of them where there is none.
    """

    candidates: Ints
    profile: Ints
    encounter: Ints
    cell: Ints
    rating: Ints
    level: Floats
    rows: Ints
    link_local: Ints
    link_sign: Floats
    link: Ints

    @property
    def shape(self) -> tuple[int, int, int]:
        """Places for criteria, places for encounters, candidates."""
        return len(self.profile), len(self.encounter), len(self.candidates)

    @property
    def locals(self) -> int:
        """How many local parameters each candidate has."""
        return 1 + len(self.profile) + len(self.encounter)

    @property
    def criteria_are_more(self) -> bool:
        """Whether the criteria stand in the last rows."""
        return len(self.profile) >= len(self.encounter)

    @property
    def criteria(self) -> slice:
        """Rows of the candidate's own profile."""
        few = 1 + len(self.encounter)
        return slice(few, self.locals) if self.criteria_are_more else slice(1, 1 + len(self.profile))

    @property
    def encounters(self) -> slice:
        """Rows of the halo."""
        few = 1 + len(self.profile)
        return slice(1, 1 + len(self.encounter)) if self.criteria_are_more else slice(few, self.locals)

    @property
    def real(self) -> NDArray[np.bool_]:
        """(L, n) whether the candidate has this parameter."""
        found = np.ones((self.locals, len(self.candidates)), dtype=bool)
        found[self.criteria] = self.profile >= 0
        found[self.encounters] = self.encounter >= 0
        return found


@dataclass(frozen=True)
class Design:
    """Everything about who rated what, apart from the ratings' values.

    Attributes:
        globals: the shared parameters' places.
        blocks: every candidate is in exactly one.
        candidate_pool: (candidates,) number of the pool, as the model has it.
        encounter_interviewer: (encounters,)
        ratings: how many there are.
    """

    globals: Globals
    blocks: tuple[Block, ...]
    candidate_pool: Ints
    encounter_interviewer: Ints
    ratings: int


@dataclass(frozen=True)
class _Sorted:
    """Ratings in the order candidate, interviewer, stage, criterion, and where each stands within its candidate."""

    rows: Ints
    candidate: Ints
    encounter: Ints
    profile: Ints
    criterion_place: Ints
    encounter_place: Ints


def design(ratings: Ratings, pool: Ints, pools: int, *, stages: bool = True) -> Design:
    """Lay the ratings out.

    Args:
        ratings: at least one.
        pool: (candidates,) the pool of each candidate, 0 .. pools - 1.
        pools: how many pools there are.
        stages: whether stages are parameters, where there are several.

    Raises:
        InvalidError: candidates with so many criteria and encounters that they cannot be laid out.
    """
    criteria = len(ratings.labels.criteria)
    ordered, encounters = _sorted(ratings)
    named = len(ratings.labels.stages)
    places = Globals(pools, criteria, len(ratings.labels.interviewers), named if stages and named > 1 else 0)
    candidates = len(ratings.labels.candidates)
    sizes = _sizes(ordered, candidates)
    builder = _Builder(ratings, ordered, encounters, places, pool)
    return Design(places, tuple(builder.blocks(sizes)), pool, encounters[0], ratings.count)


def _sorted(ratings: Ratings) -> tuple[_Sorted, tuple[Ints, Ints]]:
    labels = ratings.labels
    stages, interviewers, criteria = len(labels.stages), len(labels.interviewers), len(labels.criteria)
    if (
        len(labels.candidates) * criteria > MOST_CELLS
        or len(labels.candidates) * interviewers * stages * criteria >= 1 << 62
    ):
        _refuse()
    pair = (ratings.candidate * interviewers + ratings.interviewer) * stages + ratings.stage
    rows = np.argsort(pair * criteria + ratings.criterion)
    pair, candidate, criterion = pair[rows], ratings.candidate[rows], ratings.criterion[rows]
    new = np.ones(len(rows), dtype=bool)
    new[1:] = pair[1:] != pair[:-1]
    encounter = np.cumsum(new) - 1
    firsts = rows[new]
    key = candidate * criteria + criterion
    present = np.zeros(len(labels.candidates) * criteria, dtype=bool)
    present[key] = True
    before = np.cumsum(present.reshape(len(labels.candidates), criteria), axis=1, dtype=np.int32).reshape(-1)
    first_encounter = np.full(len(labels.candidates), -1, np.int64)
    owners = candidate[new]
    first_encounter[owners[::-1]] = np.arange(len(owners))[::-1]
    ordered = _Sorted(
        rows=rows,
        candidate=candidate,
        encounter=encounter,
        profile=criterion,
        criterion_place=before[key].astype(np.int64) - 1,
        encounter_place=encounter - first_encounter[candidate],
    )
    return ordered, (ratings.interviewer[firsts], ratings.stage[firsts])


def _refuse() -> None:
    raise InvalidError(
        "These ratings cannot be laid out: too many criteria for so many candidates.",
        mend="See that the columns candidate and criterion are not in each other's place.",
    )


def _sizes(ordered: _Sorted, candidates: int) -> Ints:
    """(candidates, 2) places for criteria and for encounters, rounded up so that few shapes remain."""
    need = np.zeros((candidates, 2), np.int64)
    np.maximum.at(need[:, 0], ordered.candidate, ordered.criterion_place + 1)
    np.maximum.at(need[:, 1], ordered.candidate, ordered.encounter_place + 1)
    widest = need.max(axis=0)
    if candidates * int(widest[0]) * int(widest[1]) <= BLOCK_NUMBERS:
        return np.where(need[:, :1] > 0, widest, 0)
    allowed = np.array([size for size in SIZES if size < widest.max()] + [int(widest.max())])
    padded = allowed[np.searchsorted(allowed, np.maximum(need, 1))]
    if int((padded[:, 0] * padded[:, 1]).sum()) > MOST_CELLS:
        _refuse()
    return np.where(need[:, :1] > 0, padded, 0)


@dataclass(frozen=True)
class _Builder:
    """Cuts the sorted ratings into blocks."""

    ratings: Ratings
    ordered: _Sorted
    encounters: tuple[Ints, Ints]
    places: Globals
    pool: Ints

    def blocks(self, sizes: Ints) -> Iterator[Block]:
        starts = np.searchsorted(self.ordered.candidate, np.arange(len(sizes) + 1))
        code = sizes[:, 0] * (int(sizes[:, 1].max()) + 1) + sizes[:, 1]
        by_shape = np.argsort(code, kind="stable")
        by_shape = by_shape[sizes[by_shape, 0] > 0]
        cuts = np.flatnonzero(np.diff(code[by_shape])) + 1
        for members in np.split(by_shape, cuts):
            criteria, encounters = (int(size) for size in sizes[members[0]])
            at_once = max(1, BLOCK_NUMBERS // (1 + criteria + encounters) ** 2)
            for begin in range(0, len(members), at_once):
                yield self._block(members[begin : begin + at_once], starts, (criteria, encounters))

    def _block(self, members: Ints, starts: Ints, shape: tuple[int, int]) -> Block:
        criteria, encounters = shape
        lengths = starts[members + 1] - starts[members]
        column = np.repeat(np.arange(len(members)), lengths)
        within = np.arange(len(column)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        taken = starts[members][column] + within
        place, meeting = self.ordered.criterion_place[taken], self.ordered.encounter_place[taken]
        cell = (place * encounters + meeting) * len(members) + column
        rating = np.full(criteria * encounters * len(members), len(cell), np.int64)
        rating[cell] = np.arange(len(cell))
        profile = np.full((criteria, len(members)), -1, np.int64)
        profile[place, column] = self.ordered.profile[taken]
        encounter = np.full((encounters, len(members)), -1, np.int64)
        encounter[meeting, column] = self.ordered.encounter[taken]
        rows = self.ordered.rows[taken]
        link_local, link_sign, link = self._links(members, profile, encounter)
        level = self.ratings.level[rows].astype(np.float64)
        return Block(members, profile, encounter, cell, rating, level, rows, link_local, link_sign, link)

    def _links(self, members: Ints, profile: Ints, encounter: Ints) -> tuple[Ints, Floats, Ints]:
        """Through which local parameter, and with which sign, each shared one enters."""
        interviewer, stage = self.encounters
        criteria_are_more = len(profile) >= len(encounter)
        of_criteria = np.arange(len(profile)) + 1 + (len(encounter) if criteria_are_more else 0)
        of_encounters = np.arange(len(encounter)) + 1 + (0 if criteria_are_more else len(profile))
        nothing = self.places.count
        kinds = [
            (np.zeros(1, np.int64), 1.0, self.pool[members][None] + self.places.pool.start),
            (of_criteria, -1.0, np.where(profile >= 0, profile + self.places.difficulty.start, nothing)),
            (
                of_encounters,
                -1.0,
                np.where(encounter >= 0, interviewer[encounter] + self.places.severity.start, nothing),
            ),
        ]
        if self.places.stages:
            at = np.where(encounter >= 0, stage[encounter] + self.places.stage.start, nothing)
            kinds.append((of_encounters, -1.0, at))
        local = np.concatenate([kind[0] for kind in kinds])
        sign = np.concatenate([np.full(len(kind[0]), kind[1]) for kind in kinds])
        return local, sign[:, None], np.concatenate([kind[2] for kind in kinds])
