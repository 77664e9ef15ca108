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

from hiringkit.db import access, anonymity, loop_choices, one_text
from hiringkit.db.interviews import Columns
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


Row = tuple[str | None, str]
_MANY_SEATS = 500
MOST_PEOPLE = 10_000  # of whom is kept how their list is to be read
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


def page(
    session: Session, viewer: Viewer, asked: Asked, now: datetime, *, limit: int, most_loops: int
) -> tuple[Sequence[Row], loop_choices.Listed]:
    """At most `limit` candidacies, name and what stands beside it as `said` reads it; and the loops to choose from.

    By name, only those that have one: the index on names gives the order, and that on candidates the order of a
    person's loops. Erased candidates stand under newest.

    It is one question, put together by how the viewer's list was read the last time, and told how it is to be read now.
    Where they have begun to sit in a stage without names it is put again: that the names are masked is never left out.
    """
    known = _REACHED.get(viewer.person_id) or _told(session, viewer)
    for reach in (known, known._replace(masked=True)):
        shape = _shaped(asked, reach, limit, most_loops)
        values = {"me": viewer.person_id, **shape.values(asked, now)}
        ((names, lines, many, masked, loops),) = plain(session, _page(shape), **values)
        _remember(viewer, Reach(bool(many), bool(masked)))
        if reach.masked or not masked:
            break
    return list(zip(one_text.texts(names), one_text.parts(lines), strict=True)), loops


_REACHED: dict[int, Reach] = {}
"""How the lists of people were read last, in this process."""


def _told(session: Session, viewer: Viewer) -> Reach:
    """How the list is to be read for somebody for whom this process has not read it yet."""
    ((many, masked),) = plain(session, _REACH, me=viewer.person_id)
    return Reach(bool(many), bool(masked))


def _remember(viewer: Viewer, reach: Reach) -> None:
    if _REACHED.get(viewer.person_id) != reach:
        if len(_REACHED) >= MOST_PEOPLE:
            _REACHED.clear()
        _REACHED[viewer.person_id] = reach


def _shaped(asked: Asked, reach: Reach, limit: int, most_loops: int) -> _Shape:
    return _Shape(
        limit=limit,
        most_loops=most_loops,
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
    list in its order, which soon gives a page; one who reaches few has them gathered, and then ordered. Limits
    stand in the text: PostgreSQL would plan a statement that is given them anew each time."""

    limit: int
    most_loops: int
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
            "chosen": (self.in_loop, asked.loop_id),
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
    rows = _rows(shape).subquery()
    found = sa.select(one_text.as_json(rows.c.name).label("names"), one_text.joined(rows.c.line).label("lines"))
    loops = loop_choices.listed(shape.most_loops, is_one_chosen=shape.in_loop)
    return sa.select(*found.subquery().c, *_reach(), loops)


def _rows(shape: _Shape) -> sa.Select[*Columns]:
    """The rows of a page, in order. Its lines alone are walked where nothing else of a candidacy is asked for."""
    if not shape.walked:
        return _gathered(shape)
    if shape.by_name or shape.masked or shape.in_loop or shape.in_state or shape.at_stage or shape.all_held:
        found = _found(shape, CandidacyRow, col(CandidacyRow.id))
        found = found.join(CandidacyTallyRow, col(CandidacyTallyRow.candidacy_id) == col(CandidacyRow.id))
    else:
        found = _found(shape, CandidacyTallyRow, col(CandidacyTallyRow.candidacy_id))
    return found.add_columns(col(CandidacyTallyRow.line))


def _gathered(shape: _Shape) -> sa.Select[*Columns]:
    """Few, whose lines are looked up once they are ordered, not of all that were gathered."""
    few = _found(shape, CandidacyRow, col(CandidacyRow.id)).subquery()
    tally = CandidacyTallyRow
    place = (few.c.name, col(tally.candidate_id), col(tally.loop_id))
    return (
        sa.select(*few.c, col(tally.line))
        .join(tally, col(tally.candidacy_id) == few.c.id)
        .order_by(*(place if shape.by_name else (few.c.id.desc(),)))
        .limit(shape.limit)  # which none exceeds: so that the order stands
    )


def _found(shape: _Shape, table: type[CandidacyRow | CandidacyTallyRow], key: Any) -> sa.Select[*Columns]:
    """Id and name of those that are wanted, found in one of the two tables that say whose a candidacy is."""
    name, candidate_id, loop_id = _name(shape), col(table.candidate_id), col(table.loop_id)
    candidacy = access.Candidacy(key, loop_id)
    query = (
        sa.select(key.label("id"), name.label("name"))
        .select_from(table)
        .join(
            CandidateTextRow,
            _text_of(candidate_id, walked=shape.walked and shape.by_name),
            isouter=not shape.by_name and not shape.named,
        )
        .where(_reached(candidacy, walked=shape.walked), *_wanted(shape, loop_id))
        .limit(shape.limit)
    )
    place = (name, col(CandidateTextRow.candidate_id), loop_id)  # as two indexes have them
    if shape.onward:
        query = query.where(_follows(place) if shape.by_name else key < given("after"))
    return query.order_by(*(place if shape.by_name else (key.desc(),)))


def _reached(candidacy: access.Candidacy, *, walked: bool) -> sa.ColumnElement[bool]:
    """access.reaches_candidacy, said in the way that the walk or the gathering is quick with."""
    if not walked:
        return access.reaches_candidacy(ME)
    member = access.is_member(SOMEBODY, candidacy.loop_id, *access.STAFF)
    decides: sa.ColumnElement[bool] = candidacy.loop_id.in_(access.decided_loops(SOMEBODY))
    return sa.or_(member, decides, access.meets_candidacy(SOMEBODY, candidacy), access.called(SOMEBODY, candidacy))


def _text_of(candidate_id: Any, *, walked: bool) -> sa.ColumnElement[bool]:
    """Which name is a candidacy's. The sum bars the way from candidacy to name, so that the names' order is walked."""
    name = col(CandidateTextRow.candidate_id)
    mine: sa.ColumnElement[bool] = (name + 0 if walked else name) == candidate_id
    return mine


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


def _wanted(shape: _Shape, loop_id: Any) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    if shape.named:
        wanted.append(_name(shape).icontains(sa.bindparam("search", type_=sa.String), escape="/"))
    if shape.in_loop:
        wanted.append(loop_id == given("loop"))
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


class Said(NamedTuple):
    """What CandidacyTallyRow.line says: of scorecards how many count and are in, nothing of what they say."""

    candidacy_id: int
    loop: str
    requisition: str
    state: CandidacyState
    cards: int
    cards_in: int
    steps: tuple[Step, ...]


def said(line: str) -> Said:
    """The line as it is meant; its times are in UTC."""
    candidacy_id, loop, requisition, state, (cards, cards_in), way = json.loads(line)
    steps = tuple(
        Step(stage, datetime.fromisoformat(f"{starts_at}+00:00") if starts_at else None, bool(is_left_out))
        for stage, starts_at, is_left_out in way
    )
    return Said(candidacy_id, loop, requisition, CandidacyState(state), cards, cards_in, steps)


def _reach() -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return sa.or_(_staffs_many(), _sits_often()), anonymity.has_unnamed(ME)


def _staffs_many() -> sa.ColumnElement[bool]:
    """Whether the viewer is staff of more than about one loop in twenty: of loops none ever goes, so that the newest
    tells how many there are."""
    mine = sa.union_all(access.member_loops(ME, *access.STAFF), access.decided_loops(ME)).subquery()
    enough = sa.select(sa.func.coalesce(sa.func.max(col(LoopRow.id)), 0) // 20).scalar_subquery()
    return _has_one(mine, after=enough)


def _sits_often() -> sa.ColumnElement[bool]:
    """Whether the viewer has many seats."""
    seats = sa.select(col(SeatRow.person_id)).where(col(SeatRow.person_id) == ME.person_id)
    return _has_one(seats.subquery(), after=_MANY_SEATS - 1)


def _has_one(rows: Any, *, after: Any) -> sa.ColumnElement[bool]:
    """Whether there are more rows than so many: no more of them are looked at."""
    return sa.select(sa.literal(1)).select_from(rows).offset(after).limit(1).scalar_subquery().is_not(None)


_REACH = sa.select(*_reach())
