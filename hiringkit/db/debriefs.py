"""Debriefs: who enters, said in the query, and what the room holds, in a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db import access, anonymity, conflicts, fair_scores, left_out
from hiringkit.db.amendments import independent_ratings
from hiringkit.db.columns import UtcTime
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.queries import ME, given, run
from hiringkit.db.scorecards import may_read, opens, own_cards
from hiringkit.db.tables import (
    CalibrationRunRow,
    CalibrationScoreRow,
    CandidacyRow,
    CandidacyWordsRow,
    CandidateTextRow,
    CriterionRow,
    DebriefRow,
    EvidenceCriterionRow,
    EvidenceRow,
    EvidenceTextRow,
    FlagRow,
    InterviewRow,
    LoopRow,
    ObjectionRow,
    PanelRow,
    PersonTextRow,
    RubricVersionRow,
    ScorecardRow,
    ScorecardTextRow,
    StageCriterionRow,
    StageRow,
    TieRow,
)
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState

Head = Mapping[str, Any]


_meeting = aliased(DebriefRow)  # slow to make: once


def may_enter(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition on CandidacyRow joined to LoopRow: policy.debriefs.may_enter, said in SQL."""
    opened = sa.exists().where(col(_meeting.candidacy_id) == col(CandidacyRow.id))
    meets = sa.or_(access.is_staff(viewer, col(LoopRow.id)), own_cards(viewer), access.is_called(viewer))
    return sa.and_(opened, sa.not_(own_cards(viewer, draft=True)), meets, opens(viewer))


def head(session: Session, viewer: Viewer, loop_id: int, candidacy_id: int) -> Head:
    """A debrief, open or not yet, and how the viewer stands to it; NotFoundError for who may not know of the candidate.

    Besides names and times: counts of cards, which its own page tells the same people; and what the last run says,
    for whoever may enter and see that run.
    """
    asked = {"me": viewer.person_id, "loop_id": loop_id, "candidacy_id": candidacy_id}
    row = run(session, _head(), **asked).mappings().one_or_none()
    if row is None:
        raise NotFoundError("There is no such debrief.", where=f"candidacy {candidacy_id}")
    return dict(row)


@cache
def _head() -> sa.Select[*Columns]:
    opener, decider, breaker = aliased(PersonTextRow), aliased(PersonTextRow), aliased(PersonTextRow)
    return (
        sa.select(
            col(CandidacyRow.id).label("candidacy_id"),
            col(CandidacyRow.state),
            anonymity.name(ME).label("candidate"),
            col(LoopRow.id).label("loop_id"),
            col(LoopRow.title).label("loop"),
            col(LoopRow.requisition),
            col(LoopRow.level),
            col(LoopRow.zone),
            col(LoopRow.opened_at).label("loop_opened_at"),
            col(LoopRow.visibility),
            col(LoopRow.version_id),
            col(LoopRow.decider_id),
            col(LoopRow.tie_breaker_id),
            col(RubricVersionRow.content_hash),
            col(DebriefRow.opened_at),
            col(DebriefRow.forced),
            col(DebriefRow.revision),
            col(CandidacyRow.opened_early_at),
            col(opener.name).label("opener"),
            col(decider.name).label("decider"),
            col(breaker.name).label("tie_breaker"),
            col(TieRow.yes).label("tied_at"),
            may_enter(ME).label("enters"),
            access.manages_loop(ME).label("is_manager"),
            access.is_staff(ME, col(LoopRow.id)).label("is_staff"),
            own_cards(ME, draft=True).label("has_open_card"),
            own_cards(ME, counts=True).label("has_card"),
            conflicts.stands(ME.person_id, col(CandidacyRow.candidate_id), col(LoopRow.id)).label("has_conflict"),
            col(CalibrationRunRow.id).label("run_id"),
            col(CalibrationRunRow.made_at).label("run_made_at"),
            col(CalibrationRunRow.status).label("run_status"),
            col(CalibrationRunRow.ratings).label("run_ratings"),
            col(CalibrationRunRow.result).label("run_result"),
            col(CalibrationScoreRow.value).label("run_value"),
        )
        .select_from(CandidacyRow)
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(RubricVersionRow, col(RubricVersionRow.id) == col(LoopRow.version_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .outerjoin(DebriefRow, col(DebriefRow.candidacy_id) == col(CandidacyRow.id))
        .outerjoin(opener, col(opener.person_id) == col(DebriefRow.opened_by))
        .outerjoin(decider, col(decider.person_id) == col(LoopRow.decider_id))
        .outerjoin(breaker, col(breaker.person_id) == col(LoopRow.tie_breaker_id))
        .outerjoin(TieRow, col(TieRow.candidacy_id) == col(CandidacyRow.id))
        .outerjoin(CalibrationRunRow, sa.and_(may_enter(ME), col(CalibrationRunRow.id) == fair_scores.newest()))
        .outerjoin(CalibrationScoreRow, fair_scores.of_run())
        .where(
            col(CandidacyRow.id) == given("candidacy_id"),
            col(LoopRow.id) == given("loop_id"),
            access.knows_candidacy(ME),
        )
    )


def pulse(session: Session, viewer: Viewer, loop_id: int, candidacy_id: int) -> tuple[int, int, int]:
    """What changes whenever the room does: its revision, how many cards there are, and the sum of their revisions.

    NotFoundError for whoever may not enter.
    """
    row = run(session, _pulse(), me=viewer.person_id, loop_id=loop_id, candidacy_id=candidacy_id).one_or_none()
    if row is None:
        raise NotFoundError("There is no such debrief.", where=f"candidacy {candidacy_id}")
    return row[0], row[1], int(row[2])


@cache
def _pulse() -> sa.Select[*Columns]:
    return (
        sa.select(
            sa.select(col(DebriefRow.revision))
            .where(col(DebriefRow.candidacy_id) == col(CandidacyRow.id))
            .scalar_subquery(),
            sa.func.count(col(ScorecardRow.id)),
            sa.func.coalesce(sa.func.sum(col(ScorecardRow.revision)), 0),
        )
        .select_from(CandidacyRow)
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .outerjoin(ScorecardRow, col(ScorecardRow.candidacy_id) == col(CandidacyRow.id))
        .where(col(CandidacyRow.id) == given("candidacy_id"), col(LoopRow.id) == given("loop_id"), may_enter(ME))
        .group_by(col(CandidacyRow.id))
    )


def cards(session: Session, viewer: Viewer, candidacy_id: int) -> Sequence[Columns]:
    """Every card of a candidacy's interviews; what it says only where the viewer may read it.

    Card's id, author's id and name, in training, state, stage's name and place, start; readable; then, where it is:
    recommendation, confidence, submitted at, none offered, verifiable, limits said.
    """
    return run(session, _cards(), me=viewer.person_id, candidacy_id=candidacy_id).all()


@cache
def _cards() -> sa.Select[*Columns]:
    readable = sa.and_(may_read(ME), col(ScorecardRow.state) != CardState.DRAFT)

    def told(column: Any) -> Any:
        return sa.case((readable, column))

    return (
        sa.select(
            col(ScorecardRow.id),
            col(ScorecardRow.author_id),
            col(PersonTextRow.name),
            col(ScorecardRow.trainee),
            col(ScorecardRow.state),
            col(StageRow.name),
            col(StageRow.position),
            col(InterviewRow.starts_at),
            readable,
            told(col(ScorecardRow.recommendation)),
            told(col(ScorecardRow.confidence)),
            told(col(ScorecardRow.submitted_at)),
            told(col(ObjectionRow.none_offered)),
            told(col(ObjectionRow.verifiable)),
            told(col(ObjectionRow.limits_said)),
        )
        .select_from(ScorecardRow)
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(ScorecardRow.author_id))
        .outerjoin(ObjectionRow, col(ObjectionRow.scorecard_id) == col(ScorecardRow.id))
        .where(col(ScorecardRow.candidacy_id) == given("candidacy_id"), is_planned())
        .order_by(col(StageRow.position), col(PersonTextRow.name), col(ScorecardRow.id))
    )


NOTHING = sa.cast(sa.null(), sa.String)
NO_NUMBER = sa.cast(sa.null(), sa.Integer)
_NO_TIME = sa.cast(sa.null(), UtcTime())


def said(column: Any) -> sa.ColumnElement[str]:
    """A column as text, so that kinds of one union agree."""
    return sa.cast(column, sa.String)


def marks(session: Session, loop_id: int, candidacy_id: int, scorecard_ids: Sequence[int]) -> Sequence[Columns]:
    """What was ticked on these cards, and which stage asks for what, and who sits there. One statement.

    Kind, then for a rating: card's id, criterion, step, why not observed, "", whether unevidenced; for what is asked:
    stage's place, criterion, nothing, stage's name, a name of its panel, whether it is left out for the candidate.
    """
    ticked = independent_ratings()
    ratings = (
        sa.select(
            sa.literal("rating"),
            ticked.c.scorecard_id,
            col(CriterionRow.key),
            ticked.c.step,
            said(ticked.c.not_observed),
            NOTHING,
            ticked.c.no_evidence,
        )
        .join(CriterionRow, col(CriterionRow.id) == ticked.c.criterion_id)
        .where(ticked.c.scorecard_id.in_(scorecard_ids))
    )
    asked = (
        sa.select(
            sa.literal("asked"),
            col(StageRow.position),
            col(CriterionRow.key),
            NO_NUMBER,
            said(col(StageRow.name)),
            said(col(PersonTextRow.name)),
            left_out.is_left_out(candidacy_id=candidacy_id),
        )
        .select_from(StageRow)
        .join(StageCriterionRow, col(StageCriterionRow.stage_id) == col(StageRow.id))
        .join(CriterionRow, col(CriterionRow.id) == col(StageCriterionRow.criterion_id))
        .outerjoin(PanelRow, col(PanelRow.stage_id) == col(StageRow.id))
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(PanelRow.person_id))
        .where(col(StageRow.loop_id) == loop_id)
    )
    return session.execute(ratings.union_all(asked)).all()


def texts(session: Session, candidacy_id: int, scorecard_ids: Sequence[int]) -> Sequence[Columns]:
    """Every word of these cards and of the debrief. One statement; lines of evidence in their order.

    Kind; card's id; field, anti-signal or line's id; criterion; second; text; place.
    """
    same = sa.and_(
        col(EvidenceTextRow.scorecard_id) == col(EvidenceRow.scorecard_id),
        col(EvidenceTextRow.evidence_id) == col(EvidenceRow.id),
    )
    linked = sa.and_(
        col(EvidenceCriterionRow.scorecard_id) == col(EvidenceRow.scorecard_id),
        col(EvidenceCriterionRow.evidence_id) == col(EvidenceRow.id),
    )
    lines: sa.Select[*Columns] = (
        sa.select(
            sa.literal("line").label("kind"),
            col(EvidenceRow.scorecard_id),
            said(col(EvidenceRow.id)),
            said(col(CriterionRow.key)),
            col(EvidenceTextRow.second),
            said(col(EvidenceTextRow.text)),
            col(EvidenceRow.position).label("place"),
        )
        .join(EvidenceTextRow, same)
        .join(EvidenceCriterionRow, linked)
        .join(CriterionRow, col(CriterionRow.id) == col(EvidenceCriterionRow.criterion_id))
        .where(col(EvidenceRow.scorecard_id).in_(scorecard_ids))
    )
    words = sa.select(
        sa.literal("text"),
        col(ScorecardTextRow.scorecard_id),
        said(col(ScorecardTextRow.field)),
        NOTHING,
        NO_NUMBER,
        said(col(ScorecardTextRow.text)),
        sa.literal(0),
    ).where(col(ScorecardTextRow.scorecard_id).in_(scorecard_ids))
    flags = sa.select(
        sa.literal("flag"),
        col(FlagRow.scorecard_id),
        said(col(FlagRow.anti_signal)),
        NOTHING,
        NO_NUMBER,
        NOTHING,
        sa.literal(0),
    ).where(col(FlagRow.scorecard_id).in_(scorecard_ids))
    ours = sa.select(
        sa.literal("words"),
        NO_NUMBER,
        said(col(CandidacyWordsRow.field)),
        NOTHING,
        NO_NUMBER,
        said(col(CandidacyWordsRow.text)),
        sa.literal(0),
    ).where(col(CandidacyWordsRow.candidacy_id) == candidacy_id)
    found: sa.CompoundSelect[*Columns] = sa.union_all(lines, words, flags, ours)
    return session.execute(found.order_by("kind", "place")).all()
