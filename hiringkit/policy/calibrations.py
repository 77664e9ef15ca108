"""Who may see which calibration run, and a candidate's fair score; hiringkit.db says the same in SQL."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from hiringkit.policy.people import Role


def may_see_run(entered: AbstractSet[int], open_cards: AbstractSet[int]) -> bool:
    """Whether somebody may see a figure of a run: not while they write a card that it could anchor.

    Args:
        entered: the candidacies whose cards entered the run.
        open_cards: the candidacies on which this person's own card is still a draft.
    """
    return entered.isdisjoint(open_cards)


def may_see_score(*, run_is_visible: bool, cards_are_open: bool) -> bool:
    """Whether somebody may see a candidate's fair score: it holds the sum of other people's ratings."""
    return run_is_visible and cards_are_open


def may_see_calibration(role: Role, *, manages_a_loop_of_the_pack: bool) -> bool:
    """Whether somebody may see how a pack's interviewers rate, without their names."""
    return role is Role.ADMIN or manages_a_loop_of_the_pack
