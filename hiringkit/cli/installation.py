"""The database that a command works on: the one the environment names, migrated, its mark checked."""

from __future__ import annotations

from datetime import UTC, datetime

from hiringkit import settings as environment
from hiringkit.db.engine import Database, open_database
from hiringkit.policy.people import Viewer
from hiringkit.services import people
from hiringkit.settings import Settings


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def opened(*, demo: bool = False) -> tuple[Database, Settings]:
    """The installation's database and settings. Raises SetupError."""
    settings = environment.read(demo=demo)
    return open_database(settings.database_url, sqlite_sync=settings.sqlite_sync), settings


def acting_as(db: Database, email: str | None) -> Viewer | None:
    """The person of `--as EMAIL`; the operator, who is nobody, without it. Raises NotFoundError."""
    return people.named(db, email) if email else None
