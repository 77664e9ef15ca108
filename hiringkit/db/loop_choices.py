"""The loops to choose from where something is narrowed to one of them, and the stages of the one that is chosen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import access, one_text
from hiringkit.db.interviews import Columns
from hiringkit.db.queries import ME, SOMEBODY, given, plain, run
from hiringkit.db.tables import InterviewRow, LoopRow, LoopTallyRow, MembershipRow, SeatRow, StageRow
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import Viewer

MOST_KEPT = 64  # lists of loops, of 10 kB each
_STAFF, _OTHER = "s", "o"
_seated_loops = (
    sa.select(col(InterviewRow.loop_id))
    .join(SeatRow, col(SeatRow.interview_id) == col(InterviewRow.id))
    .where(col(SeatRow.person_id) == SOMEBODY.person_id, col(InterviewRow.state) == InterviewState.PLANNED)
)
"""The loops of access.seated."""


Listed = str | None
"""The loops to choose from as they are read: what `listed` gives."""


class Choice(NamedTuple):
    """A loop to choose; `may_add` says that the viewer may add a candidate to it now."""

    loop_id: int
    title: str
    requisition: str
    may_add: bool


@cache
def listed(limit: int, *, is_one_chosen: bool) -> sa.ScalarSelect[str]:
    """The loops of access.STAFF, of a decider, and of who has a seat: of each the chosen one and the newest, as
    LoopTallyRow has them, behind a sign that says whether they are its staff. Each way by itself goes along an index,
    and ends with the last that is shown; only then are lines looked up."""
    staff = [
        sa.select(col(MembershipRow.loop_id)).where(
            col(MembershipRow.person_id) == ME.person_id, col(MembershipRow.role) == role
        )
        for role in access.STAFF
    ]
    others = (access.decided_loops(ME), _seated_loops.group_by(col(InterviewRow.loop_id)))
    ways = []
    for sign, query in (*((_STAFF, one) for one in staff), *((_OTHER, one) for one in others)):
        (loop_id,) = query.selected_columns
        first = ((loop_id == given("chosen")).desc(),) if is_one_chosen else ()
        newest = query.order_by(*first, loop_id.desc()).limit(limit).subquery()
        ways.append(sa.select(sa.literal_column(f"'{sign}'", sa.Text()).label("sign"), *newest.c))
    found = sa.union_all(*ways).subquery()
    whose, key = found.c
    lines = sa.select(one_text.joined(whose + col(LoopTallyRow.line))).select_from(found)
    return lines.join(LoopTallyRow, col(LoopTallyRow.loop_id) == key).scalar_subquery()


@lru_cache(maxsize=MOST_KEPT)
def merged(listed: Listed, chosen: int | None) -> tuple[Choice, ...]:
    """The loops that are listed, each once: the chosen one, and the others from the newest on."""
    found: dict[int, Choice] = {}
    for line in one_text.parts(listed):
        loop_id, title, requisition, state, *_ = json.loads(line[1:])
        may_add = line.startswith(_STAFF) and state == LoopState.OPEN
        if may_add or loop_id not in found:
            found[loop_id] = Choice(loop_id, title, requisition, may_add)
    return tuple(sorted(found.values(), key=lambda one: (one.loop_id == chosen, one.loop_id), reverse=True))


@cache
def _listed(limit: int, *, is_one_chosen: bool) -> sa.Select[*Columns]:
    return sa.select(listed(limit, is_one_chosen=is_one_chosen))


def loops_of(session: Session, viewer: Viewer, chosen: int | None, limit: int) -> Sequence[Choice]:
    """The chosen loop and the newest ones of those whose candidates the viewer reaches, by title."""
    asked = _listed(limit, is_one_chosen=chosen is not None)
    ((found,),) = plain(session, asked, me=viewer.person_id, **values(chosen))
    return by_title(merged(found, chosen)[:limit])


def values(chosen: int | None) -> Mapping[str, int]:
    """What `listed` is given beside the viewer."""
    return {} if chosen is None else {"chosen": chosen}


def by_title(loops: Iterable[Choice]) -> Sequence[Choice]:
    """Loops as people look for them."""
    return sorted(loops, key=lambda one: (one.title, one.loop_id))


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
