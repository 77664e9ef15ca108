"""The list of candidates: a page of those whom a viewer reaches, with how far each has come."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import access, anonymity, loop_choices
from hiringkit.db.interviews import Columns
from hiringkit.db.json_rows import rows_as_json
from hiringkit.db.left_out import is_left_out
from hiringkit.db.queries import ME, SOMEBODY, given, plain
from hiringkit.db.tables import (
    CandidacyRow,
    CandidacyTallyRow,
    CandidateTextRow,
    InterviewRow,
    LoopRow,
    SeatRow,
    StageRow,
)
from hiringkit.db.tables.candidates import CandidacyState, InterviewState
from hiringkit.policy.people import Viewer


class Sort(StrEnum):
    """In which order candidates are listed."""

    NEWEST = "newest"
    NAME = "name"


Row = tuple[Any, ...]
_MANY_SEATS = 500
HELD = 0  # stands for a stage: every one of them is held


@dataclass(frozen=True)
class Asked:
    """What a list of candidates is asked for; `after` is the candidacy that stands before the page.

    `stage`: the first one that is not held yet, or HELD.
    """

    search: str = ""
    loop_id: int | None = None
    state: CandidacyState | None = None
    stage: int | None = None
    sort: Sort = Sort.NEWEST
    after: int | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether some are left out that the viewer reaches."""
        return bool(self.search or self.loop_id or self.state) or self.stage is not None


class Reach(NamedTuple):
    """How the list is to be read for a viewer: whether they reach more than, say, one candidate in twenty, twice; and
    whether they sit in a stage that is graded without names."""

    many: bool
    masked: bool


def page(session: Session, viewer: Viewer, reach: Reach, asked: Asked, limit: int, now: datetime) -> Sequence[Row]:
    """At most `limit` candidacies: id, name, and what stands beside it: loop's title and requisition, state, `way` as
    `steps` reads it, how many scorecards count, how many of them are in. Of scorecards nothing of what they say.

    By name, only those that have one: the index on names gives the order, and that on candidates the order of a
    person's loops. Erased candidates stand under newest.
    """
    shape = _Shape(
        limit=limit,
        by_name=asked.sort is Sort.NAME,
        walked=_is_walked(asked, reach),
        masked=reach.masked,
        named=bool(asked.search),
        in_loop=asked.loop_id is not None,
        in_state=asked.state is not None,
        at_stage=bool(asked.stage),
        all_held=asked.stage == HELD,
        onward=bool(asked.after),
    )
    values = {"me": viewer.person_id, **shape.values(asked, now)}
    return plain(session, _page(shape), **values)


def _is_walked(asked: Asked, reach: Reach) -> bool:
    """Whether the list is walked in its order. Within one loop only by age: by name they are gathered sooner.

    By name neither where an alias stands for some: the names’ own order would tell where theirs lie.
    """
    if reach.masked and asked.sort is Sort.NAME:
        return False
    return asked.sort is Sort.NEWEST if asked.loop_id is not None else reach.many


@dataclass(frozen=True)
class _Shape:
    """Which of its parts the query of a page has. A viewer who reaches many candidates has theirs found by walking the
    list in its order, which soon gives a page; one who reaches few has them gathered, and then ordered. The limit
    stands in the text: PostgreSQL would plan a statement that is given it anew each time."""

    limit: int
    by_name: bool
    walked: bool
    masked: bool
    named: bool
    in_loop: bool
    in_state: bool
    at_stage: bool
    all_held: bool
    onward: bool

    def values(self, asked: Asked, now: datetime) -> Mapping[str, Any]:
        """What the parts ask for."""
        parts = {
            "search": (self.named, re.sub("([/%_])", r"/\1", asked.search)),
            "loop": (self.in_loop, asked.loop_id),
            "state": (self.in_state, asked.state),
            "stage": (self.at_stage, asked.stage),
            "now": (self.at_stage or self.all_held, now),
            "after": (self.onward, asked.after),
        }
        return {name: value for name, (is_there, value) in parts.items() if is_there}


def _name(shape: _Shape) -> Any:
    """What a candidate is called here; who sits in no stage without names is told every name."""
    return anonymity.name(ME) if shape.masked else anonymity.full_name


@cache
def _page(shape: _Shape) -> sa.Select[*Columns]:
    name = _name(shape)
    query = (
        sa.select(
            col(CandidacyRow.id),
            name.label("name"),
            col(LoopRow.title),
            col(LoopRow.requisition),
            sa.type_coerce(col(CandidacyRow.state), sa.String),  # known by its word
        )
        .select_from(CandidacyRow)
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(
            CandidateTextRow,
            _text_of(walked=shape.walked and shape.by_name),
            isouter=not shape.by_name and not shape.named,
        )
        .where(_reached(walked=shape.walked), *_wanted(shape))
        .limit(shape.limit)
    )
    place = (name, col(CandidateTextRow.candidate_id), col(CandidacyRow.loop_id))  # as two indexes have them
    query = query.order_by(*(place if shape.by_name else (col(CandidacyRow.id).desc(),)))
    if shape.onward:
        query = query.where(_follows(place) if shape.by_name else col(CandidacyRow.id) < given("after"))
    tally = (col(CandidacyTallyRow.way), col(CandidacyTallyRow.cards), col(CandidacyTallyRow.cards_in))
    whose = col(CandidacyTallyRow.candidacy_id)
    if shape.walked:
        return query.outerjoin(CandidacyTallyRow, whose == col(CandidacyRow.id)).add_columns(*tally)
    few = query.subquery()  # whose tallies are looked up once they are ordered, not of all that were gathered
    again = (few.c.name, col(CandidacyRow.candidate_id), col(CandidacyRow.loop_id))
    return (
        sa.select(*few.c, *tally)
        .join(CandidacyRow, col(CandidacyRow.id) == few.c.id)
        .outerjoin(CandidacyTallyRow, whose == few.c.id)
        .order_by(*(again if shape.by_name else (few.c.id.desc(),)))
    )


def _reached(*, walked: bool) -> sa.ColumnElement[bool]:
    """access.reaches_candidacy, said in the way that the walk or the gathering is quick with."""
    if not walked:
        return access.reaches_candidacy(ME)
    staff = access.staffs(SOMEBODY, col(CandidacyRow.loop_id))
    return sa.or_(staff, access.meets_candidacy(SOMEBODY), access.called(SOMEBODY))


def _text_of(*, walked: bool) -> sa.ColumnElement[bool]:
    """Which name is a candidacy's. The sum bars the way from candidacy to name, so that the names' order is walked."""
    name = col(CandidateTextRow.candidate_id)
    return (name + 0 if walked else name) == col(CandidacyRow.candidate_id)


def _follows(place: tuple[Any, ...]) -> sa.ColumnElement[bool]:
    """Whether a row follows a candidacy by name. Looked up here: a name in an address would stand in logs.

    One that the viewer does not reach is followed by nothing, so that it does not tell where its name lies.
    """
    after = (
        sa.select(*place)
        .select_from(CandidateTextRow)
        .join(CandidacyRow, col(CandidacyRow.candidate_id) == col(CandidateTextRow.candidate_id))
        .where(col(CandidacyRow.id) == given("after"), access.reaches_candidacy(ME))
        .correlate(None)
        .scalar_subquery()
    )
    return sa.tuple_(*place) > after


def _wanted(shape: _Shape) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    if shape.named:
        wanted.append(_name(shape).icontains(sa.bindparam("search", type_=sa.String), escape="/"))
    if shape.in_loop:
        wanted.append(col(CandidacyRow.loop_id) == given("loop"))
    if shape.in_state:
        wanted.append(col(CandidacyRow.state) == given("state"))
    if shape.at_stage:
        wanted.append(_at().scalar_subquery() == given("stage"))
    if shape.all_held:
        wanted.append(~_at().exists())
    return wanted


def _at() -> sa.Select[int]:
    """Where a CandidacyRow stands in its loop: the id of the first stage, of those not left out, with no interview that
    has begun."""
    held = sa.exists(
        sa.select(sa.literal(1))
        .where(
            col(InterviewRow.candidacy_id) == col(CandidacyRow.id),
            col(InterviewRow.state) == InterviewState.PLANNED,
            col(InterviewRow.stage_id) == col(StageRow.id),
            col(InterviewRow.starts_at) <= given("now"),
        )
        .correlate(CandidacyRow, StageRow)
    )
    return (
        sa.select(col(StageRow.id))
        .where(col(StageRow.loop_id) == col(CandidacyRow.loop_id), ~held, ~is_left_out())
        .order_by(col(StageRow.position))
        .limit(1)
        .correlate(CandidacyRow)
    )


class Step(NamedTuple):
    """A stage of a candidacy's way: its name, when its planned interview begins, whether it is left out."""

    stage: str
    starts_at: datetime | None
    is_left_out: bool


def steps(way: str) -> list[Step]:
    """The stages of CandidacyTallyRow.way, in order; its times are in UTC."""
    return [
        Step(stage, datetime.fromisoformat(f"{starts_at}+00:00") if starts_at else None, bool(is_left_out))
        for stage, starts_at, is_left_out in json.loads(way)
    ]


def reach_and_loops(session: Session, viewer: Viewer, chosen: int | None, limit: int) -> tuple[Reach, str]:
    """How a page of the list is to be read, and loop_choices.query's loops as JSON, in any order: one question is one
    way to the database, and to know one text again is quicker than to read fifty rows."""
    query = _reach_and_loops(limit, is_one_chosen=chosen is not None)
    ((loops, many, masked),) = plain(session, query, me=viewer.person_id, **loop_choices.values(chosen))
    return Reach(bool(many), bool(masked)), loops


@cache
def _reach_and_loops(limit: int, *, is_one_chosen: bool) -> sa.Select[*Columns]:
    loops = loop_choices.query(limit, is_one_chosen=is_one_chosen).subquery()
    listed = sa.select(rows_as_json(*loops.c)).scalar_subquery()
    return sa.select(listed, sa.or_(_staffs_many(), _sits_often()), anonymity.has_unnamed(ME))


def _staffs_many() -> sa.ColumnElement[bool]:
    """Whether the viewer is staff of more than one loop in twenty."""
    mine = (access.member_loops(ME, *access.STAFF), access.decided_loops(ME))
    counts = [sa.select(sa.func.count()).select_from(one.subquery()).scalar_subquery() for one in mine]
    return (counts[0] + counts[1]) * 20 > sa.select(sa.func.count(col(LoopRow.id))).scalar_subquery()


def _sits_often() -> sa.ColumnElement[bool]:
    """Whether the viewer has many seats."""
    seats = sa.select(col(SeatRow.person_id)).where(col(SeatRow.person_id) == ME.person_id).limit(_MANY_SEATS)
    return sa.select(sa.func.count()).select_from(seats.subquery()).scalar_subquery() == _MANY_SEATS
