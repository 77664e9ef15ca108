"""Many rows as one.

Python lets another thread go on before each row that a database hands over, and waits for its turn again, which takes
longer than most rows do.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

_BETWEEN = "\n" * 16  # long, so that Python finds it by looking at each sixteenth sign


class as_json(GenericFunction[str]):  # noqa: N801 -- as the functions of SQL are written
    """A column of every row as a JSON list: of texts that may hold anything, or be missing."""

    type = sa.Text()
    inherit_cache = True


@compiles(as_json, "sqlite")
def _sqlite(made: as_json, compiler: SQLCompiler, **more: Any) -> str:
    return f"json_group_array({compiler.process(made.clauses, **more)})"


@compiles(as_json, "postgresql")
def _postgresql(made: as_json, compiler: SQLCompiler, **more: Any) -> str:
    return f"coalesce(json_agg({compiler.process(made.clauses, **more)}), '[]')::text"


def joined(column: Any) -> sa.ColumnElement[str]:
    """A column of every row as one text, for `parts`: of texts that break no line, as they are."""
    return sa.func.aggregate_strings(column, _BETWEEN)


def parts(text: str | None) -> list[str]:
    """What was joined; of no row, nothing."""
    return text.split(_BETWEEN) if text else []


def texts(listed: str) -> list[str | None]:
    """What was listed as JSON."""
    found: list[str | None] = json.loads(listed)
    return found
