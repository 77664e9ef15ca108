"""Statements that are built once and run often: what a page reads.

To build a statement takes ten times as long as to run it. So a query that a page sends stands at the top of its module,
with a parameter for whatever differs from one request to the next, the viewer too.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.sql.base import Executable
from sqlmodel import Session

from hiringkit.db import CONNECTION, WIRE
from hiringkit.db.guesses import Guess
from hiringkit.db.prepared import Rows, Wire
from hiringkit.policy.people import Role, Viewer

ME = Viewer(person_id=cast("int", sa.bindparam("me", type_=sa.Integer)), role=Role.INTERVIEWER, name="", zone="")
"""Whoever asks, in a statement that is built once. Run it with `me=viewer.person_id`. Says nothing of their role."""

SOMEBODY = replace(ME, person_id=cast("int", sa.select(sa.bindparam("me", type_=sa.Integer)).scalar_subquery()))
"""As `ME`, but hidden from PostgreSQL where the statement goes the same way for all. To plan it for each who asks, by
the number of their seats and loops, takes several times as long as to run it."""


@cache
def asking(role: Role) -> Viewer:
    """`ME` of a role, for what depends on that: build the statement once for each."""
    return replace(ME, role=role)


def given(name: str) -> Any:
    """A value that is named when the statement is run."""
    return sa.bindparam(name)


def expect(session: Session, guess: Guess) -> None:
    """Run the session's next statement together with what is guessed to come after it, where that is quicker."""
    wire: Wire | None = session.info.get(WIRE)
    if wire is not None and wire.expect is not None:
        wire.expect(guess)


def run(session: Session, statement: Executable, **values: Any) -> Rows:
    """Run a statement on columns in the session's transaction. Nothing is flushed, nothing made into an object.

    Who listens to the engine's statements hears each of them: then SQLAlchemy runs them.
    """
    wire: Wire | None = session.info.get(WIRE)
    if wire is not None:
        prepared = wire.ready.get(id(statement)) or wire.find(statement, values)
        if prepared is not None:
            return prepared.run(wire, values)
    found = _connection(session).execute(statement, values)
    if not found.returns_rows:
        return Rows((), (), found.rowcount)
    names = list(found.keys())
    make = partial(tuple.__new__, namedtuple("Row", names, rename=True))
    return Rows([make(row) for row in found], names, -1)  # as a prepared statement gives them


def plain(session: Session, statement: Executable, **values: Any) -> Sequence[tuple[Any, ...]]:
    """As `run`, with rows that are mere tuples: for a list, which takes its rows as they are."""
    wire: Wire | None = session.info.get(WIRE)
    if wire is not None:
        prepared = wire.ready.get(id(statement)) or wire.find(statement, values)
        if prepared is not None:
            return prepared.plain(wire, values)
    return [tuple(row) for row in _connection(session).execute(statement, values)]


def _connection(session: Session) -> Connection:
    connection: Connection = session.info.get(CONNECTION) or session.connection()
    return connection
