"""A field or a line typed over what was there: written by statements that ask themselves whose it is, and over what.

Where they find all as it mostly is, nothing is read before, and who asks is not looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, func

from hiringkit.db.drafts import OPEN
from hiringkit.db.people import SIGNED_IN
from hiringkit.db.queries import given, plain, run
from hiringkit.db.tables import InterviewRow, PersonRow, ScorecardRow, SessionRow
from hiringkit.scoring.drafts import Line

_TABLES = SQLModel.metadata.tables
_FIELD, _LINE, _TEXT = _TABLES["draft_field"], _TABLES["evidence"], _TABLES["evidence_text"]
_SPEAKS_TO, _CRITERION, _SEEN = _TABLES["evidence_criterion"], _TABLES["criterion"], _TABLES["stage_criterion"]
_CARD, _INTERVIEW = _TABLES["scorecard"], _TABLES["interview"]

_WHOSE = (
    OPEN.join(SessionRow, col(SessionRow.person_id) == col(ScorecardRow.author_id))
    .join(PersonRow, col(PersonRow.id) == col(SessionRow.person_id))
    .where(*SIGNED_IN)
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
_KEYS: sa.BindParameter[Any] = sa.bindparam("keys", expanding=True)
_SPOKEN_TO = (
    sa.select(func.count())
    .select_from(_SPEAKS_TO)
    .where(_SPEAKS_TO.c.scorecard_id == _LINE.c.scorecard_id, _SPEAKS_TO.c.evidence_id == _LINE.c.id)
)
_ASKED_FOR = (
    _SPOKEN_TO.join(_CRITERION, _CRITERION.c.id == _SPEAKS_TO.c.criterion_id)
    .join(_CARD, _CARD.c.id == _SPEAKS_TO.c.scorecard_id)
    .join(_INTERVIEW, _INTERVIEW.c.id == _CARD.c.interview_id)
    .join(_SEEN, sa.and_(_SEEN.c.stage_id == _INTERVIEW.c.stage_id, _SEEN.c.criterion_id == _CRITERION.c.id))
    .where(_CRITERION.c.key.in_(_KEYS))
)
_LINE_TYPED = (
    sa.update(_LINE)
    .where(_LINE.c.id == given("named"), _LINE.c.revision == given("seen"))
    .values(second=given("second"), revision=given("revision"), saved_at=given("saved_at"))
)
_HAS_OTHER_WORDS = sa.exists().where(
    _TEXT.c.scorecard_id == _LINE.c.scorecard_id, _TEXT.c.evidence_id == _LINE.c.id, _TEXT.c.text != given("text")
)
_HEAD_OVER = _LINE_TYPED.where(
    _LINE.c.scorecard_id == _THEIRS,
    _HAS_OTHER_WORDS,
    _SPOKEN_TO.scalar_subquery() == given("many"),
    _ASKED_FOR.scalar_subquery() == given("many"),
).returning(_ZONE)
_TEXT_OVER = (
    sa.update(_TEXT)
    .where(_TEXT.c.scorecard_id == given("of"), _TEXT.c.evidence_id == given("named"))
    .values(text=given("text"))
)

# The same in PostgreSQL, where each look into a table takes about as long: each is looked into once, but for the words,
# which are found again by their place.
_CARDS = _WHOSE.with_only_columns(col(ScorecardRow.id), col(InterviewRow.stage_id), col(PersonRow.zone))
_THEIR = _CARDS.subquery("theirs")
_FIELD_OF_THEIRS = _FIELD_TYPED.where(_FIELD.c.scorecard_id == _THEIR.c.id).returning(_THEIR.c.zone)
_ASKED_FOR_KEY = (
    sa.select(_CRITERION.c.key)
    .join(_SEEN, _SEEN.c.criterion_id == _CRITERION.c.id)
    .where(_SEEN.c.stage_id == _THEIR.c.stage_id, _CRITERION.c.id == _SPEAKS_TO.c.criterion_id)
    .correlate(_THEIR, _SPEAKS_TO)
    .scalar_subquery()
)
_SPEAKS_AS_BEFORE = (
    _SPOKEN_TO.with_only_columns(
        sa.and_(func.count() == given("many"), func.count().filter(_ASKED_FOR_KEY.in_(_KEYS)) == given("many"))
    )
    .correlate(_LINE, _THEIR)
    .scalar_subquery()
)
_PLACED = sa.table(_TEXT.name, *[sa.column(one.name, one.type) for one in _TEXT.c], sa.column("ctid"))
_WORDS = _PLACED.alias("words")
_OVER = (
    _LINE_TYPED.where(
        _LINE.c.scorecard_id == _THEIR.c.id,
        _WORDS.c.scorecard_id == _LINE.c.scorecard_id,
        _WORDS.c.evidence_id == _LINE.c.id,
        _WORDS.c.text != given("text"),
        _SPEAKS_AS_BEFORE,
    )
    .returning(_WORDS.c.ctid, _THEIR.c.zone)
    .cte("over")
)
_BOTH_OVER = sa.update(_PLACED).where(_PLACED.c.ctid == _OVER.c.ctid).values(text=given("text")).returning(_OVER.c.zone)


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
    one = {"of": scorecard_id, "named": line.id, "text": line.text}
    asked = {"seen": seen, "keys": list(line.criteria), "many": len(line.criteria)}
    written = {"second": line.second, "revision": seen + 1, "saved_at": now}
    if _is_postgresql(session):
        return _zone(plain(session, _BOTH_OVER, **live, **one, **asked, **written))
    zone = _zone(plain(session, _HEAD_OVER, **live, **one, **asked, **written))
    if zone is not None:
        run(session, _TEXT_OVER, **one)
    return zone


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _zone(found: Sequence[tuple[Any, ...]]) -> str | None:
    return found[0][0] if found else None
