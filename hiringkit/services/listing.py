"""Lists for programs: plain values by name, read a page at a time so that a long list is not held in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from hiringkit.db import listing as stored
from hiringkit.db.engine import Database
from hiringkit.db.listing import Kind
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer

PAGE = 500
Plain = str | int | None


def rows(db: Database, viewer: Viewer | None, kind: Kind, *, page: int = PAGE) -> Iterator[dict[str, Plain]]:
    """All of a kind that the viewer may know of, by id. Without a viewer it is the operator's: no drafts of cards.

    A row that is added meanwhile stands at the end or not at all; none is given twice.
    """
    after = 0
    while True:
        with db.reading() as session:
            found = stored.page(session, viewer, kind, after=after, limit=page)
        yield from (_plain(row) for row in found)
        if len(found) < page:
            return
        after = found[-1]["id"]


def _plain(row: Mapping[str, Any]) -> dict[str, Plain]:
    return {**{name: _value(value) for name, value in row.items()}, "name": row["name"] or ERASED}


def _value(value: Any) -> Plain:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    plain: Plain = value.value if isinstance(value, Enum) else value
    return plain
