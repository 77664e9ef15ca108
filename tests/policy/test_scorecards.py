from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiringkit.policy.people import LoopRole
from hiringkit.policy.scorecards import CardState, Seat, Standing, Visibility, may_read, panel_complete

DRAFT, IN = CardState.DRAFT, CardState.SUBMITTED
AFTER_OWN, AFTER_PANEL, ALWAYS = Visibility.AFTER_OWN, Visibility.AFTER_PANEL, Visibility.ALWAYS

AUTHOR = Standing(is_author=True, own_cards=(DRAFT,))
MANAGER = Standing(loop_roles=frozenset({LoopRole.MANAGER}))
RECRUITER = Standing(loop_roles=frozenset({LoopRole.RECRUITER}))
DECIDER = Standing(is_decider=True)
TIE_BREAKER = Standing(is_tie_breaker=True)
MEMBER = Standing(loop_roles=frozenset({LoopRole.INTERVIEWER}))
WAITING = replace(MEMBER, own_cards=(DRAFT,))
DONE = replace(MEMBER, own_cards=(IN,))
STRANGER = Standing()

standings = st.builds(
    Standing,
    is_author=st.just(value=False),
    loop_roles=st.frozensets(st.sampled_from(LoopRole)),
    is_decider=st.booleans(),
    is_tie_breaker=st.booleans(),
    own_cards=st.lists(st.sampled_from(CardState), max_size=3).map(tuple),
    is_panel_complete=st.booleans(),
    is_opened_early=st.booleans(),
    has_conflict=st.booleans(),
)
visibilities = st.sampled_from(Visibility)
states = st.sampled_from(CardState)
cards = st.lists(st.tuples(st.sampled_from(Seat), states))


@pytest.mark.parametrize(
    ("visibility", "standing", "reads"),
    [
        pytest.param(AFTER_OWN, MANAGER, True, id="after own: a manager at once"),
        pytest.param(AFTER_OWN, RECRUITER, True, id="after own: a recruiter at once"),
        pytest.param(AFTER_OWN, DECIDER, True, id="after own: the decider at once"),
        pytest.param(AFTER_OWN, TIE_BREAKER, False, id="after own: not the tie-breaker as such"),
        pytest.param(AFTER_OWN, MEMBER, False, id="after own: not an interviewer of other candidates"),
        pytest.param(AFTER_OWN, WAITING, False, id="after own: not before their own"),
        pytest.param(AFTER_OWN, DONE, True, id="after own: after their own"),
        pytest.param(AFTER_OWN, replace(DONE, own_cards=(IN, DRAFT)), False, id="after own: one of two is not all"),
        pytest.param(AFTER_OWN, replace(MANAGER, own_cards=(DRAFT,)), False, id="after own: a manager on the panel"),
        pytest.param(AFTER_OWN, replace(RECRUITER, own_cards=(DRAFT,)), False, id="after own: a recruiter on it"),
        pytest.param(AFTER_OWN, replace(DECIDER, own_cards=(DRAFT,)), False, id="after own: the decider on it"),
        pytest.param(AFTER_OWN, replace(DECIDER, own_cards=(IN,)), True, id="after own: the decider, own card in"),
        pytest.param(AFTER_OWN, replace(WAITING, is_opened_early=True), False, id="after own: opening is not theirs"),
        pytest.param(AFTER_OWN, STRANGER, False, id="after own: no stranger, whatever their role"),
        pytest.param(AFTER_PANEL, MANAGER, False, id="after panel: no manager before it is complete"),
        pytest.param(AFTER_PANEL, DECIDER, False, id="after panel: nor the decider"),
        pytest.param(AFTER_PANEL, DONE, False, id="after panel: nor a panel member who is done"),
        pytest.param(AFTER_PANEL, replace(DONE, is_panel_complete=True), True, id="after panel: complete, a member"),
        pytest.param(AFTER_PANEL, replace(MANAGER, is_panel_complete=True), True, id="after panel: complete, manager"),
        pytest.param(AFTER_PANEL, replace(MEMBER, is_panel_complete=True), False, id="after panel: still no seat"),
        pytest.param(
            AFTER_PANEL, replace(WAITING, is_panel_complete=True), False, id="after panel: a trainee's own is open"
        ),
        pytest.param(AFTER_PANEL, replace(MANAGER, is_opened_early=True), True, id="after panel: opened, a manager"),
        pytest.param(AFTER_PANEL, replace(DONE, is_opened_early=True), True, id="after panel: opened, a member"),
        pytest.param(AFTER_PANEL, replace(WAITING, is_opened_early=True), False, id="after panel: opened, own is open"),
        pytest.param(ALWAYS, MEMBER, True, id="always: everybody of the loop"),
        pytest.param(ALWAYS, WAITING, True, id="always: before their own too"),
        pytest.param(ALWAYS, TIE_BREAKER, True, id="always: the tie-breaker"),
        pytest.param(ALWAYS, Standing(own_cards=(DRAFT,)), True, id="always: a guest of the panel"),
        pytest.param(ALWAYS, STRANGER, False, id="always: nobody from elsewhere"),
    ],
)
def test_who_reads_a_submitted_card(visibility: Visibility, standing: Standing, reads: bool) -> None:
    assert may_read(visibility, IN, standing) is reads


@given(visibilities, states)
def test_authors_read_their_own(visibility: Visibility, state: CardState) -> None:
    assert may_read(visibility, state, AUTHOR)


@given(visibilities, standings)
def test_nobody_else_reads_a_draft(visibility: Visibility, standing: Standing) -> None:
    assert not may_read(visibility, DRAFT, standing)


@given(st.sampled_from([AFTER_OWN, AFTER_PANEL]), states, standings)
def test_an_open_card_of_their_own_shuts_every_other(
    visibility: Visibility, state: CardState, standing: Standing
) -> None:
    assert not may_read(visibility, state, replace(standing, own_cards=(*standing.own_cards, DRAFT)))


@given(states, standings)
def test_each_policy_opens_no_more_than_the_next(state: CardState, standing: Standing) -> None:
    reads = [may_read(visibility, state, standing) for visibility in (AFTER_PANEL, AFTER_OWN, ALWAYS)]
    assert reads == sorted(reads)


@given(visibilities, states, st.booleans(), st.booleans())
def test_who_is_nothing_in_the_loop_reads_nothing(
    visibility: Visibility, state: CardState, complete: bool, opened: bool
) -> None:
    assert not may_read(visibility, state, Standing(is_panel_complete=complete, is_opened_early=opened))


@given(cards, states)
def test_trainees_are_not_waited_for(panel: list[tuple[Seat, CardState]], state: CardState) -> None:
    assert panel_complete([*panel, (Seat.SHADOW, state)]) == panel_complete(panel)


@given(cards, st.sampled_from([Seat.LEAD, Seat.SECOND]))
def test_one_open_card_that_counts_keeps_the_panel_open(panel: list[tuple[Seat, CardState]], seat: Seat) -> None:
    assert not panel_complete([*panel, (seat, DRAFT)])


def test_a_panel_is_complete_when_each_card_is_in() -> None:
    assert panel_complete([(Seat.LEAD, CardState.AMENDED), (Seat.SECOND, CardState.RETURNED), (Seat.SHADOW, DRAFT)])
