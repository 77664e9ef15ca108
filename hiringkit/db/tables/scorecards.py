"""Scorecards: the locked part, the draft by field, and the words, which alone may be deleted."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hiringkit.db.columns import (
    enum_column,
    key_reference,
    no_longer_than,
    number_key,
    primary_key,
    text_column,
    text_key,
    time_column,
    within,
)
from hiringkit.policy.scorecards import CardState
from hiringkit.scoring.notes import Note
from hiringkit.scoring.scorecards import Confidence, NotObserved, Recommendation, Verifiable


def _typed(**columns: int) -> list[sa.CheckConstraint]:
    """As `no_longer_than`, in SQLite alone: PostgreSQL would make ready for it at each save, to ask it once more."""
    return [one.ddl_if(dialect="sqlite") for one in no_longer_than(**columns)]


class ScorecardRow(SQLModel, table=True):
    """One interviewer's card of one interview."""

    __tablename__ = "scorecard"
    __table_args__ = (
        sa.UniqueConstraint("interview_id", "author_id"),
        sa.ForeignKeyConstraint(["interview_id", "author_id"], ["seat.interview_id", "seat.person_id"]),
        sa.ForeignKeyConstraint(["interview_id", "candidacy_id"], ["interview.id", "interview.candidacy_id"]),
        sa.CheckConstraint("(state = 'draft') = (submitted_at IS NULL)", name="submitted"),
        sa.CheckConstraint("state = 'draft' OR recommendation IS NOT NULL", name="recommended"),
        sa.CheckConstraint("state = 'draft' OR digest IS NOT NULL", name="digested"),
        sa.Index("ix_scorecard_candidacy", "candidacy_id", "author_id", "state", "trainee", "interview_id"),
        sa.Index("ix_scorecard_author", "author_id", "state"),
        sa.Index(
            "ix_scorecard_draft",
            "interview_id",
            "state",
            "trainee",
            "author_id",
            "candidacy_id",
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        ),
    )
    id: int = primary_key()
    interview_id: int
    candidacy_id: int
    author_id: int
    trainee: bool = False
    state: CardState = enum_column(CardState, "scorecard_state")
    recommendation: Recommendation | None = enum_column(
        Recommendation, "scorecard_recommendation", nullable=True, default=None
    )
    confidence: Confidence | None = enum_column(Confidence, "scorecard_confidence", nullable=True, default=None)
    submitted_at: datetime | None = time_column(nullable=True)
    digest: str | None = text_column(64, nullable=True)
    revision: int = 1


class DraftFieldRow(SQLModel, table=True):
    """One field of a draft as it was last typed; gone at submit."""

    __tablename__ = "draft_field"
    __table_args__ = (*_typed(value=4000),)
    scorecard_id: int = key_reference("scorecard.id", cascade=True)
    field: str = text_key(120)
    value: str = text_column(4000)
    revision: int = 1
    saved_at: datetime = time_column()


class EvidenceRow(SQLModel, table=True):
    """One line of evidence; its id is made where it is typed, so that a resend is no second line.

    `noted`: it was typed in the note pad, and is evidence only where it speaks to a criterion.
    """

    __tablename__ = "evidence"
    scorecard_id: int = key_reference("scorecard.id", cascade=True)
    id: str = text_key(36)
    position: int
    noted: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})


class EvidenceTextRow(SQLModel, table=True):
    """The words of a line of evidence, and whatever else typing changes: a save writes this row alone.

    `about`: the keys of the criteria that it speaks to, in order, while its card is a draft whose stage sees them all;
    the database keeps it so by itself.
    """

    __tablename__ = "evidence_text"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["scorecard_id", "evidence_id"], ["evidence.scorecard_id", "evidence.id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("second BETWEEN 0 AND 86400", name="second_range"),
        *_typed(text=4000),
    )
    scorecard_id: int = number_key()
    evidence_id: str = text_key(36)
    text: str = text_column(4000)
    second: int | None = None
    revision: int = 1
    saved_at: datetime = time_column()
    about: str | None = Field(default=None, sa_type=sa.Text)


class EvidenceCriterionRow(SQLModel, table=True):
    """A criterion that a line of evidence speaks to."""

    __tablename__ = "evidence_criterion"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["scorecard_id", "evidence_id"], ["evidence.scorecard_id", "evidence.id"], ondelete="CASCADE"
        ),
    )
    scorecard_id: int = number_key()
    evidence_id: str = text_key(36)
    criterion_id: int = key_reference("criterion.id")


class RatingRow(SQLModel, table=True):
    """What was ticked for one criterion: a step, or not observed with its reason; never both."""

    __tablename__ = "rating"
    __table_args__ = (
        sa.ForeignKeyConstraint(["criterion_id", "levels"], ["criterion.id", "criterion.levels"]),
        sa.CheckConstraint("(step IS NULL) <> (not_observed IS NULL)", name="one_of_two"),
        sa.CheckConstraint("step BETWEEN 1 AND levels", name="step_range"),
        within("levels", 2, 10),
    )
    scorecard_id: int = key_reference("scorecard.id")
    criterion_id: int = number_key()
    levels: int
    step: int | None = None
    not_observed: NotObserved | None = enum_column(NotObserved, "rating_not_observed", nullable=True, default=None)
    no_evidence: bool = False


class FlagRow(SQLModel, table=True):
    """An anti-signal that was seen; the evidence stands in ScorecardTextRow."""

    __tablename__ = "flag"
    scorecard_id: int = key_reference("scorecard.id")
    anti_signal: str = text_key(80)


class ObjectionRow(SQLModel, table=True):
    """How the risk objection was met; the words stand in ScorecardTextRow."""

    __tablename__ = "objection"
    scorecard_id: int = key_reference("scorecard.id")
    none_offered: bool = False
    verifiable: Verifiable | None = enum_column(Verifiable, "objection_verifiable", nullable=True, default=None)
    limits_said: bool | None = None


class ScorecardTextRow(SQLModel, table=True):
    """Words of a submitted card by field; deleted when the candidate is erased."""

    __tablename__ = "scorecard_text"
    __table_args__ = (*no_longer_than(text=4000),)
    scorecard_id: int = key_reference("scorecard.id")
    field: str = text_key(120)
    text: str = text_column(4000)


class ScorecardNoteRow(SQLModel, table=True):
    """A note that is no part of the card: its author's own, or handed to the next stage. Erased with the candidate."""

    __tablename__ = "scorecard_note"
    __table_args__ = (
        sa.CheckConstraint("kind <> 'panel'", name="apart_from_the_card"),
        *no_longer_than(text=4000),
    )
    scorecard_id: int = key_reference("scorecard.id", cascade=True)
    kind: Note = enum_column(Note, "scorecard_note_kind", primary_key=True)
    text: str = text_column(4000)
    at: datetime = time_column()
