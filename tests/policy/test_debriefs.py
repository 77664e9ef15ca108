from dataclasses import replace

import pytest
from hypothesis import given

from hiringkit.policy.debriefs import Rights, may_enter, may_open
from hiringkit.policy.people import LoopRole
from hiringkit.policy.scorecards import CardState, Standing, Visibility, may_read
from tests.policy.test_scorecards import (
    ALWAYS,
    DECIDER,
    DONE,
    DRAFT,
    IN,
    MANAGER,
    MEMBER,
    RECRUITER,
    STRANGER,
    TIE_BREAKER,
    WAITING,
    standings,
    visibilities,
)


@pytest.mark.parametrize(
    ("standing", "enters"),
    [
        pytest.param(MANAGER, True, id="a manager"),
        pytest.param(RECRUITER, True, id="a recruiter"),
        pytest.param(DECIDER, True, id="the decider"),
        pytest.param(DONE, True, id="a panel member whose card is in"),
        pytest.param(WAITING, False, id="a panel member whose card is a draft"),
        pytest.param(replace(DECIDER, own_cards=(IN, DRAFT)), False, id="the decider with one of two cards open"),
        pytest.param(MEMBER, False, id="an interviewer of other candidates"),
        pytest.param(TIE_BREAKER, False, id="the tie-breaker while nothing is tied"),
        pytest.param(STRANGER, False, id="a stranger"),
    ],
)
def test_who_enters_an_open_debrief(standing: Standing, enters: bool) -> None:
    complete = replace(standing, is_panel_complete=True)
    assert [may_enter(visibility, complete, is_open=True) for visibility in Visibility] == [enters] * 3


@given(visibilities, standings)
def test_nobody_enters_before_it_is_open(visibility: Visibility, standing: Standing) -> None:
    assert not may_enter(visibility, standing, is_open=False)


@given(visibilities, standings)
def test_nobody_with_an_open_card_enters_whatever_the_rule(visibility: Visibility, standing: Standing) -> None:
    assert not may_enter(visibility, replace(standing, own_cards=(*standing.own_cards, DRAFT)), is_open=True)


@given(visibilities, standings)
def test_whoever_enters_may_read_every_card_there(visibility: Visibility, standing: Standing) -> None:
    if may_enter(visibility, standing, is_open=True):
        assert may_read(visibility, CardState.SUBMITTED, standing)


@given(standings)
def test_where_cards_are_always_open_a_debrief_is_not(standing: Standing) -> None:
    enters = may_enter(ALWAYS, standing, is_open=True)
    shut = standing.has_open_card or standing.has_conflict
    assert enters == ((standing.is_staff or standing.is_on_panel) and not shut)


@given(standings)
def test_only_a_manager_forces_a_debrief(standing: Standing) -> None:
    away = standing.has_open_card or standing.has_conflict
    may = LoopRole.MANAGER in standing.loop_roles and not away
    assert may_open(standing, is_forced=True) == may


def test_authors_record_for_themselves_and_whoever_leads_for_all() -> None:
    assert Rights(speaks=True).may_record_for(is_author=True)
    assert not Rights(speaks=True).may_record_for(is_author=False)
    assert not Rights().may_record_for(is_author=True)
    assert Rights(leads=True).may_record_for(is_author=False)
