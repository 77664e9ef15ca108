"""Column types of the house: enums by value with a CHECK, times that are aware and stored in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlmodel import Field, SQLModel

LARGEST_ID = 2**31 - 1  # of a row: no database is asked for a larger one


class UtcTime(sa.types.TypeDecorator[datetime]):
    """An aware datetime, stored in UTC; SQLite keeps text, PostgreSQL a timestamp with time zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- its signature
        """Refuse a naive time: nobody could say later which instant it was."""
        return _as_instant(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- its signature
        """Give the instant back in UTC; SQLite hands it out without a zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def bind_processor(self, dialect: Dialect) -> Any:
        """At one go, to SQLite's text too: every page asks whose session began and was used in time."""
        return _as_text if dialect.name == "sqlite" else _as_instant

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """From SQLite's text at one go: a list has a time in every row."""
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _as_instant(value: datetime | None) -> datetime | None:
    return None if value is None else _in_utc(value)


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        msg = f"A time without its zone cannot be stored: {value.isoformat()}"
        raise ValueError(msg)
    return value.astimezone(UTC)


def _as_text(value: datetime | None) -> str | None:
    return None if value is None else _in_utc(value).isoformat(" ", "microseconds").removesuffix("+00:00")


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value + "+00:00")


def enum_type(members: type[StrEnum], name: str) -> sa.Enum:
    """A text column with a CHECK on the values (not the member names) of `members`."""
    return sa.Enum(
        members,
        name=name,
        values_callable=lambda kinds: [kind.value for kind in kinds],
        native_enum=False,
        create_constraint=True,
        length=24,
    )


def enum_column(members: type[StrEnum], name: str, **more: Any) -> Any:
    """A SQLModel field for `enum_type`; `default` and `nullable` as for any field."""
    nullable, key = more.pop("nullable", False), more.pop("primary_key", False)
    return Field(sa_column=sa.Column(enum_type(members, name), nullable=nullable, primary_key=key), **more)


def time_column(*, nullable: bool = False, index: bool = False) -> Any:
    """A SQLModel field for an aware time."""
    column: sa.Column[datetime] = sa.Column(UtcTime(), nullable=nullable, index=index)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def primary_key() -> Any:
    """A row's own id, given by the database."""
    return Field(default=None, primary_key=True)


def reference(target: str, *, index: bool = True, nullable: bool = False, cascade: bool = False) -> Any:
    """A foreign key; rows are kept from losing what they refer to unless `cascade` says they go with it."""
    rule = "CASCADE" if cascade else "RESTRICT"
    column: sa.Column[int] = sa.Column(sa.ForeignKey(target, ondelete=rule), nullable=nullable, index=index)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def key_reference(target: str, *, cascade: bool = False) -> Any:
    """A foreign key that is (part of) the primary key of its row."""
    rule = "CASCADE" if cascade else "RESTRICT"
    return Field(sa_column=sa.Column(sa.ForeignKey(target, ondelete=rule), primary_key=True))


def text_key(longest: int) -> Any:
    """Text that is (part of) the primary key."""
    return Field(sa_column=sa.Column(sa.String(longest), primary_key=True))


def number_key() -> Any:
    """A number that is part of the primary key, and part of a foreign key of several columns."""
    return Field(sa_column=sa.Column(sa.Integer, primary_key=True, autoincrement=False))


def text_column(longest: int, *, unique: bool = False, nullable: bool = False) -> Any:
    """Text of at most `longest` characters; PostgreSQL refuses more, and a CHECK does on SQLite."""
    column = sa.Column(sa.String(longest), nullable=nullable, unique=unique)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def within(column: str, lowest: int, highest: int) -> sa.CheckConstraint:
    """A CHECK that a number (or nothing) lies between two bounds, both included."""
    return sa.CheckConstraint(f"{column} BETWEEN {lowest} AND {highest}", name=f"{column}_range")


def no_longer_than(**columns: int) -> tuple[sa.CheckConstraint, ...]:
    """CHECKs on the length of texts, since SQLite takes any length for VARCHAR(n)."""
    return tuple(
        sa.CheckConstraint(f"length({column}) <= {longest}", name=f"{column}_length")
        for column, longest in columns.items()
    )


SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
