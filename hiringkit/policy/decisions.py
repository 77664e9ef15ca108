"""Who decides about a candidate, in words."""

from __future__ import annotations

from hiringkit.policy.scorecards import Standing


def may_decide(standing: Standing) -> bool:
    """Whether a person decides: the loop's decider, alone; once a tie is recorded, its tie-breaker instead.

    Whoever has an open card of their own on the candidacy decides nothing before it is in.
    """
    if standing.has_open_card:
        return False
    return standing.is_called if standing.is_tied else standing.is_decider


def may_call_tie_breaker(standing: Standing) -> bool:
    """Whether a person may record that the panel is tied, and hand the decision over: the decider, once."""
    return standing.is_decider and not standing.is_tied and not standing.has_open_card
