"""Packs and their versions. A published version never changes; triggers see to it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

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

LONGEST_TAG = 40


class VersionState(StrEnum):
    """Where a rubric version stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class PackRow(SQLModel, table=True):
    """A rubric pack by its slug; what it says stands in its versions."""

    __tablename__ = "pack"
    __table_args__ = (*no_longer_than(slug=80, title=200),)
    id: int = primary_key()
    slug: str = text_column(80, unique=True)
    title: str = text_column(200)
    created_at: datetime = time_column()


class PackTagRow(SQLModel, table=True):
    """A word by which a pack is found, whatever its version; `key` is the word in small letters."""

    __tablename__ = "pack_tag"
    __table_args__ = (*no_longer_than(key=LONGEST_TAG * 3, words=LONGEST_TAG),)
    pack_id: int = key_reference("pack.id", cascade=True)
    key: str = text_key(LONGEST_TAG * 3)  # one letter may become three: ΐ
    words: str = text_column(LONGEST_TAG)
    added_by: int = reference("person.id")
    added_at: datetime = time_column()


class RubricVersionRow(SQLModel, table=True):
    """One version of a pack: its whole content as canonical JSON, and the hash of that."""

    __tablename__ = "rubric_version"
    __table_args__ = (
        sa.UniqueConstraint("pack_id", "number"),
        sa.UniqueConstraint("pack_id", "content_hash"),
        sa.CheckConstraint("number >= 1", name="number_range"),
        sa.CheckConstraint(
            "(state = 'draft') = (published_at IS NULL) AND (state = 'draft') = (published_by IS NULL)",
            name="published",
        ),
        sa.CheckConstraint("length(content_hash) = 64", name="hash_length"),
    )
    id: int = primary_key()
    pack_id: int = reference("pack.id")
    number: int
    state: VersionState = enum_column(VersionState, "version_state")
    content: str = text_column(4_000_000)
    content_hash: str = text_column(64)
    published_at: datetime | None = time_column(nullable=True)
    published_by: str | None = text_column(120, nullable=True)


class CriterionRow(SQLModel, table=True):
    """A criterion of a version, so that ratings and stages can refer to it."""

    __tablename__ = "criterion"
    __table_args__ = (
        sa.UniqueConstraint("version_id", "key"),
        sa.UniqueConstraint("id", "levels"),
        within("levels", 2, 10),
        *no_longer_than(key=80, name=120),
    )
    id: int = primary_key()
    version_id: int = reference("rubric_version.id")
    key: str = text_column(80)
    name: str = text_column(120)
    position: int
    guardrail: bool = False
    levels: int
    anchor_hash: str = text_column(64)
