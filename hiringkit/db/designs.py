"""Who meets whom in a loop, and who rated which reference sample, without anything that a scorecard says."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import anonymity
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateTextRow,
    DrillRow,
    InterviewRow,
    LoopRow,
    PersonTextRow,
    RubricVersionRow,
    SampleRow,
    SeatRow,
    StageRow,
)
from hiringkit.policy.scorecards import Seat


def samples(session: Session, loop_id: int) -> Sequence[Columns]:
    """The reference samples of the loop's pack and who had a go at each, never how they rated: sample, its name,
    stage's name or key, whether it was retired, person, how far they are. One line, with nobody, of a sample that is
    free."""
    pack_id = (
        sa.select(col(RubricVersionRow.pack_id))
        .join(LoopRow, col(LoopRow.version_id) == col(RubricVersionRow.id))
        .where(col(LoopRow.id) == loop_id)
        .scalar_subquery()
    )
    stage = sa.and_(col(StageRow.loop_id) == loop_id, col(StageRow.key) == col(SampleRow.stage))
    return session.execute(
        sa.select(
            col(SampleRow.id),
            col(SampleRow.name),
            sa.func.coalesce(col(StageRow.name), col(SampleRow.stage)),
            col(SampleRow.retired_at).is_not(None),
            col(DrillRow.person_id),
            col(DrillRow.state),
        )
        .outerjoin(DrillRow, col(DrillRow.sample_id) == col(SampleRow.id))
        .outerjoin(StageRow, stage)
        .where(col(SampleRow.pack_id) == pack_id)
        .order_by(col(SampleRow.id), col(DrillRow.person_id))
    ).all()


def meetings(session: Session, loop_id: int) -> Sequence[Columns]:
    """Every seat that counts in the loop's interviews, by start: interview, candidacy, candidate's name, person,
    person's name, stage, start, minutes."""
    return session.execute(
        sa.select(
            col(InterviewRow.id),
            col(InterviewRow.candidacy_id),
            anonymity.full_name,
            col(SeatRow.person_id),
            col(PersonTextRow.name),
            col(StageRow.name),
            col(InterviewRow.starts_at),
            col(InterviewRow.minutes),
        )
        .select_from(InterviewRow)
        .join(SeatRow, col(SeatRow.interview_id) == col(InterviewRow.id))
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(InterviewRow.candidacy_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(SeatRow.person_id))
        .where(col(InterviewRow.loop_id) == loop_id, is_planned(), col(SeatRow.seat) != Seat.SHADOW)
        .order_by(col(InterviewRow.starts_at), col(InterviewRow.id), col(SeatRow.person_id))
    ).all()
