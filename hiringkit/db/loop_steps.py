"""The last changes to a draft's stages, so that they can be taken back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from hiringkit.db.tables import LoopStepRow

KEPT = 30


def add(session: Session, loop_id: int, person_id: int, words: str, before: str, now: datetime) -> None:
    """Keep a change. What was taken back before it is gone then, and so are the oldest ones."""
    here = col(LoopStepRow.loop_id) == loop_id
    session.execute(sa.delete(LoopStepRow).where(here, col(LoopStepRow.undone).is_(True)))
    session.add(LoopStepRow(loop_id=loop_id, person_id=person_id, at=now, words=words[:300], other=before))
    session.flush()
    old = sa.select(col(LoopStepRow.id)).where(here).order_by(col(LoopStepRow.id).desc()).offset(KEPT)
    gone = list(session.execute(old).scalars())
    session.execute(sa.delete(LoopStepRow).where(col(LoopStepRow.id).in_(gone)))


def next_one(session: Session, loop_id: int, *, undone: bool) -> LoopStepRow | None:
    """The change to take back, the last one; or the one to make again, the first of those that were taken back."""
    order = col(LoopStepRow.id) if undone else col(LoopStepRow.id).desc()
    mine = select(LoopStepRow).where(LoopStepRow.loop_id == loop_id, col(LoopStepRow.undone).is_(undone))
    return session.exec(mine.order_by(order).limit(1)).one_or_none()


def forget(session: Session, loop_id: int) -> None:
    """Nothing can be taken back any more."""
    session.execute(sa.delete(LoopStepRow).where(col(LoopStepRow.loop_id) == loop_id))
