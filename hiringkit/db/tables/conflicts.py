"""Conflicts of interest: who is to stay away from a candidate, or from a loop; and, apart from that, why."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import SQLModel

from hiringkit.db.columns import key_reference, no_longer_than, primary_key, reference, text_column, time_column


class ConflictRow(SQLModel, table=True):
    """Somebody's conflict of interest with a candidate, in whatever loop, or with a whole loop."""

    __tablename__ = "conflict"
    __table_args__ = (
        sa.CheckConstraint("(candidate_id IS NULL) <> (loop_id IS NULL)", name="one_subject"),
        sa.UniqueConstraint("person_id", "candidate_id"),
        sa.UniqueConstraint("person_id", "loop_id"),
    )
    id: int = primary_key()
    person_id: int = reference("person.id", index=False)
    candidate_id: int | None = reference("candidate.id", nullable=True)
    loop_id: int | None = reference("loop.id", nullable=True, cascade=True)
    declared_by: int = reference("person.id")
    declared_at: datetime = time_column()


class ConflictTextRow(SQLModel, table=True):
    """Why; read by whoever declared it and by administrators, and deleted when one of the two people is erased."""

    __tablename__ = "conflict_text"
    __table_args__ = (*no_longer_than(reason=500),)
    conflict_id: int = key_reference("conflict.id", cascade=True)
    reason: str = text_column(500)
