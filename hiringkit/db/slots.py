"""Places for worker processes: one has a place until it ends, however it ends, and then another may have it.

A place is a lock that the system gives back when its process is gone: of a file beside an SQLite database, of
PostgreSQL's own for a connection. Whoever can have the lock of another's place knows that the other is gone.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hiringkit.db.engine import Database

MOST = 16
ADVISORY_LOCK = 72_401


class Slot:
    """A place that this process has."""

    def __init__(self, number: int, require_held: Callable[[], object], give_back: Callable[[], None]) -> None:
        self.number = number
        self.require_held = require_held  # raises when the lock was lost with the connection that held it
        self.give_back = give_back


def take(db: Database, number: int) -> Slot | None:
    """Have a place; None when somebody has it."""
    if db.is_file:
        return _of_file(Path(f"{db.engine.url.database}-worker-{number}"), number)
    return _of_postgresql(db, number)


def take_first(db: Database) -> Slot | None:
    """Have the first place that is free; None when all are taken."""
    for number in range(MOST):
        slot = take(db, number)
        if slot:
            return slot
    return None


def _of_file(path: Path, number: int) -> Slot | None:
    file: IO[bytes] = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return Slot(number, lambda: None, file.close)


def _of_postgresql(db: Database, number: int) -> Slot | None:
    connection = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(ADVISORY_LOCK, number))).scalar():
        connection.close()
        return None
    return Slot(number, lambda: connection.execute(sa.select(1)), lambda: _unlock(connection))


def _unlock(connection: Connection) -> None:
    connection.detach()  # the session ends with it, and so does the lock; it must not go back to the pool
    connection.close()
