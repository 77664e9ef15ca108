"""Drafts of packs, the report that one was read from, what a person said of each item; acts on published versions."""

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
)


class Beginning(StrEnum):
    """What a draft began as."""

    REPORT = "report"
    FILE = "file"
    VERSION = "version"
    COPY = "copy"
    EMPTY = "empty"


class DraftState(StrEnum):
    """Where a draft stands."""

    OPEN = "open"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class MarkState(StrEnum):
    """What a person said of an item that was read from a report."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class VersionActKind(StrEnum):
    """What was done to a version as a whole."""

    PUBLISHED = "published"
    RETIRED = "retired"


class PackDraftRow(SQLModel, table=True):
    """A pack that somebody writes: its whole content as canonical JSON, with a revision that rises at each save."""

    __tablename__ = "pack_draft"
    __table_args__ = (
        *no_longer_than(title=200, content=4_000_000),
        sa.CheckConstraint("(state = 'published') = (version_id IS NOT NULL)", name="published"),
        sa.CheckConstraint("revision >= 1", name="revision_range"),
    )
    id: int = primary_key()
    beginning: Beginning = enum_column(Beginning, "draft_beginning")
    pack_id: int | None = reference("pack.id", nullable=True)  # whose next version it is to be; none makes a new pack
    based_on: int | None = reference("rubric_version.id", nullable=True)
    title: str = text_column(200)
    content: str = text_column(4_000_000)
    revision: int = 1
    state: DraftState = enum_column(DraftState, "pack_draft_state")
    version_id: int | None = reference("rubric_version.id", nullable=True)  # what it became
    maker_id: int = reference("person.id")
    made_at: datetime = time_column()
    saved_by: int = reference("person.id")
    saved_at: datetime = time_column()


class DraftFieldOfPackRow(SQLModel, table=True):
    """Who wrote a field of a draft last, at which of its revisions; `*` is what an act changes beyond fields."""

    __tablename__ = "pack_draft_field"
    __table_args__ = (*no_longer_than(address=250),)
    draft_id: int = key_reference("pack_draft.id", cascade=True)
    address: str = text_key(250)
    revision: int
    person_id: int = reference("person.id")
    at: datetime = time_column()


class DraftSourceRow(SQLModel, table=True):
    """The text of the report that a draft was read from, as an editor shows it."""

    __tablename__ = "pack_draft_source"
    __table_args__ = (*no_longer_than(name=120, sha256=64),)
    draft_id: int = key_reference("pack_draft.id", cascade=True)
    name: str = text_column(120)
    sha256: str = text_column(64)
    text: str = Field(sa_column=sa.Column(sa.Text(), nullable=False))


class DraftMarkRow(SQLModel, table=True):
    """An item of a report that somebody accepted or rejected; what was rejected is kept here."""

    __tablename__ = "pack_draft_mark"
    __table_args__ = (*no_longer_than(element=40, key=80, content=100_000),)
    draft_id: int = key_reference("pack_draft.id", cascade=True)
    element: str = text_key(40)
    key: str = text_key(80)
    state: MarkState = enum_column(MarkState, "mark_state")
    person_id: int = reference("person.id")
    at: datetime = time_column()
    content: str | None = text_column(100_000, nullable=True)


class VersionActRow(SQLModel, table=True):
    """Who published or retired a version, when, and the note they wrote. It never changes; a trigger sees to it."""

    __tablename__ = "version_act"
    __table_args__ = (*no_longer_than(note=1000),)
    version_id: int = key_reference("rubric_version.id")
    act: VersionActKind = enum_column(VersionActKind, "version_act_kind", primary_key=True)
    person_id: int = reference("person.id")
    at: datetime = time_column()
    note: str = text_column(1000)
