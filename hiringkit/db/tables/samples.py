"""Reference samples with the ratings that were agreed on, and what people made of them in drills."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hiringkit.db.columns import (
    enum_column,
    key_reference,
    no_longer_than,
    primary_key,
    reference,
    text_column,
    text_key,
    time_column,
    within,
)
from hiringkit.policy.samples import DrillState
from hiringkit.scoring.scorecards import NotObserved


class SampleRow(SQLModel, table=True):
    """One version of a reference sample: it never changes, it is only retired. Nobody's: it came with the pack."""

    __tablename__ = "sample"
    __table_args__ = (
        sa.UniqueConstraint("pack_id", "key", "number"),
        sa.CheckConstraint("number >= 1", name="number_range"),
        *no_longer_than(key=80, stage=80, name=120, kind=80, text=8000),
    )
    id: int = primary_key()
    pack_id: int = reference("pack.id", index=False)
    version_id: int = reference("rubric_version.id")
    key: str = text_column(80)
    number: int
    stage: str = text_column(80)
    name: str = text_column(120)
    kind: str = text_column(80)
    text: str = text_column(8000)
    made_by: int | None = reference("person.id", nullable=True)
    made_at: datetime = time_column()
    retired_at: datetime | None = time_column(nullable=True)


class SampleRatingRow(SQLModel, table=True):
    """A reference rating: the step of one criterion, and why that one."""

    __tablename__ = "sample_rating"
    __table_args__ = (within("step", 1, 10), *no_longer_than(why=2000))
    sample_id: int = key_reference("sample.id", cascade=True)
    criterion_id: int = Field(
        sa_column=sa.Column(sa.ForeignKey("criterion.id", ondelete="RESTRICT"), primary_key=True, index=True)
    )
    step: int
    why: str = text_column(2000)


class DrillRow(SQLModel, table=True):
    """Somebody's one go at a sample: asked for or begun, then handed in, or given up for seeing the reference."""

    __tablename__ = "drill"
    __table_args__ = (
        sa.UniqueConstraint("sample_id", "person_id"),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended"),
        sa.Index("ix_drill_person", "person_id", "state"),
    )
    id: int = primary_key()
    sample_id: int = reference("sample.id", index=False)
    person_id: int = reference("person.id", index=False, cascade=True)
    state: DrillState = enum_column(DrillState, "drill_state")
    asked_by: int | None = reference("person.id", nullable=True)
    due_at: datetime | None = time_column(nullable=True)
    begun_at: datetime = time_column()
    ended_at: datetime | None = time_column(nullable=True)


class DrillFieldRow(SQLModel, table=True):
    """A field of a drill that is still open, as it was typed, with its own revision."""

    __tablename__ = "drill_field"
    __table_args__ = no_longer_than(field=120, value=4000)
    drill_id: int = key_reference("drill.id", cascade=True)
    field: str = text_key(120)
    value: str = text_column(4000)
    revision: int
    saved_at: datetime = time_column()


class DrillRatingRow(SQLModel, table=True):
    """A rating of a drill that was handed in: a rating of the sample, never of a candidate."""

    __tablename__ = "drill_rating"
    __table_args__ = (
        within("step", 1, 10),
        sa.CheckConstraint("(step IS NULL) <> (not_observed IS NULL)", name="rated_or_not"),
        *no_longer_than(evidence=4000),
    )
    drill_id: int = key_reference("drill.id", cascade=True)
    criterion_id: int = Field(
        sa_column=sa.Column(sa.ForeignKey("criterion.id", ondelete="RESTRICT"), primary_key=True, index=True)
    )
    step: int | None = Field(default=None)
    not_observed: NotObserved | None = enum_column(NotObserved, "drill_not_observed", nullable=True, default=None)
    evidence: str = text_column(4000)
