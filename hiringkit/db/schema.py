"""Which schema a database has, and which one this program knows; asked at every start, so without Alembic."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

SCRIPTS = Path(__file__).parent / "migrations"


def head() -> str:
    """The revision of this program's schema: migrations are numbered in their order, and named by it."""
    return max(file.name for file in (SCRIPTS / "versions").glob("[0-9]*.py"))[:4]


def revision(engine: Engine) -> str | None:
    """The revision of the database; None when it is empty."""
    with engine.connect() as connection:
        return revision_at(connection)


def revision_at(connection: Connection) -> str | None:
    """The same within a transaction that is under way."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)
