from dataclasses import replace
from datetime import date

import pytest

from hiringkit.scoring.decisions import Choice, Decision, Offer, is_tied, problems, votes
from hiringkit.scoring.scorecards import Recommendation

TODAY, LATER = date(2026, 1, 22), date(2026, 4, 23)
HIRE = Decision(Choice.HIRE, "mid", Offer.NOW, ground="Isolates faults.", changes="A bad reference.")
NO, YES, STRONG_NO, STRONG_YES = (
    Recommendation.NO,
    Recommendation.YES,
    Recommendation.STRONG_NO,
    Recommendation.STRONG_YES,
)


@pytest.mark.parametrize(
    ("decision", "fields"),
    [
        pytest.param(HIRE, set(), id="a whole hire"),
        pytest.param(replace(HIRE, choice=Choice.NO_HIRE, offer=None, level=""), set(), id="a no hire needs no level"),
        pytest.param(replace(HIRE, choice=Choice.HOLD, offer=Offer.NONE, revisit_on=LATER), set(), id="a whole hold"),
        pytest.param(Decision(), {"choice", "ground", "changes"}, id="nothing written"),
        pytest.param(replace(HIRE, level=""), {"level"}, id="a hire without a level"),
        pytest.param(replace(HIRE, level="emperor"), {"level"}, id="a level that the rubric has not"),
        pytest.param(replace(HIRE, offer=None), {"offer"}, id="a hire that says nothing of an offer"),
        pytest.param(replace(HIRE, offer=Offer.CONDITIONAL), {"conditions"}, id="conditions that are not written"),
        pytest.param(replace(HIRE, choice=Choice.NO_HIRE), {"offer"}, id="an offer to somebody who is not hired"),
        pytest.param(replace(HIRE, choice=Choice.HOLD, offer=None), {"revisit_on"}, id="a hold without an end"),
        pytest.param(replace(HIRE, revisit_on=TODAY), {"revisit_on"}, id="to be looked at again today"),
        pytest.param(replace(HIRE, revisit_on=date.max), {"revisit_on"}, id="to be looked at again never"),
    ],
)
def test_what_a_decision_lacks_is_said_by_field(decision: Decision, fields: set[str]) -> None:
    assert set(problems(decision, {"mid"}, TODAY, is_first=True)) == fields


def test_a_decision_that_replaces_another_says_why() -> None:
    assert set(problems(HIRE, {"mid"}, TODAY, is_first=False)) == {"amends"}
    assert problems(replace(HIRE, amends="The reference was bad."), {"mid"}, TODAY, is_first=False) == {}


@pytest.mark.parametrize(
    ("given", "tied"),
    [
        pytest.param([], False, id="nobody"),
        pytest.param([YES], False, id="one"),
        pytest.param([YES, NO], True, id="one of each"),
        pytest.param([STRONG_YES, NO], True, id="how strong does not count"),
        pytest.param([YES, YES, NO], False, id="two to one"),
        pytest.param([YES, STRONG_YES, STRONG_NO, NO], True, id="two of each"),
    ],
)
def test_when_a_panel_is_tied(given: list[Recommendation], tied: bool) -> None:
    assert is_tied(given) is tied
    assert sum(votes(given)) == len(given)
