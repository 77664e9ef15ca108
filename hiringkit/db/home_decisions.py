"""What waits for a person to decide: loops to open, debriefs, days to look again, hires whose day 90 has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db import access, anonymity, conflicts
from hiringkit.db.debriefs import may_enter
from hiringkit.db.decisions import standing_choice
from hiringkit.db.interviews import Columns
from hiringkit.db.queries import ME, given, run
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateTextRow,
    DebriefRow,
    DecisionRow,
    HireRow,
    LoopRow,
    OutcomeRow,
    TieRow,
)
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import Viewer
from hiringkit.scoring.decisions import Choice
from hiringkit.scoring.outcomes import DAYS

_TOTAL = sa.func.count().over()


def to_decide(session: Session, viewer: Viewer, today: date, limit: int) -> Sequence[Columns]:
    """What waits for the viewer to decide: a loop in draft, an open debrief, a day to look again, a hire's day 90.

    Kind (`loop`, `decide`, `again` or `outcome`); loop's id, candidacy's id; since when; the day to look again, or the
    first one at work; what was decided; candidate's name, loop's title and requisition; how many of the part in all.
    """
    began = today - timedelta(days=DAYS)
    return run(session, _to_decide(limit), me=viewer.person_id, today=today, began=began).all()


@cache
def _to_decide(limit: int) -> sa.CompoundSelect[*Columns]:
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
        .limit(limit)
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
        .limit(limit)
    )
    return sa.union_all(*(sa.select(part.subquery()) for part in (drafts, waiting, _due(limit))))


def _due(limit: int) -> sa.Select[*Columns]:
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
        .limit(limit)
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
