"""The private calendar addresses of people."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import SQLModel

from hiringkit.db.columns import key_reference, text_column, time_column


class CalendarRow(SQLModel, table=True):
    """Somebody's calendar address: a calendar program reads it without signing in. Only its token's hash is kept."""

    __tablename__ = "calendar"
    person_id: int = key_reference("person.id", cascade=True)
    token_hash: str = text_column(64, unique=True)
    made_at: datetime = time_column()
