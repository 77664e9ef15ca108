"""What became of a submitted scorecard: each later state, its ratings and words; and drafts that were withdrawn."""

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
    reference,
    text_column,
    text_key,
    time_column,
    within,
)
from hiringkit.policy.scorecards import CardState
from hiringkit.scoring.scorecards import Confidence, NotObserved, Recommendation


class ScorecardStateRow(SQLModel, table=True):
    """A state of a card after its first one, by number; number 1 stands here only for a card entered on behalf.

    `is_independent`: its author had read no other card of the candidate; the last such state is what statistics use.
    """

    __tablename__ = "scorecard_state"
    __table_args__ = (
        within("number", 1, 1000),
        sa.CheckConstraint("state <> 'draft'", name="after_a_draft"),
        sa.CheckConstraint("(number = 1) = (state = 'submitted')", name="first_submitted"),
        sa.CheckConstraint("(state = 'amended') = (recommendation IS NOT NULL)", name="recommended"),
        sa.CheckConstraint("NOT is_independent OR state <> 'returned'", name="returned_says_nothing"),
    )
    scorecard_id: int = key_reference("scorecard.id")
    number: int = number_key()
    state: CardState = enum_column(CardState, "scorecard_state_state")
    person_id: int = reference("person.id")
    at: datetime = time_column()
    is_independent: bool = False
    recommendation: Recommendation | None = enum_column(
        Recommendation, "scorecard_state_recommendation", nullable=True, default=None
    )
    confidence: Confidence | None = enum_column(Confidence, "scorecard_state_confidence", nullable=True, default=None)


class AmendmentDraftRow(SQLModel, table=True):
    """A field of an amendment, or of a card that is entered on behalf, as somebody last typed it; gone once it is in.

    A line of evidence is a field too, its value the JSON of what it says. `over`: the revision of the card below it.
    """

    __tablename__ = "amendment_draft"
    scorecard_id: int = key_reference("scorecard.id", cascade=True)
    person_id: int = key_reference("person.id")
    field: str = text_key(120)
    value: str = Field(sa_column=sa.Column(sa.Text(), nullable=False))
    revision: int = 1
    over: int
    saved_at: datetime = time_column()


class AmendedRatingRow(SQLModel, table=True):
    """What was ticked for one criterion in a later state of a card."""

    __tablename__ = "amended_rating"
    __table_args__ = (
        sa.ForeignKeyConstraint(["scorecard_id", "number"], ["scorecard_state.scorecard_id", "scorecard_state.number"]),
        sa.ForeignKeyConstraint(["criterion_id", "levels"], ["criterion.id", "criterion.levels"]),
        sa.CheckConstraint("(step IS NULL) <> (not_observed IS NULL)", name="one_of_two"),
        sa.CheckConstraint("step BETWEEN 1 AND levels", name="step_range"),
        within("levels", 2, 10),
    )
    scorecard_id: int = number_key()
    number: int = number_key()
    criterion_id: int = number_key()
    levels: int
    step: int | None = None
    not_observed: NotObserved | None = enum_column(
        NotObserved, "amended_rating_not_observed", nullable=True, default=None
    )
    no_evidence: bool = False


class ScorecardStateTextRow(SQLModel, table=True):
    """The words of a state: its reason, and all that an amended card says; deleted when the candidate is erased."""

    __tablename__ = "scorecard_state_text"
    __table_args__ = (
        sa.ForeignKeyConstraint(["scorecard_id", "number"], ["scorecard_state.scorecard_id", "scorecard_state.number"]),
        *no_longer_than(reason=500),
    )
    scorecard_id: int = number_key()
    number: int = number_key()
    reason: str = text_column(500)
    content: str = text_column(4_000_000)


class WithdrawnDraftRow(SQLModel, table=True):
    """Who gave their seat and their draft back, and when; the reason stands in CandidacyWordsRow."""

    __tablename__ = "withdrawn_draft"
    __table_args__ = (sa.Index("ix_withdrawn_draft_candidacy", "candidacy_id"),)
    id: int = primary_key()
    candidacy_id: int = reference("candidacy.id", index=False)
    interview_id: int = reference("interview.id")
    person_id: int = reference("person.id")
    at: datetime = time_column()
