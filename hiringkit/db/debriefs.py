"""Debriefs: who enters, said in the query, and what the room holds, in a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db import access, conflicts
from hiringkit.db.amendments import independent_ratings
from hiringkit.db.columns import UtcTime
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.scorecards import may_read, opens, own_cards
from hiringkit.db.tables import (
    CandidacyRow,
    CandidacyWordsRow,
    CandidateTextRow,
    CriterionRow,
    DebriefItemRow,
    DebriefNoteRow,
    DebriefRatingRow,
    DebriefRow,
    DecisionRow,
    DissentRow,
    EvidenceCriterionRow,
    EvidenceRow,
    EvidenceTextRow,
    FlagRow,
    InterviewRow,
    LevelConfirmationRow,
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


def may_enter(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition on CandidacyRow joined to LoopRow: policy.debriefs.may_enter, said in SQL."""
    meeting = aliased(DebriefRow)
    opened = sa.exists().where(col(meeting.candidacy_id) == col(CandidacyRow.id))
    meets = sa.or_(access.staffs(viewer, col(LoopRow.id)), own_cards(viewer), access.called(viewer))
    return sa.and_(opened, sa.not_(own_cards(viewer, draft=True)), meets, opens(viewer))


def head(session: Session, viewer: Viewer, loop_id: int, candidacy_id: int) -> Head:
    """A debrief, open or not yet, and how the viewer stands to it; NotFoundError for who may not know of the candidate.

    Besides names and times: counts of cards, which its own page tells the same people.
    """
    opener, decider, breaker = aliased(PersonTextRow), aliased(PersonTextRow), aliased(PersonTextRow)
    row = (
        session.execute(
            sa.select(
                col(CandidacyRow.id).label("candidacy_id"),
                col(CandidacyRow.state),
                col(CandidateTextRow.name).label("candidate"),
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
                may_enter(viewer).label("enters"),
                access.manages_loop(viewer).label("is_manager"),
                access.staffs(viewer, col(LoopRow.id)).label("is_staff"),
                own_cards(viewer, draft=True).label("has_open_card"),
                own_cards(viewer, counts=True).label("has_card"),
                conflicts.stands(viewer.person_id, col(CandidacyRow.candidate_id), col(LoopRow.id)).label(
                    "has_conflict"
                ),
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
            .where(
                col(CandidacyRow.id) == candidacy_id,
                col(LoopRow.id) == loop_id,
                access.reaches_candidacy(viewer),
            )
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise NotFoundError("There is no such debrief.", where=f"candidacy {candidacy_id}")
    return dict(row)


def pulse(session: Session, viewer: Viewer, loop_id: int, candidacy_id: int) -> tuple[int, int, int]:
    """What changes whenever the room does: its revision, how many cards there are, and the sum of their revisions.

    NotFoundError for whoever may not enter.
    """
    row = session.execute(
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
        .where(col(CandidacyRow.id) == candidacy_id, col(LoopRow.id) == loop_id, may_enter(viewer))
        .group_by(col(CandidacyRow.id))
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such debrief.", where=f"candidacy {candidacy_id}")
    return row[0], row[1], int(row[2])


def cards(session: Session, viewer: Viewer, candidacy_id: int) -> Sequence[Columns]:
    """Every card of a candidacy's interviews; what it says only where the viewer may read it.

    Card's id, author's id and name, in training, state, stage's name and place, start; readable; then, where it is:
    recommendation, confidence, submitted at, none offered, verifiable, limits said.
    """
    readable = sa.and_(may_read(viewer), col(ScorecardRow.state) != CardState.DRAFT)

    def told(column: Any) -> Any:
        return sa.case((readable, column))

    return session.execute(
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
        .where(col(ScorecardRow.candidacy_id) == candidacy_id, is_planned())
        .order_by(col(StageRow.position), col(PersonTextRow.name), col(ScorecardRow.id))
    ).all()


_NOTHING = sa.cast(sa.null(), sa.String)
_NO_NUMBER = sa.cast(sa.null(), sa.Integer)
_NO_TIME = sa.cast(sa.null(), UtcTime())


def _said(column: Any) -> sa.ColumnElement[str]:
    return sa.cast(column, sa.String)


def marks(session: Session, loop_id: int, scorecard_ids: Sequence[int]) -> Sequence[Columns]:
    """What was ticked on these cards, and which stage asks for what, and who sits there. One statement.

    Kind, then for a rating: card's id, criterion, step, why not observed, "", whether unevidenced; for what is asked:
    stage's place, criterion, nothing, stage's name, a name of its panel.
    """
    ticked = independent_ratings()
    ratings = (
        sa.select(
            sa.literal("rating"),
            ticked.c.scorecard_id,
            col(CriterionRow.key),
            ticked.c.step,
            _said(ticked.c.not_observed),
            _NOTHING,
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
            _NO_NUMBER,
            _said(col(StageRow.name)),
            _said(col(PersonTextRow.name)),
            sa.false(),
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
            _said(col(EvidenceRow.id)),
            _said(col(CriterionRow.key)),
            col(EvidenceRow.second),
            _said(col(EvidenceTextRow.text)),
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
        _said(col(ScorecardTextRow.field)),
        _NOTHING,
        _NO_NUMBER,
        _said(col(ScorecardTextRow.text)),
        sa.literal(0),
    ).where(col(ScorecardTextRow.scorecard_id).in_(scorecard_ids))
    flags = sa.select(
        sa.literal("flag"),
        col(FlagRow.scorecard_id),
        _said(col(FlagRow.anti_signal)),
        _NOTHING,
        _NO_NUMBER,
        _NOTHING,
        sa.literal(0),
    ).where(col(FlagRow.scorecard_id).in_(scorecard_ids))
    ours = sa.select(
        sa.literal("words"),
        _NO_NUMBER,
        _said(col(CandidacyWordsRow.field)),
        _NOTHING,
        _NO_NUMBER,
        _said(col(CandidacyWordsRow.text)),
        sa.literal(0),
    ).where(col(CandidacyWordsRow.candidacy_id) == candidacy_id)
    found: sa.CompoundSelect[*Columns] = sa.union_all(lines, words, flags, ours)
    return session.execute(found.order_by("kind", "place")).all()


def events(session: Session, candidacy_id: int) -> Sequence[Columns]:
    """What was said and done in the room, oldest first of each kind. One statement.

    Kind; its id; when; by whom, name; card's id; criterion; step; reason or level; seconds; done. Of a decision: its
    number, choice, nothing, level; nothing; as tie-breaker; offer; day to look again.
    """
    person = aliased(PersonTextRow)

    def query(kind: str, row: Any, by: Any, *columns: Any) -> Any:
        return (
            sa.select(sa.literal(kind).label("kind"), *columns)
            .select_from(row)
            .outerjoin(person, col(person.person_id) == by)
            .where(col(row.candidacy_id) == candidacy_id)
        )

    tail = (_NO_NUMBER, sa.false(), _NOTHING, _NOTHING)
    ratings = query(
        "rating",
        DebriefRatingRow,
        col(DebriefRatingRow.recorded_by),
        col(DebriefRatingRow.id).label("number"),
        sa.type_coerce(col(DebriefRatingRow.at), UtcTime()),
        col(person.name),
        col(DebriefRatingRow.scorecard_id),
        _said(col(CriterionRow.key)),
        col(DebriefRatingRow.step),
        _said(col(DebriefRatingRow.reason)),
        *tail,
    ).join(CriterionRow, col(CriterionRow.id) == col(DebriefRatingRow.criterion_id))
    nothing = (_NO_NUMBER, _NOTHING, _NO_NUMBER)
    notes = query(
        "note",
        DebriefNoteRow,
        col(DebriefNoteRow.person_id),
        col(DebriefNoteRow.id),
        col(DebriefNoteRow.at),
        col(person.name),
        *nothing,
        _NOTHING,
        *tail,
    )
    levels = query(
        "level",
        LevelConfirmationRow,
        col(LevelConfirmationRow.person_id),
        col(LevelConfirmationRow.id),
        col(LevelConfirmationRow.at),
        col(person.name),
        *nothing,
        _said(col(LevelConfirmationRow.level)),
        *tail,
    )
    items = (
        sa.select(
            sa.literal("item"),
            col(DebriefItemRow.criterion_id),
            col(DebriefItemRow.started_at),
            _NOTHING,
            _NO_NUMBER,
            _said(col(CriterionRow.key)),
            _NO_NUMBER,
            _NOTHING,
            col(DebriefItemRow.seconds),
            col(DebriefItemRow.done),
            _NOTHING,
            _NOTHING,
        )
        .join(CriterionRow, col(CriterionRow.id) == col(DebriefItemRow.criterion_id))
        .where(col(DebriefItemRow.candidacy_id) == candidacy_id)
    )
    dissents = query(
        "dissent",
        DissentRow,
        col(DissentRow.person_id),
        col(DissentRow.id),
        col(DissentRow.at),
        col(person.name),
        *nothing,
        _NOTHING,
        *tail,
    )
    decisions = query(
        "decision",
        DecisionRow,
        col(DecisionRow.decided_by),
        col(DecisionRow.id),
        col(DecisionRow.at),
        col(person.name),
        col(DecisionRow.number),
        _said(col(DecisionRow.choice)),
        _NO_NUMBER,
        _said(col(DecisionRow.level)),
        _NO_NUMBER,
        col(DecisionRow.as_tie_breaker),
        _said(col(DecisionRow.offer)),
        _said(col(DecisionRow.revisit_on)),
    )
    found = sa.union_all(ratings, notes, levels, items, dissents, decisions)
    return session.execute(found.order_by("kind", "number")).all()
