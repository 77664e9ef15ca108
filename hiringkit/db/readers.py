"""Connections that stay open, with their sessions, from one transaction to the next.

To take a connection of the pool, make a transaction and a session of it, and put all three away again takes SQLAlchemy
longer than most pages need their database for.
"""

from __future__ import annotations

import select
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Generic, TypeVar

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import Session

from hiringkit.db import CONNECTION, WIRE
from hiringkit.db.prepared import Wire

IDLE_SECONDS = 1
MOST_IDLE = 4  # as many as a server process has threads; the pool has room for them beside those in use


class Reader:
    """One connection with its session, for one transaction at a time: a read one, unless it is told to write."""

    def __init__(self, engine: Engine) -> None:
        self._connection = engine.connect()
        driver: Any = self._connection.connection.dbapi_connection
        self._driver = driver
        self._dialect = engine.dialect
        self._begins_itself = engine.dialect.name != "sqlite"
        self._error = engine.dialect.loaded_dbapi.Error
        self._is_heard = _is_heard(engine)
        self._laid_down = time.monotonic()
        self.session = Session(self._connection, autoflush=False)
        self._writing = Session(self._connection, expire_on_commit=False)
        for session in (self.session, self._writing):
            session.info[CONNECTION] = self._connection
            if not self._is_heard:
                session.info[WIRE] = Wire(self._connection)
        wire: Wire | None = self.session.info.get(WIRE)
        self._expect = wire.expect if wire else None
        self._has_objects = False  # whether what was written left objects in its session
        self._has_written = False  # and a transaction begins in PostgreSQL until `begin` says otherwise
        self._unasked: select.poll | None = None
        if self._begins_itself:
            self._unasked = select.poll()
            self._unasked.register(self._driver.fileno(), select.POLLIN)
            self._refuse_writing()

    def begin(self) -> None:
        """Begin at once, by the driver: what goes to it directly begins nothing. SQLAlchemy joins in.

        In PostgreSQL each statement reads what is there by then, in a transaction too. So none begins: that takes two
        round trips less.
        """
        if not self._begins_itself:
            self._driver.execute("BEGIN")
        elif self._has_written:
            self._driver.set_autocommit(True)
            self._has_written = False

    def _refuse_writing(self) -> None:
        """Have PostgreSQL refuse what would be written in a reading, where nothing takes it back."""
        self._driver.set_read_only(False)  # of a transaction, which is there to write
        self._driver.set_autocommit(True)
        self._driver.execute("SET default_transaction_read_only = on")

    def leave(self) -> None:
        """Be ready to write after it was read, as far as others need not wait for that.

        In SQLite the transaction ends, which would go on reading what was there when it began.
        """
        self._expect_nothing()
        if self.session.in_transaction():
            self.session.close()
        if not self._begins_itself:
            if self._connection.in_transaction():
                self._connection.rollback()
            self._driver.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One write transaction; all of it is kept, or nothing, and then the reader is good for nothing but `close`."""
        self._begin_to_write()
        try:
            yield self._writing
            self._has_objects = self._writing.in_transaction()
            if self._has_objects:
                self._writing.commit()
            if self._connection.in_transaction():
                self._connection.commit()
            self._told("COMMIT", self._driver.commit)
        except BaseException:
            with suppress(self._error):
                self._driver.rollback()  # at once: others wait for it
            raise

    def _begin_to_write(self) -> None:
        """Begin at once in SQLite; in PostgreSQL the next statement does."""
        if self._begins_itself:
            self._driver.set_autocommit(False)
            self._has_written = True
        else:
            self._told("BEGIN IMMEDIATE", self._driver.execute, "BEGIN IMMEDIATE")

    def _told(self, what: str, tell: Callable[..., object], *arguments: str) -> None:
        """Tell the driver something, and raise what SQLAlchemy would."""
        try:
            tell(*arguments)
        except self._error as error:
            raise DBAPIError.instance(what, None, error, self._error, dialect=self._dialect) from error

    def end(self) -> bool:
        """End the transaction, with whatever SQLAlchemy made of it; whether the reader is good for another one."""
        if self._connection.invalidated:
            return False
        self._expect_nothing()
        try:
            if self._has_objects:
                self._writing.close()
                self._has_objects = False
            if self.session.in_transaction():
                self.session.close()
            if self._connection.in_transaction():
                self._connection.rollback()
            self._driver.rollback()
        except (self._error, SQLAlchemyError):
            self._connection.invalidate()
            return False
        self._laid_down = time.monotonic()
        return True

    def _expect_nothing(self) -> None:
        """Drop what was read by a guess, and not asked for."""
        if self._expect is not None:
            self._expect(None)

    def stands(self) -> bool:
        """Whether it can be used again: its server is there, and those who listen to the engine hear it as ever."""
        is_in_doubt = time.monotonic() - self._laid_down >= IDLE_SECONDS or (self._unasked and self._unasked.poll(0))
        if is_in_doubt and not answers(self._driver, self._error):  # a server that ends a connection says so unasked
            self._connection.invalidate()
            return False
        return _is_heard(self._connection.engine) is self._is_heard

    def close(self) -> None:
        """Give the connection back, as it was."""
        self._writing.close()
        self.session.close()
        if self._begins_itself and not self._connection.invalidated:
            with suppress(self._error):
                self._driver.rollback()
                self._driver.set_autocommit(True)
                self._driver.execute("RESET default_transaction_read_only")
                self._driver.set_autocommit(False)
                self._driver.set_read_only(None)
        self._connection.close()


ReaderT = TypeVar("ReaderT", bound=Reader)


class Readers(Generic[ReaderT]):
    """The readers of one engine: those that nobody uses wait here, the last used first."""

    def __init__(self, make: Callable[[], ReaderT]) -> None:
        self._make = make
        self._idle: deque[ReaderT] = deque()

    def begin(self) -> ReaderT:
        """A reader whose transaction has begun."""
        reader = self._waiting() or self._make()
        reader.begin()
        return reader

    def take(self) -> ReaderT:
        """A reader of which nothing has begun."""
        return self._waiting() or self._make()

    def end(self, reader: ReaderT) -> None:
        """End a reader's transaction, and keep it for the next one."""
        if reader.end() and len(self._idle) < MOST_IDLE:
            self._idle.append(reader)
        else:
            reader.close()

    def close(self) -> None:
        """Give every connection back that nobody uses."""
        while self._idle:
            self._idle.pop().close()

    def _waiting(self) -> ReaderT | None:
        while self._idle:
            try:
                reader = self._idle.pop()
            except IndexError:  # another thread was quicker
                return None
            if reader.stands():
                return reader
            reader.close()
        return None


def answers(driver: Any, error: type[Exception]) -> bool:
    """Whether a connection that lay idle still stands; asking each time would cost two round trips a request."""
    try:
        driver.execute("SELECT 1")
        driver.rollback()
    except error:
        return False
    return True


def _is_heard(engine: Engine) -> bool:
    return bool(engine.dispatch.before_cursor_execute)
