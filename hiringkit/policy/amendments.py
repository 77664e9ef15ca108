"""Who may change what became of a scorecard, in words."""

from __future__ import annotations

from hiringkit.policy.scorecards import CardState, Standing, Visibility, may_read


def may_amend(visibility: Visibility, state: CardState, standing: Standing) -> bool:
    """Whether a person may write the next state of a card that is in: its author, or a manager who reads it.

    A manager who does it does it on the author's behalf, and both names stand.
    """
    return state.is_in and (standing.is_author or (standing.is_manager and may_read(visibility, state, standing)))


def may_return(visibility: Visibility, state: CardState, standing: Standing) -> bool:
    """Whether a person may give a card back to its author with a reason: a manager who reads it, not the author."""
    is_given_back = state is CardState.RETURNED
    return may_amend(visibility, state, standing) and not standing.is_author and not is_given_back


def may_enter_for(state: CardState, standing: Standing, *, is_begun: bool) -> bool:
    """Whether a person may enter a card on its author's behalf, as from paper: a manager, while nothing is typed in it.

    Not while a card of their own on the candidacy is a draft: they would read another's before writing it.
    """
    mine = standing.is_author or standing.has_open_card
    return state is CardState.DRAFT and standing.is_manager and not mine and not is_begun


def may_withdraw(state: CardState, standing: Standing) -> bool:
    """Whether a person may give a draft and its seat back: its author alone."""
    return state is CardState.DRAFT and standing.is_author
