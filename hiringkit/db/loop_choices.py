"""The loops to choose from where something is narrowed to one of them, and the stages of the one that is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db import access
from hiringkit.db.interviews import Columns
from hiringkit.db.queries import ME, SOMEBODY, given, run
from hiringkit.db.tables import InterviewRow, LoopRow, MembershipRow, SeatRow, StageRow
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import Viewer

_seated_loops = (
    sa.select(col(InterviewRow.loop_id))
    .join(SeatRow, col(SeatRow.interview_id) == col(InterviewRow.id))
    .where(col(SeatRow.person_id) == SOMEBODY.person_id, col(InterviewRow.state) == InterviewState.PLANNED)
)
"""The loops of access.seated."""


@cache
def query(limit: int, *, is_one_chosen: bool) -> sa.Select[*Columns]:
    """Loops to choose from: access.staffs or a seat. Who staffs a loop is joined, since each row says it too."""
    members = [aliased(MembershipRow) for _ in access.STAFF]
    is_staff = sa.or_(*(col(member.loop_id).is_not(None) for member in members))
    found = sa.select(
        col(LoopRow.id),
        col(LoopRow.title),
        col(LoopRow.requisition),
        sa.and_(is_staff, col(LoopRow.state) == LoopState.OPEN).label("may_add"),
    ).select_from(LoopRow)
    for member, role in zip(members, access.STAFF, strict=True):
        found = found.outerjoin(
            member,
            sa.and_(
                col(member.loop_id) == col(LoopRow.id),
                col(member.person_id) == ME.person_id,
                col(member.role) == role,
            ),
        )
    found = found.where(
        sa.or_(is_staff, col(LoopRow.decider_id) == ME.person_id, col(LoopRow.id).in_(_seated_loops))
    ).limit(limit)
    if is_one_chosen:
        return found.order_by((col(LoopRow.id) == given("chosen")).desc(), col(LoopRow.id).desc())
    return found.order_by(col(LoopRow.id).desc())  # by the key itself, so that it ends with the last that is shown


def loops_of(session: Session, viewer: Viewer, chosen: int | None, limit: int) -> Sequence[Columns]:
    """The chosen loop and the newest ones of those whose candidates the viewer reaches, by title.

    Loop's id, title, requisition, whether the viewer may add a candidate there now.
    """
    asked = query(limit, is_one_chosen=chosen is not None)
    return by_title(run(session, asked, me=viewer.person_id, **values(chosen)).all())


def values(chosen: int | None) -> Mapping[str, int]:
    """What `query` is given beside the viewer."""
    return {} if chosen is None else {"chosen": chosen}


def by_title(loops: Sequence[Columns]) -> Sequence[Columns]:
    """Loops as people look for them."""
    return sorted(loops, key=lambda row: (row[1], row[0]))


_STAGES = (
    sa.select(col(StageRow.id), col(StageRow.name))
    .join(LoopRow, col(LoopRow.id) == col(StageRow.loop_id))
    .where(
        col(LoopRow.id) == given("chosen"),
        sa.or_(access.staffs(ME, col(LoopRow.id)), col(LoopRow.id).in_(_seated_loops)),
    )
    .order_by(col(StageRow.position))
)


def stages_of(session: Session, viewer: Viewer, loop_id: int) -> Sequence[Columns]:
    """The stages of a loop of whose candidates the viewer reaches some, in order: id, name."""
    return run(session, _STAGES, me=viewer.person_id, chosen=loop_id).all()
