"""Who may change what became of a scorecard, in words."""

from __future__ import annotations

from enum import StrEnum

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


class Bar(StrEnum):
    """What keeps a person from entering a card on its author's behalf, as it is said beside the card."""

    NOT_MANAGED = "its author submits it"
    OWN = "it is your own"
    IN = "it is in"
    OWN_OPEN = "on behalf once your own scorecard is in"
    BEGUN = "begun by its author, who submits it"


def bar_to_entering(state: CardState, standing: Standing, *, is_begun: bool) -> Bar | None:
    """What keeps a person from entering a card on its author's behalf, as from paper; None for a manager who may.

    Nobody enters what is begun, nor while a card of their own on the candidacy is a draft: they would read another's
    before writing it.
    """
    bars = {
        Bar.NOT_MANAGED: not standing.is_manager,
        Bar.OWN: standing.is_author,
        Bar.IN: state.is_in,
        Bar.OWN_OPEN: standing.has_open_card,
        Bar.BEGUN: is_begun,
    }
    return next((bar for bar, holds in bars.items() if holds), None)


def may_withdraw(state: CardState, standing: Standing) -> bool:
    """Whether a person may give a draft and its seat back: its author alone."""
    return state is CardState.DRAFT and standing.is_author
