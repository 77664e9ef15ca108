"""Statements that PostgreSQL knows by a name, run by that and their values alone.

psycopg names them too, but goes several steps in Python for each that is run, with other threads in between: that takes
longer than to send it and to read what comes.
"""

from __future__ import annotations

import itertools
import re
import select
from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import Connection, Cursor, OperationalError, abc
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import FeatureNotSupported, InvalidSqlStatementName, error_from_result
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult

from hiringkit.db.guesses import Asked, Guess

MOST = 200  # that a connection knows, and that it was asked for once
NAMES = itertools.count()  # none twice: a connection goes through several hands
_PLACE = re.compile(r"%(?:%|\((\w+)\)s)")
_WITHOUT_TYPE = re.compile(r"(?<!%)%\(\w+\)s(?!::)")
_TIME = re.compile(r"(?<!%)%\((\w+)\)s::TIMESTAMP WITH TIME ZONE")  # the server takes long to read as text
_WELL = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
_GONE = (InvalidSqlStatementName, FeatureNotSupported)  # another has had it forgotten; a table is another one by now


class Found:
    """What a statement gave, as a cursor tells it."""

    __slots__ = ("_result", "_rows")

    def __init__(self, result: PGresult, rows: list[tuple[Any, ...]]) -> None:
        self._result, self._rows = result, rows

    @property
    def description(self) -> list[tuple[str, int]] | None:
        """Name and type of each column; None where it gives no rows."""
        found, columns = self._result, range(self._result.nfields)
        return [((found.fname(number) or b"").decode(), found.ftype(number)) for number in columns] or None

    @property
    def rowcount(self) -> int:
        """How many rows it wrote."""
        return self._result.command_tuples or 0

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Every row."""
        return self._rows


class _Statement:
    """A statement by its name on one connection."""

    __slots__ = ("_connection", "_formats", "_is_learned", "_name", "_names", "_transformer")

    def __init__(self, driver: Connection[Any], text: str) -> None:
        numbered, self._names = _numbered(text)
        self._connection = driver.pgconn
        self._name = b"hiringkit_%d" % next(NAMES)
        times = set(_TIME.findall(text))
        self._formats = [PyFormat.BINARY if name in times else PyFormat.TEXT for name in self._names]
        self._transformer: abc.Transformer = Transformer(driver)
        self._is_learned = False
        self._checked(self._connection.prepare(self._name, numbered.encode()))

    def run(self, values: Mapping[str, Any]) -> Found:
        """Run it. Raises what a cursor would."""
        return self.found(self._connection.exec_prepared(*self.sent(values)))

    def sent(self, values: Mapping[str, Any]) -> Any:
        """What the server is sent: the name, the values, and how they are written."""
        makes = self._transformer
        return self._name, makes.dump_sequence([values[name] for name in self._names], self._formats), makes.formats

    def found(self, result: PGresult) -> Found:
        """What came of it. Raises what a cursor would."""
        makes = self._transformer
        makes.set_pgresult(self._checked(result), set_loaders=not self._is_learned)
        self._is_learned = True
        rows = makes.load_rows(0, result.ntuples, tuple)
        makes.set_pgresult(None, set_loaders=False)  # which may be large, and is not needed until the next time
        return Found(result, rows)

    def _checked(self, result: PGresult) -> PGresult:
        if result.status in _WELL:
            return result
        if self._connection.status == ConnStatus.BAD:
            raise OperationalError(result.get_error_message())
        raise error_from_result(result)


class Named:
    """A connection's driver, which runs what is run again and again by its name, and the rest by a cursor.

    In a transaction all goes by the cursor: to find there that a name is not known any more would end it.
    """

    def __init__(self, driver: Connection[Any]) -> None:
        self._driver = driver
        self._cursor = driver.cursor()
        self._once: set[str] = set()
        self._known: dict[str, _Statement] = {}
        self._heard = select.poll()
        self._heard.register(driver.fileno(), select.POLLIN)
        self._guess: Guess | None = None
        self._is_next = False  # whether what is guessed comes next, and not only after that
        self._ahead: tuple[Asked, Found] | None = None

    def expect(self, guess: Guess | None) -> None:
        """Run the next statement, and with it what is guessed to come after that."""
        self._guess, self._is_next, self._ahead = guess, False, None

    def execute(self, text: str, values: Mapping[str, Any]) -> Found | Cursor[Any]:
        """Run a statement, which gives all its rows before the next one is run. Raises what a cursor does."""
        if self._driver.autocommit:
            ahead = self._guess and self._guessed(self._guess, text, values)
            if ahead:
                return ahead
            known = self._known.get(text) or self._learned(text)
            if known:
                try:
                    return known.run(values)
                except _GONE:
                    del self._known[text]
        return self._cursor.execute(text.encode(), values)

    def _guessed(self, guess: Guess, text: str, values: Mapping[str, Any]) -> Found | None:
        """What came of a statement before it was asked for, or with the guess; None where it is still to be run."""
        if self._is_next:
            ahead = self._ahead
            self.expect(None)
            guess.told((text, values))
            return ahead[1] if ahead and ahead[0] == (text, values) else None
        self._is_next = True
        sure = guess.sure
        first, second = self._known.get(text), self._known.get(sure[0]) if sure else None
        if not (sure and first and second):
            return None
        results = self._together(first.sent(values), second.sent(sure[1]))
        if any(result.status != ExecStatus.TUPLES_OK for result in results):
            return None  # each by itself tells better what is wrong
        self._ahead = sure, second.found(results[1])
        return first.found(results[0])

    def _together(self, *sent: Any) -> list[PGresult]:
        """Run several by what each is sent with, on one way to the server and back."""
        server = self._driver.pgconn
        try:
            server.enter_pipeline_mode()
            for one in sent:
                server.send_query_prepared(*one)
            server.pipeline_sync()
            results = [self._came() for _ in range(2 * len(sent) + 1)]  # after each that it was all, in the end too
            server.exit_pipeline_mode()
        except BaseException:
            self._driver.close()  # nobody knows what it would answer next
            raise
        found = [result for result in results if result is not None]
        return found[: len(sent)]

    def _came(self) -> PGresult | None:
        server = self._driver.pgconn
        while server.is_busy():
            self._heard.poll()
            server.consume_input()
        return server.get_result()

    def _learned(self, text: str) -> _Statement | None:
        """A statement that is run for the second time, by its name from now on, unless the server has to be told what
        kind of values it takes."""
        if text not in self._once:
            if len(self._once) >= MOST:
                self._once.clear()
            self._once.add(text)
            return None
        if len(self._known) >= MOST or _WITHOUT_TYPE.search(text):
            return None
        known = self._known[text] = _Statement(self._driver, text)
        return known


def _numbered(text: str) -> tuple[str, Sequence[str]]:
    """A text as the server takes it, with $1 for the first value, and the values' names in that order."""
    names: list[str] = []

    def place(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return "%"
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return _PLACE.sub(place, text), names
