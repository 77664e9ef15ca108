"""What holds for every set of ratings."""

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiringkit.calibration.engine import Settings, calibrate
from hiringkit.calibration.ratings import Rating, Ratings, Scale, gathered
from hiringkit.calibration.results import CandidateScore, Method, Result, Status, as_json, from_json
from hiringkit.errors import InvalidError
from tests.calibration import truth
from tests.calibration.truth import Plan

SMALL = Plan(24, 6, (3, 3), criteria=4)
EVERYTHING = Settings(profiles=True, differences=50)

names = st.sampled_from("abcdefghij")
POOLS = {"none": [""] * 10, "one": ["R1"] * 10, "several": ["R1"] * 3 + ["R2"] * 5 + ["reference"] * 2}


def pooled(given_: list[Rating], pools: list[str]) -> list[Rating]:
    """With a pool for each candidate."""
    return [rating._replace(pool=pools["abcdefghij".index(rating.candidate)]) for rating in given_]


ratings = st.builds(
    pooled,
    st.lists(
        st.builds(Rating, names, names, st.sampled_from("kl"), st.integers(0, 4), st.sampled_from(["", "s", "t"])),
        min_size=1,
        max_size=150,
        unique_by=lambda rating: (rating.candidate, rating.interviewer, rating.criterion, rating.stage),
    ),
    st.sampled_from(list(POOLS.values())),
)


def rows(made: Ratings) -> list[Rating]:
    """As plain values again."""
    labels = made.labels
    return [
        Rating(
            labels.candidates[candidate],
            labels.interviewers[interviewer],
            labels.criteria[criterion],
            int(level) + made.scale.lowest,
        )
        for candidate, interviewer, criterion, level in zip(
            made.candidate, made.interviewer, made.criterion, made.level, strict=True
        )
    ]


def numbers(value: Any) -> Iterator[float]:
    """Every number in plain values."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from numbers(item)
    elif isinstance(value, float):
        yield value


@settings(deadline=None, max_examples=60)
@given(ratings, st.sampled_from(Method), st.sampled_from([None, Scale(0, 4), Scale(-1, 9)]))
def test_no_figure_is_ever_nan_and_every_score_lies_on_the_scale(
    given_: list[Rating], method: Method, scale: Scale | None
) -> None:
    found = calibrate(gathered(given_, scale), replace(EVERYTHING, method=method))
    plain = as_json(found)
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert all(math.isfinite(number) for number in numbers(plain))
    low, high = found.scale
    for one in found.candidates:
        if one.fair_score is not None and one.interval is not None:
            assert low <= one.interval[0] <= one.fair_score <= one.interval[1] <= high
        assert low <= one.raw_mean <= high
    assert found.reasons
    assert found.ratings == len(given_)


@settings(deadline=None, max_examples=25)
@given(ratings)
def test_a_stored_result_is_the_same_result(given_: list[Rating]) -> None:
    found = calibrate(gathered(given_), EVERYTHING)
    assert from_json(json.loads(json.dumps(as_json(found)))) == found


def same(one: Result, other: Result, *, but: str = "") -> None:
    """The same figures, but for the rounding of sums that are added in another order."""
    for candidate, twin in zip(one.candidates, other.candidates, strict=True):
        assert candidate.fair_score == pytest.approx(twin.fair_score, abs=2e-5), but
        assert candidate.interval == pytest.approx(twin.interval, abs=2e-5), but
        assert (candidate.status, candidate.group) == (twin.status, twin.group), but
    assert [person.severity for person in one.interviewers] == pytest.approx(
        [person.severity for person in other.interviewers], abs=2e-5
    )
    assert one.agreement.alpha_ordinal == pytest.approx(other.agreement.alpha_ordinal)
    assert one.agreement.interval == pytest.approx(other.agreement.interval)


@settings(deadline=None, max_examples=8)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(seed: int, random: Any) -> None:
    given_ = rows(truth.truth(SMALL, seed).ratings)
    shuffled = list(given_)
    random.shuffle(shuffled)
    assert calibrate(gathered(shuffled)) == calibrate(gathered(given_))


def test_names_change_nothing() -> None:
    made = rows(truth.truth(SMALL, 1).ratings)
    candidates = sorted({rating.candidate for rating in made})
    renamed = dict(zip(candidates, reversed(candidates), strict=True))
    other = calibrate(gathered([rating._replace(candidate=renamed[rating.candidate]) for rating in made]))
    back = sorted(other.candidates, key=lambda one: renamed[one.id])
    same(calibrate(gathered(made)), replace(other, candidates=tuple(back)))


def test_a_scale_moved_by_ten_moves_the_scores_by_ten() -> None:
    made = rows(truth.truth(SMALL, 2).ratings)
    one = calibrate(gathered(made, Scale(1, 5)))
    other = calibrate(gathered([rating._replace(value=rating.value + 10) for rating in made], Scale(11, 15)))
    assert [candidate.fair_score for candidate in other.candidates] == pytest.approx(
        [(candidate.fair_score or 0) + 10 for candidate in one.candidates], abs=2e-6
    )
    assert other.interviewers == one.interviewers


def test_twice_the_same_gives_the_same() -> None:
    made = truth.truth(SMALL, 3).ratings
    assert calibrate(made, EVERYTHING) == calibrate(made, EVERYTHING)


def test_an_interviewer_who_gives_a_point_less_is_harsher_and_candidates_stay() -> None:
    made = rows(truth.truth(Plan(60, 10, (4, 4)), 4).ratings)
    harsh = "i00003"
    lowered = [
        rating._replace(value=max(rating.value - 1, 1)) if rating.interviewer == harsh else rating for rating in made
    ]
    before, after = calibrate(gathered(made, Scale(1, 5))), calibrate(gathered(lowered, Scale(1, 5)))

    def points(result: Result) -> float:
        return next(person.severity_points or 0.0 for person in result.interviewers if person.id == harsh)

    assert 0.6 < points(after) - points(before) < 1.1
    met = {rating.candidate for rating in made if rating.interviewer == harsh}
    moved = [
        (abs((new.fair_score or 0) - (old.fair_score or 0)), abs(new.raw_mean - old.raw_mean))
        for old, new in zip(before.candidates, after.candidates, strict=True)
        if old.id in met
    ]
    fair, raw = np.array(moved).mean(axis=0)
    assert fair < raw / 2


def test_more_ratings_narrow_the_ranges() -> None:
    two, six = (calibrate(truth.truth(Plan(60, 12, (count, count)), 5).ratings) for count in (2, 6))

    def width(result: Result) -> float:
        return float(np.mean([one.interval[1] - one.interval[0] for one in result.candidates if one.interval]))

    assert width(six) < 0.75 * width(two)
    assert np.mean([person.se or 0 for person in six.interviewers]) < np.mean(
        [person.se or 0 for person in two.interviewers]
    )


def test_levels_are_given_back_as_they_were_used() -> None:
    made = truth.truth(SMALL, 6).ratings
    found = calibrate(made)
    assert sum(sum(person.levels) for person in found.interviewers) == made.count
    assert found.interviewers[0].levels == tuple(
        int(((made.interviewer == 0) & (made.level == level)).sum()) for level in range(5)
    )


def by_id(result: Result) -> dict[str, CandidateScore]:
    return {candidate.id: candidate for candidate in result.candidates}


def test_everybody_at_the_top_but_one_stays_on_the_scale() -> None:
    given_ = [Rating(f"c{c}", f"i{i}", k, 5) for c in range(10) for i in range(4) for k in "kl"]
    found = calibrate(gathered([given_[0]._replace(value=4), *given_[1:]], Scale(1, 5)))
    scores = [one.fair_score or 0 for one in found.candidates]
    assert 4 < min(scores) <= max(scores) < 5
    assert by_id(found)["c0"].fair_score == min(scores)


def test_a_reference_sample_links_and_is_nobodys_candidate() -> None:
    made = rows(truth.truth(SMALL, 7).ratings)
    samples = [Rating(f"sample {n}", f"i{i:05d}", "k00", 2 + n, pool="reference") for n in (0, 1) for i in range(6)]
    found = calibrate(gathered([*(rating._replace(pool="R1") for rating in made), *samples]))
    assert len(found.candidates) == 24
    assert {pool.id for pool in found.pools} == {"R1"}
    assert found.ratings == len(made) + 12


def test_weights_of_criteria_enter_the_mean() -> None:
    made = truth.truth(SMALL, 8).ratings
    plain = calibrate(made, EVERYTHING)
    heavy = calibrate(made, replace(EVERYTHING, weights={"k00": 1000.0}))
    for one, other in zip(plain.candidates, heavy.candidates, strict=True):
        alone = next(criterion for criterion in one.criteria if criterion.id == "k00")
        assert other.fair_score == pytest.approx(alone.fair_score, abs=0.01)


@pytest.mark.parametrize("weight", [0.0, -1.0, math.nan, math.inf])
def test_a_weight_is_above_zero(weight: float) -> None:
    with pytest.raises(InvalidError, match="above zero"):
        calibrate(truth.truth(SMALL, 8).ratings, Settings(weights={"k00": weight}))


def test_differences_are_of_candidates_who_may_be_compared() -> None:
    found = calibrate(truth.truth(replace(SMALL, pools=2, pools_apart=1.0), 9).ratings, EVERYTHING)
    pools = {one.id: (one.pool, one.component) for one in found.candidates}
    assert len(found.differences) == 2 * (12 * 11 // 2)
    for pair in found.differences:
        assert pools[pair.ahead] == pools[pair.behind]
        assert pair.points >= 0
        assert pair.se > 0
        z = pair.points / pair.se
        assert pair.words == (
            "clearly ahead"
            if z >= 2.58
            else "ahead"
            if z >= 1.96
            else "probably ahead"
            if z >= 1.28
            else "too close to call"
        )


def test_what_two_candidates_share_cancels_in_their_difference() -> None:
    made = truth.truth(Plan(60, 8, (2, 2), sd_severity=0.9), 10).ratings
    found = calibrate(made, Settings(differences=100))
    scores = by_id(found)
    panels = {
        name: frozenset(made.interviewer[made.candidate == place]) for place, name in enumerate(made.labels.candidates)
    }

    def half(name: str) -> float:
        low, high = scores[name].interval or (0.0, 0.0)
        return (high - low) / 2 / 1.96

    shares: dict[int, list[float]] = {0: [], 1: [], 2: []}
    for pair in found.differences:
        apart = math.hypot(half(pair.ahead), half(pair.behind))
        shares[len(panels[pair.ahead] & panels[pair.behind])].append(pair.se / apart)
    assert np.mean(shares[2]) < np.mean(shares[1]) < np.mean(shares[0])


def test_in_a_group_nobody_is_ahead_of_its_first() -> None:
    found = calibrate(truth.truth(truth.WELL_LINKED, 11).ratings, Settings(differences=200))
    scores = by_id(found)
    groups: dict[int, list[CandidateScore]] = {}
    for one in found.candidates:
        groups.setdefault(one.group or 0, []).append(one)
    assert len(groups) > 2
    between = {(pair.ahead, pair.behind): pair.points / pair.se for pair in found.differences}
    firsts = {number: max(members, key=lambda one: one.fair_score or 0) for number, members in groups.items()}
    for number, members in groups.items():
        assert all(between.get((firsts[number].id, one.id), 0) < 1.96 for one in members)
        if number + 1 in firsts:
            assert between[firsts[number].id, firsts[number + 1].id] >= 1.96
    assert scores[firsts[1].id].fair_score == max(one.fair_score or 0 for one in found.candidates)


def test_criteria_of_a_candidate_have_their_own_ranges() -> None:
    found = calibrate(truth.truth(Plan(30, 6, (3, 3), criteria=4, not_observed=0.3), 12).ratings, EVERYTHING)
    one = found.candidates[0]
    assert {criterion.id for criterion in one.criteria} <= {"k00", "k01", "k02", "k03"}
    assert sum(criterion.ratings for criterion in one.criteria) == one.ratings
    assert one.fair_score == pytest.approx(np.mean([criterion.fair_score or 0 for criterion in one.criteria]), abs=1e-4)
    for criterion in one.criteria:
        assert criterion.interval is not None
        if criterion.interviewers < 2:
            assert criterion.status is not Status.CALIBRATED


def staged(seed: int) -> list[Rating]:
    """Everybody meets three people, each at a stage; the last stage is hard by a point."""
    made = rows(truth.truth(Plan(40, 8, (3, 3), sd_severity=0.2), seed).ratings)
    panels: dict[str, list[str]] = {}
    for rating in made:
        people = panels.setdefault(rating.candidate, [])
        if rating.interviewer not in people:
            people.append(rating.interviewer)
    found = []
    for rating in made:
        stage = (panels[rating.candidate].index(rating.interviewer) + int(rating.candidate[1:])) % 3
        value = max(1, rating.value - (stage == 2))
        found.append(rating._replace(stage=f"stage {stage}", value=value))
    return found


def test_a_hard_stage_is_told_from_harsh_interviewers() -> None:
    found = calibrate(gathered(staged(13), Scale(1, 5)))
    difficulty = {stage.id: stage.difficulty or 0.0 for stage in found.stages}
    assert sum(difficulty.values()) == pytest.approx(0, abs=1e-3)
    assert difficulty["stage 2"] > 0.4
    assert max(difficulty["stage 0"], difficulty["stage 1"]) < 0.1
    assert found.status is Status.CALIBRATED


def test_stages_do_not_widen_the_ranges_of_a_set_that_has_them_all() -> None:
    given_ = staged(14)

    def width(result: Result) -> float:
        return float(np.mean([one.interval[1] - one.interval[0] for one in result.candidates if one.interval]))

    plain = calibrate(gathered([rating._replace(stage="") for rating in given_], Scale(1, 5)))
    assert width(calibrate(gathered(given_, Scale(1, 5)))) < 1.1 * width(plain)


def test_the_joint_estimate_knows_no_stages() -> None:
    joint = Settings(method=Method.JMLE)
    plain = calibrate(gathered([rating._replace(stage="") for rating in staged(15)]), joint)
    assert calibrate(gathered(staged(15)), joint).candidates == plain.candidates
