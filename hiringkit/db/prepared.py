"""A statement as text that the database's driver takes, with what has to be done to its values and its rows.

SQLAlchemy works most of that out anew each time that a statement is run, which takes longer than the database does.
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any
from weakref import ref

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler

from hiringkit.db.guesses import Guess

Process = Callable[[Any], Any]
MOST_FORMS = 200  # of one statement, for lists of different lengths
MANY = 4


class Rows:
    """What a statement gave: rows that are tuples, each value by its name too."""

    __slots__ = ("_names", "_rows", "rowcount")

    def __init__(self, rows: Sequence[Any], names: Sequence[str], rowcount: int) -> None:
        self._rows, self._names = rows, names
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> Sequence[Any]:
        """Every row."""
        return self._rows

    def one_or_none(self) -> Any:
        """The only row; None when there is none. Raises MultipleResultsFound."""
        if len(self._rows) > 1:
            raise MultipleResultsFound("Several rows were found where one was expected.")
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """The only row. Raises NoResultFound, MultipleResultsFound."""
        if not self._rows:
            raise NoResultFound("No row was found where one was expected.")
        return self.one_or_none()

    def scalar_one(self) -> Any:
        """The only row's first value. Raises NoResultFound, MultipleResultsFound."""
        return self.one()[0]

    def mappings(self) -> Rows:
        """The same rows as values by name."""
        return Rows([dict(zip(self._names, row, strict=True)) for row in self._rows], self._names, self.rowcount)


class Prepared:
    """One statement for one kind of database, and for lists of values of one length.

    Raises ValueError: it is of a kind that only SQLAlchemy can run.
    """

    def __init__(self, statement: Executable, dialect: sa.Dialect, values: Mapping[str, Any]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(values))  # type: ignore[attr-defined]  # as every statement can be
        if not isinstance(compiled, SQLCompiler) or not _is_plain(compiled, values):
            raise ValueError
        self._dialect = dialect
        self._error = dialect.loaded_dbapi.Error
        self._types = [column.type for column in getattr(statement, "exported_columns", ())]
        state = compiled.construct_expanded_state(dict(values))
        self._text, self._fixed, self._slots = _written(compiled, state, dialect, values)
        self._sent: Callable[[Mapping[str, Any]], Any] = _as_given(self._fixed, self._slots) or self._bound
        self._make: Process | None = None
        self._processes: list[tuple[int, Process]] = []
        self._names: list[str] = []

    def run(self, wire: Wire, values: Mapping[str, Any]) -> Rows:
        """Run it in the connection's transaction. Raises what SQLAlchemy would."""
        cursor, rows = self._fetched(wire, values)
        if rows is None:
            return Rows((), (), cursor.rowcount)
        assert self._make is not None
        return Rows(list(map(self._make, self._valued(rows))), self._names, -1)

    def plain(self, wire: Wire, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        """As `run`, for rows that say nothing by name."""
        _, rows = self._fetched(wire, values)
        return self._valued(rows) if rows else ()

    def _fetched(self, wire: Wire, values: Mapping[str, Any]) -> tuple[Any, Sequence[tuple[Any, ...]] | None]:
        """The driver's cursor, and its rows where there are any to come."""
        try:
            cursor = wire.execute(self._text, self._sent(values))
            if self._make is None:
                if cursor.description is None:
                    return cursor, None
                self._learn(cursor.description)
            return cursor, cursor.fetchall()
        except self._error as error:
            raise self._said(wire, error) from error

    def _bound(self, values: Mapping[str, Any]) -> Any:
        """What the driver is sent beside the text."""
        sent = self._fixed.copy()
        for place, name, number, process in self._slots:
            value = values[name] if number is None else values[name][number]
            sent[place] = value if process is None else process(value)
        return sent

    def _said(self, wire: Wire, error: Exception) -> Exception:
        if self._dialect.is_disconnect(error, wire.driver, None):  # type: ignore[arg-type]  # an error of the driver
            wire.connection.invalidate(error)
        return DBAPIError.instance(self._text, None, error, self._error, hide_parameters=True, dialect=self._dialect)

    def _learn(self, description: Sequence[Sequence[Any]]) -> None:
        """The names of the columns, and what makes their values; known once the first rows are here."""
        self._names = [column[0] for column in description]
        kinds = zip(self._types, description, strict=True)
        found = [_made_by(kind, self._dialect, told[1]) for kind, told in kinds]
        self._processes = [(place, process) for place, process in enumerate(found) if process is not None]
        self._make = partial(tuple.__new__, namedtuple("Row", self._names, rename=True))

    def _valued(self, rows: Sequence[tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
        """Many rows column by column, which takes half as long; for a few, to turn them about would take longer."""
        if not self._processes:
            return rows
        if len(rows) >= MANY:
            columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
            for place, process in self._processes:
                columns[place] = map(process, columns[place])
            return list(zip(*columns, strict=True))
        few = []
        for row in rows:
            values = list(row)
            for place, process in self._processes:
                values[place] = process(values[place])
            few.append(tuple(values))
        return few


def _as_given(
    fixed: Any, slots: Sequence[tuple[Any, str, int | None, Process | None]]
) -> Callable[[Mapping[str, Any]], Any] | None:
    """What takes the values that a statement is run with as they are, in the order of its places; None where more has
    to be done than that."""
    if any(number is not None or process is not None for _, _, number, process in slots):
        return None
    names = [name for _, name, _, _ in slots]
    if isinstance(fixed, dict):
        return (lambda values: values) if set(fixed) == set(names) else None
    if not 0 < len(names) == len(fixed):
        return None
    return itemgetter(*names) if len(names) > 1 else lambda values: (values[names[0]],)


def _made_by(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect, told: Any) -> Process | None:
    """What makes a value of what the driver gives; None where that is one already."""
    if isinstance(kind, sa.Enum) and kind.enum_class is not None:  # SQLAlchemy asks it in several steps
        members: dict[str | None, Any] = {word: kind.enum_class(word) for word in kind.enums}
        return {**members, None: None}.__getitem__
    return kind.dialect_impl(dialect).result_processor(dialect, told)


def _is_plain(compiled: SQLCompiler, given: Mapping[str, Any]) -> bool:
    """Whether nothing has to be done but to send it, with its values, and to take its rows."""
    if compiled.escaped_bind_names or any(bind.key in given for bind in compiled.literal_execute_params):
        return False
    if any(bind.callable is not None for bind in compiled.binds.values()):
        return False
    writes = compiled.isinsert or compiled.isupdate
    return not writes or not (compiled.prefetch or compiled.postfetch or compiled.implicit_returning)


def _written(
    compiled: SQLCompiler, state: Any, dialect: sa.Dialect, given: Mapping[str, Any]
) -> tuple[str, Any, list[tuple[Any, str, int | None, Process | None]]]:
    """The text; values that stay the same and are not in it; and the places of those that differ.

    Words and numbers that stay the same stand in the text. SQLite would plan the statement anew each time if a word
    that an index is confined to came as a value, and PostgreSQL would not use the index in a plan that it keeps.
    """
    by_number = compiled.positional
    parts = state.statement.split("?") if by_number else re.split(r"%\((\w+)\)s", state.statement)
    pieces, keys = (parts, state.positiontup) if by_number else (parts[::2], parts[1::2])
    if len(pieces) != len(keys) + 1:
        raise ValueError
    whence = {
        made: (name, number)
        for name, several in state.parameter_expansion.items()
        for number, made in enumerate(several)
    }
    fixed: Any = [] if by_number else {}
    slots: list[tuple[Any, str, int | None, Process | None]] = []
    text = pieces[0]
    for key, piece in zip(keys, pieces[1:], strict=True):
        name, number = whence.get(key, (key, None))
        bind = compiled.binds[name]
        process = bind.type.dialect_impl(dialect).bind_processor(dialect)
        place, mark = (len(fixed), "?") if by_number else (key, f"%({key})s")
        if name in given or bind.required:
            slots.append((place, name, number, process))
            value = None
        else:
            value = state.parameters[key] if process is None else process(state.parameters[key])
        if isinstance(value, str):
            mark = _literal(value, is_formatted=not by_number)
        elif type(value) is int:
            mark = str(value)
        elif by_number:
            fixed.append(value)
        else:
            fixed[key] = value
        text += mark + piece
    return text, fixed, slots


def _literal(word: str, *, is_formatted: bool) -> str:
    """A word of ours as SQL has it; `is_formatted`: where a driver takes % for the beginning of a value's name."""
    quoted = "'" + word.replace("'", "''") + "'"
    return quoted.replace("%", "%%") if is_formatted else quoted


class Store:
    """The statements of this process, prepared for one kind of database; one that is built anew for a request is not
    kept beyond it. `ready`: by its id, what takes no list."""

    def __init__(self) -> None:
        self.ready: dict[int, Prepared] = {}
        self._forms: dict[int, dict[tuple[int, ...], Prepared | None]] = {}
        self._alive: dict[int, ref[Executable]] = {}

    def find(self, statement: Executable, dialect: sa.Dialect, values: Mapping[str, Any]) -> Prepared | None:
        """The statement as prepared; None where SQLAlchemy has to run it, as it does the first time."""
        key = id(statement)
        forms = self._forms.get(key)
        if forms is None:
            self._alive[key] = ref(statement, partial(self._forget, key))
            self._forms[key] = {}
            return None
        lengths = tuple([len(value) for value in values.values() if isinstance(value, (list, tuple))])
        if lengths not in forms and len(forms) < MOST_FORMS:
            forms[lengths] = _prepared(statement, dialect, values)
        prepared = forms.get(lengths)
        if prepared is not None and not lengths:
            self.ready[key] = prepared
        return prepared

    def _forget(self, key: int, _gone: ref[Executable]) -> None:
        """Forget a statement before another one has its id."""
        for kept in (self.ready, self._forms, self._alive):
            kept.pop(key, None)


def _prepared(statement: Executable, dialect: sa.Dialect, values: Mapping[str, Any]) -> Prepared | None:
    try:
        return Prepared(statement, dialect, values)
    except ValueError:
        return None


class Wire:
    """A connection's driver, which takes prepared statements outright, one after the other: each gives all its rows.

    So they share a cursor: to make one takes psycopg a third of what a statement does.
    """

    __slots__ = ("_find", "connection", "driver", "execute", "expect", "ready")

    def __init__(self, connection: Connection) -> None:
        store = _STORES.setdefault(connection.dialect.name, Store())
        driver: Any = connection.connection.dbapi_connection
        self.connection, self.driver = connection, driver
        self.execute: Callable[[str, Any], Any]
        self.expect: Callable[[Guess | None], None] | None = None
        if connection.dialect.name == "postgresql":
            from hiringkit.db.named import Named  # noqa: PLC0415 -- psycopg is slow to import, where SQLite is used

            named = Named(driver)
            self.execute, self.expect = named.execute, named.expect
        else:
            self.execute = driver.cursor().execute
        self.ready = store.ready
        self._find = store.find

    def find(self, statement: Executable, values: Mapping[str, Any]) -> Prepared | None:
        """The statement as prepared, unless SQLAlchemy has to run it; most are among those that are `ready`."""
        return self._find(statement, self.connection.dialect, values)


_STORES: dict[str, Store] = {}
