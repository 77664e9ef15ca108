"""Candidates who were moved from one loop to another."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import SQLModel

from hiringkit.db.columns import key_reference, reference, time_column


class MoveRow(SQLModel, table=True):
    """A candidacy that ended because the candidate goes on in another loop, and the candidacy there."""

    __tablename__ = "candidacy_move"
    __table_args__ = (sa.UniqueConstraint("to_id"),)
    candidacy_id: int = key_reference("candidacy.id")
    to_id: int = reference("candidacy.id", index=False)
    person_id: int = reference("person.id")
    at: datetime = time_column()
