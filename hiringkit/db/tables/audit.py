"""The audit chain, the salts that keep it verifiable after an erasure, and the documents that were made."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import SQLModel

from hiringkit.db.columns import (
    key_reference,
    number_key,
    primary_key,
    reference,
    text_column,
    text_key,
    time_column,
)


class AuditRow(SQLModel, table=True):
    """One entry of the append-only chain. Holds ids and salted hashes, never words about a person."""

    __tablename__ = "audit"
    __table_args__ = (
        sa.CheckConstraint("number >= 1", name="number_range"),
        sa.Index("ix_audit_subject", "kind", "subject_id"),
    )
    number: int = number_key()
    at: str = text_column(32)
    actor: str = text_column(40)
    act: str = text_column(40)
    kind: str = text_column(24)
    subject_id: int
    detail: str = text_column(4000)
    previous: str = text_column(64, unique=True)
    hash: str = text_column(64, unique=True)


class SaltRow(SQLModel, table=True):
    """The salt of a record's hash in the chain; deleted with the record's words."""

    __tablename__ = "salt"
    kind: str = text_key(24)
    subject_id: int = number_key()
    salt: str = text_column(64)


class DocumentRow(SQLModel, table=True):
    """A document that was made: of what record, in which form, with which bytes."""

    __tablename__ = "document"
    __table_args__ = (
        sa.UniqueConstraint("kind", "subject_id", "form", "record_digest", "engine"),
        sa.Index("ix_document_sha256", "sha256"),
        sa.Index("ix_document_record_digest", "record_digest"),
    )
    id: int = primary_key()
    kind: str = text_column(24)
    subject_id: int
    form: str = text_column(16)
    record_digest: str = text_column(64)
    engine: str = text_column(80)
    sha256: str = text_column(64)
    made_at: datetime = time_column()
    made_by: int | None = reference("person.id", nullable=True)


class DocumentBytesRow(SQLModel, table=True):
    """The bytes of a document, kept so that a second export is the same; deleted with an erasure."""

    __tablename__ = "document_bytes"
    document_id: int = key_reference("document.id", cascade=True)
    content: bytes
