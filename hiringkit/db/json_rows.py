"""Rows as one text: where many are read that mostly say what they said before."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class rows_as_json(GenericFunction[str]):  # noqa: N801 -- as the functions of SQL are written
    """The columns of every row as JSON, a list of lists in any order. SQLite says 0 and 1 for no and yes."""

    type = sa.Text()
    inherit_cache = True


@compiles(rows_as_json, "sqlite")
def _sqlite(made: rows_as_json, compiler: SQLCompiler, **more: Any) -> str:
    return f"json_group_array(json_array({compiler.process(made.clauses, **more)}))"


@compiles(rows_as_json, "postgresql")
def _postgresql(made: rows_as_json, compiler: SQLCompiler, **more: Any) -> str:
    return f"coalesce(json_agg(json_build_array({compiler.process(made.clauses, **more)})), '[]')::text"
