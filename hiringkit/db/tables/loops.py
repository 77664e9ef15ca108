"""Loops: stages, what each stage sees, who sits on it, who belongs to the loop, what was waived."""

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
    text_key,
    time_column,
    within,
)
from hiringkit.languages import SOURCE
from hiringkit.policy.people import LoopRole
from hiringkit.policy.scorecards import Seat, Visibility
from hiringkit.rubrics.packs import Weight


class LoopState(StrEnum):
    """Where a loop stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


class LoopRow(SQLModel, table=True):
    """An interview loop for one requisition, pinned to one rubric version."""

    __tablename__ = "loop"
    __table_args__ = (
        sa.CheckConstraint("decider_id <> tie_breaker_id", name="two_people"),
        sa.CheckConstraint(
            "state = 'draft' OR (track IS NOT NULL AND level IS NOT NULL"
            " AND decider_id IS NOT NULL AND tie_breaker_id IS NOT NULL AND opened_at IS NOT NULL)",
            name="opened",
        ),
        sa.CheckConstraint("paper IN ('a4', 'letter')", name="paper"),
        sa.Index("ix_loop_decider", "decider_id", "id"),  # with the id: PostgreSQL finds the newest ones at its end
        *no_longer_than(title=120, requisition=40, purpose=500),
    )
    id: int = primary_key()
    version_id: int = reference("rubric_version.id")
    title: str = text_column(120)
    requisition: str = text_column(40, unique=True)
    track: str | None = text_column(80, nullable=True)
    level: str | None = text_column(80, nullable=True)
    purpose: str = text_column(500)
    zone: str = text_column(64)
    paper: str = text_column(6)
    language: str = Field(default=SOURCE, sa_column=sa.Column(sa.String(35), nullable=False, server_default=SOURCE))
    visibility: Visibility = enum_column(Visibility, "loop_visibility")
    evidence_first: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    place: str = Field(default="", sa_column=sa.Column(sa.String(8), nullable=False, server_default=""))
    accommodations: str = Field(default="", sa_column=sa.Column(sa.String(300), nullable=False, server_default=""))
    state: LoopState = enum_column(LoopState, "loop_state")
    decider_id: int | None = reference("person.id", index=False, nullable=True)
    tie_breaker_id: int | None = reference("person.id", nullable=True)
    created_at: datetime = time_column()
    opened_at: datetime | None = time_column(nullable=True)
    revision: int = 1


class LoopTallyRow(SQLModel, table=True):
    """What the list says of a loop, kept by triggers whenever that changes, and read wherever loops are listed.

    `line` is JSON without line breaks: id, title, requisition, state, level, how many stages, its version's id and
    what the version is known by.
    """

    __tablename__ = "loop_tally"
    loop_id: int = key_reference("loop.id", cascade=True)
    candidates: int
    line: str = Field(sa_column=sa.Column(sa.Text(), nullable=False))


class MembershipRow(SQLModel, table=True):
    """What somebody is in a loop; a person may be more than one thing there."""

    __tablename__ = "membership"
    loop_id: int = key_reference("loop.id", cascade=True)
    person_id: int = key_reference("person.id")
    role: LoopRole = enum_column(LoopRole, "membership_role", primary_key=True)
    __table_args__ = (sa.Index("ix_membership_person", "person_id", "role", "loop_id"),)


class StageRow(SQLModel, table=True):
    """A stage of a loop, in order."""

    __tablename__ = "stage"
    __table_args__ = (
        sa.UniqueConstraint("loop_id", "position"),
        sa.UniqueConstraint("loop_id", "key"),
        sa.UniqueConstraint("id", "loop_id"),
        sa.Index(
            "ix_stage_without_names",
            "id",
            sqlite_where=sa.text("without_names = 1"),
            postgresql_where=sa.text("without_names"),
        ),
        within("minutes", 5, 480),
        *no_longer_than(name=120, advice=1000, ai_check=500),
    )
    id: int = primary_key()
    loop_id: int = reference("loop.id", cascade=True)
    position: int
    key: str = text_column(80)
    name: str = text_column(120)
    advice: str = text_column(1000)
    minutes: int
    format: str = text_column(24)
    scenario: str | None = text_column(80, nullable=True)
    work_sample: str | None = text_column(80, nullable=True)
    risk_objection: bool = False
    without_names: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    ai_policy: str = text_column(24)
    probes: str | None = text_column(2000, nullable=True)  # ids, with a space between; None: as the pack proposes
    ai_check: str | None = text_column(500, nullable=True)  # None: the pack's own question


class StageCriterionRow(SQLModel, table=True):
    """A criterion that a stage sees, as primary or secondary."""

    __tablename__ = "stage_criterion"
    stage_id: int = key_reference("stage.id", cascade=True)
    criterion_id: int = key_reference("criterion.id")
    weight: Weight = enum_column(Weight, "stage_criterion_weight")


class PanelRow(SQLModel, table=True):
    """Who is planned for a stage; an interview's seats are filled from here."""

    __tablename__ = "panel"
    stage_id: int = key_reference("stage.id", cascade=True)
    person_id: int = key_reference("person.id")
    seat: Seat = enum_column(Seat, "panel_seat")


class WaiverRow(SQLModel, table=True):
    """A finding that somebody let stand, with the reason, printed with the loop; or a check, with how it is met."""

    __tablename__ = "waiver"
    __table_args__ = (*no_longer_than(reason=500),)
    loop_id: int = key_reference("loop.id", cascade=True)
    finding: str = text_key(160)
    reason: str = text_column(500)
    person_id: int = reference("person.id")
    at: datetime = time_column()
    is_met: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    title: str = Field(default="", sa_column=sa.Column(sa.String(600), nullable=False, server_default=""))


class LoopStepRow(SQLModel, table=True):
    """A change to the stages of a draft: the state before it, or, once it is taken back, the one after it.

    `other` holds stages as JSON: what they see and, by id, who sits on them. It goes when the loop opens.
    """

    __tablename__ = "loop_step"
    __table_args__ = (*no_longer_than(words=300),)
    id: int = primary_key()
    loop_id: int = reference("loop.id", cascade=True)
    person_id: int = reference("person.id")
    at: datetime = time_column()
    words: str = text_column(300)
    undone: bool = False
    other: str = Field(sa_column=sa.Column(sa.Text(), nullable=False))
