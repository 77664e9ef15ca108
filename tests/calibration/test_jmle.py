"""The joint estimate against independent code and published figures, and at the ends of the scale."""

from collections.abc import Mapping

import numpy as np
import pytest

from hiringkit.calibration import jmle
from hiringkit.calibration.engine import Settings, calibrate
from hiringkit.calibration.kernel import curve
from hiringkit.calibration.ratings import Rating, Scale, gathered
from hiringkit.calibration.results import Method, Result, Status
from tests.calibration.published import example, numbers

JOINT = Settings(method=Method.JMLE)
EXPECTED = numbers("mfrmr-example-core")


@pytest.fixture(scope="module")
def result() -> Result:
    return calibrate(example("mfrmr-example-core"), JOINT)


def near(expected: Mapping[str, float]) -> object:
    return pytest.approx(expected, abs=2e-4)  # the expected values have four decimals


def test_measures_are_those_of_independent_code(result: Result) -> None:
    assert {one.id: one.measure for one in result.candidates} == near(EXPECTED["candidates"])
    assert {one.id: one.severity for one in result.interviewers} == near(EXPECTED["interviewers"])
    assert {one.id: one.difficulty for one in result.criteria} == near(EXPECTED["criteria"])
    assert list(result.thresholds) == pytest.approx(EXPECTED["thresholds"], abs=2e-4)


def test_standard_errors_and_fit_are_those_of_the_classical_tables(result: Result) -> None:
    errors, fit = EXPECTED["se"], EXPECTED["fit"]
    assert {one.id: one.se for one in result.interviewers} == near(errors["interviewers"])
    assert {one.id: one.se for one in result.criteria} == near(errors["criteria"])
    assert {one.id: [one.infit, one.outfit] for one in result.interviewers} == {
        name: pytest.approx(pair, abs=2e-3) for name, pair in fit["interviewers"].items()
    }
    assert {one.id: [one.infit, one.outfit] for one in result.criteria} == {
        name: pytest.approx(pair, abs=2e-3) for name, pair in fit["criteria"].items()
    }


def test_likelihood_is_not_below_the_published_one() -> None:
    ratings = example("mfrmr-example-core")
    found = jmle.estimate(ratings, np.zeros(4, np.int64))
    eta = found.eta(ratings)
    log_total, _ = curve(found.thresholds).reached(eta)
    passed = np.concatenate([[0.0], np.cumsum(found.thresholds)])[ratings.level]
    assert float((ratings.level * eta - passed - log_total).sum()) == pytest.approx(EXPECTED["loglik"], abs=1e-3)


def test_it_is_never_more_than_provisional(result: Result) -> None:
    assert result.status is Status.PROVISIONAL
    assert result.reasons == ("Provisional: the joint estimate is for comparison with published tables.",)
    assert calibrate(example("mfrmr-example-core")).status is Status.CALIBRATED


def _ratings(values: dict[str, list[int]], scale: Scale | None = None) -> Result:
    """One list a candidate: what interviewers a, b, c gave on two criteria."""
    rows = [
        Rating(name, "abc"[place % 3], f"k{place // 3}", value)
        for name, given in values.items()
        for place, value in enumerate(given)
    ]
    return calibrate(gathered(rows, scale), JOINT)


def test_who_got_only_the_highest_level_is_put_a_third_of_a_point_inside() -> None:
    found = _ratings(
        {"top": [4] * 6, "low": [1] * 6, "c": [1, 2, 3, 2, 3, 2], "d": [3, 4, 2, 4, 3, 2], "e": [2, 3, 1, 4, 2, 3]}
    )
    top, low = (next(one for one in found.candidates if one.id == name) for name in ("top", "low"))
    assert top.fair_score is not None
    assert low.fair_score is not None
    assert top.fair_score == pytest.approx(4 - 0.3 / 6, abs=0.02)  # 0.3 points of the total of six ratings
    assert low.fair_score == pytest.approx(1 + 0.3 / 6, abs=0.02)
    assert top.se is not None


def test_a_level_that_nobody_used_has_no_threshold() -> None:
    values = {"c": [1, 2, 4, 2, 4, 2], "d": [4, 5, 2, 5, 4, 2], "e": [2, 4, 1, 5, 2, 4], "f": [5, 4, 2, 4, 2, 1]}
    found = _ratings(values, Scale(0, 6))
    assert [threshold is None for threshold in found.thresholds] == [True, False, True, False, False, True][:6]
    known = [threshold for threshold in found.thresholds if threshold is not None]
    assert sum(known) == pytest.approx(0, abs=1e-5)
    assert all(one.fair_score is not None and 1 <= one.fair_score <= 5 for one in found.candidates)


def test_when_every_rating_is_the_same_nothing_can_be_estimated() -> None:
    found = _ratings({"c": [3] * 6, "d": [3] * 6})
    assert found.status is Status.UNCALIBRATED
    assert [one.measure for one in found.candidates] == [None, None]


def test_ratings_that_tell_nothing_apart_are_estimated_in_one_step() -> None:
    few = [Rating("a", "a", "k", 0), Rating("b", "b", "l", 0, "s"), Rating("b", "b", "l", 1)]
    found = calibrate(gathered(few), JOINT)
    assert found.status is Status.UNCALIBRATED
    assert {one.id: one.severity for one in found.interviewers} == {"a": None, "b": 0.0}
