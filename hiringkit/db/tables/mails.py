"""Mails: what is to be sent to whom and how far it is, and who wants none."""

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
    time_column,
)


class MailKind(StrEnum):
    """What a mail is about; `subject_id` is a scorecard, a person, a candidacy, an interview."""

    REMINDER = "reminder"
    DIGEST = "digest"
    PANEL = "panel"
    INVITATION = "invitation"


class MailState(StrEnum):
    """How far a mail is. `handing` is the moment in which a server has it and has not said so."""

    WAITING = "waiting"
    HANDING = "handing"
    SENT = "sent"
    KEPT = "kept"
    STOPPED = "stopped"
    FAILED = "failed"
    UNSURE = "unsure"


class MailRow(SQLModel, table=True):
    """A mail to one person, written down once: `key` says of what. Its words are made when it is sent."""

    __tablename__ = "mail"
    __table_args__ = (sa.Index("ix_mail_person", "person_id", "id"), *no_longer_than(fault=300))
    id: int = primary_key()
    key: str = text_column(80, unique=True)
    kind: MailKind = enum_column(MailKind, "mail_kind")
    person_id: int = reference("person.id", index=False)
    subject_id: int
    state: MailState = enum_column(MailState, "mail_state")
    job: str = text_column(32)
    tries: int = 0
    made_at: datetime = time_column(index=True)
    ended_at: datetime | None = time_column(nullable=True)
    fault: str = text_column(300)


class MailTextRow(SQLModel, table=True):
    """The words of a mail as it was sent; gone with the mail."""

    __tablename__ = "mail_text"
    mail_id: int = key_reference("mail.id", cascade=True)
    subject: str = text_column(200)
    text: str = text_column(20_000)
    html: str = text_column(60_000)


class UnwantedMailRow(SQLModel, table=True):
    """A kind of mail that somebody does not want."""

    __tablename__ = "unwanted_mail"
    person_id: int = key_reference("person.id", cascade=True)
    kind: MailKind = enum_column(MailKind, "unwanted_mail_kind", primary_key=True)
    at: datetime = time_column()


class ReminderStopRow(SQLModel, table=True):
    """A scorecard of which its author wants no reminder."""

    __tablename__ = "reminder_stop"
    scorecard_id: int = key_reference("scorecard.id", cascade=True)
    at: datetime = time_column()
