"""Bringing a database to this program's schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DatabaseError
from sqlmodel import SQLModel

from hiringkit.db import WRITING, tables
from hiringkit.db.schema import SCRIPTS, head, revision, revision_at
from hiringkit.errors import SetupError

ADVISORY_LOCK = 7_240_113
PATIENCE = 600  # seconds: whoever starts while another migrates waits until that is done
_NOT_WRITABLE = ("readonly", "read-only", "locked", "full", "unable to open", "disk I/O", "permission denied")
METADATA = SQLModel.metadata
assert tables.PersonRow.metadata is METADATA  # importing the tables is what fills the metadata


def upgrade(engine: Engine) -> None:
    """Migrate to the newest schema, alone even when two servers start at once.

    Raises SetupError: the database belongs to a newer version.
    """
    if revision(engine) == head():
        return
    with _alone(engine) as connection:
        _refuse_newer(connection)
        found = revision_at(connection) or "nothing"
        try:
            command.upgrade(_config(connection), "head")
        except DatabaseError as error:
            said = str(error.orig).strip().partition("\n")[0].rstrip(".")
            if any(sign in said for sign in _NOT_WRITABLE):
                raise
            raise SetupError(
                f"The database holds schema {found} and could not be brought to {head()}: {said}. Nothing was changed.",
                mend="Something else left it half-changed. Restore the backup from before that, and start again.",
            ) from error


def downgrade(engine: Engine, to: str = "base") -> None:
    """Take every table away again, or what a schema did not have; for the tests of the migrations."""
    with _alone(engine) as connection:
        command.downgrade(_config(connection), to)


def check(engine: Engine) -> None:
    """Raise when the tables in code differ from those that the migrations make."""
    with _alone(engine) as connection:
        command.check(_config(connection))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = METADATA
    return config


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """One transaction that holds the write lock. Foreign keys are off on SQLite, where Alembic
    rebuilds a table by deleting it, and are checked before the end."""
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect().execution_options(**{WRITING: True}) as connection:
        driver = connection.connection.driver_connection
        if sqlite and driver is not None:
            driver.execute("PRAGMA foreign_keys=OFF")
            ((patience,),) = driver.execute("PRAGMA busy_timeout")
            driver.execute(f"PRAGMA busy_timeout={PATIENCE}000")
        with connection.begin():
            if not sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ADVISORY_LOCK)))
            yield connection
            if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise SetupError("A migration left rows that refer to nothing; nothing was changed.")
        if sqlite and driver is not None:
            driver.execute("PRAGMA foreign_keys=ON")
            driver.execute(f"PRAGMA busy_timeout={patience}")


def _refuse_newer(connection: Connection) -> None:
    found = revision_at(connection)
    if found is None:
        return
    try:
        ScriptDirectory(str(SCRIPTS)).get_revision(found)
    except CommandError as error:
        raise SetupError(
            f"The database has schema {found}, which this version of hiringkit does not know.",
            mend="Start the newer version that made it, or restore a backup.",
        ) from error
