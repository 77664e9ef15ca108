"""How far somebody's training for a kind of stage has come, what that lets them do, and who sets it."""

from __future__ import annotations

from enum import StrEnum

from hiringkit.policy.people import Role, Viewer


class Training(StrEnum):
    """Steps of training for a kind of stage: watching, leading while watched, done."""

    SHADOW = "shadow"
    REVERSE_SHADOW = "reverse_shadow"
    QUALIFIED = "qualified"


def is_qualified(training: Training | None, *, is_required: bool) -> bool:
    """Whether somebody may take a kind of stage alone.

    Whoever has no record counts as qualified, unless the organisation requires training.
    """
    return training is Training.QUALIFIED or (training is None and not is_required)


def may_qualify(viewer: Viewer) -> bool:
    """Whether somebody sets how far the training of others has come."""
    return viewer.role in {Role.ADMIN, Role.HIRING_MANAGER}


def may_require_training(viewer: Viewer) -> bool:
    """Whether somebody says that whoever has no record is not qualified."""
    return viewer.role is Role.ADMIN
