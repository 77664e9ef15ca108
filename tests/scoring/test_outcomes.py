"""Which criteria told what came of hires: nothing is said of too few, and chance is seldom taken for information."""

from __future__ import annotations

import random
from datetime import date

import pytest

from hiringkit.scoring.outcomes import FEWEST, Result, Verdict, carried, problems

RISING = [(float(at % 5 + 1), float(at % 5) / 2) for at in range(FEWEST)]


@pytest.mark.parametrize(
    ("pairs", "verdict"),
    [
        pytest.param([], Verdict.TOO_FEW, id="nobody"),
        pytest.param(RISING[:-1], Verdict.TOO_FEW, id="one too few"),
        pytest.param(RISING, Verdict.CARRIED, id="the same order"),
        pytest.param([(one, -two) for one, two in RISING], Verdict.CONTRARY, id="the other way"),
        pytest.param([(3.0, two) for _, two in RISING], Verdict.ALIKE, id="all rated alike"),
        pytest.param([(one, 2.0) for one, _ in RISING], Verdict.ALIKE, id="all did as well"),
        pytest.param([(3.0, 1.0)] * (FEWEST - 1) + [(4.0, 2.0)], Verdict.ALIKE, id="one alone differs"),
    ],
)
def test_what_is_said(pairs: list[tuple[float, float]], verdict: Verdict) -> None:
    found = carried(pairs)
    assert (found.verdict, found.hires) == (verdict, len(pairs))
    assert (found.tau is None) is (verdict in {Verdict.TOO_FEW, Verdict.ALIKE})


def test_tau_b_is_that_of_kendall() -> None:
    """Twelve hires with ties on both sides; the value of scipy.stats.kendalltau."""
    pairs = [(1, 0), (2, 0), (2, 1), (3, 1), (3, 0), (3, 2), (4, 1), (4, 2), (4, 2), (5, 1), (5, 2), (5, 2)]
    found = carried([(float(one), float(two)) for one, two in pairs])
    assert found.tau == pytest.approx(scipy_tau(pairs))
    assert found.tau is not None
    assert found.low is not None
    assert found.high is not None
    assert 0 < found.low < found.tau < found.high <= 1


def scipy_tau(pairs: list[tuple[int, int]]) -> float:
    """The peer’s value."""
    from scipy.stats import kendalltau  # noqa: PLC0415 -- slow import

    return float(kendalltau(*zip(*pairs, strict=True)).statistic)


@pytest.mark.parametrize("hires", [FEWEST, 24])
def test_chance_is_taken_for_information_in_about_one_of_twenty(hires: int) -> None:
    chance = random.Random(hires)
    wrong = 0
    for _ in range(400):
        pairs = [(chance.choice((2, 2.5, 3, 3.5, 4, 4.5, 5)), chance.choice((0, 1, 1.5, 2, 2))) for _ in range(hires)]
        wrong += carried(pairs).verdict in {Verdict.CARRIED, Verdict.CONTRARY}
    assert wrong / 400 < 0.09


def test_outcomes_are_rated_from_day_90_on_and_with_what_was_seen() -> None:
    said = {"ward": Result.MET, "night": Result.PARTLY}
    began = date(2026, 1, 5)
    assert problems(said, {}, None, began) == {"started_on": "Give the first day at work."}
    early = problems(said, {"ward": "Rounds are held."}, began, date(2026, 4, 4))
    assert early == {"started_on": "Day 90 is 5 April 2026; outcomes are rated then."}
    assert set(problems(said, {}, began, date(2026, 4, 5))) == {"words:ward"}
    assert problems(said, {"ward": "Rounds are held."}, began, date(2026, 4, 5)) == {}
    assert problems({}, {}, began, date(2026, 1, 6)) == {}, "the first day alone can be kept before"


@pytest.mark.parametrize("started_on", [date.min, date(2015, 1, 1), date(2029, 1, 1), date.max])
@pytest.mark.parametrize("results", [{}, {"stays": Result.PARTLY}])
def test_a_first_day_that_nobody_means_is_refused(started_on: date, results: dict[str, Result]) -> None:
    found = problems(results, {}, started_on, date(2026, 1, 26))
    assert found["started_on"].startswith("The first day at work lies more than ten years back")
