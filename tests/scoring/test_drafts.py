"""Fields as they are typed, and the card they make."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiringkit.scoring.drafts import Line, card, fault, fields, line_fault, standing
from hiringkit.scoring.scorecards import (
    Asked,
    AskedCriterion,
    Flag,
    NotObserved,
    Objection,
    Rating,
    Recommendation,
    Verifiable,
)

ASKED = Asked((AskedCriterion("tact", "Tact", 5),), date(2026, 1, 22), objection=True, anti_signals=("blames",))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rating:tact", "5"),
        ("rating:tact", "no:time"),
        ("rating:tact", ""),
        ("recommendation", "strong_no"),
        ("objection:due", "2026-02-28"),
        ("changed", "x" * 4000),
        ("changed", "two\nlines, with\ta tab 😀"),
    ],
)
def test_what_can_be_kept(name: str, value: str) -> None:
    assert fault(ASKED, name, value) is None


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("rating:tact", "6", "A rating lies between 1 and 5, or is not observed."),
        ("rating:tact", "0", "A rating lies between 1 and 5, or is not observed."),
        ("rating:tact", "no:boredom", "A rating lies between 1 and 5, or is not observed."),
        ("rating:tooling", "3", "This scorecard has no such field. Load the page again."),
        ("state", "submitted", "This scorecard has no such field. Load the page again."),
        ("recommendation", "maybe", "Choose one of the answers that are shown."),
        ("objection:due", "2026-02-30", "This is no date of the calendar. Write it as 2026-01-22."),
        ("changed", "x" * 4001, "This has 4,001 characters; at most 4,000 can be kept."),
        ("changed", "a\u202eb", "This holds an invisible character that turns the reading direction. "
         "Type it again without it."),
        ("changed", "a\x00b", "This holds a control character that cannot be printed. Type it again without it."),
    ],
)  # fmt: skip
def test_what_cannot_is_said(name: str, value: str, sentence: str) -> None:
    assert fault(ASKED, name, value) == sentence


def test_a_line_belongs_to_a_criterion_of_the_stage() -> None:
    assert line_fault(ASKED, Line("1", "Said so", frozenset({"tact"}))) is None
    assert line_fault(ASKED, Line("1", "Said so", frozenset({"tooling"}))) is not None
    assert line_fault(ASKED, Line("1", "Said so", second=90_000)) is not None


def test_the_card_says_what_was_typed() -> None:
    typed = {
        "rating:tact": "5",
        "flag:blames": "1",
        "flag_evidence:blames": " Blamed the ward. ",
        "objection:offered": "The report",
        "objection:verifiable": "in_part",
        "objection:limits": "no",
        "objection:due": "2026-01-30",
        "recommendation": "yes",
        "changed": "A\r\nB",
    }
    lines = [Line("a", "Kept a log", frozenset({"tact"})), Line("b", "  ", frozenset({"tact"})), Line("c", "Loose")]
    made = card(ASKED, typed, lines)
    assert made.rating("tact") == Rating("tact", 5, evidence=("Kept a log",))
    assert made.flags == (Flag("blames", "Blamed the ward."),)
    assert made.objection == Objection(
        offered="The report", verifiable=Verifiable.IN_PART, limits_said=False, due=date(2026, 1, 30)
    )
    assert (made.recommendation, made.confidence, made.changed) == (Recommendation.YES, None, "A\nB")


def test_not_observed_carries_its_reason() -> None:
    made = card(ASKED, {"rating:tact": "no:cannot_judge"}, [])
    assert made.rating("tact") == Rating("tact", not_observed=NotObserved.CANNOT_JUDGE)


def test_an_unticked_flag_is_none() -> None:
    assert card(ASKED, {"flag:blames": "", "flag_evidence:blames": "kept for later"}, []).flags == ()


@given(st.dictionaries(st.sampled_from(sorted(fields(ASKED))), st.text(max_size=20)))
def test_no_nonsense_stops_the_making_of_a_card(typed: dict[str, str]) -> None:
    made = card(ASKED, typed, [])
    assert made.rating("tact").step in {None, 1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("rating", "no_evidence", "has_evidence", "expected"),
    [
        pytest.param("", "", False, (False, False, False, True), id="untouched"),
        pytest.param("5", "", False, (True, False, True, True), id="off the middle"),
        pytest.param("5", "", True, (True, False, False, False), id="with a line"),
        pytest.param("5", "1", False, (True, False, False, False), id="none to give"),
        pytest.param("3", "", False, (True, False, False, True), id="in the middle"),
        pytest.param("no:time", "", False, (False, True, False, False), id="not observed"),
        pytest.param("9", "", False, (False, False, False, True), id="no rating"),
    ],
)
def test_how_far_a_criterion_is(
    rating: str, no_evidence: str, has_evidence: bool, expected: tuple[bool, bool, bool, bool]
) -> None:
    assert standing(5, rating, no_evidence, has_evidence=has_evidence) == expected
    assert not standing(4, "2", "", has_evidence=True).lacks
    assert standing(4, "2", "", has_evidence=False).lacks, "an even scale has no middle"
