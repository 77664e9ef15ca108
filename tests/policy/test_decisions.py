from dataclasses import replace

from hypothesis import given

from hiringkit.policy.decisions import may_call_tie_breaker, may_decide
from hiringkit.policy.scorecards import Standing, may_read
from tests.policy.test_scorecards import AFTER_OWN, DECIDER, DRAFT, IN, MANAGER, TIE_BREAKER, standings


@given(standings)
def test_the_decider_decides_and_the_tie_breaker_instead_of_them(standing: Standing) -> None:
    free = replace(standing, own_cards=())
    assert may_decide(replace(free, is_tied=False)) is free.is_decider
    assert may_decide(replace(free, is_tied=True)) is free.is_tie_breaker


@given(standings)
def test_whoever_has_an_open_card_decides_nothing(standing: Standing) -> None:
    busy = replace(standing, own_cards=(DRAFT,))
    assert not may_decide(busy)
    assert not may_call_tie_breaker(busy)


def test_a_manager_decides_nothing_as_such() -> None:
    assert not may_decide(MANAGER)
    assert not may_call_tie_breaker(MANAGER)


def test_a_tie_is_recorded_once() -> None:
    assert may_call_tie_breaker(DECIDER)
    assert not may_call_tie_breaker(replace(DECIDER, is_tied=True))


def test_a_tie_breaker_reads_what_they_are_called_to_decide() -> None:
    assert not may_read(AFTER_OWN, IN, TIE_BREAKER)
    assert may_read(AFTER_OWN, IN, replace(TIE_BREAKER, is_tied=True))
