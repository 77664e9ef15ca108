"""The front door: ratings and settings in, a result of plain values out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from hiringkit.calibration import agreement, jmle, status
from hiringkit.calibration import map as hierarchical
from hiringkit.calibration.advice import advice
from hiringkit.calibration.design import design
from hiringkit.calibration.groups import Groups, Met, comparable, groups, met
from hiringkit.calibration.parts import Parts, joint_parts, map_parts, raw_parts
from hiringkit.calibration.ratings import REFERENCE, Floats, Ratings
from hiringkit.calibration.report import Report
from hiringkit.calibration.results import Agreement, Method, Pool, Result, Status
from hiringkit.errors import InvalidError

MOST_POOLS_COMPARED = 500
LARGE, SAMPLED = 120_000, 60_000  # ratings: above the first, standard deviations come from so many of them
SEED = 1

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Settings:
    """What may be chosen.

    Attributes:
        method: the hierarchical model, or the classical joint estimate.
        weights: of criteria in the fair score; 1 for those that are not named.
        profiles: whether each candidate's criteria are scored too.
        differences: whether all pairs of candidates of a pool are compared, in pools of at most this many; 0 for none.
    """

    method: Method = Method.MAP
    weights: Mapping[str, float] = field(default_factory=dict)
    profiles: bool = False
    differences: int = 0


DEFAULT = Settings()


def calibrate(ratings: Ratings, settings: Settings = DEFAULT, progress: Progress | None = None) -> Result:
    """What these ratings say of candidates, interviewers and criteria, and how far it may be used.

    Deterministic: the same ratings in any order, under any names, give the same figures. No figure is NaN.

    Args:
        ratings: at least one; see `ratings.gathered` and `rows.read`.
        settings: method, weights, what is wanted besides.
        progress: called with what is being done and a count.

    Raises:
        InvalidError: a weight that is not above zero; ratings that cannot be laid out.
    """
    weights = _weights(ratings, settings)
    pairs = met(ratings)
    found = groups(pairs)
    known = status.facts(ratings, found, pairs)
    closed = status.not_calibrated(known)
    if settings.method is Method.JMLE:
        parts = joint_parts(ratings, jmle.estimate(ratings, found.interviewer, progress))
    elif closed:
        parts = raw_parts(ratings)
    else:
        parts = _hierarchical(ratings, found, weights, settings, progress)
    verdict, reasons = _verdict(parts, known, closed, settings.method)
    report = Report(ratings, found, pairs, parts, verdict)
    return Result(
        status=verdict,
        reasons=tuple(reasons),
        scale=(ratings.scale.lowest, ratings.scale.highest),
        candidates=report.candidates(),
        interviewers=report.interviewers(),
        criteria=report.criteria(),
        thresholds=parts.thresholds,
        components=found.count,
        agreement=_agreement(ratings, parts.units),
        model=parts.facts,
        advice=advice(ratings, found, pairs, known, verdict),
        stages=report.stages(),
        pools=_pools(ratings, found, pairs),
        differences=tuple(report.differences(settings.differences)) if verdict is not Status.UNCALIBRATED else (),
    )


def _weights(ratings: Ratings, settings: Settings) -> Floats:
    found = np.array([float(settings.weights.get(name, 1.0)) for name in ratings.labels.criteria])
    if not (np.isfinite(found) & (found > 0)).all():
        raise InvalidError("A criterion's weight must be a number above zero.")
    return found


def _hierarchical(
    ratings: Ratings, found: Groups, weights: Floats, settings: Settings, progress: Progress | None
) -> Parts:
    pool, pools = (ratings.pool, len(ratings.labels.pools)) if ratings.has_pools else (found.candidate, found.count)

    def model(of: Ratings) -> hierarchical.Model:
        return hierarchical.Model(design(of, pool, pools), found.interviewer, ratings.scale.steps)

    known = hierarchical.estimate(model(_sample(ratings)), progress) if ratings.count > LARGE else None
    whole = model(ratings)
    posterior = hierarchical.estimate(whole, progress, known)
    return map_parts(ratings, found, whole, posterior, weights, profiles=settings.profiles)


def _sample(ratings: Ratings) -> Ratings:
    """All ratings of candidates drawn at random, always the same: enough to know how much people differ."""
    drawn = np.random.default_rng(SEED).permutation(len(ratings.labels.candidates))
    count = np.bincount(ratings.candidate)
    chosen = np.zeros(len(drawn), dtype=bool)
    chosen[drawn[np.cumsum(count[drawn]) <= SAMPLED]] = True
    return ratings.only(chosen[ratings.candidate])


def _verdict(parts: Parts, known: status.Facts, closed: list[str], method: Method) -> tuple[Status, list[str]]:
    if closed:
        return Status.UNCALIBRATED, closed
    reasons = status.provisional(known, learned=parts.median_learned, converged=parts.facts.converged, method=method)
    return (Status.PROVISIONAL, reasons) if reasons else (Status.CALIBRATED, [status.calibrated(known)])


def _agreement(ratings: Ratings, units: agreement.Units) -> Agreement:
    whole = agreement.table(ratings)
    kappa = None
    if whole is not None and whole.shape[1] == 2:
        kappa = agreement.weighted_kappa(whole[:, 0].astype(np.int64), whole[:, 1].astype(np.int64))
    alpha = units.alpha()
    return Agreement(
        alpha_ordinal=alpha if np.isfinite(alpha) else None,
        interval=units.alpha_interval(),
        icc=agreement.intraclass(whole) if whole is not None else None,
        weighted_kappa=kappa,
    )


def _pools(ratings: Ratings, found: Groups, pairs: Met) -> tuple[Pool, ...]:
    if not ratings.has_pools:
        return ()
    names = ratings.labels.pools
    few = len(names) <= MOST_POOLS_COMPARED
    together = comparable(ratings, found, pairs) if few else np.zeros((len(names), 0), dtype=bool)
    candidates = np.bincount(ratings.pool[pairs.interviewers_of > 0], minlength=len(names))
    both = np.unique(ratings.pool[pairs.candidate] * len(ratings.labels.interviewers) + pairs.interviewer)
    interviewers = np.bincount(both // len(ratings.labels.interviewers), minlength=len(names))
    return tuple(
        Pool(
            name,
            int(candidates[place]),
            int(interviewers[place]),
            tuple(names[other] for other in np.flatnonzero(together[place]) if other != place),
        )
        for place, name in enumerate(names)
        if name != REFERENCE
    )
