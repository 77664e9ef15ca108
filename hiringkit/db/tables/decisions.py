"""Decisions about candidates: each state of one, who dissents, and whether the panel was tied."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hiringkit.db.columns import (
    enum_column,
    key_reference,
    no_longer_than,
    primary_key,
    reference,
    text_column,
    time_column,
)
from hiringkit.scoring.decisions import Choice, Offer


class DecisionRow(SQLModel, table=True):
    """One state of a candidacy's decision; the one with the highest number stands. Words: CandidacyWordsRow."""

    __tablename__ = "decision"
    __table_args__ = (
        sa.UniqueConstraint("candidacy_id", "number"),
        sa.CheckConstraint("number >= 1", name="number_range"),
        sa.CheckConstraint("choice <> 'hire' OR level IS NOT NULL", name="hired_at_a_level"),
        sa.CheckConstraint("choice = 'hire' OR offer = 'none'", name="offered_to_a_hire"),
        sa.CheckConstraint("choice <> 'hold' OR revisit_on IS NOT NULL", name="held_until"),
        sa.Index("ix_decision_revisit", "decided_by", "revisit_on"),
        *no_longer_than(level=80),
    )
    id: int = primary_key()
    candidacy_id: int = reference("debrief.candidacy_id", index=False)
    number: int
    choice: Choice = enum_column(Choice, "decision_choice")
    level: str | None = text_column(80, nullable=True)
    offer: Offer = enum_column(Offer, "decision_offer")
    revisit_on: date | None = Field(default=None, sa_column=sa.Column(sa.Date(), nullable=True))
    decided_by: int = reference("person.id", index=False)
    as_tie_breaker: bool = False
    at: datetime = time_column()


class DissentRow(SQLModel, table=True):
    """Somebody of the panel or the loop who would decide otherwise; the words stand in CandidacyWordsRow."""

    __tablename__ = "dissent"
    __table_args__ = (sa.Index("ix_dissent_candidacy", "candidacy_id", "id"),)
    id: int = primary_key()
    candidacy_id: int = reference("debrief.candidacy_id", index=False)
    person_id: int = reference("person.id")
    at: datetime = time_column()


class TieRow(SQLModel, table=True):
    """That the panel was tied when the decider handed the decision to the loop's tie-breaker, and how it stood."""

    __tablename__ = "tie"
    __table_args__ = (sa.CheckConstraint("yes = no AND yes > 0", name="as_many"),)
    candidacy_id: int = key_reference("debrief.candidacy_id")
    yes: int
    no: int
    recorded_by: int = reference("person.id")
    at: datetime = time_column()
