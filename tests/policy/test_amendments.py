from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hiringkit.policy.amendments import Bar, bar_to_entering, may_amend, may_return, may_withdraw
from hiringkit.policy.scorecards import CardState, Standing, Visibility, may_read
from tests.policy.test_scorecards import (
    AFTER_OWN,
    AUTHOR,
    DONE,
    DRAFT,
    IN,
    MANAGER,
    RECRUITER,
    standings,
    states,
    visibilities,
)


@given(visibilities, states, standings)
def test_nobody_amends_or_returns_what_they_may_not_read(
    visibility: Visibility, state: CardState, standing: Standing
) -> None:
    if not may_read(visibility, state, standing):
        assert not may_amend(visibility, state, standing)
        assert not may_return(visibility, state, standing)


def test_an_author_amends_and_a_manager_does_on_their_behalf() -> None:
    assert may_amend(AFTER_OWN, IN, AUTHOR)
    assert may_amend(AFTER_OWN, IN, MANAGER)
    assert not may_amend(AFTER_OWN, IN, RECRUITER)
    assert not may_amend(AFTER_OWN, IN, DONE)
    assert not may_amend(AFTER_OWN, DRAFT, AUTHOR)


def test_a_manager_returns_a_card_of_another_once() -> None:
    assert may_return(AFTER_OWN, IN, MANAGER)
    assert not may_return(AFTER_OWN, CardState.RETURNED, MANAGER)
    assert not may_return(AFTER_OWN, IN, replace(MANAGER, is_author=True))
    assert not may_return(AFTER_OWN, IN, AUTHOR)


@given(states, standings, st.booleans())
def test_a_card_is_entered_on_behalf_by_a_manager_while_nothing_is_in_it(
    state: CardState, standing: Standing, begun: bool
) -> None:
    if bar_to_entering(state, standing, is_begun=begun) is None:
        assert (state, standing.is_manager, begun) == (DRAFT, True, False)
        assert not standing.is_author
        assert not standing.has_open_card


def test_what_keeps_a_manager_from_entering_a_card_is_told() -> None:
    busy = replace(MANAGER, own_cards=(DRAFT,))
    bars = [
        bar_to_entering(state, standing, is_begun=begun)
        for state, standing, begun in [
            (DRAFT, MANAGER, False),
            (DRAFT, MANAGER, True),
            (DRAFT, busy, True),
            (DRAFT, replace(MANAGER, is_author=True), False),
            (DRAFT, RECRUITER, True),
            (IN, MANAGER, False),
        ]
    ]
    assert bars == [None, Bar.BEGUN, Bar.OWN_OPEN, Bar.OWN, Bar.NOT_MANAGED, Bar.IN]


@given(states, standings)
def test_a_draft_is_withdrawn_by_its_author_alone(state: CardState, standing: Standing) -> None:
    assert not may_withdraw(state, standing)
    assert may_withdraw(state, AUTHOR) is (state is DRAFT)
