"""Candidates and their candidacies: lists by key, one person's way through a loop, who may change what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db import access, anonymity, moves
from hiringkit.db.debriefs import may_enter
from hiringkit.db.decisions import standing_choice
from hiringkit.db.interviews import Columns, is_begun, is_planned
from hiringkit.db.left_out import FIELD
from hiringkit.db.people import ERASED_PERSON
from hiringkit.db.queries import ME, given, run
from hiringkit.db.scorecards import may_read, opens
from hiringkit.db.tables import (
    CandidacyRow,
    CandidacyWordsRow,
    CandidateTextRow,
    EarlyOpeningRow,
    InterviewChangeRow,
    InterviewRow,
    LeftOutRow,
    LoopRow,
    PanelRow,
    PersonRow,
    PersonTextRow,
    RubricVersionRow,
    ScorecardRow,
    SeatRow,
    StageRow,
    WithdrawnDraftRow,
)
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import LoopRole, Viewer
from hiringkit.policy.scorecards import CardState, Visibility


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


def standing(
    session: Session, viewer: Viewer, candidacy_id: int, *, lock: bool = False, loop: bool = False
) -> Standing:
    """A candidacy that is to be acted on, or NotFoundError.

    `lock` keeps others from it until the act is done; `loop` keeps its loop from being closed until then.
    """
    if loop:
        run(session, _HELD_LOOP, candidacy_id=candidacy_id)
    query = _stands()
    query = query.with_for_update(of=CandidacyRow) if lock else query
    row = run(session, query, me=viewer.person_id, candidacy_id=candidacy_id).one_or_none()
    if row is None:
        raise NotFoundError("There is no such candidate.", where=f"candidacy {candidacy_id}")
    return _made_standing(row)


_HELD_LOOP = (
    sa.select(col(LoopRow.id))
    .where(
        col(LoopRow.id)
        == sa.select(col(CandidacyRow.loop_id)).where(col(CandidacyRow.id) == given("candidacy_id")).scalar_subquery()
    )
    .with_for_update(read=True)
)


@cache
def _stands() -> sa.Select[*Columns]:
    return (
        sa.select(*_standing())
        .select_from(CandidacyRow)
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .where(col(CandidacyRow.id) == given("candidacy_id"), access.knows_candidacy(ME))
    )


def _standing() -> tuple[Any, ...]:
    return (
        col(CandidacyRow.id),
        col(CandidacyRow.candidate_id),
        col(CandidacyRow.state),
        col(CandidacyRow.opened_early_at),
        col(LoopRow.id),
        col(LoopRow.title),
        col(LoopRow.zone),
        col(LoopRow.state),
        col(LoopRow.visibility),
        anonymity.name(ME),
        sa.func.coalesce(col(CandidateTextRow.email), ""),
        sa.func.coalesce(col(CandidateTextRow.phone), ""),
        access.is_member(ME, col(LoopRow.id), *access.STAFF),
        access.is_member(ME, col(LoopRow.id), LoopRole.MANAGER),
    )


def _made_standing(row: Columns) -> Standing:
    return Standing(*row[:12], *map(bool, row[12:14]))


def shown(session: Session, viewer: Viewer, candidacy_id: int) -> tuple[Standing, Columns]:
    """As `standing`, and what the candidate's page says of the loop and of an early opening, or NotFoundError.

    Requisition, level, whether the viewer is staff, when the candidate was added; reason and opener's
    name of an early opening; what was decided, for whoever may enter the debrief; the rubric version's id and hash;
    `moves.links`.
    """
    row = run(session, _shown(), me=viewer.person_id, candidacy_id=candidacy_id).one_or_none()
    if row is None:
        raise NotFoundError("There is no such candidate.", where=f"candidacy {candidacy_id}")
    return _made_standing(row), tuple(row[14:])


@cache
def _shown() -> sa.Select[*Columns]:
    opener = aliased(PersonTextRow)
    return (
        sa.select(
            *_standing(),
            col(LoopRow.requisition),
            col(LoopRow.level),
            access.is_staff(ME, col(LoopRow.id)),
            col(CandidacyRow.created_at),
            col(EarlyOpeningRow.reason),
            col(opener.name),
            sa.case((may_enter(ME), standing_choice())),
            col(RubricVersionRow.id),
            col(RubricVersionRow.content_hash),
            *moves.links(ME),
        )
        .select_from(CandidacyRow)
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(RubricVersionRow, col(RubricVersionRow.id) == col(LoopRow.version_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .outerjoin(EarlyOpeningRow, col(EarlyOpeningRow.candidacy_id) == col(CandidacyRow.id))
        .outerjoin(opener, col(opener.person_id) == col(EarlyOpeningRow.person_id))
        .where(col(CandidacyRow.id) == given("candidacy_id"), access.knows_candidacy(ME))
    )


def panels(session: Session, loop_id: int) -> Sequence[Columns]:
    """Each stage of a loop with those planned for it: stage id, name, minutes, format; person's name, seat.

    Whoever cannot sign in any more sits on no panel.
    """
    return run(session, _panels(), loop_id=loop_id).all()


@cache
def _panels() -> sa.Select[*Columns]:
    return (
        sa.select(
            col(StageRow.id),
            col(StageRow.name),
            col(StageRow.minutes),
            col(StageRow.format),
            col(PersonTextRow.name),
            col(PanelRow.seat),
        )
        .select_from(StageRow)
        .outerjoin(PanelRow, sa.and_(col(PanelRow.stage_id) == col(StageRow.id), _can_sign_in(PanelRow)))
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(PanelRow.person_id))
        .where(col(StageRow.loop_id) == given("loop_id"))
        .order_by(col(StageRow.position), col(PersonTextRow.name), col(PanelRow.person_id))
    )


def _can_sign_in(row: type[PanelRow] | type[SeatRow]) -> sa.ColumnElement[bool]:
    return sa.exists().where(col(PersonRow.id) == col(row.person_id), col(PersonRow.disabled_at).is_(None))


def seats(session: Session, viewer: Viewer, candidacy_id: int) -> Sequence[Columns]:
    """Each seat of a candidacy's interviews. The recommendation only of a card that the viewer may read.

    Interview's id, stage, start, minutes, zone; person's id and name, seat; card's id, state, whether it may be read,
    recommendation; whether the person can sign in; for a manager of the loop, whether a draft is begun.
    """
    return run(session, _seats(), me=viewer.person_id, candidacy_id=candidacy_id).all()


@cache
def _seats() -> sa.Select[*Columns]:
    way = (  # one row, which is asked once whether its cards are open; without the limit, in each row of the seats
        sa.select(col(CandidacyRow.id), opens(ME).label("opened"), access.manages_loop(ME).label("manages"))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .where(col(CandidacyRow.id) == given("candidacy_id"), access.knows_candidacy(ME))
        .limit(1)
        .subquery()
    )
    readable = may_read(ME, way.c.opened)
    return (
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
            _can_sign_in(SeatRow),
            sa.and_(way.c.manages, col(ScorecardRow.state) == CardState.DRAFT, is_begun()),
        )
        .select_from(way)
        .join(InterviewRow, col(InterviewRow.candidacy_id) == way.c.id)
        .join(SeatRow, col(SeatRow.interview_id) == col(InterviewRow.id))
        .join(
            ScorecardRow,
            sa.and_(
                col(ScorecardRow.interview_id) == col(SeatRow.interview_id),
                col(ScorecardRow.author_id) == col(SeatRow.person_id),
            ),
        )
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(SeatRow.person_id))
        .where(is_planned())
        .order_by(col(InterviewRow.id), col(SeatRow.seat), col(PersonTextRow.name), col(SeatRow.person_id))
    )


def happened(session: Session, candidacy_id: int) -> Sequence[Columns]:
    """What was done to a candidacy's interviews, the first first: drafts given back, interviews moved and cancelled,
    and the stages that are left out.

    What ("withdrawn", "moved", "cancelled", "left out"), stage, interview or 0, who, when, when the
    interview was to begin, why.
    """
    return run(session, _happened(), candidacy_id=candidacy_id).all()


@cache
def _happened() -> sa.Select[*Columns]:
    given_back = _done(WithdrawnDraftRow, sa.literal("withdrawn"), "withdrawn:", col(InterviewRow.starts_at))
    changed = _done(
        InterviewChangeRow,
        sa.cast(col(InterviewChangeRow.kind), sa.String),
        "interview:",
        col(InterviewChangeRow.began_at),
    )
    both = sa.union_all(given_back, changed, _left_out()).subquery()
    return sa.select(*both.c).order_by(both.c.at)


def _left_out() -> sa.Select[*Columns]:
    person = aliased(PersonTextRow)
    said = sa.and_(
        col(CandidacyWordsRow.candidacy_id) == col(LeftOutRow.candidacy_id),
        col(CandidacyWordsRow.field) == sa.literal(FIELD) + sa.cast(col(LeftOutRow.stage_id), sa.String),
    )
    return (
        sa.select(
            sa.literal("left out"),
            col(LeftOutRow.stage_id),
            sa.literal(0),
            sa.func.coalesce(col(person.name), ERASED_PERSON),
            col(LeftOutRow.at),
            col(LeftOutRow.at),
            sa.func.coalesce(col(CandidacyWordsRow.text), ""),
        )
        .select_from(LeftOutRow)
        .outerjoin(person, col(person.person_id) == col(LeftOutRow.person_id))
        .outerjoin(CandidacyWordsRow, said)
        .where(col(LeftOutRow.candidacy_id) == given("candidacy_id"))
    )


def _done(
    row: type[WithdrawnDraftRow | InterviewChangeRow], what: sa.ColumnElement[str], field: str, began_at: Any
) -> sa.Select[*Columns]:
    person = aliased(PersonTextRow)
    said = sa.and_(
        col(CandidacyWordsRow.candidacy_id) == col(row.candidacy_id),
        col(CandidacyWordsRow.field) == sa.literal(field) + sa.cast(col(row.id), sa.String),
    )
    return (
        sa.select(
            what.label("what"),
            col(InterviewRow.stage_id),
            col(row.interview_id),
            sa.func.coalesce(col(person.name), ERASED_PERSON).label("name"),
            col(row.at).label("at"),
            began_at.label("began_at"),
            sa.func.coalesce(col(CandidacyWordsRow.text), "").label("why"),
        )
        .select_from(row)
        .join(InterviewRow, col(InterviewRow.id) == col(row.interview_id))
        .outerjoin(person, col(person.person_id) == col(row.person_id))
        .outerjoin(CandidacyWordsRow, said)
        .where(col(row.candidacy_id) == given("candidacy_id"))
    )


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


def has_email(session: Session, loop_id: int, email: str) -> bool:
    """Whether a candidate of a loop has this address."""
    found = session.execute(
        sa.select(col(CandidateTextRow.candidate_id))
        .join(CandidacyRow, col(CandidacyRow.candidate_id) == col(CandidateTextRow.candidate_id))
        .where(sa.func.lower(col(CandidateTextRow.email)) == email.lower(), col(CandidacyRow.loop_id) == loop_id)
        .limit(1)
    )
    return found.first() is not None
