"""An amendment as it is typed, in storage: one row a field for each person who writes one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db.tables import AmendmentDraftRow, ScorecardRow

Kept = tuple[str, int, datetime]  # value, revision, when saved


def _mine(scorecard_id: int, person_id: int) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return col(AmendmentDraftRow.scorecard_id) == scorecard_id, col(AmendmentDraftRow.person_id) == person_id


def fields(session: Session, scorecard_id: int, person_id: int) -> tuple[dict[str, Kept], int | None]:
    """What somebody has typed over a card, by field; and the earliest revision of the card that it was typed over."""
    row = AmendmentDraftRow
    found = session.execute(
        sa.select(col(row.field), col(row.value), col(row.revision), col(row.saved_at), col(row.over)).where(
            *_mine(scorecard_id, person_id)
        )
    ).all()
    return {one[0]: (one[1], one[2], one[3]) for one in found}, min((one[4] for one in found), default=None)


def keep(
    session: Session,
    scorecard_id: int,
    person_id: int,
    values: Mapping[str, tuple[str, int]],
    *,
    over: int,
    now: datetime,
) -> None:
    """Write fields with their new revisions over what was there."""
    for field, (value, revision) in values.items():
        row = AmendmentDraftRow(
            scorecard_id=scorecard_id,
            person_id=person_id,
            field=field,
            value=value,
            revision=revision,
            over=over,
            saved_at=now,
        )
        session.merge(row)
    session.flush()


def forget(session: Session, scorecard_id: int, person_id: int) -> None:
    """Delete what somebody has typed over a card."""
    session.execute(sa.delete(AmendmentDraftRow).where(*_mine(scorecard_id, person_id)))


def lock(session: Session, scorecard_id: int) -> None:
    """Keep other saves over a card from it until the act is done."""
    session.execute(sa.select(col(ScorecardRow.id)).where(col(ScorecardRow.id) == scorecard_id).with_for_update())
