"""Conflicts of interest: whether one stands, which are declared, and why, for those who may read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from hiringkit.db import access, anonymity
from hiringkit.db.tables import CandidacyRow, CandidateTextRow, ConflictRow, ConflictTextRow, LoopRow, PersonTextRow
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Role, Viewer

Columns = tuple[Any, ...]  # what a query selects, in the order in which its function says


_conflict = aliased(ConflictRow)  # slow to make: once


def stands(person: Any, candidate: Any, loop: Any) -> sa.ColumnElement[bool]:
    """Whether a person has a conflict with a candidate, in whatever loop, or with a loop; each as an expression."""
    about = sa.or_(col(_conflict.candidate_id) == candidate, col(_conflict.loop_id) == loop)
    return sa.exists().where(col(_conflict.person_id) == person, about)


def is_declared(session: Session, person_id: int, candidate_id: int, loop_id: int) -> bool:
    """Whether a conflict stands, asked for one person."""
    return bool(session.scalar(sa.select(stands(person_id, candidate_id, loop_id))))


def candidacy(session: Session, viewer: Viewer, candidacy_id: int) -> Columns:
    """Whom a conflict is declared against: candidate's id and name, loop's id and title, whether the viewer manages
    the loop, whether they are its staff. Or NotFoundError."""
    row = session.execute(
        sa.select(
            col(CandidacyRow.candidate_id),
            anonymity.name(viewer),
            col(LoopRow.id),
            col(LoopRow.title),
            access.manages_loop(viewer),
            access.staffs(viewer, col(LoopRow.id)),
        )
        .select_from(CandidacyRow)
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .where(col(CandidacyRow.id) == candidacy_id, access.reaches_candidacy(viewer))
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such candidate.", where=f"candidacy {candidacy_id}")
    return row


def declared(
    session: Session, viewer: Viewer, loop_id: int, candidate_id: int | None, *, everybody: bool
) -> Sequence[Columns]:
    """What is declared for a loop and its candidates, or for a loop and one of them; the viewer's own, or everybody's.

    Id, person's name, candidate's name where the viewer knows of the candidate, whether it is about a candidate,
    declarer's id and name, when; the reason, where the viewer may read it.
    """
    person, declarer = aliased(PersonTextRow), aliased(PersonTextRow)
    may = sa.literal(viewer.role is Role.ADMIN) | (col(ConflictRow.declared_by) == viewer.person_id)
    in_loop = sa.select(col(CandidacyRow.candidate_id)).where(col(CandidacyRow.loop_id) == loop_id)
    subjects: Any = in_loop if candidate_id is None else [candidate_id]
    known = sa.select(col(CandidacyRow.candidate_id)).where(
        access.reaches_candidacy(viewer), sa.not_(anonymity.is_unnamed(viewer))
    )
    query = (
        sa.select(
            col(ConflictRow.id),
            col(person.name),
            sa.case((col(ConflictRow.candidate_id).in_(known), anonymity.full_name)),
            col(ConflictRow.candidate_id).is_not(None),
            col(ConflictRow.declared_by),
            col(declarer.name),
            col(ConflictRow.declared_at),
            sa.case((may, col(ConflictTextRow.reason))),
        )
        .select_from(ConflictRow)
        .outerjoin(person, col(person.person_id) == col(ConflictRow.person_id))
        .outerjoin(declarer, col(declarer.person_id) == col(ConflictRow.declared_by))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(ConflictRow.candidate_id))
        .outerjoin(ConflictTextRow, col(ConflictTextRow.conflict_id) == col(ConflictRow.id))
        .where(sa.or_(col(ConflictRow.loop_id) == loop_id, col(ConflictRow.candidate_id).in_(subjects)))
        .order_by(col(person.name), col(ConflictRow.id))
    )
    if not everybody:
        mine = (col(ConflictRow.person_id) == viewer.person_id, col(ConflictRow.declared_by) == viewer.person_id)
        query = query.where(sa.or_(*mine))
    return session.execute(query).all()


def add(
    session: Session,
    *,
    person_id: int,
    candidate_id: int | None,
    loop_id: int | None,
    declared_by: int,
    declared_at: datetime,
    reason: str,
) -> int:
    """Declare one, with its reason apart; gives its id. A second one about the same is an IntegrityError."""
    row = ConflictRow(
        person_id=person_id,
        candidate_id=candidate_id,
        loop_id=loop_id,
        declared_by=declared_by,
        declared_at=declared_at,
    )
    session.add(row)
    session.flush()
    session.add(ConflictTextRow(conflict_id=row.id, reason=reason))
    session.flush()
    return row.id


def read(session: Session, viewer: Viewer, conflict_id: int) -> ConflictRow:
    """One that the viewer declared, or for administrators any; or NotFoundError."""
    query = select(ConflictRow).where(ConflictRow.id == conflict_id)
    if viewer.role is not Role.ADMIN:
        query = query.where(ConflictRow.declared_by == viewer.person_id)
    row = session.exec(query).one_or_none()
    if row is None:
        raise NotFoundError("There is no such declaration of yours.", where=f"conflict {conflict_id}")
    return row


def remove(session: Session, conflict_id: int) -> None:
    """Take one away, with its reason."""
    session.execute(sa.delete(ConflictRow).where(col(ConflictRow.id) == conflict_id))
