"""Who somebody is, and what their role lets them be given; what they reach is said by membership of a loop."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is in the organisation: it says what they may be given."""

    ADMIN = "admin"
    HIRING_MANAGER = "hiring_manager"
    INTERVIEWER = "interviewer"
    RECRUITER = "recruiter"


class LoopRole(StrEnum):
    """What somebody is in one loop: it says what they reach there."""

    MANAGER = "manager"
    INTERVIEWER = "interviewer"
    RECRUITER = "recruiter"


@dataclass(frozen=True)
class Viewer:
    """The person who looks or acts."""

    person_id: int
    role: Role
    name: str
    zone: str
    keys: bool = True  # whether single keys rate on a scorecard


_BUILDERS = frozenset({Role.ADMIN, Role.HIRING_MANAGER})
_MAY_BE_GIVEN = {
    LoopRole.MANAGER: _BUILDERS,
    LoopRole.INTERVIEWER: frozenset(Role),
    LoopRole.RECRUITER: _BUILDERS | {Role.RECRUITER},
}


def may_build_loops(viewer: Viewer) -> bool:
    """Whether somebody may make a loop; they become its manager, which is the only way in for an administrator too."""
    return may_be_given(viewer.role, LoopRole.MANAGER)


def may_be_given(role: Role, loop_role: LoopRole) -> bool:
    """Whether somebody of this role may be given this part in a loop.

    Managers are hiring managers and administrators. Anybody may interview. A recruiter's part goes to whoever could
    be given more, and to recruiters: it never opens a card that its holder could not be given otherwise.
    """
    return role in _MAY_BE_GIVEN[loop_role]


def may_decide(role: Role) -> bool:
    """Whether somebody of this role may be a loop's decider or tie-breaker: whoever may manage one."""
    return may_be_given(role, LoopRole.MANAGER)


def may_keep_people(viewer: Viewer) -> bool:
    """Whether somebody may add people and change their roles."""
    return viewer.role is Role.ADMIN
