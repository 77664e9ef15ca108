"""The list of candidates: a page of those whom a viewer reaches, with the counts that stand beside each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from hiringkit.db import access, anonymity, loop_choices
from hiringkit.db.interviews import Columns
from hiringkit.db.left_out import is_left_out
from hiringkit.db.queries import ME, given, run
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateTextRow,
    InterviewRow,
    LoopRow,
    ScorecardRow,
    SeatRow,
    StageRow,
)
from hiringkit.db.tables.candidates import CandidacyState, InterviewState
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState


class Sort(StrEnum):
    """In which order candidates are listed."""

    NEWEST = "newest"
    NAME = "name"


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


class Reach(NamedTuple):
    """How the list is to be read for a viewer: whether they reach more than, say, one candidate in twenty, twice; and
    whether they sit in a stage that is graded without names."""

    many: bool
    masked: bool


def page(session: Session, viewer: Viewer, reach: Reach, asked: Asked, limit: int, now: datetime) -> Sequence[Columns]:
    """At most `limit` candidacies: id, name, loop's title and requisition, state, first stage not held.

    By name, only those that have one: the index on names gives the order. Erased candidates stand under newest.
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
    return run(session, _page(shape), **values).all()


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
            "now": (True, now),
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
            col(CandidacyRow.state),
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
    order: tuple[Any, ...] = (name, col(CandidacyRow.id)) if shape.by_name else (col(CandidacyRow.id).desc(),)
    query = query.order_by(*order)
    if shape.onward:
        query = query.where(_follows(name) if shape.by_name else col(CandidacyRow.id) < given("after"))
    at = _at(col(StageRow.name)).scalar_subquery()
    if shape.walked:
        return query.add_columns(at)
    few = query.subquery()  # whose stage is looked for once they are ordered, not of all that were gathered
    again = (few.c.name, few.c.id) if shape.by_name else (few.c.id.desc(),)
    return sa.select(*few.c, at).join(CandidacyRow, col(CandidacyRow.id) == few.c.id).order_by(*again)


def _reached(*, walked: bool) -> sa.ColumnElement[bool]:
    """access.reaches_candidacy, said in the way that the walk or the gathering is quick with."""
    if not walked:
        return access.reaches_candidacy(ME)
    staff = access.staffs(ME, col(CandidacyRow.loop_id))
    return sa.or_(staff, access.meets_candidacy(ME), access.called(ME))


def _text_of(*, walked: bool) -> sa.ColumnElement[bool]:
    """Which name is a candidacy's. The sum bars the way from candidacy to name, so that the names' order is walked."""
    name = col(CandidateTextRow.candidate_id)
    return (name + 0 if walked else name) == col(CandidacyRow.candidate_id)


def _follows(shown: Any) -> sa.ColumnElement[bool]:
    """Whether a row follows a candidacy by name. Looked up here: a name in an address would stand in logs.

    One that the viewer does not reach is followed by nothing, so that it does not tell where its name lies.
    """
    name = (
        sa.select(shown)
        .select_from(CandidateTextRow)
        .join(CandidacyRow, col(CandidacyRow.candidate_id) == col(CandidateTextRow.candidate_id))
        .where(col(CandidacyRow.id) == given("after"), access.reaches_candidacy(ME))
        .correlate(None)
        .scalar_subquery()
    )
    return sa.tuple_(shown, col(CandidacyRow.id)) > sa.tuple_(name, given("after"))


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


_begun = col(InterviewRow.starts_at) <= given("now")


def _at(*columns: Any) -> sa.Select[*tuple[Any, ...]]:
    """Where a CandidacyRow stands in its loop: the first stage, of those not left out, with no interview that
    has begun; its id, unless more is named."""
    held = sa.exists(
        sa.select(sa.literal(1))
        .where(
            col(InterviewRow.candidacy_id) == col(CandidacyRow.id),
            col(InterviewRow.state) == InterviewState.PLANNED,
            col(InterviewRow.stage_id) == col(StageRow.id),
            _begun,
        )
        .correlate(CandidacyRow, StageRow)
    )
    return (
        sa.select(*(columns or (col(StageRow.id),)))
        .where(col(StageRow.loop_id) == col(CandidacyRow.loop_id), ~held, ~is_left_out())
        .order_by(col(StageRow.position))
        .limit(1)
        .correlate(CandidacyRow)
    )


class Counts(NamedTuple):
    """What stands beside a candidate: interviews begun and planned, when the next one begins, the first stage that is
    not held (nothing when each is), scorecards that are in, scorecards that count."""

    begun: int = 0
    planned: int = 0
    next_at: datetime | None = None
    at: str | None = None
    cards_in: int = 0
    cards: int = 0


@cache
def _counts(*, as_array: bool) -> sa.CompoundSelect[*Columns]:
    """Both halves are answered by indexes alone. Few interviews are cancelled: to look for those few is less work than
    to look up the interview of each card.

    `as_array`: which PostgreSQL takes as one value. Its driver reads a statement of more than fifty anew each time.
    """

    def is_there(candidacy_id: Mapped[int]) -> sa.ColumnElement[bool]:
        if as_array:
            return candidacy_id == sa.any_(sa.bindparam("ids", type_=sa.ARRAY(sa.Integer)))
        return candidacy_id.in_(sa.bindparam("ids", expanding=True))

    interviews: sa.Select[*Columns] = (
        sa.select(
            col(InterviewRow.candidacy_id),
            sa.func.count().filter(_begun),
            sa.func.count(),
            sa.func.min(col(InterviewRow.starts_at)).filter(sa.not_(_begun)),
            sa.literal(1),
        )
        .where(is_there(col(InterviewRow.candidacy_id)), col(InterviewRow.state) == InterviewState.PLANNED)
        .group_by(col(InterviewRow.candidacy_id))
    )
    cancelled = sa.select(col(InterviewRow.id)).where(
        is_there(col(InterviewRow.candidacy_id)), col(InterviewRow.state) == InterviewState.CANCELLED
    )
    cards: sa.Select[*Columns] = (
        sa.select(
            col(ScorecardRow.candidacy_id),
            sa.func.count().filter(col(ScorecardRow.state) != CardState.DRAFT),
            sa.func.count(),
            sa.null(),
            sa.literal(0),
        )
        .where(
            is_there(col(ScorecardRow.candidacy_id)),
            col(ScorecardRow.trainee).is_(False),
            col(ScorecardRow.interview_id).not_in(cancelled),
        )
        .group_by(col(ScorecardRow.candidacy_id))
    )
    return sa.union_all(interviews, cards)


def counts_of(session: Session, found: Sequence[Columns], now: datetime) -> list[Counts]:
    """What stands beside each candidate of a page. Of scorecards a count of seats; nothing of what they say."""
    query = _counts(as_array=session.get_bind().dialect.name == "postgresql")
    rows = run(session, query, ids=[row[0] for row in found], now=now).all()
    interviews = {row[0]: (row[1], row[2], row[3]) for row in rows if row[4]}
    cards = {row[0]: (row[1], row[2]) for row in rows if not row[4]}
    return [Counts(*interviews.get(row[0], (0, 0, None)), row[5], *cards.get(row[0], (0, 0))) for row in found]


def reach_and_loops(
    session: Session, viewer: Viewer, chosen: int | None, limit: int
) -> tuple[Reach, Sequence[Columns]]:
    """How a page of the list is to be read, and loop_choices.loops_of: one question is one way to the database."""
    query = _reach_and_loops(limit, is_one_chosen=chosen is not None)
    rows = run(session, query, me=viewer.person_id, **loop_choices.values(chosen)).all()
    many, masked = next((row[3], row[4]) for row in rows if row[0] is None)
    return Reach(bool(many), bool(masked)), loop_choices.by_title([row[:4] for row in rows if row[0] is not None])


@cache
def _reach_and_loops(limit: int, *, is_one_chosen: bool) -> sa.CompoundSelect[*Columns]:
    loops = loop_choices.query(limit, is_one_chosen=is_one_chosen).subquery()
    reach = sa.select(sa.null(), sa.null(), sa.null(), sa.or_(_staffs_many(), _sits_often()), anonymity.has_unnamed(ME))
    return sa.union_all(sa.select(*loops.c, sa.false()), reach)


def _staffs_many() -> sa.ColumnElement[bool]:
    """Whether the viewer is staff of more than one loop in twenty."""
    mine = (access.member_loops(ME, *access.STAFF), access.decided_loops(ME))
    counts = [sa.select(sa.func.count()).select_from(one.subquery()).scalar_subquery() for one in mine]
    return (counts[0] + counts[1]) * 20 > sa.select(sa.func.count(col(LoopRow.id))).scalar_subquery()


def _sits_often() -> sa.ColumnElement[bool]:
    """Whether the viewer has many seats."""
    seats = sa.select(col(SeatRow.person_id)).where(col(SeatRow.person_id) == ME.person_id).limit(_MANY_SEATS)
    return sa.select(sa.func.count()).select_from(seats.subquery()).scalar_subquery() == _MANY_SEATS
