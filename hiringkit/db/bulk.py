"""Many rows at once, with ids that the caller chose: for demo data, where each candidate brings dozens of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

ORDER = (
    "candidate",
    "candidate_text",
    "candidacy",
    "interview",
    "seat",
    "scorecard",
    "rating",
    "evidence",
    "evidence_criterion",  # before the words, which tell what they are about
    "evidence_text",
    "flag",
    "objection",
    "scorecard_text",
    "draft_field",
    "salt",
)
_COUNTED = ("candidate", "candidacy", "interview", "scorecard")


def insert(session: Session, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Insert rows by table, in an order that keeps foreign keys."""
    for name in ORDER:
        if rows.get(name):
            session.execute(sa.insert(SQLModel.metadata.tables[name]), list(rows[name]))


def next_ids(session: Session) -> dict[str, int]:
    """The first free id of each table whose ids are counted."""
    return {
        name: (session.execute(sa.select(sa.func.max(SQLModel.metadata.tables[name].c.id))).scalar() or 0) + 1
        for name in _COUNTED
    }


def follow_ids(session: Session) -> None:
    """Let PostgreSQL go on counting after the ids that were chosen; SQLite does by itself."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for name in _COUNTED:
        ids = SQLModel.metadata.tables[name].c.id
        sequence = sa.func.pg_get_serial_sequence(name, "id")
        session.execute(sa.select(sa.func.setval(sequence, sa.select(sa.func.max(ids) + 1).scalar_subquery(), False)))  # noqa: FBT003 -- setval's own
