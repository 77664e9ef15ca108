"""Candidates and their candidacies: lists by key, one person's way through a loop, who may change what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db import access
from hiringkit.db.debriefs import may_enter
from hiringkit.db.decisions import standing_choice
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.queries import ME, given, run
from hiringkit.db.scorecards import may_read
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateTextRow,
    EarlyOpeningRow,
    InterviewRow,
    LoopRow,
    PanelRow,
    PersonTextRow,
    ScorecardRow,
    SeatRow,
    StageRow,
)
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState, Visibility


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


@dataclass(frozen=True)
class Standing:
    """A candidacy as an act on it needs it: whose, where, in what state, and what the viewer may do."""

    candidacy_id: int
    candidate_id: int
    state: CandidacyState
    opened_early_at: datetime | None
    loop_id: int
    loop_title: str
    loop_zone: str
    loop_state: LoopState
    visibility: Visibility
    name: str | None
    email: str
    phone: str
    may_edit: bool
    may_manage: bool


def may_edit(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Whether the viewer adds candidates to a LoopRow and plans its interviews: as its manager or recruiter."""
    return col(LoopRow.id).in_(access.member_loops(viewer, *access.STAFF))


def page(session: Session, viewer: Viewer, asked: Asked, limit: int) -> Sequence[Columns]:
    """At most `limit` candidacies: id, name, loop's id, title and requisition, state.

    By name, only those that have one: the index on names gives the order. Erased candidates stand under newest.
    """
    shape = _Shape(
        by_name=asked.sort is Sort.NAME,
        walked=asked.sort is Sort.NEWEST and (asked.loop_id is not None or _reaches_many(session, viewer)),
        named=bool(asked.search),
        in_loop=asked.loop_id is not None,
        in_state=asked.state is not None,
        onward=bool(asked.after),
    )
    values = {"me": viewer.person_id, "limit": limit, **shape.values(asked)}
    return run(session, _page(shape), **values).all()


@dataclass(frozen=True)
class _Shape:
    """Which of its parts the query of a page has. A viewer who reaches many candidates has theirs found by walking the
    list in its order, which soon gives a page; one who reaches few has them gathered, and then ordered."""

    by_name: bool
    walked: bool
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
)


def _reaches_many(session: Session, viewer: Viewer) -> bool:
    """Whether the viewer reaches more than, say, one candidate in twenty."""
    return any(run(session, _REACH, me=viewer.person_id).one())


@cache
def _page(shape: _Shape) -> sa.Select[*Columns]:
    query = (
        sa.select(
            col(CandidacyRow.id),
            col(CandidateTextRow.name),
            col(LoopRow.id),
            col(LoopRow.title),
            col(LoopRow.requisition),
            col(CandidacyRow.state),
        )
        .select_from(CandidacyRow)
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(
            CandidateTextRow,
            col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id),
            isouter=not shape.by_name and not shape.named,
        )
        .where(_reached(walked=shape.walked), *_wanted(shape))
        .limit(given("limit"))
    )
    if shape.by_name:
        query = query.order_by(col(CandidateTextRow.name), col(CandidacyRow.id))
        return query.where(_follows()) if shape.onward else query
    query = query.order_by(col(CandidacyRow.id).desc())
    return query.where(col(CandidacyRow.id) < given("after")) if shape.onward else query


def _reached(*, walked: bool) -> sa.ColumnElement[bool]:
    """access.reaches_candidacy, said in the way that the walk or the gathering is quick with."""
    if not walked:
        return access.reaches_candidacy(ME)
    staff = access.staffs(ME, col(CandidacyRow.loop_id))
    return sa.or_(staff, access.meets_candidacy(ME), access.called(ME))


def _follows() -> sa.ColumnElement[bool]:
    """Whether a row follows a candidacy by name. Looked up here: a name in an address would stand in logs.

    One that the viewer does not reach is followed by nothing, so that it does not tell where its name lies.
    """
    name = (
        sa.select(col(CandidateTextRow.name))
        .join(CandidacyRow, col(CandidacyRow.candidate_id) == col(CandidateTextRow.candidate_id))
        .where(col(CandidacyRow.id) == given("after"), access.reaches_candidacy(ME))
        .correlate(None)
        .scalar_subquery()
    )
    return sa.tuple_(col(CandidateTextRow.name), col(CandidacyRow.id)) > sa.tuple_(name, given("after"))


def _wanted(shape: _Shape) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    if shape.named:
        wanted.append(col(CandidateTextRow.name).icontains(sa.bindparam("search", type_=sa.String), escape="/"))
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


def standing(session: Session, viewer: Viewer, candidacy_id: int, *, lock: bool = False) -> Standing:
    """A candidacy that is to be acted on, or NotFoundError; `lock` keeps others from it until the act is done."""
    query = (
        sa.select(
            col(CandidacyRow.id),
            col(CandidacyRow.candidate_id),
            col(CandidacyRow.state),
            col(CandidacyRow.opened_early_at),
            col(LoopRow.id),
            col(LoopRow.title),
            col(LoopRow.zone),
            col(LoopRow.state),
            col(LoopRow.visibility),
            col(CandidateTextRow.name),
            sa.func.coalesce(col(CandidateTextRow.email), ""),
            sa.func.coalesce(col(CandidateTextRow.phone), ""),
            may_edit(viewer),
            access.manages_loop(viewer),
        )
        .select_from(CandidacyRow)
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .where(col(CandidacyRow.id) == candidacy_id, access.reaches_candidacy(viewer))
    )
    row = session.execute(query.with_for_update(of=CandidacyRow) if lock else query).one_or_none()
    if row is None:
        raise NotFoundError("There is no such candidate.", where=f"candidacy {candidacy_id}")
    return Standing(*row[:12], *map(bool, row[12:]))


def shown(session: Session, viewer: Viewer, candidacy_id: int) -> Columns:
    """What the candidate's page says of the loop and of an early opening, or NotFoundError.

    Requisition, level, whether the viewer is staff, when the candidate was added; reason and opener's
    name of an early opening; what was decided, for whoever may enter the debrief.
    """
    opener = aliased(PersonTextRow)
    row = session.execute(
        sa.select(
            col(LoopRow.requisition),
            col(LoopRow.level),
            access.staffs(viewer, col(LoopRow.id)),
            col(CandidacyRow.created_at),
            col(EarlyOpeningRow.reason),
            col(opener.name),
            sa.case((may_enter(viewer), standing_choice())),
        )
        .select_from(CandidacyRow)
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .outerjoin(EarlyOpeningRow, col(EarlyOpeningRow.candidacy_id) == col(CandidacyRow.id))
        .outerjoin(opener, col(opener.person_id) == col(EarlyOpeningRow.person_id))
        .where(col(CandidacyRow.id) == candidacy_id, access.reaches_candidacy(viewer))
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such candidate.", where=f"candidacy {candidacy_id}")
    return row


def panels(session: Session, loop_id: int) -> Sequence[Columns]:
    """Each stage of a loop with those planned for it: stage id, name, minutes, format; person's name, seat."""
    return session.execute(
        sa.select(
            col(StageRow.id),
            col(StageRow.name),
            col(StageRow.minutes),
            col(StageRow.format),
            col(PersonTextRow.name),
            col(PanelRow.seat),
        )
        .outerjoin(PanelRow, col(PanelRow.stage_id) == col(StageRow.id))
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(PanelRow.person_id))
        .where(col(StageRow.loop_id) == loop_id)
        .order_by(col(StageRow.position), col(PersonTextRow.name), col(PanelRow.person_id))
    ).all()


def seats(session: Session, viewer: Viewer, candidacy_id: int) -> Sequence[Columns]:
    """Each seat of a candidacy's interviews. The recommendation only of a card that the viewer may read.

    Interview's id, stage, start, minutes, zone; person's id and name, seat; card's id, state, whether it may be read,
    recommendation.
    """
    readable = may_read(viewer)
    return session.execute(
        sa.select(
            col(InterviewRow.id),
            col(InterviewRow.stage_id),
            col(InterviewRow.starts_at),
            col(InterviewRow.minutes),
            col(InterviewRow.zone),
            col(SeatRow.person_id),
            col(PersonTextRow.name),
            col(SeatRow.seat),
            col(ScorecardRow.id),
            col(ScorecardRow.state),
            readable,
            sa.case((readable, col(ScorecardRow.recommendation))),
        )
        .select_from(InterviewRow)
        .join(CandidacyRow, col(CandidacyRow.id) == col(InterviewRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(InterviewRow.loop_id))
        .join(SeatRow, col(SeatRow.interview_id) == col(InterviewRow.id))
        .join(
            ScorecardRow,
            sa.and_(
                col(ScorecardRow.interview_id) == col(SeatRow.interview_id),
                col(ScorecardRow.author_id) == col(SeatRow.person_id),
            ),
        )
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(SeatRow.person_id))
        .where(col(InterviewRow.candidacy_id) == candidacy_id, is_planned(), access.reaches_candidacy(viewer))
        .order_by(col(InterviewRow.id), col(SeatRow.seat), col(PersonTextRow.name), col(SeatRow.person_id))
    ).all()


def is_waiting_for_cards(session: Session, candidacy_id: int) -> bool:
    """Whether a card that counts is still a draft."""
    drafts = (
        sa.select(col(ScorecardRow.id))
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .where(
            col(ScorecardRow.candidacy_id) == candidacy_id,
            col(ScorecardRow.state) == CardState.DRAFT,
            col(ScorecardRow.trainee).is_(False),
            is_planned(),
        )
    )
    return session.execute(drafts.limit(1)).first() is not None


def loop_to_fill(session: Session, viewer: Viewer, loop_id: int, *, lock: bool = False) -> Columns:
    """A loop to add a candidate to: id, title, requisition, state, whether the viewer may; or NotFoundError."""
    query = sa.select(
        col(LoopRow.id), col(LoopRow.title), col(LoopRow.requisition), col(LoopRow.state), may_edit(viewer)
    ).where(col(LoopRow.id) == loop_id, access.reaches_loop(viewer))
    row = session.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFoundError("There is no such loop.", where=f"loop {loop_id}")
    return row


def by_email(session: Session, email: str, *conditions: sa.ColumnElement[bool]) -> int | None:
    """The candidate with this address who has a candidacy for which all of this holds; the first one that was added."""
    return session.execute(
        sa.select(col(CandidateTextRow.candidate_id))
        .join(CandidacyRow, col(CandidacyRow.candidate_id) == col(CandidateTextRow.candidate_id))
        .where(sa.func.lower(col(CandidateTextRow.email)) == email.lower(), *conditions)
        .order_by(col(CandidateTextRow.candidate_id))
        .limit(1)
    ).scalar()
