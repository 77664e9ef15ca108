"""A block's candidates all at once: their local parameters are solved for, what they say of the shared ones kept.

Every shared parameter enters through a local one, so with A the data's information about a candidate's locals, D their
prior precisions and P = inv(A + D), what the candidate says of the shared parameters is T = D - D P D, and nothing that
couples the two is ever stored. A is diagonal among criteria and among encounters; the longer of the two is eliminated
by division, the rest by sweeping.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hiringkit.calibration.design import Block
from hiringkit.calibration.ratings import Floats


@dataclass(frozen=True)
class Precisions:
    """One divided by the prior variance, of each kind of local parameter."""

    candidate: float
    profile: float
    halo: float

    def of(self, block: Block) -> Floats:
        """(L,) in the order of the block's local parameters."""
        found = np.empty(block.locals)
        found[0] = self.candidate
        found[block.criteria] = self.profile
        found[block.encounters] = self.halo
        return found


def linear(block: Block, local: Floats, shared: Floats) -> Floats:
    """(r,) eta of every rating, in logits.

    Args:
        block: the candidates.
        local: (L, n) their local parameters.
        shared: (globals + 1,) the shared parameters, and a zero for "none".
    """
    at = moved(block, local, shared)
    cells = at[block.criteria][:, None] + at[block.encounters][None]
    cells += at[0]
    found: Floats = cells.reshape(-1).take(block.cell)
    return found


def moved(block: Block, local: Floats, shared: Floats) -> Floats:
    """(L, n) the local parameters with the shared ones that enter through them."""
    at = local.copy()
    values = shared.take(block.link)
    values *= block.link_sign
    begin = 0
    for length in (1, len(block.profile), *[len(block.encounter)] * 2):
        if begin < len(values):
            first = int(block.link_local[begin])
            at[first : first + length] += values[begin : begin + length]
            begin += length
    return at


def in_cells(block: Block, values: Floats) -> Floats:
    """(S, E, n) one value a rating laid into the cells; 0 where there is no rating."""
    held = np.zeros(len(values) + 1)
    held[:-1] = values
    found: Floats = held.take(block.rating).reshape(block.shape)
    return found


def gathered_by_local(block: Block, cells: Floats) -> Floats:
    """(L, n) sums of cells over the ratings in which each local parameter takes part."""
    found = np.empty((block.locals, cells.shape[2]))
    found[block.criteria] = cells.sum(axis=1)
    found[block.encounters] = cells.sum(axis=0)
    found[0] = found[block.encounters].sum(axis=0)
    return found


def covariance(block: Block, information: Floats, precisions: Floats) -> Floats:
    """(L, L, n) inverse of information + prior precision, of each candidate's local parameters.

    Args:
        block: the candidates.
        information: (S, E, n) of each cell, 0 where there is no rating.
        precisions: (L,) of the prior, above zero.
    """
    cells = information if block.criteria_are_more else information.transpose(1, 0, 2)
    many, few, candidates = cells.shape
    coupling = np.empty((few + 1, many, candidates))  # of the candidate and the few with the many
    coupling[1:] = cells.transpose(1, 0, 2)
    coupling[0] = cells.sum(axis=1)
    inverse = 1.0 / (coupling[0] + precisions[few + 1])
    scaled = coupling * inverse
    kept = np.zeros((few + 1, few + 1, candidates))
    for place in range(many):
        kept -= coupling[:, None, place] * scaled[None, :, place]
    of_few = coupling[1:].sum(axis=1)
    kept[0, 0] += of_few.sum(axis=0) + precisions[0]
    kept[0, 1:] += of_few
    kept[1:, 0] += of_few
    kept[range(1, few + 1), range(1, few + 1)] += of_few + precisions[1]
    sweep(kept)
    return _whole(kept, scaled, inverse)


def _whole(kept: Floats, scaled: Floats, inverse: Floats) -> Floats:
    """The few's covariance filled up with the many's."""
    few, many, candidates = scaled.shape
    found = np.empty((few + many, few + many, candidates))
    found[:few, :few] = kept
    across = np.zeros((many, few, candidates))
    for place in range(few):
        across -= scaled[place][:, None] * kept[place][None]
    found[few:, :few] = across
    found[:few, few:] = across.transpose(1, 0, 2)
    corner = found[few:, few:]
    corner[...] = 0.0
    corner[range(many), range(many)] = inverse
    for place in range(few):
        corner -= across[:, None, place] * scaled[None, place]
    return found


def sweep(matrices: Floats) -> None:
    """Invert (R, R, n) symmetric positive definite matrices in place, all at once (Gauss-Jordan)."""
    for place in range(len(matrices)):
        pivot = 1.0 / matrices[place, place]
        row = matrices[place] * pivot
        column = matrices[:, place].copy()
        column[place] = 0.0
        matrices -= column[:, None] * row[None]
        matrices[place] = row
        matrices[:, place] = column * -pivot
        matrices[place, place] = pivot


def told(covariances: Floats, precisions: Floats) -> Floats:
    """(L, L, n) T = D - D P D: what the candidates say of the parameters that enter through their locals."""
    found: Floats = covariances * -(precisions[:, None] * precisions[None])[:, :, None]
    places = range(len(precisions))
    found[places, places] += precisions[:, None]
    return found


def applied(covariances: Floats, vectors: Floats) -> Floats:
    """(L, n) the product of (L, L, n) matrices and (L, n) vectors."""
    found: Floats = covariances[:, 0] * vectors[0]
    for place in range(1, len(vectors)):
        found += covariances[:, place] * vectors[place]
    return found
