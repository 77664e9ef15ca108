"""People, how they sign in, and the installation they belong to."""

from __future__ import annotations

from datetime import datetime

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
from hiringkit.policy.people import Role


class InstallationRow(SQLModel, table=True):
    """The one organisation of this database; `demo` marks one that holds made-up people."""

    __tablename__ = "installation"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"), *no_longer_than(organisation=120))
    id: int = primary_key()
    organisation: str = text_column(120)
    demo: bool = False
    training: bool = Field(default=False, sa_column=sa.Column(sa.Boolean(), nullable=False, server_default=sa.false()))
    created_at: datetime = time_column()


class PersonRow(SQLModel, table=True):
    """Somebody who signs in. Name and address stand in PersonTextRow."""

    __tablename__ = "person"
    id: int = primary_key()
    role: Role = enum_column(Role, "person_role")
    zone: str = text_column(64)
    keys: bool = Field(default=True, sa_column=sa.Column(sa.Boolean(), nullable=False, server_default=sa.true()))
    created_at: datetime = time_column()
    disabled_at: datetime | None = time_column(nullable=True)


class PersonTextRow(SQLModel, table=True):
    """A person's name and e-mail address; deleted when the person is erased."""

    __tablename__ = "person_text"
    __table_args__ = (
        *no_longer_than(name=120, email=254),
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
    )
    person_id: int = key_reference("person.id")
    name: str = text_column(120)
    email: str = text_column(254, unique=True)


class CredentialRow(SQLModel, table=True):
    """A person's password, hashed with Argon2id."""

    __tablename__ = "credential"
    person_id: int = key_reference("person.id")
    password_hash: str = text_column(255)
    changed_at: datetime = time_column()


class SessionRow(SQLModel, table=True):
    """A signed-in browser. The cookie holds the id; the row only its hash."""

    __tablename__ = "session"
    id_hash: str = text_key(64)
    person_id: int = reference("person.id", cascade=True)
    created_at: datetime = time_column()
    seen_at: datetime = time_column(index=True)
    agent: str = text_column(200)


class LinkRow(SQLModel, table=True):
    """A one-time link: to make the first administrator, or to set a password."""

    __tablename__ = "link"
    token_hash: str = text_key(64)
    person_id: int | None = reference("person.id", nullable=True, cascade=True)
    expires_at: datetime = time_column()
    used_at: datetime | None = time_column(nullable=True)


class SignInAttemptRow(SQLModel, table=True):
    """One failed attempt to sign in, counted by account and by address; both only as hashes."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        sa.Index("ix_sign_in_attempt_account", "account_hash", "at"),
        sa.Index("ix_sign_in_attempt_address", "address_hash", "at"),
    )
    id: int = primary_key()
    account_hash: str = text_column(64)
    address_hash: str = text_column(64)
    at: datetime = time_column(index=True)
