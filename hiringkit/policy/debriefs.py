"""Who may enter a debrief and do what there: the rule in words; hiringkit.db says who enters in SQL."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hiringkit.policy.scorecards import CardState, Standing, Visibility, may_read


@dataclass(frozen=True)
class Rights:
    """What somebody who is in the room may do there.

    `speaks`: has a card that counts, or is the loop's manager, recruiter or decider. `leads`: manager or decider.
    """

    speaks: bool = False
    leads: bool = False

    def may_record_for(self, *, is_author: bool) -> bool:
        """Whether they record what a card's author would tick now: the author, or who leads, for the author."""
        return self.leads or (is_author and self.speaks)


def may_enter(visibility: Visibility, standing: Standing, *, is_open: bool) -> bool:
    """Whether a person who stands so may enter the debrief of a candidacy.

    - Nobody before it is open, and nobody while a card of their own is a draft: not even where cards are always open.
    - Then the panel and the loop's staff, as soon as they may read each other's cards.
    - A loop's other interviewers stay out, where they could read the cards too: a debrief is the panel's meeting.
    """
    if not is_open or standing.has_open_card or not (standing.is_staff or standing.is_on_panel):
        return False
    return may_read(visibility, CardState.SUBMITTED, replace(standing, is_author=False))


def may_open(standing: Standing, *, is_forced: bool) -> bool:
    """Whether somebody may open a debrief: staff of the loop once the cards are in, a manager before that.

    Whoever has an open card writes that first; whoever has a conflict of interest opens none.
    """
    if standing.has_open_card or standing.has_conflict:
        return False
    return standing.is_manager if is_forced else standing.is_staff
