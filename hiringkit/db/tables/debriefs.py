"""Debriefs: the meeting, what it talks about, what people would rate now; apart from the independent ratings."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import SQLModel

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
from hiringkit.scoring.debriefs import MoveReason


class DebriefRow(SQLModel, table=True):
    """The debrief of one candidacy. Its revision rises with each thing that is said in it."""

    __tablename__ = "debrief"
    candidacy_id: int = key_reference("candidacy.id")
    opened_at: datetime = time_column()
    opened_by: int = reference("person.id")
    forced: bool = False
    revision: int = 1


class DebriefItemRow(SQLModel, table=True):
    """An item of the agenda: since when it is talked about, and for how long it was before. One at a time."""

    __tablename__ = "debrief_item"
    __table_args__ = (
        within("seconds", 0, 86_400),
        sa.CheckConstraint("NOT (done AND started_at IS NOT NULL)", name="done_or_running"),
        sa.Index(
            "uq_debrief_item_running",
            "candidacy_id",
            unique=True,
            sqlite_where=sa.text("started_at IS NOT NULL"),
            postgresql_where=sa.text("started_at IS NOT NULL"),
        ),
    )
    candidacy_id: int = key_reference("debrief.candidacy_id")
    criterion_id: int = key_reference("criterion.id")
    started_at: datetime | None = time_column(nullable=True)
    seconds: int = 0
    done: bool = False


class DebriefRatingRow(SQLModel, table=True):
    """What a card's author would tick after the discussion, or not observed; the newest of them stands."""

    __tablename__ = "debrief_rating"
    __table_args__ = (
        sa.ForeignKeyConstraint(["scorecard_id", "criterion_id"], ["rating.scorecard_id", "rating.criterion_id"]),
        sa.ForeignKeyConstraint(["criterion_id", "levels"], ["criterion.id", "criterion.levels"]),
        sa.CheckConstraint("step BETWEEN 1 AND levels", name="step_range"),
        sa.Index("ix_debrief_rating_candidacy", "candidacy_id", "id"),
    )
    id: int = primary_key()
    candidacy_id: int = reference("debrief.candidacy_id", index=False)
    scorecard_id: int
    criterion_id: int
    levels: int
    step: int | None = None
    reason: MoveReason = enum_column(MoveReason, "debrief_rating_reason")
    recorded_by: int = reference("person.id")
    at: datetime = time_column()


class DebriefNoteRow(SQLModel, table=True):
    """A note of a debrief; its words stand in CandidacyWordsRow."""

    __tablename__ = "debrief_note"
    __table_args__ = (sa.Index("ix_debrief_note_candidacy", "candidacy_id", "id"),)
    id: int = primary_key()
    candidacy_id: int = reference("debrief.candidacy_id", index=False)
    person_id: int = reference("person.id")
    at: datetime = time_column()


class LevelConfirmationRow(SQLModel, table=True):
    """The level at which a debrief judged the candidate, asked apart from all else; the newest of them stands."""

    __tablename__ = "level_confirmation"
    __table_args__ = (*no_longer_than(level=80), sa.Index("ix_level_confirmation_candidacy", "candidacy_id", "id"))
    id: int = primary_key()
    candidacy_id: int = reference("debrief.candidacy_id", index=False)
    level: str = text_column(80)
    person_id: int = reference("person.id")
    at: datetime = time_column()


class CandidacyWordsRow(SQLModel, table=True):
    """Words about a candidacy, by field: its debrief and what follows; deleted when the candidate is erased."""

    __tablename__ = "candidacy_words"
    __table_args__ = (*no_longer_than(text=4000),)
    candidacy_id: int = key_reference("candidacy.id")
    field: str = text_key(80)
    text: str = text_column(4000)
