"""Calibration sessions: what a team looked at together, what it would rate now, and what it agreed on."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hiringkit.db.columns import (
    key_reference,
    no_longer_than,
    number_key,
    primary_key,
    reference,
    text_column,
    time_column,
    within,
)


class CalibrationSessionRow(SQLModel, table=True):
    """A session over one version of a pack, led by somebody; nothing of it changes once it is closed."""

    __tablename__ = "calibration_session"
    __table_args__ = no_longer_than(title=120)
    id: int = primary_key()
    pack_id: int = reference("pack.id")
    version_id: int = reference("rubric_version.id")
    title: str = text_column(120)
    led_by: int = reference("person.id")
    begun_at: datetime = time_column()
    closed_at: datetime | None = time_column(nullable=True)


class SessionItemRow(SQLModel, table=True):
    """What a session looks at: a reference sample, or a candidate who is decided about."""

    __tablename__ = "session_item"
    __table_args__ = (sa.CheckConstraint("(sample_id IS NULL) <> (candidacy_id IS NULL)", name="one_of_both"),)
    id: int = primary_key()
    session_id: int = reference("calibration_session.id", cascade=True)
    sample_id: int | None = reference("sample.id", nullable=True)
    candidacy_id: int | None = reference("candidacy.id", nullable=True)


class SessionCountRow(SQLModel, table=True):
    """How many people would give a level after the talk: a show of hands, without names."""

    __tablename__ = "session_count"
    __table_args__ = (within("step", 1, 10), within("people", 1, 99))
    item_id: int = key_reference("session_item.id", cascade=True)
    criterion_id: int = Field(
        sa_column=sa.Column(sa.ForeignKey("criterion.id", ondelete="RESTRICT"), primary_key=True, index=True)
    )
    step: int = number_key()
    people: int


class DefinitionProposalRow(SQLModel, table=True):
    """What a session agreed on for a criterion: a definition proposed for the rubric's next version."""

    __tablename__ = "definition_proposal"
    __table_args__ = no_longer_than(counts=2000, does_not_count=2000, disagree=2000)
    session_id: int = key_reference("calibration_session.id", cascade=True)
    criterion_id: int = Field(
        sa_column=sa.Column(sa.ForeignKey("criterion.id", ondelete="RESTRICT"), primary_key=True, index=True)
    )
    counts: str = text_column(2000)
    does_not_count: str = text_column(2000)
    disagree: str = text_column(2000)
    said_by: int = reference("person.id")
    said_at: datetime = time_column()
