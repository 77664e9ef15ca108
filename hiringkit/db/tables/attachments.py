"""Files that stand with a candidacy: what each is and who reads it; its name and bytes in a row that goes with it."""

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


class FileKind(StrEnum):
    """What a file is, by its content."""

    PDF = "pdf"
    PNG = "png"
    TEXT = "text"


class Audience(StrEnum):
    """Who reads a file: all who meet the candidate, or the loop's managers, recruiters and decider alone."""

    PANEL = "panel"
    STAFF = "staff"


class AttachmentRow(SQLModel, table=True):
    """A file of a candidacy; with a stage, the work sample that it looks at. The row stays when the file goes."""

    __tablename__ = "attachment"
    __table_args__ = (within("size", 1, 64 * 1024 * 1024),)
    id: int = primary_key()
    candidacy_id: int = reference("candidacy.id")
    stage_id: int | None = reference("stage.id", nullable=True)
    audience: Audience = enum_column(Audience, "attachment_audience")
    kind: FileKind = enum_column(FileKind, "attachment_kind")
    size: int
    added_by: int = reference("person.id")
    added_at: datetime = time_column()
    removed_by: int | None = reference("person.id", nullable=True)
    removed_at: datetime | None = time_column(nullable=True)


class AttachmentBytesRow(SQLModel, table=True):
    """A file's name for people and its bytes, as they were cleaned; deleted when it is removed, and on erasure."""

    __tablename__ = "attachment_bytes"
    __table_args__ = (*no_longer_than(name=120),)
    attachment_id: int = key_reference("attachment.id", cascade=True)
    name: str = text_column(120)
    content: bytes = Field(sa_column=sa.Column(sa.LargeBinary(), nullable=False))
