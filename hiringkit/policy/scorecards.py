"""Who may read a scorecard: the rule in words; hiringkit.db says the same rule in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from hiringkit.policy.people import LoopRole


class Visibility(StrEnum):
    """When the cards of a loop open to others than their author."""

    AFTER_OWN = "after_own"
    AFTER_PANEL = "after_panel"
    ALWAYS = "always"


class CardState(StrEnum):
    """Where a card stands. All but a draft are in: a returned card was submitted before it came back."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    AMENDED = "amended"
    RETURNED = "returned"

    @property
    def is_in(self) -> bool:
        """Whether the card was submitted."""
        return self is not CardState.DRAFT


class Seat(StrEnum):
    """Somebody's place in an interview."""

    LEAD = "lead"
    SECOND = "second"
    SHADOW = "shadow"

    @property
    def is_trainee(self) -> bool:
        """Whether the card of this seat is kept out of decisions and statistics."""
        return self is Seat.SHADOW


@dataclass(frozen=True)
class Standing:
    """How a person stands to one card: all that the rule asks.

    `own_cards` are the states of the person's own cards on the card's candidacy, in interviews that were not cancelled,
    a trainee's card among them; a seat without a card yet is a draft. They say that the person sits on the panel.
    `is_tied` says that the decider recorded a tie of the candidacy, which hands the decision to the tie-breaker.
    `is_panel_complete` is `panel_complete` of the candidacy; `is_opened_early` says that someone opened it, with a
    reason. `has_conflict` says that a conflict of interest with the candidate, or with the loop, is declared.
    The global role is not asked: administrators read no card by role.
    """

    is_author: bool = False
    loop_roles: frozenset[LoopRole] = frozenset()
    is_decider: bool = False
    is_tie_breaker: bool = False
    is_tied: bool = False
    own_cards: tuple[CardState, ...] = ()
    is_panel_complete: bool = False
    is_opened_early: bool = False
    has_conflict: bool = False

    @property
    def is_on_panel(self) -> bool:
        """Whether the person has a seat on this candidacy."""
        return bool(self.own_cards)

    @property
    def has_open_card(self) -> bool:
        """Whether a card of their own on this candidacy is still a draft."""
        return not all(state.is_in for state in self.own_cards)

    @property
    def is_called(self) -> bool:
        """Whether the person is the tie-breaker of a candidacy whose tie is recorded: they read what they decide on."""
        return self.is_tie_breaker and self.is_tied

    @property
    def is_manager(self) -> bool:
        """Whether the person is a manager of the loop."""
        return LoopRole.MANAGER in self.loop_roles

    @property
    def is_staff(self) -> bool:
        """Whether the person is the loop's manager, recruiter or decider, or its tie-breaker once a tie is recorded."""
        return self.is_decider or self.is_called or bool(self.loop_roles & {LoopRole.MANAGER, LoopRole.RECRUITER})


def may_read(visibility: Visibility, state: CardState, standing: Standing) -> bool:
    """Whether a person who stands so may read a card in this state.

    - An author reads their own card. Nobody else reads a draft.
    - Whoever has a conflict of interest reads nobody else's, whatever they are in the loop.
    - `after_own`: managers, recruiters and the decider of the loop at once; a panel member after their own submit,
      all of them when they have several. A manager, recruiter or decider who has an open card on the candidacy is a
      panel member first.
    - `after_panel`: nobody until each card that counts is in, or someone opens early; then the same people. Opening
      early does not open to a person whose own card is a draft: it ends the waiting for others, not their own part.
    - `always`: everybody of the loop, whatever their part in it.
    """
    if standing.is_author:
        return True
    if not state.is_in or standing.has_conflict:
        return False
    if visibility is Visibility.ALWAYS:
        return _is_of_the_loop(standing)
    if standing.has_open_card or not (standing.is_staff or standing.is_on_panel):
        return False
    return visibility is Visibility.AFTER_OWN or standing.is_panel_complete or standing.is_opened_early


def panel_complete(cards: Iterable[tuple[Seat, CardState]]) -> bool:
    """Whether each card of a candidacy that counts is in: those of trainees are not waited for."""
    return all(state.is_in for seat, state in cards if not seat.is_trainee)


def _is_of_the_loop(standing: Standing) -> bool:
    named = standing.is_decider or standing.is_tie_breaker
    return named or standing.is_on_panel or bool(standing.loop_roles)
