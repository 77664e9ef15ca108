"""Agreement against published figures."""

import numpy as np
import pytest

from hiringkit.calibration import agreement
from hiringkit.calibration.engine import calibrate
from hiringkit.calibration.ratings import Rating, Scale, gathered
from tests.calibration.published import example, numbers

EXACT = numbers("krippendorff")["exact"]


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_of_the_canonical_example(metric: str) -> None:
    units = agreement.units(example("krippendorff"))
    distance = {
        "nominal": agreement.nominal,
        "ordinal": agreement.ordinal,
        "interval": agreement.interval,
        "ratio": agreement.ratio,
    }[metric]
    found = agreement.alpha(units.coincidences.sum(axis=0), units.levels, distance)
    assert float(found) == pytest.approx(EXACT[f"alpha_{metric}"], abs=1e-6)


def test_the_command_line_reports_alpha_with_its_interval() -> None:
    found = calibrate(example("krippendorff")).agreement
    assert found.alpha_ordinal == pytest.approx(0.815, abs=5e-4)
    assert found.interval is not None
    assert found.interval[0] < 0.815 < found.interval[1] <= 1.0


def test_intraclass_correlations_of_shrout_and_fleiss() -> None:
    table = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float)
    published = {
        "ICC(1,1)": 0.17,
        "ICC(2,1)": 0.29,
        "ICC(3,1)": 0.71,
        "ICC(1,k)": 0.44,
        "ICC(2,k)": 0.62,
        "ICC(3,k)": 0.91,
    }
    assert agreement.intraclass(table) == pytest.approx(published, abs=0.005)


def test_intraclass_correlations_need_a_complete_table() -> None:
    rows = [Rating(f"c{c}", f"i{i}", "k", 1 + (c * i + c) % 4) for c in range(12) for i in range(4)]
    assert calibrate(gathered(rows)).agreement.icc is not None
    assert calibrate(gathered(rows[1:])).agreement.icc is None


def test_weighted_kappa_of_two_interviewers() -> None:
    expected = numbers("kappa")
    one, other = np.array(expected["a"]), np.array(expected["b"])
    assert agreement.weighted_kappa(one, other) == pytest.approx(expected["kappa"]["quadratic"], abs=1e-6)
    rows = [
        Rating(f"c{n:02}", who, "k", v)
        for n, pair in enumerate(zip(one, other, strict=True))
        for who, v in zip("ab", pair, strict=True)
    ]
    found = calibrate(gathered(rows, Scale(1, 5))).agreement
    assert found.weighted_kappa == pytest.approx(expected["kappa"]["quadratic"], abs=1e-6)


def test_agreement_is_not_known_where_nothing_was_rated_twice() -> None:
    rows = [Rating(f"c{number}", "a" if number % 2 else "b", "k", 1 + number % 4) for number in range(40)]
    found = calibrate(gathered(rows)).agreement
    assert (found.alpha_ordinal, found.interval, found.icc, found.weighted_kappa) == (None, None, None, None)
    assert agreement.words(found.alpha_ordinal) == "not known"


@pytest.mark.parametrize(("value", "word"), [(0.81, "good"), (0.7, "tentative"), (0.3, "low"), (-0.1, "low")])
def test_alpha_in_words(value: float, word: str) -> None:
    assert agreement.words(value) == word
