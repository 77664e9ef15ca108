"""What waits for a person, kind by kind: each query gives the first few, and how many there are, up to `MOST`.

Who has more than `MOST` of a kind waiting is told so, and sees from among those that were planned first: a page costs
the same whatever has piled up. Limits stand in the text: PostgreSQL plans a statement that is given one anew each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db import access, anonymity, left_out
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.queries import ME, given, plain, run
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateTextRow,
    DrillRow,
    InterviewRow,
    LeftOutRow,
    LoopRow,
    PackRow,
    PersonTextRow,
    SampleRow,
    ScorecardRow,
    SeatRow,
    StageRow,
)
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import Viewer
from hiringkit.policy.samples import DrillState
from hiringkit.policy.scorecards import CardState, Visibility

MOST = 100
_COUNTED = MOST + 1
_TOTAL = sa.func.count().over()
_Found = sa.Select[*Columns] | sa.CompoundSelect[*Columns]
_FEW_LOOPS = 20
_card, _start = col(ScorecardRow.id), col(InterviewRow.starts_at)
_free_stage = aliased(StageRow)


def asked(session: Session, viewer: Viewer, limit: int) -> tuple[int, Sequence[Columns]]:
    """Of how many loops the viewer is manager or recruiter; and drills that they were asked for and have not handed in,
    by when they are due: id, when due, sample's name and kind, pack's title; how many in all."""
    rows = run(session, _asked(limit), me=viewer.person_id).all()
    return int(rows[0][0]), [row[1:] for row in rows if row[1] is not None]


@cache
def _asked(limit: int) -> sa.Select[*Columns]:
    """One row at least, whose count of loops stands with or without a drill."""
    staffed = sa.select(sa.func.count().label("loops")).select_from(access.member_loops(ME, *access.STAFF).subquery())
    drills = (
        sa.select(
            col(DrillRow.id).label("id"),
            col(DrillRow.due_at).label("due_at"),
            col(SampleRow.name).label("name"),
            col(SampleRow.kind).label("kind"),
            col(PackRow.title).label("title"),
            _TOTAL.label("total"),
        )
        .join(SampleRow, col(SampleRow.id) == col(DrillRow.sample_id))
        .join(PackRow, col(PackRow.id) == col(SampleRow.pack_id))
        .where(
            col(DrillRow.person_id) == ME.person_id,
            col(DrillRow.state) == DrillState.OPEN,
            col(DrillRow.due_at).is_not(None),
            col(SampleRow.retired_at).is_(None),
        )
        .order_by(col(DrillRow.due_at), col(DrillRow.id))
        .limit(limit)
        .subquery()
    )
    loops = staffed.subquery()
    return (
        sa.select(loops.c.loops, *drills.c)
        .select_from(loops.outerjoin(drills, sa.true()))
        .order_by(drills.c.due_at, drills.c.id)
    )


def own_cards(session: Session, viewer: Viewer, limit: int) -> Sequence[Columns]:
    """The viewer's own scorecards that are not in, by when the interview begins.

    Interview's id, start, minutes, zone; stage, candidate's name, loop's title and requisition; seat, card's state,
    whether a card of the candidate is in that opens after the viewer's own; how many in all.
    """
    return run(session, _own_cards(limit), me=viewer.person_id).all()


@cache
def _own_cards(limit: int) -> sa.Select[*Columns]:
    other = aliased(ScorecardRow)
    others_in = sa.exists().where(
        col(other.candidacy_id) == col(ScorecardRow.candidacy_id),
        col(other.author_id) != ME.person_id,
        col(other.state) != CardState.DRAFT,
    )
    mine = sa.and_(
        col(SeatRow.interview_id) == col(ScorecardRow.interview_id),
        col(SeatRow.person_id) == col(ScorecardRow.author_id),
    )
    waiting = (sa.select(_waiting(state)) for state in (CardState.DRAFT, CardState.RETURNED))
    shown = _shown(sa.union_all(*waiting), limit)
    return _with_names(
        sa.select(
            col(InterviewRow.id),
            col(InterviewRow.starts_at),
            col(InterviewRow.minutes),
            col(StageRow.name),
            anonymity.name_at(ME),
            col(LoopRow.title),
            col(LoopRow.requisition),
            col(SeatRow.seat),
            col(ScorecardRow.state),
            sa.and_(
                others_in,
                col(LoopRow.visibility) == Visibility.AFTER_OWN,
                col(ScorecardRow.state) == CardState.DRAFT,
            ),
            shown.c.total,
        ),
        shown,
    ).join(SeatRow, mine)


def _waiting(state: CardState) -> sa.Subquery:
    """The viewer's first cards in a state."""
    cards: sa.Select[*Columns] = sa.select(_card.label("id"), _start.label("at"))
    return (
        _taken(cards)
        .where(col(ScorecardRow.author_id) == ME.person_id, col(ScorecardRow.state) == state)
        .order_by(_card)
        .limit(_COUNTED)
        .subquery()
    )


def _shown(found: _Found, limit: int) -> sa.Subquery:
    """The few cards that are shown of those that were found, and how many these are. Only they are given names."""
    cards, total = _counted(found)
    few = sa.select(cards.c.id, cards.c.at, total)
    return few.order_by(cards.c.at, cards.c.id).limit(limit).subquery()


def _counted(found: _Found) -> tuple[sa.CTE, sa.Label[int]]:
    """What was found, gathered once, and how many it is: a window over it takes as long as to find it."""
    gathered = found.cte("found")
    return gathered, sa.select(sa.func.count()).select_from(gathered.alias()).scalar_subquery().label("total")


def missing_cards(session: Session, viewer: Viewer, before: datetime, limit: int, *, staffed: int) -> Sequence[Columns]:
    """Drafts of others that count, of interviews begun before then, in loops whose manager or recruiter the viewer is.

    Candidacy's id, start, minutes; stage, candidate's name, loop's title and requisition; author's name; how many in
    all. That a card is missing is not what it says: staff know it whatever the loop's rule. `staffed`: how many loops
    these are.
    """
    walked = staffed > _FEW_LOOPS
    return run(session, _missing_cards(limit, walked=walked), me=viewer.person_id, before=before).all()


@cache
def _missing_cards(limit: int, *, walked: bool) -> sa.Select[*Columns]:
    shown = _shown(_missing(walked=walked), limit)
    return _with_names(
        sa.select(
            col(InterviewRow.candidacy_id),
            col(InterviewRow.starts_at),
            col(InterviewRow.minutes),
            col(StageRow.name),
            anonymity.full_name,  # of the viewer's own loops: staff know every name
            col(LoopRow.title),
            col(LoopRow.requisition),
            col(PersonTextRow.name),
            shown.c.total,
        ),
        shown,
    ).outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(ScorecardRow.author_id))


def _missing(*, walked: bool) -> _Found:
    """The first cards that are missing in the viewer's loops.

    Who staffs many loops soon meets enough by walking all drafts in their order, an index of their own. Who staffs few
    has those of their loops gathered; the sum keeps a database from walking there.
    """
    draft = sa.literal_column(f"'{CardState.DRAFT.value}'", sa.String)
    order = col(ScorecardRow.interview_id)
    return (
        _taken(sa.select(_card.label("id"), _start.label("at")))
        .where(
            col(ScorecardRow.state) == (draft if walked else CardState.DRAFT),
            access.is_member(ME, col(InterviewRow.loop_id), *access.STAFF)
            if walked
            else col(CandidacyRow.loop_id).in_(access.member_loops(ME, *access.STAFF)),
            col(ScorecardRow.trainee).is_(False),
            col(ScorecardRow.author_id) != ME.person_id,
            col(InterviewRow.starts_at) < given("before"),
        )
        .order_by(order if walked else order + 0)
        .limit(_COUNTED)
    )


def to_plan(session: Session, viewer: Viewer, limit: int, *, staffed: int) -> Sequence[Columns]:
    """Candidates with a stage that has no interview, in open loops that the viewer plans for; the longest there first.

    Candidacy's id, when they were added, name, loop's title and requisition, first free stage's id and name, how many
    stages are free; how many in all. `staffed`: as above.
    """
    walked = staffed > _FEW_LOOPS
    return run(session, _to_plan(limit, walked=walked), me=viewer.person_id).all()


def how_many_to_plan(session: Session, viewer: Viewer, *, staffed: int) -> int:
    """How many candidates `to_plan` would say there are."""
    ((many,),) = plain(session, _how_many_to_plan(walked=staffed > _FEW_LOOPS), me=viewer.person_id)
    return int(many)


@cache
def _how_many_to_plan(*, walked: bool) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(_with_free_stages(walked=walked).subquery())


def _with_free_stages(*, walked: bool) -> sa.Select[int]:
    """Who staffs many loops soon meets enough by walking all candidates, as above."""
    order, loop_id = col(CandidacyRow.id), col(CandidacyRow.loop_id)
    loops = access.member_loops(ME, *access.STAFF)
    return (
        sa.select(order.label("id"))
        .where(
            (loop_id + 0 if walked else loop_id).in_(
                sa.select(col(LoopRow.id)).where(col(LoopRow.state) == LoopState.OPEN, col(LoopRow.id).in_(loops))
            ),
            col(CandidacyRow.state) == CandidacyState.ACTIVE,
            _free() > 0,
        )
        .order_by(order if walked else order + 0)
        .limit(_COUNTED)
    )


@cache
def _to_plan(limit: int, *, walked: bool) -> sa.Select[*Columns]:
    order, loop_id = col(CandidacyRow.id), col(CandidacyRow.loop_id)
    first, total = _counted(_with_free_stages(walked=walked))
    shown = sa.select(first.c.id, total).order_by(first.c.id).limit(limit).subquery()
    stage = (
        sa.select(col(_free_stage.id))
        .where(col(_free_stage.loop_id) == loop_id, ~_is_planned_at(_free_stage), ~left_out.is_left_out(_free_stage))
        .order_by(col(_free_stage.position))
        .limit(1)
    )
    return (
        sa.select(
            order,
            col(CandidacyRow.created_at),
            anonymity.full_name,
            col(LoopRow.title),
            col(LoopRow.requisition),
            col(StageRow.id),
            col(StageRow.name),
            _free(),
            shown.c.total,
        )
        .select_from(shown)
        .join(CandidacyRow, order == shown.c.id)
        .join(LoopRow, col(LoopRow.id) == loop_id)
        .join(StageRow, col(StageRow.id) == stage.correlate(CandidacyRow).scalar_subquery())
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .order_by(shown.c.id)
    )


def _free() -> sa.ColumnElement[int]:
    """How many stages of a CandidacyRow are to be planned; a stage has one interview at most, or is left out."""
    stages = sa.select(sa.func.count()).where(col(StageRow.loop_id) == col(CandidacyRow.loop_id))
    planned = sa.select(sa.func.count()).where(col(InterviewRow.candidacy_id) == col(CandidacyRow.id), is_planned())
    out = sa.select(sa.func.count()).where(col(LeftOutRow.candidacy_id) == col(CandidacyRow.id))
    of_all, done, not_held = (one.correlate(CandidacyRow).scalar_subquery() for one in (stages, planned, out))
    return of_all - done - not_held


def _is_planned_at(stage: type[StageRow]) -> sa.ColumnElement[bool]:
    """Whether a CandidacyRow has an interview at a stage."""
    return (
        sa.exists()
        .where(
            col(InterviewRow.candidacy_id) == col(CandidacyRow.id),
            col(InterviewRow.stage_id) == col(stage.id),
            is_planned(),
        )
        .correlate(CandidacyRow, stage)
    )


def _taken(cards: sa.Select[*Columns]) -> sa.Select[*Columns]:
    """Of these scorecards those of interviews that are not cancelled, of candidates who take part."""
    return (
        cards.select_from(ScorecardRow)
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .where(is_planned(), col(CandidacyRow.state) == CandidacyState.ACTIVE)
    )


def _with_names(query: sa.Select[*Columns], shown: sa.Subquery) -> sa.Select[*Columns]:
    """The cards that are shown, with what their interviews, stages, loops and candidates are called."""
    return (
        query.select_from(shown)
        .join(ScorecardRow, _card == shown.c.id)
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .order_by(shown.c.at, shown.c.id)
    )
