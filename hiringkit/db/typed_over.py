"""A field or a line typed over what was there: written by statements that ask themselves whose it is, and over what.

Where they find all as it mostly is, nothing is read before, and who asks is not looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from hiringkit.db.drafts import OPEN
from hiringkit.db.people import SIGNED_IN
from hiringkit.db.queries import given, plain
from hiringkit.db.tables import PersonRow, ScorecardRow, SessionRow
from hiringkit.scoring.drafts import Line

_TABLES = SQLModel.metadata.tables
_FIELD, _LINE = _TABLES["draft_field"], _TABLES["evidence_text"]

_WHOSE = (  # the session is found first, by what it is known by: joined, it may be looked for among all
    OPEN.join(PersonRow, col(PersonRow.id) == col(ScorecardRow.author_id))
    .where(col(ScorecardRow.author_id) == SIGNED_IN, col(PersonRow.disabled_at).is_(None))
    .with_for_update(of=ScorecardRow)  # keeps a submit away until the save is done
)
_THEIRS = _WHOSE.scalar_subquery()
_WHO = sa.select(col(SessionRow.person_id)).where(col(SessionRow.id_hash) == given("id_hash")).scalar_subquery()
_ZONE = sa.select(col(PersonRow.zone)).where(col(PersonRow.id) == _WHO).scalar_subquery()
_FIELD_TYPED = (
    sa.update(_FIELD)
    .where(_FIELD.c.field == given("named"), _FIELD.c.revision == given("seen"), _FIELD.c.value != given("value"))
    .values(value=given("value"), revision=given("revision"), saved_at=given("saved_at"))
)
_FIELD_OVER = _FIELD_TYPED.where(_FIELD.c.scorecard_id == _THEIRS).returning(_ZONE)
_LINE_TYPED = (
    sa.update(_LINE)
    .where(
        _LINE.c.evidence_id == given("named"),
        _LINE.c.revision == given("seen"),
        _LINE.c.about == given("spoken_to"),
        _LINE.c.text != given("text"),
    )
    .values(text=given("text"), second=given("second"), revision=given("revision"), saved_at=given("saved_at"))
)
_LINE_OVER = _LINE_TYPED.where(_LINE.c.scorecard_id == _THEIRS).returning(_ZONE)

# The same in PostgreSQL, where each look into a table takes about as long: each is looked into once.
_THEIR = _WHOSE.with_only_columns(col(ScorecardRow.id), col(PersonRow.zone)).subquery("theirs")
_FIELD_OF_THEIRS = _FIELD_TYPED.where(_FIELD.c.scorecard_id == _THEIR.c.id).returning(_THEIR.c.zone)
_LINE_OF_THEIRS = _LINE_TYPED.where(_LINE.c.scorecard_id == _THEIR.c.id).returning(_THEIR.c.zone)


def field(
    session: Session, live: dict[str, Any], scorecard_id: int, name: str, value: str, seen: int, now: datetime
) -> str | None:
    """Write a field over the revision that was seen. The zone of its author; None where nothing was written.

    `live`: values of `people.SIGNED_IN`, of the session of whoever asks.
    """
    written = {"value": value, "seen": seen, "revision": seen + 1, "saved_at": now}
    statement = _FIELD_OF_THEIRS if _is_postgresql(session) else _FIELD_OVER
    return _zone(plain(session, statement, **live, of=scorecard_id, named=name, **written))


def line(session: Session, live: dict[str, Any], scorecard_id: int, line: Line, seen: int, now: datetime) -> str | None:
    """As `field`, of a line that has other words since, and speaks to what it spoke to."""
    asked = {"of": scorecard_id, "named": line.id, "seen": seen, "spoken_to": ",".join(sorted(line.criteria))}
    written = {"text": line.text, "second": line.second, "revision": seen + 1, "saved_at": now}
    statement = _LINE_OF_THEIRS if _is_postgresql(session) else _LINE_OVER
    return _zone(plain(session, statement, **live, **asked, **written))


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _zone(found: Sequence[tuple[Any, ...]]) -> str | None:
    return found[0][0] if found else None
