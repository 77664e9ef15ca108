"""What either estimation gives, in one shape: arrays, with NaN for what is not known."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from hiringkit.calibration import agreement
from hiringkit.calibration.fit import Fit, Residuals, fit, residuals
from hiringkit.calibration.groups import Groups
from hiringkit.calibration.jmle import Joint
from hiringkit.calibration.kernel import Curve, curve
from hiringkit.calibration.map import Model, Posterior
from hiringkit.calibration.ratings import Floats, Ints, Ratings
from hiringkit.calibration.results import Method, ModelFacts
from hiringkit.calibration.scores import SURE, Reach, fair_scores

DECIMALS = 6


@dataclass(frozen=True)
class Parts:
    """What an estimation gives, as arrays with NaN for what is not known; logits, scores in steps of the scale.

    Attributes:
        score, low, high, measure, se: (candidates,)
        profile, profile_low, profile_high: (candidates, criteria), or without columns.
        severity, severity_se, learned: (interviewers,)
        difficulty, difficulty_se: (criteria,); stage, stage_se: (stages,) or empty.
        slope: points of a rating for a logit, at the mean candidate.
        reach: for differences; None where there is none.
    """

    score: Floats
    low: Floats
    high: Floats
    measure: Floats
    se: Floats
    profile: Floats
    profile_low: Floats
    profile_high: Floats
    severity: Floats
    severity_se: Floats
    learned: Floats
    difficulty: Floats
    difficulty_se: Floats
    stage: Floats
    stage_se: Floats
    slope: float
    thresholds: tuple[float | None, ...]
    of_interviewers: Fit
    of_criteria: Fit
    units: agreement.Units
    facts: ModelFacts
    reach: Reach | None = None

    @property
    def median_learned(self) -> float | None:
        """Over the interviewers; None where nothing is said of it."""
        known = self.learned[np.isfinite(self.learned)]
        return float(np.median(known)) if len(known) else None


def map_parts(
    ratings: Ratings, found: Groups, model: Model, posterior: Posterior, weights: Floats, *, profiles: bool
) -> Parts:
    """Of the hierarchical model."""
    places, state = model.design.globals, posterior.state
    shape = curve(state.thresholds)
    scores = fair_scores(model, posterior, weights, profiles=profiles)
    variance = np.diag(posterior.shared_covariance)
    shared_se = np.sqrt(np.maximum(variance, 0.0))
    size = np.bincount(found.interviewer, minlength=found.count)[found.interviewer]
    learned = np.where(size > 1, 1.0 - variance[places.severity] / state.sd.sev**2, 0.0)
    of_interviewers, of_criteria = _fits(ratings, residuals(model, state, shape, ratings.level))
    return Parts(
        score=scores.score,
        low=scores.low,
        high=scores.high,
        measure=scores.measure,
        se=scores.se,
        profile=scores.profile,
        profile_low=scores.profile_low,
        profile_high=scores.profile_high,
        severity=state.shared[places.severity],
        severity_se=shared_se[places.severity],
        learned=np.clip(learned, 0.0, 1.0),
        difficulty=state.shared[places.difficulty],
        difficulty_se=shared_se[places.difficulty],
        stage=state.shared[places.stage],
        stage_se=shared_se[places.stage],
        slope=float(shape.moments(np.array([scores.mean_theta])).variance[0]),
        thresholds=tuple(numbers(state.thresholds)),
        of_interviewers=of_interviewers,
        of_criteria=of_criteria,
        units=agreement.units(ratings),
        facts=ModelFacts(
            Method.MAP,
            posterior.iterations,
            posterior.converged,
            {name: round(value, DECIMALS) for name, value in asdict(state.sd).items()},
        ),
        reach=scores.reach,
    )


def joint_parts(ratings: Ratings, found: Joint) -> Parts:
    """Of the joint estimate: fair score at the measure, standard errors from the information alone."""
    labels = ratings.labels
    usable = len(found.steps_taken) > 0 and bool(np.isfinite(found.steps_taken).all())
    shape = curve(found.steps_taken if usable else np.zeros(1))
    eta = found.eta(ratings)
    known = np.isfinite(eta)
    at = shape.moments(np.where(known, eta, 0.0))
    given = np.searchsorted(found.levels, ratings.level).astype(np.float64)
    rest = Residuals(at.expected, np.where(known, at.variance, 0.0), np.where(known, given, at.expected))
    of_candidates = _model_se(ratings.candidate, rest.variance, found.candidate)
    usual = found.candidate[np.isfinite(found.candidate)]
    score, low, high = (
        _expected_points(shape, found.levels, found.candidate + sure * of_candidates) for sure in (0.0, -SURE, SURE)
    )
    of_interviewers, of_criteria = _fits(ratings, rest)
    nothing = np.empty((len(labels.candidates), 0))
    return Parts(
        score=score,
        low=low,
        high=high,
        measure=found.candidate,
        se=of_candidates,
        profile=nothing,
        profile_low=nothing,
        profile_high=nothing,
        severity=found.interviewer,
        severity_se=_model_se(ratings.interviewer, rest.variance, found.interviewer),
        learned=np.full(len(labels.interviewers), np.nan),
        difficulty=found.criterion,
        difficulty_se=_model_se(ratings.criterion, rest.variance, found.criterion),
        stage=np.empty(0),
        stage_se=np.empty(0),
        slope=float(shape.moments(np.array([usual.mean() if len(usual) else 0.0])).variance[0]),
        thresholds=tuple(numbers(found.thresholds)),
        of_interviewers=of_interviewers,
        of_criteria=of_criteria,
        units=agreement.units(ratings),
        facts=ModelFacts(Method.JMLE, found.iterations, found.converged, None),
    )


def raw_parts(ratings: Ratings) -> Parts:
    """Of nothing but the ratings, where the gate is closed."""
    labels = ratings.labels
    candidates, interviewers, criteria = (
        np.full(len(names), np.nan) for names in (labels.candidates, labels.interviewers, labels.criteria)
    )
    stages = np.full(len(labels.stages) if len(labels.stages) > 1 else 0, np.nan)
    nothing = np.empty((len(labels.candidates), 0))
    return Parts(
        score=candidates,
        low=candidates,
        high=candidates,
        measure=candidates,
        se=candidates,
        profile=nothing,
        profile_low=nothing,
        profile_high=nothing,
        severity=interviewers,
        severity_se=interviewers,
        learned=interviewers,
        difficulty=criteria,
        difficulty_se=criteria,
        stage=stages,
        stage_se=stages,
        slope=np.nan,
        thresholds=(None,) * ratings.scale.steps,
        of_interviewers=Fit(interviewers, interviewers),
        of_criteria=Fit(criteria, criteria),
        units=agreement.units(ratings),
        facts=ModelFacts(Method.MAP, 0, converged=False, prior_sd=None),
    )


def numbers(values: Floats) -> list[float | None]:
    """Rounded, with None for what is not known: what may be written down."""
    rounded = np.round(values, DECIMALS) + 0.0  # no minus zero
    return [value if value == value else None for value in rounded.tolist()]  # noqa: PLR0124 -- NaN is not itself


def _expected_points(shape: Curve, levels: Ints, measure: Floats) -> Floats:
    """(n,) steps above the scale's lowest level that are expected at these measures, of the levels in use."""
    if len(levels) < 2:
        return np.full_like(measure, np.nan)
    _, reached = shape.reached(np.where(np.isfinite(measure), measure, 0.0))
    return np.where(np.isfinite(measure), levels[0] + np.diff(levels).astype(np.float64) @ reached, np.nan)


def _model_se(code: Ints, variance: Floats, measure: Floats) -> Floats:
    """One over the root of the information of each element's ratings; NaN where there is no measure."""
    information = np.bincount(code, variance, len(measure))
    known = np.isfinite(measure) & (information > 0.0)
    return np.where(known, 1.0 / np.sqrt(np.where(known, information, 1.0)), np.nan)


def _fits(ratings: Ratings, rest: Residuals) -> tuple[Fit, Fit]:
    """Of interviewers and of criteria."""
    labels = ratings.labels
    return (
        fit(rest, ratings.interviewer, len(labels.interviewers)),
        fit(rest, ratings.criterion, len(labels.criteria)),
    )
