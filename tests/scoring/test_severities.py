"""What severities, the use of a scale and agreement are called."""

import pytest

from hiringkit.scoring import severities

WORDS = ("Well below", "Below", "Meets bar", "Above", "Well above")


@pytest.mark.parametrize(
    ("points", "low", "high", "words"),
    [
        pytest.param(-0.5, -0.8, -0.2, "unusually harsh", id="half a point less, surely"),
        pytest.param(0.7, 0.1, 1.3, "unusually mild", id="more, surely"),
        pytest.param(0.4, 0.2, 0.6, "mild", id="surely, and not by much"),
        pytest.param(-0.9, -1.9, 0.1, "near average", id="much, and not surely"),
        pytest.param(0.1, -0.1, 0.3, "average", id="nothing to speak of"),
    ],
)
def test_unusual_is_who_is_surely_half_a_point_away(points: float, low: float, high: float, words: str) -> None:
    assert severities.gives(points, low, high) == words


@pytest.mark.parametrize(
    ("words", "unknown", "sentence"),
    [
        (["unusually harsh", "mild"], 0, "1 of 2 interviewers is unusually harsh, none is unusually mild."),
        (["unusually mild"] * 2, 0, "None of 2 interviewers is unusually harsh, 2 are unusually mild."),
        ([], 1, "None of 1 interviewer is unusually harsh, none is unusually mild, 1 is not known enough."),
    ],
)
def test_the_unusual_are_counted_and_not_named(words: list[str], unknown: int, sentence: str) -> None:
    assert severities.counted(words, unknown) == sentence


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        pytest.param((0, 5, 9, 5, 0), "", id="19 ratings are too few to say"),
        pytest.param((0, 6, 8, 6, 0), "uses only the middle", id="neither end"),
        pytest.param((2, 2, 15, 1, 1), "mostly “Meets bar”", id="one level"),
        pytest.param((0, 6, 7, 6, 3), "never “Well below”", id="one end"),
        pytest.param((4, 4, 4, 4, 4), "", id="all of it"),
    ],
)
def test_what_stands_out_in_the_use_of_the_scale(counts: tuple[int, ...], words: str) -> None:
    assert severities.use(counts, WORDS) == words


def test_shares_of_nothing_are_nothing() -> None:
    assert severities.percents((0, 0)) == (0, 0)
    assert severities.percents((1, 3)) == (25, 75)


@pytest.mark.parametrize(
    ("alpha", "words"), [(None, "not known"), (0.8, "good"), (0.7, "tentative"), (0.66, "low"), (-0.2, "low")]
)
def test_agreement_in_words(alpha: float | None, words: str) -> None:
    assert severities.agreement(alpha) == words


@pytest.mark.parametrize(
    ("infit", "words"),
    [
        (None, ""),
        (1.0, ""),
        (1.6, "often disagrees with the rest, in no particular direction"),
        (0.4, "unusually uniform"),
    ],
)
def test_fit_in_words_blames_nobody(infit: float | None, words: str) -> None:
    assert severities.fit(infit) == words


@pytest.mark.parametrize(
    ("severity", "use", "evidenced", "late", "begins"),
    [
        ("unusually harsh", "never “Above”", 50, True, "Write a line of evidence"),
        ("unusually harsh", "never “Above”", 90, True, "Read the anchors of the highest"),
        ("unusually mild", "", 90, False, "Read the anchors of the lowest"),
        ("mild", "uses only the middle", 90, True, "Your use of the scale stands out: uses only the middle."),
        ("", "", None, True, "Write the card on the day"),
        ("average", "", 90, False, "Nothing stands out."),
    ],
)
def test_one_suggestion_is_made_the_one_that_matters_most(
    severity: str, use: str, evidenced: int | None, late: bool, begins: str
) -> None:
    assert severities.suggestion(severity, use, evidenced, late=late).startswith(begins)
