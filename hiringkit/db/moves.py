"""Moves from loop to loop: where a candidate may go, where one went, and where from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db import access
from hiringkit.db.interviews import Columns
from hiringkit.db.tables import CandidacyRow, LoopRow, MoveRow
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import Viewer

MOST_LOOPS = 200


def targets(session: Session, viewer: Viewer, candidate_id: int) -> Sequence[Columns]:
    """The open loops that the viewer fills and in which the candidate is not: id, title, requisition; by title."""
    there = sa.select(col(CandidacyRow.loop_id)).where(col(CandidacyRow.candidate_id) == candidate_id)
    return session.execute(
        sa.select(col(LoopRow.id), col(LoopRow.title), col(LoopRow.requisition))
        .where(
            col(LoopRow.state) == LoopState.OPEN,
            col(LoopRow.id).in_(access.member_loops(viewer, *access.STAFF)),
            col(LoopRow.id).not_in(there),
        )
        .order_by(col(LoopRow.title), col(LoopRow.id))
        .limit(MOST_LOOPS)
    ).all()


def links(viewer: Viewer) -> tuple[Any, ...]:
    """Of a CandidacyRow: the candidacy that it went on as and that loop's title, the one that it came from and that
    one's; of loops whose staff the viewer is."""
    return (
        *(_link(viewer, what, onward=True) for what in ("id", "title")),
        *(_link(viewer, what, onward=False) for what in ("id", "title")),
    )


def _link(viewer: Viewer, what: str, *, onward: bool) -> Any:
    move, other, loop = aliased(MoveRow), aliased(CandidacyRow), aliased(LoopRow)
    here, there = (move.candidacy_id, move.to_id) if onward else (move.to_id, move.candidacy_id)
    return (
        sa.select(col(other.id) if what == "id" else col(loop.title))
        .select_from(move)
        .join(other, col(other.id) == col(there))
        .join(loop, col(loop.id) == col(other.loop_id))
        .where(col(here) == col(CandidacyRow.id), access.is_staff(viewer, col(loop.id)))
        .correlate(CandidacyRow)
        .scalar_subquery()
    )
