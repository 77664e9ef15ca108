"""What waits for a person, kind by kind: each query gives the first few, and how many there are, up to `MOST`.

Who has more than `MOST` of a kind waiting is told so, and sees from among those that were planned first: a page costs
the same whatever has piled up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db import access, anonymity, conflicts
from hiringkit.db.debriefs import may_enter
from hiringkit.db.decisions import standing_choice
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.queries import ME, given, run
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateTextRow,
    DebriefRow,
    DecisionRow,
    DrillRow,
    HireRow,
    InterviewRow,
    LoopRow,
    OutcomeRow,
    PackRow,
    PersonTextRow,
    SampleRow,
    ScorecardRow,
    SeatRow,
    StageRow,
    TieRow,
)
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import Viewer
from hiringkit.policy.samples import DrillState
from hiringkit.policy.scorecards import CardState, Visibility
from hiringkit.scoring.decisions import Choice
from hiringkit.scoring.outcomes import DAYS

MOST = 100
_COUNTED = MOST + 1
_TOTAL = sa.func.count().over()
_FEW_LOOPS = 20


def asked(session: Session, viewer: Viewer, limit: int) -> tuple[int, Sequence[Columns]]:
    """Of how many loops the viewer is manager or recruiter; and drills that they were asked for and have not handed in,
    by when they are due: id, when due, sample's name and kind, pack's title; how many in all."""
    rows = run(session, _asked(), me=viewer.person_id, limit=limit).all()
    return int(rows[0][0]), [row[1:] for row in rows if row[1] is not None]


@cache
def _asked() -> sa.Select[*Columns]:
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
        .limit(given("limit"))
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
    return run(session, _own_cards(), me=viewer.person_id, limit=limit).all()


@cache
def _own_cards() -> sa.Select[*Columns]:
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
    waiting = sa.union_all(*(sa.select(_waiting(state).c.id) for state in (CardState.DRAFT, CardState.RETURNED)))
    return (
        _with_names(
            sa.select(
                col(InterviewRow.id),
                col(InterviewRow.starts_at),
                col(InterviewRow.minutes),
                col(StageRow.name),
                anonymity.name(ME),
                col(LoopRow.title),
                col(LoopRow.requisition),
                col(SeatRow.seat),
                col(ScorecardRow.state),
                sa.and_(others_in, col(LoopRow.visibility) == Visibility.AFTER_OWN),
                _TOTAL,
            )
            .select_from(ScorecardRow)
            .join(SeatRow, mine)
        )
        .where(col(ScorecardRow.id).in_(waiting))
        .order_by(col(InterviewRow.starts_at), col(InterviewRow.id))
        .limit(given("limit"))
    )


def _waiting(state: CardState) -> sa.Subquery:
    """The viewer's first cards in a state."""
    cards = sa.select(col(ScorecardRow.id)).where(col(ScorecardRow.author_id) == ME.person_id)
    return (
        _taken(cards).where(col(ScorecardRow.state) == state).order_by(col(ScorecardRow.id)).limit(_COUNTED).subquery()
    )


def missing_cards(session: Session, viewer: Viewer, before: datetime, limit: int, *, staffed: int) -> Sequence[Columns]:
    """Drafts of others that count, of interviews begun before then, in loops whose manager or recruiter the viewer is.

    Candidacy's id, start, minutes; stage, candidate's name, loop's title and requisition; author's name; how many in
    all. That a card is missing is not what it says: staff know it whatever the loop's rule. `staffed`: how many loops
    these are.
    """
    walked = staffed > _FEW_LOOPS
    return run(session, _missing_cards(walked=walked), me=viewer.person_id, before=before, limit=limit).all()


@cache
def _missing_cards(*, walked: bool) -> sa.Select[*Columns]:
    return (
        _with_names(
            sa.select(
                col(InterviewRow.candidacy_id),
                col(InterviewRow.starts_at),
                col(InterviewRow.minutes),
                col(StageRow.name),
                anonymity.name(ME),
                col(LoopRow.title),
                col(LoopRow.requisition),
                col(PersonTextRow.name),
                _TOTAL,
            ).select_from(ScorecardRow)
        )
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(ScorecardRow.author_id))
        .where(col(ScorecardRow.id).in_(_missing(walked=walked)))
        .order_by(col(InterviewRow.starts_at), col(ScorecardRow.id))
        .limit(given("limit"))
    )


@cache
def _missing(*, walked: bool) -> sa.Select[int]:
    """The first cards that are missing in the viewer's loops.

    Who staffs many loops soon meets enough by walking all drafts in their order, an index of their own. Who staffs few
    has those of their loops gathered; the sum keeps a database from walking there.
    """
    draft = sa.literal_column(f"'{CardState.DRAFT.value}'", sa.String)
    order = col(ScorecardRow.interview_id)
    return (
        _taken(sa.select(col(ScorecardRow.id)))
        .where(
            col(ScorecardRow.state) == (draft if walked else CardState.DRAFT),
            (col(InterviewRow.loop_id) if walked else col(CandidacyRow.loop_id)).in_(
                access.member_loops(ME, *access.STAFF)
            ),
            col(ScorecardRow.trainee).is_(False),
            col(ScorecardRow.author_id) != ME.person_id,
            col(InterviewRow.starts_at) < given("before"),
        )
        .order_by(order if walked else order + 0)
        .limit(_COUNTED)
    )


def to_plan(session: Session, viewer: Viewer, limit: int) -> Sequence[Columns]:
    """Candidates with a stage that has no interview, in open loops that the viewer plans for; the longest there first.

    Candidacy's id, when they were added, name, loop's title and requisition, first free stage's id and name, how many
    stages are free; how many in all.
    """
    return run(session, _to_plan(), me=viewer.person_id, limit=limit).all()


@cache
def _to_plan() -> sa.Select[*Columns]:
    first = (
        sa.select(col(CandidacyRow.id).label("id"))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .where(
            col(LoopRow.state) == LoopState.OPEN,
            col(LoopRow.id).in_(access.member_loops(ME, *access.STAFF)),
            col(CandidacyRow.state) == CandidacyState.ACTIVE,
            sa.exists().where(*_is_free()),
        )
        .order_by(col(CandidacyRow.id))
        .limit(_COUNTED)
        .subquery()
    )
    shown = sa.select(first.c.id, _TOTAL.label("total")).order_by(first.c.id).limit(given("limit")).subquery()
    stage = sa.select(col(StageRow.id)).where(*_is_free()).order_by(col(StageRow.position)).limit(1)
    name = sa.select(col(StageRow.name)).where(*_is_free()).order_by(col(StageRow.position)).limit(1)
    free = sa.select(sa.func.count(col(StageRow.id))).where(*_is_free())
    return (
        sa.select(
            col(CandidacyRow.id),
            col(CandidacyRow.created_at),
            anonymity.name(ME),
            col(LoopRow.title),
            col(LoopRow.requisition),
            stage.correlate(CandidacyRow).scalar_subquery(),
            name.correlate(CandidacyRow).scalar_subquery(),
            free.correlate(CandidacyRow).scalar_subquery(),
            shown.c.total,
        )
        .select_from(CandidacyRow)
        .join(shown, shown.c.id == col(CandidacyRow.id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .order_by(col(CandidacyRow.id))
    )


def to_decide(session: Session, viewer: Viewer, today: date, limit: int) -> Sequence[Columns]:
    """What waits for the viewer to decide: a loop in draft, an open debrief, a day to look again, a hire's day 90.

    Kind (`loop`, `decide`, `again` or `outcome`); loop's id, candidacy's id; since when; the day to look again, or the
    first one at work; what was decided; candidate's name, loop's title and requisition; how many of the part in all.
    """
    began = today - timedelta(days=DAYS)
    return run(session, _to_decide(), me=viewer.person_id, today=today, began=began, limit=limit).all()


@cache
def _to_decide() -> sa.CompoundSelect[*Columns]:
    no_day, no_number = sa.cast(sa.null(), sa.Date), sa.cast(sa.null(), sa.Integer)
    drafts: sa.Select[*Columns] = (
        sa.select(
            sa.literal("loop").label("kind"),
            col(LoopRow.id),
            no_number.label("candidacy_id"),
            col(LoopRow.created_at).label("since"),
            no_day.label("day"),
            sa.cast(sa.null(), sa.String).label("choice"),
            sa.cast(sa.null(), sa.String).label("name"),
            col(LoopRow.title),
            col(LoopRow.requisition),
            _TOTAL,
        )
        .where(col(LoopRow.state) == LoopState.DRAFT, access.manages_loop(ME))
        .order_by(col(LoopRow.created_at), col(LoopRow.id))
        .limit(given("limit"))
    )
    since = sa.case((col(DecisionRow.id).is_(None), col(DebriefRow.opened_at)), else_=col(DecisionRow.at))
    open_yet = sa.and_(col(DecisionRow.id).is_(None), col(CandidacyRow.state) == CandidacyState.ACTIVE)
    again = sa.and_(col(DecisionRow.revisit_on) <= given("today"), col(CandidacyRow.state) != CandidacyState.WITHDRAWN)
    waiting: sa.Select[*Columns] = (
        sa.select(
            sa.case((col(DecisionRow.id).is_(None), "decide"), else_="again").label("kind"),
            col(LoopRow.id),
            col(CandidacyRow.id),
            since.label("since"),
            col(DecisionRow.revisit_on),
            sa.cast(col(DecisionRow.choice), sa.String),
            anonymity.name(ME),
            col(LoopRow.title),
            col(LoopRow.requisition),
            _TOTAL,
        )
        .select_from(CandidacyRow)
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(DebriefRow, col(DebriefRow.candidacy_id) == col(CandidacyRow.id))
        .outerjoin(DecisionRow, _stands())
        .outerjoin(TieRow, col(TieRow.candidacy_id) == col(CandidacyRow.id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .where(
            col(LoopRow.id).in_(_decides()),
            sa.or_(open_yet, again),
            sa.case((col(TieRow.candidacy_id).is_(None), col(LoopRow.decider_id)), else_=col(LoopRow.tie_breaker_id))
            == ME.person_id,
            may_enter(ME),
        )
        .order_by("since", col(CandidacyRow.id))
        .limit(given("limit"))
    )
    return sa.union_all(*(sa.select(part.subquery()) for part in (drafts, waiting, _due())))


def _due() -> sa.Select[*Columns]:
    """Hires whose day 90 has come and of whom no outcome is recorded, for who runs the loop or decides in it."""
    recorded = sa.exists().where(col(OutcomeRow.candidacy_id) == col(HireRow.candidacy_id))
    away = conflicts.stands(ME.person_id, col(CandidacyRow.candidate_id), col(LoopRow.id))
    return (
        sa.select(
            sa.literal("outcome").label("kind"),
            col(LoopRow.id),
            col(CandidacyRow.id).label("candidacy_id"),
            col(HireRow.at).label("since"),
            col(HireRow.started_on).label("day"),
            sa.cast(sa.null(), sa.String).label("choice"),
            anonymity.name(ME),
            col(LoopRow.title),
            col(LoopRow.requisition),
            _TOTAL,
        )
        .select_from(HireRow)
        .join(CandidacyRow, col(CandidacyRow.id) == col(HireRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .where(
            col(HireRow.started_on) <= given("began"),
            sa.not_(recorded),
            standing_choice() == Choice.HIRE,
            sa.or_(access.manages_loop(ME), col(LoopRow.decider_id) == ME.person_id),
            sa.not_(away),
        )
        .order_by(col(HireRow.started_on), col(CandidacyRow.id))
        .limit(given("limit"))
    )


def _decides() -> sa.CompoundSelect[int]:
    """The loops in which the viewer decides, or would in a tie: few, whatever the installation holds."""
    roles = (col(LoopRow.decider_id), col(LoopRow.tie_breaker_id))
    return sa.union(*(sa.select(col(LoopRow.id)).where(role == ME.person_id) for role in roles))


def _stands() -> sa.ColumnElement[bool]:
    """Whether a DecisionRow is the one that stands of a CandidacyRow."""
    other = aliased(DecisionRow)
    newest = sa.select(sa.func.max(col(other.number))).where(col(other.candidacy_id) == col(CandidacyRow.id))
    return sa.and_(
        col(DecisionRow.candidacy_id) == col(CandidacyRow.id),
        col(DecisionRow.number) == newest.correlate(CandidacyRow).scalar_subquery(),
    )


def _is_free() -> list[sa.ColumnElement[bool]]:
    """Conditions on a StageRow: of the candidacy's loop, and without an interview with the candidate."""
    held = (
        sa.exists()
        .where(
            col(InterviewRow.candidacy_id) == col(CandidacyRow.id),
            col(InterviewRow.stage_id) == col(StageRow.id),
            is_planned(),
        )
        .correlate(CandidacyRow, StageRow)
    )
    return [col(StageRow.loop_id) == col(CandidacyRow.loop_id), sa.not_(held)]


def _taken(cards: sa.Select[int]) -> sa.Select[int]:
    """Of these scorecards those of interviews that are not cancelled, of candidates who take part."""
    return (
        cards.join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .where(is_planned(), col(CandidacyRow.state) == CandidacyState.ACTIVE)
    )


def _with_names(query: sa.Select[*Columns]) -> sa.Select[*Columns]:
    """Scorecards with what their interviews, stages, loops and candidates are called."""
    return (
        query.join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
    )
