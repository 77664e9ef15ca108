"""Who may make a reference sample, and to whom its reference ratings are open; hiringkit.db says the same in SQL."""

from __future__ import annotations

from enum import StrEnum

from hiringkit.policy.people import Role, Viewer


class DrillState(StrEnum):
    """Where somebody's drill stands; given up: they chose to read the reference ratings instead."""

    OPEN = "open"
    HANDED_IN = "handed_in"
    GIVEN_UP = "given_up"


def may_make(viewer: Viewer) -> bool:
    """Whether somebody makes samples, retires them and asks others to rate them."""
    return viewer.role in {Role.ADMIN, Role.HIRING_MANAGER}


def may_see_reference(*, made_it: bool, drill: DrillState | None) -> bool:
    """Whether somebody reads a sample's reference ratings: whoever wrote them, or has nothing left to hand in."""
    return made_it or drill in {DrillState.HANDED_IN, DrillState.GIVEN_UP}
