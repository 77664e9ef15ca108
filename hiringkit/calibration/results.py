"""What a calibration says: plain values that can be stored, printed and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Interval = tuple[float, float]
FEWEST_OF_A_CANDIDATE = 3  # ratings: with fewer there is no fair score


class Method(StrEnum):
    """How the measures are estimated: the hierarchical model, or the classical joint estimate."""

    MAP = "map"
    JMLE = "jmle"


class Status(StrEnum):
    """How far the figures may be used."""

    CALIBRATED = "calibrated"
    PROVISIONAL = "provisional"
    UNCALIBRATED = "uncalibrated"


@dataclass(frozen=True)
class CriterionScore:
    """One criterion of one candidate, in points of the scale."""

    id: str
    raw_mean: float
    fair_score: float | None
    interval: Interval | None
    ratings: int
    interviewers: int
    status: Status


@dataclass(frozen=True)
class CandidateScore:
    """One candidate; raw mean, fair score and interval in points of the scale, measure and se in logits.

    `group` counts from 1 within a pool and a component, best first; inside a group nobody is ahead of its first.
    """

    id: str
    raw_mean: float
    fair_score: float | None
    interval: Interval | None
    measure: float | None
    se: float | None
    ratings: int
    interviewers: int
    pool: str | None
    component: int
    status: Status
    group: int | None = None
    criteria: tuple[CriterionScore, ...] = ()


@dataclass(frozen=True)
class InterviewerSeverity:
    """One interviewer; severity, se and interval in logits, + = harsher; points are points of the scale taken off.

    `shown` says whether enough is known to show it to anybody; else `more_candidates` is about what is missing.
    `levels` counts how often each level was given, lowest first.
    """

    id: str
    severity: float | None
    se: float | None
    severity_points: float | None
    interval: Interval | None
    points_interval: Interval | None
    infit: float | None
    outfit: float | None
    learned: float | None
    component: int
    ratings: int
    candidates: int
    shown: bool
    more_candidates: int
    levels: tuple[int, ...]


@dataclass(frozen=True)
class CriterionDifficulty:
    """One criterion; difficulty and se in logits, + = harder. The interval is that of alpha, where it was asked for."""

    id: str
    difficulty: float | None
    se: float | None
    infit: float | None
    outfit: float | None
    alpha_ordinal: float | None
    ratings: int
    alpha_interval: Interval | None = None


@dataclass(frozen=True)
class StageDifficulty:
    """One stage; in logits, + = harder."""

    id: str
    difficulty: float | None
    se: float | None


@dataclass(frozen=True)
class Pool:
    """A requisition or level; `comparable` names the pools whose candidates may be compared with this one's."""

    id: str
    candidates: int
    interviewers: int
    comparable: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """How far one candidate's fair score lies above another's, in points, and what that amounts to."""

    ahead: str
    behind: str
    points: float
    se: float
    words: str


@dataclass(frozen=True)
class Agreement:
    """Agreement before anything is adjusted; see `agreement`."""

    alpha_ordinal: float | None
    interval: Interval | None
    icc: Mapping[str, float | None] | None
    weighted_kappa: float | None


@dataclass(frozen=True)
class Advice:
    """What would make the figures better known, and about how many ratings it costs."""

    kind: str
    sentence: str
    ratings: int


@dataclass(frozen=True)
class ModelFacts:
    """How the estimation went."""

    method: Method
    iterations: int
    converged: bool
    prior_sd: Mapping[str, float] | None


@dataclass(frozen=True)
class Result:
    """Everything a calibration says. Thresholds in logits, None where a level was never used."""

    status: Status
    reasons: tuple[str, ...]
    scale: tuple[int, int]
    candidates: tuple[CandidateScore, ...]
    interviewers: tuple[InterviewerSeverity, ...]
    criteria: tuple[CriterionDifficulty, ...]
    thresholds: tuple[float | None, ...]
    components: int
    agreement: Agreement
    model: ModelFacts
    advice: tuple[Advice, ...] = ()
    stages: tuple[StageDifficulty, ...] = ()
    pools: tuple[Pool, ...] = ()
    differences: tuple[Difference, ...] = field(default=())

    @property
    def ratings(self) -> int:
        """How many ratings were used."""
        return sum(interviewer.ratings for interviewer in self.interviewers)


def as_json(result: Result) -> dict[str, Any]:
    """The result as plain mappings, lists, texts, numbers and None: what `json.dumps` takes, with no NaN in it."""
    found: dict[str, Any] = _plain(result)
    found["scale"] = {"min": result.scale[0], "max": result.scale[1]}
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(item) for name, item in vars(value).items()}
    return value


def from_json(found: Mapping[str, Any]) -> Result:
    """The result that `as_json` wrote down."""
    return Result(
        status=Status(found["status"]),
        reasons=tuple(found["reasons"]),
        scale=(found["scale"]["min"], found["scale"]["max"]),
        candidates=tuple(_candidate(each) for each in found["candidates"]),
        interviewers=tuple(
            InterviewerSeverity(**_paired(each, "interval", "points_interval", "levels"))
            for each in found["interviewers"]
        ),
        criteria=tuple(CriterionDifficulty(**_paired(each, "alpha_interval")) for each in found["criteria"]),
        thresholds=tuple(found["thresholds"]),
        components=found["components"],
        agreement=Agreement(**_paired(found["agreement"], "interval")),
        model=ModelFacts(**{**found["model"], "method": Method(found["model"]["method"])}),
        advice=tuple(Advice(**each) for each in found["advice"]),
        stages=tuple(StageDifficulty(**each) for each in found["stages"]),
        pools=tuple(Pool(**_paired(each, "comparable")) for each in found["pools"]),
        differences=tuple(Difference(**each) for each in found["differences"]),
    )


def _candidate(found: Mapping[str, Any]) -> CandidateScore:
    criteria = tuple(
        CriterionScore(**{**_paired(each, "interval"), "status": Status(each["status"])}) for each in found["criteria"]
    )
    return CandidateScore(**{**_paired(found, "interval"), "status": Status(found["status"]), "criteria": criteria})


def _paired(found: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """With lists as tuples, where they stand for one."""
    return {**found, **{name: tuple(found[name]) for name in names if found.get(name) is not None}}
