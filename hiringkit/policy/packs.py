"""Who may write packs, and whose drafts somebody reads."""

from __future__ import annotations

from hiringkit.policy.people import Role, Viewer


def may_write_packs(viewer: Viewer) -> bool:
    """Whether somebody may begin a draft, publish it, and retire a version: whoever may build loops."""
    return viewer.role in {Role.ADMIN, Role.HIRING_MANAGER}


def may_write_draft(viewer: Viewer, maker_id: int) -> bool:
    """Whether somebody reads and writes a draft: its maker while they may write packs, and administrators."""
    return may_write_packs(viewer) and (viewer.role is Role.ADMIN or viewer.person_id == maker_id)
