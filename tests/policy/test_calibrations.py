"""Who may see a run, and a fair score."""

import pytest

from hiringkit.policy.calibrations import may_see_calibration, may_see_run, may_see_score
from hiringkit.policy.people import Role


@pytest.mark.parametrize(
    ("entered", "open_cards", "allowed"),
    [
        pytest.param({1, 2}, set(), True, id="nothing of theirs is open"),
        pytest.param({1, 2}, {3}, True, id="what is open has not entered"),
        pytest.param({1, 2}, {2, 3}, False, id="they still write about one of them"),
    ],
)
def test_a_run_is_closed_to_who_still_writes_about_one_of_its_candidates(
    entered: set[int], open_cards: set[int], *, allowed: bool
) -> None:
    assert may_see_run(entered, open_cards) is allowed


@pytest.mark.parametrize("run", [True, False])
@pytest.mark.parametrize("cards", [True, False])
def test_a_fair_score_needs_both_the_run_and_the_cards(*, run: bool, cards: bool) -> None:
    assert may_see_score(run_is_visible=run, cards_are_open=cards) is (run and cards)


@pytest.mark.parametrize("role", list(Role))
def test_a_packs_calibration_is_for_managers_of_its_loops_and_administrators(role: Role) -> None:
    assert may_see_calibration(role, manages_a_loop_of_the_pack=True)
    assert may_see_calibration(role, manages_a_loop_of_the_pack=False) is (role is Role.ADMIN)
