"""The list of candidates: a page of those whom a viewer reaches, with the counts that stand beside each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import access, anonymity
from hiringkit.db.candidates import may_edit
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.queries import ME, given, run
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateTextRow,
    InterviewRow,
    LoopRow,
    ScorecardRow,
    SeatRow,
)
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState


class Sort(StrEnum):
    """In which order candidates are listed."""

    NEWEST = "newest"
    NAME = "name"


@dataclass(frozen=True)
class Asked:
    """What a list of candidates is asked for; `after` is the candidacy that stands before the page."""

    search: str = ""
    loop_id: int | None = None
    state: CandidacyState | None = None
    sort: Sort = Sort.NEWEST
    after: int | None = None


def page(session: Session, viewer: Viewer, asked: Asked, limit: int) -> Sequence[Columns]:
    """At most `limit` candidacies: id, name, loop's id, title and requisition, state.

    By name, only those that have one: the index on names gives the order. Erased candidates stand under newest.
    """
    *reach, masked = run(session, _REACH, me=viewer.person_id).one()
    many, masked = any(reach), bool(masked)
    shape = _Shape(
        by_name=asked.sort is Sort.NAME,
        walked=_is_walked(asked, many=many, masked=masked),
        masked=masked,
        named=bool(asked.search),
        in_loop=asked.loop_id is not None,
        in_state=asked.state is not None,
        onward=bool(asked.after),
    )
    values = {"me": viewer.person_id, "limit": limit, **shape.values(asked)}
    return run(session, _page(shape), **values).all()


def _is_walked(asked: Asked, *, many: bool, masked: bool) -> bool:
    """Whether the list is walked in its order. Within one loop only by age: by name they are gathered sooner.

    By name neither where an alias stands for some: the names’ own order would tell where theirs lie.
    """
    if masked and asked.sort is Sort.NAME:
        return False
    return asked.sort is Sort.NEWEST if asked.loop_id is not None else many


@dataclass(frozen=True)
class _Shape:
    """Which of its parts the query of a page has. A viewer who reaches many candidates has theirs found by walking the
    list in its order, which soon gives a page; one who reaches few has them gathered, and then ordered."""

    by_name: bool
    walked: bool
    masked: bool
    named: bool
    in_loop: bool
    in_state: bool
    onward: bool

    def values(self, asked: Asked) -> Mapping[str, Any]:
        """What the parts ask for."""
        parts = {
            "search": (self.named, re.sub("([/%_])", r"/\1", asked.search)),
            "loop": (self.in_loop, asked.loop_id),
            "state": (self.in_state, asked.state),
            "after": (self.onward, asked.after),
        }
        return {name: value for name, (is_there, value) in parts.items() if is_there}


_staffed = sa.select(sa.func.count()).select_from(access.member_loops(ME, *access.STAFF).subquery())
_decided = sa.select(sa.func.count()).select_from(access.decided_loops(ME).subquery())
_all_loops = sa.select(sa.func.count(col(LoopRow.id)))
_MANY_SEATS = 500
_some_seats = sa.select(col(SeatRow.person_id)).where(col(SeatRow.person_id) == ME.person_id).limit(_MANY_SEATS)
_REACH = sa.select(
    (_staffed.scalar_subquery() + _decided.scalar_subquery()) * 20 > _all_loops.scalar_subquery(),
    sa.select(sa.func.count()).select_from(_some_seats.subquery()).scalar_subquery() == _MANY_SEATS,
    anonymity.has_unnamed(ME),
)
"""Whether the viewer reaches more than, say, one candidate in twenty, twice; whether they sit in a stage that is graded
without names."""


def _name(shape: _Shape) -> Any:
    """What a candidate is called here; who sits in no stage without names is told every name."""
    return anonymity.name(ME) if shape.masked else anonymity.full_name


@cache
def _page(shape: _Shape) -> sa.Select[*Columns]:
    name = _name(shape)
    query = (
        sa.select(
            col(CandidacyRow.id),
            name,
            col(LoopRow.id),
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
        .limit(given("limit"))
    )
    if shape.by_name:
        query = query.order_by(name, col(CandidacyRow.id))
        return query.where(_follows(name)) if shape.onward else query
    query = query.order_by(col(CandidacyRow.id).desc())
    return query.where(col(CandidacyRow.id) < given("after")) if shape.onward else query


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
    return wanted


_begun = col(InterviewRow.starts_at) <= given("now")
_INTERVIEWS = (
    sa.select(
        col(InterviewRow.candidacy_id),
        sa.func.count().filter(_begun),
        sa.func.count(),
        sa.func.min(col(InterviewRow.starts_at)).filter(sa.not_(_begun)),
    )
    .where(col(InterviewRow.candidacy_id).in_(sa.bindparam("ids", expanding=True)), is_planned())
    .group_by(col(InterviewRow.candidacy_id))
)


def interviews_of(
    session: Session, candidacy_ids: Sequence[int], now: datetime
) -> Mapping[int, tuple[int, int, datetime | None]]:
    """By candidacy: interviews begun, interviews planned, when the next one begins."""
    return {row[0]: (row[1], row[2], row[3]) for row in run(session, _INTERVIEWS, ids=candidacy_ids, now=now)}


_CARDS = (
    sa.select(
        col(ScorecardRow.candidacy_id),
        sa.func.count().filter(col(ScorecardRow.state) != CardState.DRAFT),
        sa.func.count(),
    )
    .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
    .where(
        col(ScorecardRow.candidacy_id).in_(sa.bindparam("ids", expanding=True)),
        col(ScorecardRow.trainee).is_(False),
        is_planned(),
    )
    .group_by(col(ScorecardRow.candidacy_id))
)


def cards_of(session: Session, candidacy_ids: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    """By candidacy: scorecards that are in, scorecards that count. A count of seats; nothing of what they say."""
    return {row[0]: (row[1], row[2]) for row in run(session, _CARDS, ids=candidacy_ids)}


_seated_loops = sa.select(col(CandidacyRow.loop_id)).where(col(CandidacyRow.id).in_(access.seated(ME)))
_LOOPS = (
    sa.select(
        col(LoopRow.id),
        col(LoopRow.title),
        col(LoopRow.requisition),
        sa.and_(may_edit(ME), col(LoopRow.state) == LoopState.OPEN),
    )
    .where(sa.or_(access.staffs(ME, col(LoopRow.id)), col(LoopRow.id).in_(_seated_loops)))
    .order_by((col(LoopRow.id) == given("chosen")).desc(), col(LoopRow.id).desc())
    .limit(given("limit"))
)


def loops_of(session: Session, viewer: Viewer, chosen: int | None, limit: int) -> Sequence[Columns]:
    """The chosen loop and the newest ones of those whose candidates the viewer reaches, by title.

    Loop's id, title, requisition, whether the viewer may add a candidate there now.
    """
    found = run(session, _LOOPS, me=viewer.person_id, chosen=chosen or 0, limit=limit).all()
    return sorted(found, key=lambda row: (row[1], row[0]))
