"""Who belongs to a loop, and as what."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from hiringkit.db.engine import Database
from hiringkit.db.tables import MembershipRow, PanelRow, PersonRow, StageRow
from hiringkit.errors import InvalidError, RefusedError
from hiringkit.policy.people import LoopRole, Role, Viewer, may_be_given
from hiringkit.services.loops import managed, note, read


def add_member(db: Database, viewer: Viewer, loop_id: int, person_id: int, role: LoopRole, now: datetime) -> None:
    """Give somebody a part in a loop. Raises InvalidError when their global role does not allow it.

    Managers do. Where none of them can sign in any more, an administrator names one, and may do nothing else.
    """
    with db.writing() as session:
        read(session, viewer, loop_id)
        if role is not LoopRole.MANAGER or not is_orphaned(session, viewer, loop_id):
            managed(session, viewer, loop_id)
        person = session.exec(
            select(PersonRow.role).where(PersonRow.id == person_id, col(PersonRow.disabled_at).is_(None))
        ).one_or_none()
        if person is None:
            raise InvalidError("Nobody was added.", problems={"person": "Choose somebody from the list."})
        if not may_be_given(Role(person), role):
            sentence = (
                f"Somebody with the role {Role(person).value.replace('_', ' ')} cannot be {role.value} of a loop. "
                "Choose another part, or ask an administrator to change the role."
            )
            raise InvalidError("Nobody was added.", problems={"role": sentence})
        if session.get(MembershipRow, (loop_id, person_id, role)) is not None:
            return
        session.add(MembershipRow(loop_id=loop_id, person_id=person_id, role=role))
        note(session, viewer, "member added", loop_id, now, person=person_id, role=role.value)


def may_name_manager(db: Database, viewer: Viewer, loop_id: int) -> bool:
    """Whether the viewer is an administrator, and the loop has no manager who can sign in."""
    with db.reading() as session:
        return is_orphaned(session, viewer, loop_id)


def is_orphaned(session: Session, viewer: Viewer, loop_id: int) -> bool:
    """As `may_name_manager`, of a loop that was read, within a transaction."""
    if viewer.role is not Role.ADMIN:
        return False
    able = (
        sa.select(col(PersonRow.id))
        .join(MembershipRow, col(MembershipRow.person_id) == col(PersonRow.id))
        .where(
            col(MembershipRow.loop_id) == loop_id,
            col(MembershipRow.role) == LoopRole.MANAGER,
            col(PersonRow.disabled_at).is_(None),
        )
    )
    return session.execute(able.limit(1)).first() is None


def remove_member(db: Database, viewer: Viewer, loop_id: int, person_id: int, role: LoopRole, now: datetime) -> None:
    """Take a part in a loop from somebody; their seats on its panels go too.

    Raises RefusedError (the last manager who can sign in).
    """
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        if not any((member.person_id, member.role) == (person_id, role) for member in loop.members):
            return
        managers = [one.person_id for one in loop.members if one.role is LoopRole.MANAGER and not one.is_gone]
        if role is LoopRole.MANAGER and managers == [person_id]:
            raise RefusedError("This is the loop’s only manager.", mend="Make somebody else one first.")
        mine = (col(MembershipRow.loop_id) == loop_id, col(MembershipRow.person_id) == person_id)
        session.execute(sa.delete(MembershipRow).where(*mine, col(MembershipRow.role) == role))
        if [member.role for member in loop.members if member.person_id == person_id] == [role]:
            stages = sa.select(col(StageRow.id)).where(col(StageRow.loop_id) == loop_id)
            session.execute(
                sa.delete(PanelRow).where(col(PanelRow.person_id) == person_id, col(PanelRow.stage_id).in_(stages))
            )
        note(session, viewer, "member removed", loop_id, now, person=person_id, role=role.value)
