"""How far the training of people has come, and how much interviewing they take, when."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hiringkit.db.columns import enum_column, key_reference, reference, text_key, time_column, within
from hiringkit.policy.qualifications import Training


class QualificationRow(SQLModel, table=True):
    """How far somebody's training for a kind of stage has come; a kind is a stage's key, as the pack gives it."""

    __tablename__ = "qualification"
    person_id: int = key_reference("person.id", cascade=True)
    kind: str = text_key(80)
    training: Training = enum_column(Training, "qualification_training")
    set_by: int = reference("person.id")
    set_at: datetime = time_column()


class CapacityRow(SQLModel, table=True):
    """How many interviews a week somebody takes, and when they work: minutes of their own day, a bit for each weekday.

    Nothing in a field is no limit.
    """

    __tablename__ = "capacity"
    __table_args__ = (
        within("weekly_limit", 1, 40),
        within("days", 1, 127),
        sa.CheckConstraint("0 <= begins AND begins < ends AND ends <= 1440", name="hours"),
        sa.CheckConstraint("(begins IS NULL) = (ends IS NULL) AND (begins IS NULL) = (days IS NULL)", name="whole"),
    )
    person_id: int = key_reference("person.id", cascade=True)
    weekly_limit: int | None = Field(default=None)
    begins: int | None = Field(default=None)
    ends: int | None = Field(default=None)
    days: int | None = Field(default=None)
