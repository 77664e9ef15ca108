"""What a scorecard must say before it can be submitted."""

from dataclasses import replace
from datetime import date

import pytest

from hiringkit.scoring.scorecards import (
    Asked,
    AskedCriterion,
    Card,
    Confidence,
    Flag,
    NotObserved,
    Objection,
    Rating,
    Recommendation,
    Verifiable,
    problems,
)

HELD_ON = date(2026, 1, 22)
TACT = AskedCriterion("tact", "Tact", 5)
ASKED = Asked((TACT,), HELD_ON)
WHOLE = Card(
    ratings=(Rating("tact", 3),), recommendation=Recommendation.YES, confidence=Confidence.SURE, changed="Nothing."
)
MET = Objection(
    offered="Last year’s access report",
    verifiable=Verifiable.YES,
    limits_said=True,
    next_step="Send it to the auditor",
    owner="Rosa",
    due=HELD_ON,
)


def test_a_whole_card_has_no_problem() -> None:
    assert problems(WHOLE, ASKED) == {}


@pytest.mark.parametrize(
    ("rating", "field", "sentence"),
    [
        pytest.param(Rating("tact"), "rating:tact", "Tact: rate it, or say that it was not observed.", id="untouched"),
        pytest.param(Rating("tact", 6), "rating:tact", "Tact: a rating lies between 1 and 5.", id="off the scale"),
        pytest.param(Rating("tact", 5), "evidence:tact", "Tact: a rating of 5 needs an evidence line.", id="bare"),
        pytest.param(
            Rating("tact", 1, evidence=(" ",)),
            "evidence:tact",
            "Tact: a rating of 1 needs an evidence line.",
            id="blank evidence",
        ),
    ],
)
def test_a_rating_that_does_not_stand_is_named(rating: Rating, field: str, sentence: str) -> None:
    assert problems(replace(WHOLE, ratings=(rating,)), ASKED) == {field: sentence}


@pytest.mark.parametrize(
    "rating",
    [
        pytest.param(Rating("tact", 3), id="the middle needs no evidence"),
        pytest.param(Rating("tact", 5, evidence=("Said so.",)), id="evidence"),
        pytest.param(Rating("tact", 5, no_evidence=True), id="no evidence to give"),
        pytest.param(Rating("tact", not_observed=NotObserved.TIME), id="not observed"),
    ],
)
def test_a_rating_that_stands(rating: Rating) -> None:
    assert problems(replace(WHOLE, ratings=(rating,)), ASKED) == {}


def test_an_even_scale_has_no_middle_so_every_rating_needs_evidence() -> None:
    asked = Asked((AskedCriterion("tact", "Tact", 4),), HELD_ON)
    for step in range(1, 5):
        assert "evidence:tact" in problems(replace(WHOLE, ratings=(Rating("tact", step),)), asked)


def test_where_evidence_comes_first_the_middle_has_it_too() -> None:
    first = replace(ASKED, evidence_first=True)
    assert problems(WHOLE, first) == {"evidence:tact": "Tact: a rating of 3 needs an evidence line."}
    for rating in (
        Rating("tact", 3, evidence=("Said so.",)),
        Rating("tact", 3, no_evidence=True),
        Rating("tact", not_observed=NotObserved.TIME),
    ):
        assert problems(replace(WHOLE, ratings=(rating,)), first) == {}


def test_only_a_rating_without_its_evidence_is_marked() -> None:
    assert Rating("tact", 5, no_evidence=True).is_unevidenced
    assert not Rating("tact", 5, no_evidence=True, evidence=("x",)).is_unevidenced
    assert not Rating("tact", not_observed=NotObserved.TIME, no_evidence=True).is_unevidenced


@pytest.mark.parametrize(
    ("objection", "fields"),
    [
        pytest.param(MET, set(), id="all said"),
        pytest.param(Objection(none_offered=True), set(), id="none offered, said so"),
        pytest.param(replace(MET, none_offered=True), {"objection:none_offered"}, id="both at once"),
        pytest.param(replace(MET, offered=" "), {"objection:offered"}, id="nothing written"),
        pytest.param(replace(MET, verifiable=None), {"objection:verifiable"}, id="verifiable open"),
        pytest.param(replace(MET, limits_said=None), {"objection:limits"}, id="limits open"),
        pytest.param(replace(MET, owner="", due=None), {"objection:owner", "objection:due"}, id="nobody’s step"),
        pytest.param(replace(MET, due=date(2026, 1, 21)), {"objection:due"}, id="before the interview"),
        pytest.param(
            replace(MET, next_step="", owner="", due=None, no_next_step=True), set(), id="no step named, said so"
        ),
        pytest.param(replace(MET, no_next_step=True), {"objection:no_next_step"}, id="a step and none"),
        pytest.param(
            Objection(none_offered=True, escalation="The duty officer."),
            {"objection:none_offered"},
            id="none, escalated",
        ),
        pytest.param(Objection(none_offered=True, owner="She."), {"objection:none_offered"}, id="none, and an owner"),
        pytest.param(Objection(none_offered=True, due=HELD_ON), {"objection:none_offered"}, id="none, and a date"),
        pytest.param(
            replace(MET, next_step="", due=None, no_next_step=True),
            {"objection:no_next_step"},
            id="an owner of no step",
        ),
        pytest.param(
            None,
            {f"objection:{name}" for name in ("offered", "verifiable", "limits", "next_step", "owner", "due")},
            id="untouched",
        ),
    ],
)
def test_the_risk_objection_names_evidence_and_next_step(objection: Objection | None, fields: set[str]) -> None:
    asked = Asked((TACT,), HELD_ON, objection=True)
    assert set(problems(replace(WHOLE, objection=objection), asked)) == fields


def test_an_objection_that_is_not_asked_is_not_missed() -> None:
    assert problems(replace(WHOLE, objection=None), ASKED) == {}


def test_a_flag_needs_what_was_seen() -> None:
    card = replace(WHOLE, flags=(Flag("blames", ""), Flag("later", "Said: later.")))
    assert set(problems(card, ASKED)) == {"flag_evidence:blames"}


def test_recommendation_and_confidence_are_asked() -> None:
    assert set(problems(replace(WHOLE, recommendation=None, confidence=None), ASKED)) == {
        "recommendation",
        "confidence",
    }
