"""The database of one installation: opening it, migrating it, one transaction at a time."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from hiringkit.db import WRITING, schema
from hiringkit.db.readers import IDLE_SECONDS, MOST_IDLE, Reader, Readers, answers
from hiringkit.db.typists import SYNC, Flushes, Sync, Typist
from hiringkit.errors import SetupError

T = TypeVar("T")
BUSY_SECONDS = 5
_LOOPS = ("", "localhost", "127.0.0.1", "::1")  # of PostgreSQL's addresses; none at all is its socket
_SOCKETS = ("/", "@")
NAP_SECONDS = 0.00005  # half of what a write takes on a fast disk: whoever sleeps longer lets the file lie idle
LAID_DOWN = "hiringkit_laid_down"  # when a connection was given back
SQLITE_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_SECONDS}000",
    "PRAGMA journal_mode=WAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-20000",
    "PRAGMA mmap_size=134217728",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA wal_autocheckpoint=1000",
    "PRAGMA secure_delete=ON",
    "PRAGMA analysis_limit=400",
)


class Database:
    """One engine for the process, and the ways to use it. `sync` puts on the disk what was written in a file."""

    def __init__(self, engine: Engine, *, sync: Sync = SYNC) -> None:
        self.engine = engine
        file = engine.url.database if self.is_file else None
        self._turns = Turns(Path(f"{file}-turn")) if file else None
        self._turn = self._turns.turn if self._turns else nullcontext
        self._readers = Readers(partial(Reader, engine))
        self._typists = Readers(partial(Typist, engine, Flushes(sync)))
        self._here = _Here()

    @property
    def is_file(self) -> bool:
        """Whether it is SQLite's."""
        return self.engine.dialect.name == "sqlite"

    @property
    def is_near(self) -> bool:
        """Whether it is on this machine, as far as its address tells: a file, or a server behind a socket or a loop."""
        url = self.engine.url
        asked = url.query.get("host") or url.host or ""
        hosts = asked.split(",") if isinstance(asked, str) else asked
        return all(host in _LOOPS or host.startswith(_SOCKETS) for host in hosts)

    def reading(self, *, hand_on: bool = False, to_type: bool = False) -> AbstractContextManager[Session]:
        """One read transaction; what is read belongs together. Nothing is written.

        With `hand_on` it stays open after this block for the thread's next one, which closes it: who asks and what they
        read are then one transaction, not two. Whoever hands on calls `let_go` in the end. With `to_type` each
        statement is a transaction by itself, where `typing` comes next.
        """
        readers: Readers[Any] = self._typists if to_type else self._readers
        return _Reading(self._here, readers, self._hand_on if hand_on else self._lay_down)

    def let_go(self) -> None:
        """Close what this thread handed on, where nobody took it."""
        handed, self._here.handed = self._here.handed, None
        if handed is not None:
            self._lay_down(handed)

    def _hand_on(self, reader: Reader) -> None:
        self._here.handed = reader

    def _lay_down(self, reader: Reader) -> None:
        if isinstance(reader, Typist):
            self._typists.end(reader)
        else:
            self._readers.end(reader)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One write transaction, write lock first; all of it is kept, or nothing.

        Others wait for their turn until it is over, so what needs no lock is done before, and after. What this thread
        handed on is written by; nothing older is read.
        """
        if isinstance(self._here.handed, Typist):
            self.let_go()
        handed, self._here.handed = self._here.handed, None
        reader = handed or self._readers.take()
        try:
            if handed:
                reader.leave()
            with self._turn(), reader.writing() as session:
                yield session
        except BaseException:
            reader.close()
            raise
        self._readers.end(reader)

    @contextmanager
    def typing(self) -> Iterator[Session]:
        """As `writing`, for what people save while they type; in PostgreSQL each statement is a transaction by itself.

        Others wait until it is written; this thread alone waits until it is on the disk.
        """
        with self._typist() as typist:
            typist.leave()
            with self._turn(), typist.writing() as session:
                yield session
            typist.flush()

    def typed(self, write: Callable[[Session], T | None]) -> T | None:
        """As `typing`, for a function that runs a single statement, and so begins nothing.

        Gives what the function gives. None: it wrote nothing.
        """
        self.let_go()
        typist = self._typists.take()
        try:
            with self._turn():
                found = typist.written(write)
            if found is not None:
                typist.flush()
        except BaseException:
            typist.close()
            raise
        self._typists.end(typist)
        return found

    def settle(self) -> None:
        """Wait until all that was typed is on the disk, whoever did: what is read here need not be there yet."""
        with self._typist() as typist:
            typist.flush()

    @contextmanager
    def _typist(self) -> Iterator[Typist]:
        """The one that was handed on, or another."""
        if not isinstance(self._here.handed, Typist):
            self.let_go()
        handed, self._here.handed = self._here.handed, None
        typist = handed if isinstance(handed, Typist) else self._typists.take()
        try:
            yield typist
        except BaseException:
            typist.close()
            raise
        self._typists.end(typist)

    def survey(self) -> None:
        """Let SQLite look at how rows spread, so that it walks the smaller side; some milliseconds, at any size.

        PostgreSQL does so by itself.
        """
        if self.is_file:
            with self.writing() as session:
                session.connection().exec_driver_sql("ANALYZE")

    def close(self) -> None:
        """Give every connection back, and what this thread handed on."""
        self.let_go()
        self._readers.close()
        self._typists.close()
        if self._turns:
            self._turns.close()
        self.engine.dispose()


class _Here(threading.local):
    """What one thread handed on."""

    handed: Reader | None = None


class _Reading:
    """One reading, as a block: written out, since each page has a few and a generator takes several times as long."""

    __slots__ = ("_end", "_here", "_reader", "_readers")

    def __init__(self, here: _Here, readers: Readers[Any], end: Callable[[Reader], None]) -> None:
        self._here, self._readers, self._end = here, readers, end

    def __enter__(self) -> Session:
        here = self._here
        handed, here.handed = here.handed, None
        self._reader: Reader = handed or self._readers.begin()
        return self._reader.session

    def __exit__(self, kind: type[BaseException] | None, *_more: object) -> None:
        if kind is None:
            self._end(self._reader)
        else:
            self._reader.close()


class Turns:
    """Lets the writers of an SQLite file come one after the other, the threads of a process and all processes.

    SQLite alone would do, but a writer that finds it locked naps and tries again: under load most of the time goes by
    with nobody writing, and some wait for seconds. What is right does not rest on this; SQLite's own lock stands.
    """

    def __init__(self, file: Path, seconds: float = BUSY_SECONDS) -> None:
        self._file, self._seconds = file, seconds
        self._threads = threading.Lock()
        self._shared: int | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for it, have it, and hand it on."""
        is_mine = self._threads.acquire(timeout=self._seconds)
        if not is_mine:
            yield
            return
        try:
            if self._shared is None:
                self._shared = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            _wait_for(self._shared, self._seconds)
            try:
                yield
            finally:
                fcntl.flock(self._shared, fcntl.LOCK_UN)
        finally:
            self._threads.release()

    def close(self) -> None:
        """Close the file, which stays open from the first turn on."""
        with self._threads:
            if self._shared is not None:
                os.close(self._shared)
                self._shared = None


def _wait_for(shared: int, seconds: float) -> None:
    """Have the file's lock, or go on without it: whoever kept it that long is met again at SQLite's own."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            fcntl.flock(shared, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(NAP_SECONDS)
        else:
            return


def make_engine(url: str, *, sqlite_sync: str = "full") -> Engine:
    """An engine for `url`. Raises SetupError when it names no database that hiringkit knows."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SetupError("This is no database address.", where="DATABASE_URL", mend=_ADDRESS) from error
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _sqlite(parsed, sqlite_sync)
    if backend == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        return _looked_after(sa.create_engine(parsed, pool_size=5, max_overflow=5 + MOST_IDLE))
    raise SetupError(f"{backend} is not supported.", where="DATABASE_URL", mend=_ADDRESS)


_ADDRESS = "Use sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME."


def _looked_after(engine: Engine) -> Engine:
    """Ask a connection of the pool whether it still stands where it lay idle."""

    @sa.event.listens_for(engine, "checkin")
    def _laid_down(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info[LAID_DOWN] = time.monotonic()

    @sa.event.listens_for(engine, "checkout")
    def _picked_up(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        is_fresh = time.monotonic() - record.info.get(LAID_DOWN, time.monotonic()) < IDLE_SECONDS
        if not is_fresh and not answers(connection, engine.dialect.loaded_dbapi.Error):
            raise DisconnectionError  # the pool makes a new one

    return engine


def _sqlite(url: sa.URL, sync: str) -> Engine:
    """SQLite with our own BEGIN: the driver begins too late, and writing must take its lock first."""
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS, "cached_statements": 512})
    pragmas = (*SQLITE_PRAGMAS, f"PRAGMA synchronous={'NORMAL' if sync == 'normal' else 'FULL'}")

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(pragma)

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        """Told to the driver itself, which takes a tenth of the time. A reader has begun already."""
        driver: Any = connection.connection.dbapi_connection
        if driver.in_transaction:
            return
        statement = "BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITING) else "BEGIN"
        try:
            driver.execute(statement)
        except sqlite3.Error as error:  # somebody else writes for too long
            raise DBAPIError.instance(statement, None, error, sqlite3.Error, dialect=engine.dialect) from error

    return engine


def open_database(url: str, *, sqlite_sync: str = "full") -> Database:
    """The database at `url`, migrated to this program's schema first.

    Raises SetupError: it cannot be reached or written, or belongs to a newer version.
    """
    try:
        database = Database(make_engine(url, sqlite_sync=sqlite_sync))
    except OSError as error:
        raise SetupError(f"The database's folder cannot be written: {error}.", mend=_WRITABLE) from error
    try:
        if schema.revision(database.engine) != schema.head():
            from hiringkit.db import migrate  # noqa: PLC0415 -- Alembic is slow to import, and seldom needed

            migrate.upgrade(database.engine)
    except SetupError:
        database.close()
        raise
    except DatabaseError as error:
        database.close()
        said = str(error.orig).strip().partition("\n")[0].rstrip(".")
        raise SetupError(f"The database cannot be opened: {said}.", mend=_WRITABLE) from error
    return database


_WRITABLE = "Set HIRINGKIT_INSTANCE to a folder that you may write, or DATABASE_URL to a database that answers."
