"""Who may write packs and their drafts."""

from __future__ import annotations

from hiringkit.policy.people import Role, Viewer


def may_write_packs(viewer: Viewer) -> bool:
    """Whether somebody may read and write drafts, anybody's, publish one, and retire a version: who may build loops."""
    return viewer.role in {Role.ADMIN, Role.HIRING_MANAGER}


def may_discard_draft(viewer: Viewer, maker_id: int) -> bool:
    """Whether somebody may put a draft away: its maker while they may write packs, and administrators."""
    return may_write_packs(viewer) and (viewer.role is Role.ADMIN or viewer.person_id == maker_id)
