"""What the linter has to know of a loop's people: what they take, what they have, whom they meet. One statement."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.queries import given, run
from hiringkit.db.tables import (
    CandidacyRow,
    CandidacyTallyRow,
    CapacityRow,
    ConflictRow,
    DrillRow,
    InstallationRow,
    InterviewRow,
    LoopRow,
    LoopStepRow,
    MembershipRow,
    PanelRow,
    PersonRow,
    PersonTextRow,
    QualificationRow,
    RubricVersionRow,
    SampleRow,
    SeatRow,
    StageRow,
)
from hiringkit.policy.people import LoopRole
from hiringkit.policy.samples import DrillState
from hiringkit.policy.scorecards import Seat

_here = given("loop_id")
_interviewers = sa.select(col(MembershipRow.person_id)).where(
    col(MembershipRow.loop_id) == _here, col(MembershipRow.role) == LoopRole.INTERVIEWER
)
_on_panels = (
    sa.select(col(PanelRow.person_id))
    .join(StageRow, col(StageRow.id) == col(PanelRow.stage_id))
    .where(col(StageRow.loop_id) == _here)
)
_may_sit = _interviewers.union(_on_panels)
_pack = (
    sa.select(col(RubricVersionRow.pack_id))
    .join(LoopRow, col(LoopRow.version_id) == col(RubricVersionRow.id))
    .where(col(LoopRow.id) == _here)
    .scalar_subquery()
)
_none, _nothing = sa.null(), sa.literal("")
_limited = sa.exists().where(col(CapacityRow.person_id).in_(_may_sit), col(CapacityRow.weekly_limit).is_not(None))
_if_limited = sa.select(_may_sit.subquery().c.person_id).where(_limited)
_TAKEN = (  # interviews of theirs, in whatever loop: how many begin then; not looked up where nobody set a limit
    sa.select(
        sa.literal("taken"),
        col(SeatRow.person_id),
        _nothing,
        _nothing,
        sa.func.count(),
        col(InterviewRow.starts_at),
    )
    .join(InterviewRow, col(InterviewRow.id) == col(SeatRow.interview_id))
    .where(is_planned(), col(InterviewRow.starts_at) >= given("since"), col(SeatRow.person_id).in_(_if_limited))
    .group_by(col(SeatRow.person_id), col(InterviewRow.starts_at))
)
_PERSON = (  # name, zone, weekly limit
    sa.select(
        sa.literal("person"),
        col(PersonRow.id),
        col(PersonTextRow.name),
        col(PersonRow.zone),
        col(CapacityRow.weekly_limit),
        _none,
    )
    .join(PersonTextRow, col(PersonTextRow.person_id) == col(PersonRow.id))
    .outerjoin(CapacityRow, col(CapacityRow.person_id) == col(PersonRow.id))
    .where(col(PersonRow.disabled_at).is_(None), col(PersonRow.id).in_(_may_sit))
)
_TRAINED = sa.select(  # kind of stage, how far
    sa.literal("trained"),
    col(QualificationRow.person_id),
    col(QualificationRow.kind),
    sa.cast(QualificationRow.training, sa.String),
    sa.literal(0),
    _none,
).where(col(QualificationRow.person_id).in_(_may_sit))
_REQUIRED = sa.select(  # whether training is required
    sa.literal("required"),
    sa.literal(0),
    _nothing,
    _nothing,
    sa.case((col(InstallationRow.training).is_(True), 1), else_=0),
    _none,
)
_AWAY = (  # a candidacy to stay away from; 0: the whole loop
    sa.select(
        sa.literal("away"),
        col(ConflictRow.person_id),
        _nothing,
        _nothing,
        sa.func.coalesce(col(CandidacyRow.id), 0),
        _none,
    )
    .outerjoin(
        CandidacyRow,
        sa.and_(col(CandidacyRow.candidate_id) == col(ConflictRow.candidate_id), col(CandidacyRow.loop_id) == _here),
    )
    .where(sa.or_(col(ConflictRow.loop_id) == _here, col(CandidacyRow.id).is_not(None)))
)
_counts = sa.and_(is_planned(), col(SeatRow.seat) != Seat.SHADOW)  # of people in training nothing follows
_SITS = (  # stage's key, candidacy, interview, start; of the loop's own interviews; looked up as above
    sa.select(
        sa.literal("sits"),
        col(SeatRow.person_id),
        col(StageRow.key),
        sa.cast(InterviewRow.candidacy_id, sa.String),
        col(InterviewRow.id),
        col(InterviewRow.starts_at),
    )
    .join(InterviewRow, col(InterviewRow.id) == col(SeatRow.interview_id))
    .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
    .where(col(StageRow.loop_id) == _here, _counts, col(InterviewRow.starts_at) >= given("since"), _limited)
)
_stages = sa.select(
    sa.func.aggregate_strings(sa.cast(StageRow.id, sa.String) + sa.literal(" ") + col(StageRow.key), " ")
).where(col(StageRow.loop_id) == _here)
_MET = (  # each stage's number and key; what CandidacyTallyRow.met says of all who meet: stage, person, candidacy
    sa.select(
        sa.literal("met"),
        sa.literal(0),
        _stages.scalar_subquery(),
        sa.func.aggregate_strings(col(CandidacyTallyRow.met), " "),
        sa.literal(0),
        _none,
    )
    .select_from(CandidacyRow)
    .join(CandidacyTallyRow, col(CandidacyTallyRow.candidacy_id) == col(CandidacyRow.id))
    .where(col(CandidacyRow.loop_id) == _here)
)
_RATED = (  # stage, sample; never how
    sa.select(
        sa.literal("rated"),
        col(DrillRow.person_id),
        col(SampleRow.stage),
        _nothing,
        col(SampleRow.id),
        _none,
    )
    .join(SampleRow, col(SampleRow.id) == col(DrillRow.sample_id))
    .where(col(SampleRow.pack_id) == _pack, col(DrillRow.state) == DrillState.HANDED_IN)
)
_STEP = (  # a change to the stages that can be taken back, or made again: what, by whom, its number, when
    sa.select(
        sa.case((col(LoopStepRow.undone).is_(True), "undone"), else_="step"),
        col(LoopStepRow.person_id),
        col(LoopStepRow.words),
        sa.func.coalesce(col(PersonTextRow.name), ""),
        col(LoopStepRow.id),
        col(LoopStepRow.at),
    )
    .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(LoopStepRow.person_id))
    .where(col(LoopStepRow.loop_id) == _here)
)
_FACTS = sa.union_all(_TAKEN, _PERSON, _TRAINED, _REQUIRED, _AWAY, _SITS, _MET, _RATED, _STEP)


def facts(session: Session, loop_id: int, since: datetime) -> tuple[Columns, ...]:
    """All of it; interviews in other loops from `since` on.

    A row: its kind; a person; two texts, a number and a time, as each part above says.
    """
    return tuple(run(session, _FACTS, loop_id=loop_id, since=since))
