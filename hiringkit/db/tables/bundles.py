"""Archives of a loop's documents that somebody asked for: what is in them, how far they are, and their bytes."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import SQLModel

from hiringkit.db.columns import (
    enum_column,
    key_reference,
    no_longer_than,
    number_key,
    primary_key,
    reference,
    text_column,
    time_column,
)


class BundleState(StrEnum):
    """How far an archive is."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self in {BundleState.WAITING, BundleState.RUNNING}


class BundleRow(SQLModel, table=True):
    """One archive: whose it is, of which candidates of a loop, and how far it is. It is its owner's alone.

    `job` is the key of the job that makes it: work for an earlier one, before it was cancelled, leaves it alone.
    `starts` counts how often that work began: one that ends its worker each time is given up.
    """

    __tablename__ = "bundle"
    __table_args__ = (
        sa.Index("ix_bundle_owner", "owner_id", "id"),
        sa.CheckConstraint("state <> 'ready' OR sha256 IS NOT NULL", name="ready"),
        sa.CheckConstraint("since <= until", name="dates"),
        *no_longer_than(fault=500, mend=500, stage=80),
    )
    id: int = primary_key()
    owner_id: int = reference("person.id", index=False)
    loop_id: int = reference("loop.id")
    stage: str = text_column(80)
    since: date | None = None
    until: date | None = None
    state: BundleState = enum_column(BundleState, "bundle_state")
    asked_at: datetime = time_column()
    job: str = text_column(32)
    starts: int = 0
    done: int = 0
    total: int | None = None
    fault: str = text_column(500)
    mend: str = text_column(500)
    ended_at: datetime | None = time_column(nullable=True)
    expires_at: datetime | None = time_column(nullable=True)
    size: int | None = None
    sha256: str | None = text_column(64, nullable=True)


class BundleFileRow(SQLModel, table=True):
    """A file of an archive that is being made: written once, in the transaction that notes it in the audit chain."""

    __tablename__ = "bundle_file"
    bundle_id: int = key_reference("bundle.id", cascade=True)
    position: int = number_key()
    name: str = text_column(80)
    kind: str = text_column(24)
    subject_id: int
    record: str = text_column(64)
    sha256: str = text_column(64)
    content: bytes


class BundleBytesRow(SQLModel, table=True):
    """An archive's bytes, until it expires."""

    __tablename__ = "bundle_bytes"
    bundle_id: int = key_reference("bundle.id", cascade=True)
    content: bytes
