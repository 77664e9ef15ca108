"""Files of a candidacy: which of them a viewer may read, said in the query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db import access, anonymity
from hiringkit.db.interviews import Columns
from hiringkit.db.tables import (
    AttachmentBytesRow,
    AttachmentRow,
    CandidacyRow,
    PersonTextRow,
    StageRow,
)
from hiringkit.db.tables.attachments import Audience
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Viewer

_MISSING = "There is no such file."


def readable(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Whether the viewer may read an AttachmentRow, whose CandidacyRow is joined.

    Who does not know the candidate’s name reads the work that they grade, and nothing about the candidate.
    """
    staff = access.staffs(viewer, col(CandidacyRow.loop_id))
    shared = sa.and_(
        col(AttachmentRow.audience) == sa.literal(Audience.PANEL.value),
        sa.or_(sa.not_(anonymity.is_unnamed(viewer)), anonymity.grades(viewer, col(AttachmentRow.stage_id))),
    )
    return sa.and_(access.reaches_candidacy(viewer), sa.or_(staff, shared))


def _name(viewer: Viewer) -> sa.ColumnElement[str]:
    """What a file is called; to who does not know the candidate’s name, by its stage alone."""
    is_there, bare = col(AttachmentBytesRow.name).is_not(None), sa.literal("Work sample of ") + col(StageRow.name)
    return sa.case((sa.and_(anonymity.is_unnamed(viewer), is_there), bare), else_=col(AttachmentBytesRow.name))


def of_candidacy(session: Session, viewer: Viewer, candidacy_id: int) -> Sequence[Columns]:
    """The files of a candidacy that the viewer may read, those that were removed among them, the newest first.

    Id, name (None once it was removed), kind, bytes, audience, stage's name, who added it, when, who removed it, when.
    """
    adder, remover = aliased(PersonTextRow), aliased(PersonTextRow)
    return session.execute(
        sa.select(
            col(AttachmentRow.id),
            _name(viewer),
            col(AttachmentRow.kind),
            col(AttachmentRow.size),
            col(AttachmentRow.audience),
            col(StageRow.name),
            col(adder.name),
            col(AttachmentRow.added_at),
            col(remover.name),
            col(AttachmentRow.removed_at),
        )
        .select_from(AttachmentRow)
        .join(CandidacyRow, col(CandidacyRow.id) == col(AttachmentRow.candidacy_id))
        .outerjoin(AttachmentBytesRow, col(AttachmentBytesRow.attachment_id) == col(AttachmentRow.id))
        .outerjoin(StageRow, col(StageRow.id) == col(AttachmentRow.stage_id))
        .outerjoin(adder, col(adder.person_id) == col(AttachmentRow.added_by))
        .outerjoin(remover, col(remover.person_id) == col(AttachmentRow.removed_by))
        .where(col(AttachmentRow.candidacy_id) == candidacy_id, readable(viewer))
        .order_by(col(AttachmentRow.id).desc())
    ).all()


def read(session: Session, viewer: Viewer, candidacy_id: int, attachment_id: int) -> Columns:
    """A file that is there: kind and bytes; or NotFoundError."""
    return _one(session, viewer, candidacy_id, attachment_id, col(AttachmentRow.kind), col(AttachmentBytesRow.content))


def name_of(session: Session, viewer: Viewer, candidacy_id: int, attachment_id: int) -> str:
    """What a file that is there is called; or NotFoundError."""
    return str(_one(session, viewer, candidacy_id, attachment_id, col(AttachmentBytesRow.name))[0])


def _one(session: Session, viewer: Viewer, candidacy_id: int, attachment_id: int, *wanted: Any) -> Columns:
    row = session.execute(
        sa.select(*wanted)
        .select_from(AttachmentRow)
        .join(CandidacyRow, col(CandidacyRow.id) == col(AttachmentRow.candidacy_id))
        .join(AttachmentBytesRow, col(AttachmentBytesRow.attachment_id) == col(AttachmentRow.id))
        .where(
            col(AttachmentRow.id) == attachment_id, col(AttachmentRow.candidacy_id) == candidacy_id, readable(viewer)
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError(_MISSING, where=f"attachment {attachment_id}")
    return row


def count(session: Session, candidacy_id: int) -> int:
    """How many files a candidacy has that are there."""
    here = sa.select(sa.func.count()).where(
        col(AttachmentRow.candidacy_id) == candidacy_id, col(AttachmentRow.removed_at).is_(None)
    )
    return int(session.execute(here).scalar_one())


def stages(session: Session, loop_id: int) -> Sequence[Columns]:
    """The stages of a loop in order: id, name."""
    return session.execute(
        sa.select(col(StageRow.id), col(StageRow.name))
        .where(col(StageRow.loop_id) == loop_id)
        .order_by(col(StageRow.position))
    ).all()


def add(session: Session, row: AttachmentRow, name: str, content: bytes) -> int:
    """Keep a file; gives its id."""
    session.add(row)
    session.flush()
    session.add(AttachmentBytesRow(attachment_id=row.id, name=name, content=content))
    return row.id


def remove(session: Session, viewer: Viewer, attachment_id: int, now: datetime) -> bool:
    """Delete a file's name and bytes; False when somebody was there first."""
    here = sa.and_(col(AttachmentRow.id) == attachment_id, col(AttachmentRow.removed_at).is_(None))
    marked = session.execute(sa.update(AttachmentRow).where(here).values(removed_by=viewer.person_id, removed_at=now))
    session.execute(sa.delete(AttachmentBytesRow).where(col(AttachmentBytesRow.attachment_id) == attachment_id))
    return bool(marked.rowcount == 1)  # type: ignore[attr-defined]  # an UPDATE's result counts its rows
