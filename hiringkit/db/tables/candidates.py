"""Candidates, their candidacies in loops, the interviews and who sits in them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

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
    within,
)
from hiringkit.policy.scorecards import Seat


class CandidacyState(StrEnum):
    """Where one candidate stands in one loop."""

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class InterviewState(StrEnum):
    """Where an interview stands."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class CandidateRow(SQLModel, table=True):
    """A person who is interviewed. Everything personal stands in CandidateTextRow."""

    __tablename__ = "candidate"
    id: int = primary_key()
    created_at: datetime = time_column(index=True)


class CandidateTextRow(SQLModel, table=True):
    """A candidate's name and addresses; deleted when the candidate is erased."""

    __tablename__ = "candidate_text"
    __table_args__ = (
        sa.Index("ix_candidate_text_name", "name"),
        *no_longer_than(name=120, email=254, phone=40),
    )
    candidate_id: int = key_reference("candidate.id")
    name: str = text_column(120)
    email: str = text_column(254)
    phone: str = text_column(40)


class CandidacyRow(SQLModel, table=True):
    """One candidate in one loop."""

    __tablename__ = "candidacy"
    __table_args__ = (
        sa.UniqueConstraint("candidate_id", "loop_id"),
        sa.UniqueConstraint("id", "loop_id"),
        sa.Index("ix_candidacy_loop", "loop_id", "id"),
    )
    id: int = primary_key()
    candidate_id: int = reference("candidate.id", index=False)
    loop_id: int = reference("loop.id", index=False)
    state: CandidacyState = enum_column(CandidacyState, "candidacy_state")
    created_at: datetime = time_column()
    opened_early_at: datetime | None = time_column(nullable=True)


class CandidacyTallyRow(SQLModel, table=True):
    """What the list of candidates says of a candidacy; written anew by triggers whenever that changes.

    Whose it is stands here once more, where neither ever changes: so that the list reads this table and names alone.
    `line` is JSON without line breaks: id, the loop's title and requisition, state, how many scorecards count and how
    many of them are in, the loop's stages in order: name, when its planned interview begins, whether it is left out.
    `met`, for the page of its loop: stage, person and candidacy of each seat of a planned interview, but of trainees'.
    """

    __tablename__ = "candidacy_tally"
    candidacy_id: int = key_reference("candidacy.id", cascade=True)
    candidate_id: int
    loop_id: int
    line: str = Field(sa_column=sa.Column(sa.Text(), nullable=False))
    met: str = Field(default="", sa_column=sa.Column(sa.Text(), nullable=False, server_default=""))


class EarlyOpeningRow(SQLModel, table=True):
    """Who opened a candidate's scorecards before the panel was complete, and why; the chain holds the reason's hash."""

    __tablename__ = "early_opening"
    __table_args__ = (*no_longer_than(reason=500),)
    candidacy_id: int = key_reference("candidacy.id")
    person_id: int = reference("person.id")
    reason: str = text_column(500)
    at: datetime = time_column()


class InterviewRow(SQLModel, table=True):
    """One stage held with one candidate: an instant and the zone it was planned in."""

    __tablename__ = "interview"
    __table_args__ = (
        sa.ForeignKeyConstraint(["candidacy_id", "loop_id"], ["candidacy.id", "candidacy.loop_id"]),
        sa.ForeignKeyConstraint(["stage_id", "loop_id"], ["stage.id", "stage.loop_id"]),
        sa.UniqueConstraint("id", "candidacy_id"),
        sa.Index(
            "uq_interview_stage",
            "candidacy_id",
            "stage_id",
            unique=True,
            sqlite_where=sa.text("state = 'planned'"),
            postgresql_where=sa.text("state = 'planned'"),
        ),
        sa.Index("ix_interview_stage", "stage_id", "state", "candidacy_id"),  # answers who meets whom by itself
        sa.Index(
            "ix_interview_candidacy", "candidacy_id", "state", "stage_id", "starts_at"
        ),  # answers a list by itself
        within("minutes", 5, 480),
    )
    id: int = primary_key()
    candidacy_id: int
    loop_id: int
    stage_id: int
    starts_at: datetime = time_column(index=True)
    minutes: int
    zone: str = text_column(64)
    state: InterviewState = enum_column(InterviewState, "interview_state")
    revision: int = 1


class Change(StrEnum):
    """What was done to an interview that was planned."""

    MOVED = "moved"
    CANCELLED = "cancelled"


class InterviewChangeRow(SQLModel, table=True):
    """Who moved or cancelled an interview, when, and when it was to begin; the reason stands in CandidacyWordsRow."""

    __tablename__ = "interview_change"
    __table_args__ = (
        sa.ForeignKeyConstraint(["interview_id", "candidacy_id"], ["interview.id", "interview.candidacy_id"]),
        sa.Index("ix_interview_change_candidacy", "candidacy_id"),
    )
    id: int = primary_key()
    candidacy_id: int
    interview_id: int
    person_id: int = reference("person.id")
    kind: Change = enum_column(Change, "interview_change_kind")
    began_at: datetime = time_column()
    at: datetime = time_column()


class SeatRow(SQLModel, table=True):
    """Somebody's place in an interview; each seat has one scorecard."""

    __tablename__ = "seat"
    __table_args__ = (sa.Index("ix_seat_person", "person_id", "interview_id"),)
    interview_id: int = key_reference("interview.id", cascade=True)
    person_id: int = key_reference("person.id")
    seat: Seat = enum_column(Seat, "seat_kind")
