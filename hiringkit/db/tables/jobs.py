"""What is to be done away from the requests, and the workers that do it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import SQLModel

from hiringkit.db.columns import enum_column, number_key, text_key, time_column


class JobKind(StrEnum):
    """What is to be done; `subject_id` of the job says of what."""

    BUNDLE = "bundle"
    MAIL = "mail"


class JobRow(SQLModel, table=True):
    """Something to be done, written in the transaction of the act that asks for it, and gone when it is done.

    `key` is drawn by lot and becomes the id of the durable workflow, so that to hand it over twice is to hand it over
    once. `handed_at` says when a worker did.
    """

    __tablename__ = "job"
    __table_args__ = (sa.Index("ix_job_waiting", "handed_at", "due_at"),)
    key: str = text_key(32)
    kind: JobKind = enum_column(JobKind, "job_kind")
    subject_id: int
    due_at: datetime = time_column()
    handed_at: datetime | None = time_column(nullable=True)


class WorkerRow(SQLModel, table=True):
    """A place for one worker process, and when the one in it was last seen."""

    __tablename__ = "worker"
    slot: int = number_key()
    seen_at: datetime = time_column()
