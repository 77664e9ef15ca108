"""Connections for what people save as they type: many small writings at once, on the disk when confirmed."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.engine import Engine
from sqlmodel import Session

from hiringkit.db.readers import Reader

T = TypeVar("T")
Sync = Callable[[int], None]
SYNC: Sync = getattr(os, "fdatasync", os.fsync)  # macOS has the second only
FULL = 2


class Flushes:
    """Puts on the disk what is written in SQLite's log; the system does it at once for all threads that ask."""

    def __init__(self, sync: Sync = SYNC) -> None:
        self._sync = sync
        self._is_torn = False

    def wait(self, log: int, mend: Callable[[], None]) -> None:
        """Wait until all that stands in the log is on the disk. `log`: opened before it was written.

        What could not be flushed once counts as flushed from then on. So `mend` has to put what stands in the log where
        it belongs; until it has, this raises what `mend` raises.
        """
        if not self._is_torn:
            try:
                self._sync(log)
            except OSError:
                self._is_torn = True
            else:
                return
        mend()
        self._is_torn = False


class Typist(Reader):
    """A connection on which each statement is a transaction, until it is told to write.

    SQLite does not flush what is written by it: `flush` does, once others may write again.
    """

    def __init__(self, engine: Engine, flushes: Flushes) -> None:
        super().__init__(engine)
        self._connection.detach()  # the pool shall hand nobody a connection that flushes nothing
        self._flushes = flushes
        self._log: int | None = None
        if self._begins_itself:
            self._driver.set_autocommit(True)
        elif self._ask("PRAGMA synchronous")[0] == FULL:
            file = self._ask("PRAGMA database_list")[2]  # to ask opens the log, which stays as long as the connection
            self._log = os.open(f"{file}-wal", os.O_RDWR | os.O_CLOEXEC)
            self._driver.execute("PRAGMA synchronous=NORMAL")
            self._driver.execute("PRAGMA mmap_size=0")  # after each save of somebody else the map is made anew

    def begin(self) -> None:
        """Begin nothing."""

    def _refuse_writing(self) -> None:
        """Nothing is refused: it is written without a transaction."""

    def _begin_to_write(self) -> None:
        """Lock in SQLite; in PostgreSQL each statement goes on being a transaction."""
        if not self._begins_itself:
            super()._begin_to_write()

    def written(self, write: Callable[[Session], T]) -> T:
        """What `write` gives, which runs a single statement: that is a transaction by itself."""
        found = write(self.session)
        if self._connection.in_transaction():  # it was SQLAlchemy that ran it
            self._connection.commit()
        return found

    def flush(self) -> None:
        """Wait until what was written is on the disk. Raises OSError: it is not, and nobody may be told that it is."""
        if self._log is not None:
            self._flushes.wait(self._log, self._mend)

    def _mend(self) -> None:
        """Put what stands in the log into the file of the database, and that on the disk."""
        try:
            is_held_up = self._ask("PRAGMA wal_checkpoint(TRUNCATE)")[0]
        except self._error as error:
            raise OSError("The disk does not keep what is written.") from error
        if is_held_up:
            raise OSError("The disk does not keep what is written.")

    def _ask(self, pragma: str) -> Any:
        return self._driver.execute(pragma).fetchone()

    def close(self) -> None:
        """Close the connection, and the log."""
        super().close()
        if self._log is not None:
            os.close(self._log)
            self._log = None
