"""Stages that are left out for a candidate: which, and that one is or is no more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db.tables import CandidacyRow, CandidacyWordsRow, LeftOutRow, StageRow
from hiringkit.policy.people import Viewer

FIELD = "left-out:"  # and the stage's id: where the reason stands


def is_left_out(stage: type[StageRow] = StageRow, candidacy_id: int | None = None) -> sa.ColumnElement[bool]:
    """Whether a stage is left out for a CandidacyRow, or for one that is named."""
    whose = col(CandidacyRow.id) if candidacy_id is None else sa.literal(candidacy_id)
    here = (col(LeftOutRow.candidacy_id) == whose, col(LeftOutRow.stage_id) == col(stage.id))
    return sa.exists().where(*here).correlate(CandidacyRow, stage)


def leave_out(session: Session, viewer: Viewer, candidacy_id: int, stage_id: int, reason: str, now: datetime) -> None:
    """Note that a stage is left out, and why; instead of what was said of it before."""
    take_in(session, candidacy_id, stage_id)
    session.add(LeftOutRow(candidacy_id=candidacy_id, stage_id=stage_id, person_id=viewer.person_id, at=now))
    session.add(CandidacyWordsRow(candidacy_id=candidacy_id, field=f"{FIELD}{stage_id}", text=reason))
    session.flush()


def take_in(session: Session, candidacy_id: int, stage_id: int) -> bool:
    """Have a stage after all; False when it was not left out."""
    words = (col(CandidacyWordsRow.candidacy_id) == candidacy_id, col(CandidacyWordsRow.field) == f"{FIELD}{stage_id}")
    session.execute(sa.delete(CandidacyWordsRow).where(*words))
    here = (col(LeftOutRow.candidacy_id) == candidacy_id, col(LeftOutRow.stage_id) == stage_id)
    gone = session.execute(sa.delete(LeftOutRow).where(*here))
    return bool(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE's result counts its rows


def of(session: Session, candidacy_id: int) -> Mapping[int, datetime]:
    """The positions of the stages that are left out for a candidate, and since when each is."""
    rows = session.execute(
        sa.select(col(StageRow.position), col(LeftOutRow.at))
        .join(StageRow, col(StageRow.id) == col(LeftOutRow.stage_id))
        .where(col(LeftOutRow.candidacy_id) == candidacy_id)
    ).all()
    return {row[0]: row[1] for row in rows}
