"""Who may declare a conflict of interest, take it back, and read why it was declared."""

from __future__ import annotations

from hiringkit.policy.people import Role, Viewer


def may_declare_for(viewer: Viewer, person_id: int, *, is_manager: bool) -> bool:
    """Whether somebody may declare that a person has a conflict: for oneself, as the loop's manager, or as admin."""
    return viewer.person_id == person_id or is_manager or viewer.role is Role.ADMIN


def may_read_reason(viewer: Viewer, declared_by: int) -> bool:
    """Whether somebody may read why: whoever declared it, and administrators. Everybody else sees that it is so."""
    return viewer.person_id == declared_by or viewer.role is Role.ADMIN


def may_take_back(viewer: Viewer, declared_by: int) -> bool:
    """Whether somebody may take a declaration back: whoever knows the reason, and so can tell that it fell away."""
    return may_read_reason(viewer, declared_by)
