"""Made-up interviews of which everything is known: who is good, who is harsh, what an average interviewer would say."""

from dataclasses import dataclass

import numpy as np

from hiringkit.calibration.ratings import Floats, Ints, Labels, Ratings, Scale
from hiringkit.calibration.results import Result

THRESHOLDS = np.array([-2.2, -0.8, 0.7, 2.3])
LOWEST = 1


@dataclass(frozen=True)
class Plan:
    """Who meets whom, and how people differ; standard deviations in logits.

    `encounters` are the fewest and the most of a candidate. `seen` criteria of all `criteria` belong to a candidate.
    `sorted_by_severity` lets a candidate meet only interviewers who are about equally harsh.
    """

    candidates: int
    interviewers: int
    encounters: tuple[int, int]
    criteria: int = 5
    seen: int | None = None
    pools: int = 1
    pools_apart: float = 0.0
    sorted_by_severity: bool = False
    sd_candidate: float = 1.0
    sd_profile: float = 0.6
    sd_halo: float = 0.5
    sd_severity: float = 0.6
    sd_difficulty: float = 0.4
    not_observed: float = 0.05


WELL_LINKED = Plan(120, 30, (4, 4))
SPARSE = Plan(80, 16, (2, 3), sorted_by_severity=True, sd_severity=0.9)
TWO_POOLS = Plan(100, 20, (3, 3), pools=2, pools_apart=1.4)
TWELVE = Plan(12, 6, (3, 3))
TWENTY_FIVE = Plan(25, 8, (3, 3))
PARTS_OF_CRITERIA = Plan(60, 15, (4, 4), criteria=6, seen=3)
TWO_MEETINGS = Plan(80, 20, (2, 2))
NOBODY_HARSH = Plan(60, 15, (3, 3), sd_severity=0.05)


@dataclass(frozen=True)
class Truth:
    """What is behind the ratings: fair scores in points, severities less their mean in logits."""

    ratings: Ratings
    fair: Floats
    severity: Floats
    pool: Ints


def expected(theta: Floats) -> Floats:
    """The level that is expected at theta, written out anew so that it does not lean on what is tested."""
    exponents = np.arange(5) * theta[..., None] - np.concatenate([[0.0], np.cumsum(THRESHOLDS)])
    shares = np.exp(exponents - exponents.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    found: Floats = LOWEST + (shares * np.arange(5)).sum(axis=-1)
    return found


def truth(plan: Plan, seed: int) -> Truth:
    """One data set of this plan; the same seed gives the same set."""
    random = np.random.default_rng(seed)
    pool = np.arange(plan.candidates) * plan.pools // plan.candidates
    ability = random.normal(0, plan.sd_candidate, plan.candidates) + plan.pools_apart * pool
    theta = ability[:, None] + random.normal(0, plan.sd_profile, (plan.candidates, plan.criteria))
    severity = random.normal(0, plan.sd_severity, plan.interviewers)
    difficulty = random.normal(0, plan.sd_difficulty, plan.criteria)
    rows = []
    for candidate in range(plan.candidates):
        criteria: Ints = random.choice(plan.criteria, plan.seen or plan.criteria, replace=False)
        for interviewer in _panel(plan, pool[candidate], severity, random):
            halo = random.normal(0, plan.sd_halo)
            for criterion in criteria:
                if random.random() >= plan.not_observed:
                    eta = theta[candidate, criterion] + halo - severity[interviewer] - difficulty[criterion]
                    rows.append((candidate, interviewer, criterion, _drawn(eta, random)))
    return _truth(plan, np.array(rows), theta - difficulty.mean(), severity, pool)


def _panel(plan: Plan, pool: int, severity: Floats, random: np.random.Generator) -> Ints:
    """Who meets this candidate."""
    count = int(random.integers(plan.encounters[0], plan.encounters[1] + 1))
    people = np.argsort(severity) if plan.sorted_by_severity else np.arange(plan.interviewers)
    if plan.sorted_by_severity:
        first = int(random.integers(0, plan.interviewers - 3))
        people = people[first : first + 4]
    elif plan.pools > 1:
        share = plan.interviewers // plan.pools
        own = np.arange(pool * share, (pool + 1) * share)
        people = own if random.random() < 0.8 else people
    found: Ints = random.choice(people, count, replace=False)
    return found


def _drawn(eta: float, random: np.random.Generator) -> int:
    """A level, by the rating-scale model."""
    exponents = np.arange(5) * eta - np.concatenate([[0.0], np.cumsum(THRESHOLDS)])
    shares = np.exp(exponents - exponents.max()).cumsum()
    return int(np.searchsorted(shares, random.random() * shares[-1]))


def _truth(plan: Plan, rows: Ints, theta: Floats, severity: Floats, pool: Ints) -> Truth:
    candidate, interviewer, criterion, level = rows.T
    seen = np.zeros(theta.shape, dtype=bool)
    seen[candidate, criterion] = True
    who, interviewer = np.unique(interviewer, return_inverse=True)
    fair = np.where(seen, expected(theta - severity[who].mean()), 0.0).sum(axis=1) / seen.sum(axis=1)
    ratings = Ratings(
        scale=Scale(LOWEST, LOWEST + 4),
        labels=Labels(
            tuple(f"c{number:06d}" for number in range(plan.candidates)),
            tuple(f"i{number:05d}" for number in who),
            tuple(f"k{number:02d}" for number in range(plan.criteria)),
            pools=tuple(f"p{number}" for number in range(plan.pools)) if plan.pools > 1 else ("",),
        ),
        candidate=candidate,
        interviewer=interviewer,
        criterion=criterion,
        stage=np.zeros(len(rows), np.int64),
        level=level,
        pool=pool,
        has_pools=plan.pools > 1,
    )
    return Truth(ratings, fair, severity[who] - severity[who].mean(), pool)


@dataclass(frozen=True)
class Accuracy:
    """How near a result comes to the truth; errors in points of the scale."""

    pair_order: float
    raw_pair_order: float
    rmse: float
    raw_rmse: float
    coverage: float
    severity_correlation: float


def accuracy(made: Truth, result: Result) -> Accuracy:
    """Raw means and fair scores against the truth; pairs within pools."""
    fair = np.array([candidate.fair_score for candidate in result.candidates], dtype=np.float64)
    raw = np.array([candidate.raw_mean for candidate in result.candidates])
    intervals = np.array([candidate.interval or (np.nan, np.nan) for candidate in result.candidates])
    severity = np.array([one.severity for one in result.interviewers], dtype=np.float64)
    inside = (intervals[:, 0] <= made.fair) & (made.fair <= intervals[:, 1])
    return Accuracy(
        _pair_order(fair, made),
        _pair_order(raw, made),
        _rmse(fair - made.fair),
        _rmse(raw - made.fair),
        float(inside.mean()),
        float(np.corrcoef(severity, made.severity)[0, 1]),
    )


def _rmse(error: Floats) -> float:
    return float(np.sqrt((error**2).mean()))


def _pair_order(score: Floats, made: Truth) -> float:
    """Share of the pairs of a pool that stand in the true order; ties count half."""
    one, other = np.triu_indices(len(score), 1)
    together = made.pool[one] == made.pool[other]
    one, other = one[together], other[together]
    agree = np.sign(score[one] - score[other]) * np.sign(made.fair[one] - made.fair[other])
    return float(((agree + 1) / 2).mean())


def mean(several: list[Accuracy]) -> Accuracy:
    """The mean of each figure."""
    columns = np.array([list(vars(one).values()) for one in several]).mean(axis=0)
    return Accuracy(*(float(value) for value in columns))
