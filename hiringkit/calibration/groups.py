"""Who can be compared with whom: connected groups, pools, and the interviewers and samples that bridge them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hiringkit.calibration.ratings import Floats, Ints, Ratings

BRIDGING_SHARE, BRIDGING_LEAST, SHARED_SAMPLES = 0.05, 2, 2


@dataclass(frozen=True)
class Groups:
    """Connected groups, numbered 0, 1, ... in the order of their first candidate.

    Attributes:
        candidate: (candidates,) group of each.
        interviewer: (interviewers,) group of each.
        count: how many groups.
    """

    candidate: Ints
    interviewer: Ints
    count: int


def groups(pairs: Met) -> Groups:
    """The connected parts of the graph of candidates and interviewers."""
    candidates = len(pairs.interviewers_of)
    root = _roots(candidates + len(pairs.candidates_of), pairs.candidate, pairs.interviewer + candidates)
    firsts, number = np.unique(root, return_inverse=True)
    return Groups(number[:candidates], number[candidates:], len(firsts))


def _roots(size: int, one: Ints, other: Ints) -> Ints:
    """(size,) the lowest number that each is connected with, by the pairs one - other.

    Every round hooks whole trees onto lower ones and halves the paths, so that few rounds are needed.
    """
    root = np.arange(size)
    while True:
        before = root.copy()
        low = np.minimum(before[one], before[other])
        for ends in (one, other, before[one], before[other]):
            np.minimum.at(root, ends, low)
        root = root[root]
        if (root == before).all():
            return root


@dataclass(frozen=True)
class Met:
    """Which interviewers met which candidates, each pair once.

    Attributes:
        candidate, interviewer: (pairs,)
        interviewers_of: (candidates,) how many interviewers each candidate met.
        candidates_of: (interviewers,) how many candidates each interviewer met.
    """

    candidate: Ints
    interviewer: Ints
    interviewers_of: Ints
    candidates_of: Ints


def met(ratings: Ratings) -> Met:
    """The pairs who met."""
    interviewers = len(ratings.labels.interviewers)
    pair = np.unique(ratings.candidate * interviewers + ratings.interviewer)
    candidate, interviewer = np.divmod(pair, interviewers)
    return Met(
        candidate,
        interviewer,
        np.bincount(candidate, minlength=len(ratings.labels.candidates)),
        np.bincount(interviewer, minlength=interviewers),
    )


def comparable(ratings: Ratings, found: Groups, pairs: Met) -> NDArray[np.bool_]:
    """(pools, pools) whether candidates of two pools may be compared.

    They may when the pools lie in one connected group and are bridged by interviewers who rated in both (at least two,
    and 5 % of those of the smaller pool) or by at least two reference samples that both pools' interviewers rated.
    """
    pools = len(ratings.labels.pools)
    reference = ratings.is_reference
    rated = np.zeros((pools, len(ratings.labels.interviewers)))
    real = ~reference[pairs.candidate]
    rated[ratings.pool[pairs.candidate[real]], pairs.interviewer[real]] = 1.0
    bridging = rated @ rated.T
    size = np.diag(bridging)
    smaller = np.minimum.outer(size, size)
    by_people = (bridging >= BRIDGING_LEAST) & (bridging >= BRIDGING_SHARE * smaller)
    by_samples = _shared_samples(rated, pairs, reference) >= SHARED_SAMPLES
    group = np.full(pools, -1, np.int64)
    whole = np.ones(pools, dtype=bool)
    for pool in range(pools):
        members = found.candidate[(ratings.pool == pool) & ~reference]
        group[pool] = members[0] if len(members) else -1
        whole[pool] = len(np.unique(members)) <= 1
    together = np.equal.outer(group, group) & np.logical_and.outer(whole, whole)
    answer: NDArray[np.bool_] = together & (by_people | by_samples)
    np.fill_diagonal(answer, True)  # noqa: FBT003 -- numpy's signature
    return answer


def _shared_samples(rated: Floats, pairs: Met, reference: NDArray[np.bool_]) -> Floats:
    """(pools, pools) how many reference samples interviewers of both pools rated."""
    samples = np.flatnonzero(reference)
    place = np.full(len(reference), -1, np.int64)
    place[samples] = np.arange(len(samples))
    chosen = reference[pairs.candidate]
    by_sample = np.zeros((len(samples), rated.shape[1]))
    by_sample[place[pairs.candidate[chosen]], pairs.interviewer[chosen]] = 1.0
    reached = ((rated @ by_sample.T) > 0).astype(np.float64)
    found: Floats = reached @ reached.T
    return found
