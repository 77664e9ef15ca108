"""What a panel is suggested from: interviews still to plan, who could sit, what keeps them; and what was accepted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db import access, anonymity
from hiringkit.db.interviews import is_planned
from hiringkit.db.left_out import is_left_out
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateTextRow,
    CapacityRow,
    ConflictRow,
    IntendedSeatRow,
    InterviewRow,
    MembershipRow,
    PanelRow,
    PersonRow,
    PersonTextRow,
    QualificationRow,
    SeatRow,
    StageRow,
)
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.policy.people import LoopRole, Viewer
from hiringkit.policy.scorecards import Seat

Columns = tuple[Any, ...]  # what a query selects, in the order in which its function says


def to_plan(session: Session, loop_id: int) -> Sequence[Columns]:
    """Each stage that is to be planned with a candidate who takes part, candidate by candidate in the loop's order:
    candidacy, candidate's id and name, stage's id, key, name and minutes."""
    planned = sa.exists().where(
        col(InterviewRow.candidacy_id) == col(CandidacyRow.id),
        col(InterviewRow.stage_id) == col(StageRow.id),
        is_planned(),
    )
    return session.execute(
        sa.select(
            col(CandidacyRow.id),
            col(CandidacyRow.candidate_id),
            anonymity.full_name,
            col(StageRow.id),
            col(StageRow.key),
            col(StageRow.name),
            col(StageRow.minutes),
        )
        .select_from(CandidacyRow)
        .join(StageRow, col(StageRow.loop_id) == col(CandidacyRow.loop_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .where(
            col(CandidacyRow.loop_id) == loop_id,
            col(CandidacyRow.state) == CandidacyState.ACTIVE,
            sa.not_(planned),
            sa.not_(is_left_out()),
        )
        .order_by(col(CandidacyRow.id), col(StageRow.position))
    ).all()


def present(session: Session, loop_id: int) -> Sequence[Columns]:
    """Who is to sit as things are: what was accepted for a candidacy, and, with 0 for the candidacy, each stage's
    panel. Candidacy, stage's id and key, person's id and name, seat; the lead first."""
    panels = sa.select(
        sa.literal(0).label("candidacy"), col(PanelRow.stage_id), col(PanelRow.person_id), col(PanelRow.seat)
    )
    accepted = sa.select(
        col(IntendedSeatRow.candidacy_id),
        col(IntendedSeatRow.stage_id),
        col(IntendedSeatRow.person_id),
        col(IntendedSeatRow.seat),
    )
    both = sa.union_all(panels, accepted).subquery()
    return session.execute(
        sa.select(
            both.c.candidacy, both.c.stage_id, col(StageRow.key), both.c.person_id, col(PersonTextRow.name), both.c.seat
        )
        .join(StageRow, col(StageRow.id) == both.c.stage_id)
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == both.c.person_id)
        .where(col(StageRow.loop_id) == loop_id)
        .order_by(both.c.seat, col(PersonTextRow.name), both.c.person_id)
    ).all()


def meetings(session: Session, loop_id: int) -> Sequence[Columns]:
    """Every seat that counts in the loop's planned interviews: interview, candidacy, person, stage's key."""
    return session.execute(
        sa.select(col(InterviewRow.id), col(InterviewRow.candidacy_id), col(SeatRow.person_id), col(StageRow.key))
        .join(SeatRow, col(SeatRow.interview_id) == col(InterviewRow.id))
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .where(col(InterviewRow.loop_id) == loop_id, is_planned(), col(SeatRow.seat) != Seat.SHADOW)
        .order_by(col(InterviewRow.id), col(SeatRow.person_id))
    ).all()


def people(session: Session, loop_id: int) -> Sequence[Columns]:
    """Who could sit, the loop's interviewers and its panels: id, name, zone; weekly limit, begin, end, days."""
    interviewer = (col(MembershipRow.loop_id) == loop_id, col(MembershipRow.role) == LoopRole.INTERVIEWER)
    members = sa.select(col(MembershipRow.person_id)).where(*interviewer)
    on_panels = (
        sa.select(col(PanelRow.person_id))
        .join(StageRow, col(StageRow.id) == col(PanelRow.stage_id))
        .where(col(StageRow.loop_id) == loop_id)
    )
    return session.execute(
        sa.select(
            col(PersonRow.id),
            col(PersonTextRow.name),
            col(PersonRow.zone),
            col(CapacityRow.weekly_limit),
            col(CapacityRow.begins),
            col(CapacityRow.ends),
            col(CapacityRow.days),
        )
        .join(PersonTextRow, col(PersonTextRow.person_id) == col(PersonRow.id))
        .outerjoin(CapacityRow, col(CapacityRow.person_id) == col(PersonRow.id))
        .where(
            col(PersonRow.disabled_at).is_(None),
            sa.or_(col(PersonRow.id).in_(members), col(PersonRow.id).in_(on_panels)),
        )
        .order_by(col(PersonTextRow.name), col(PersonRow.id))
    ).all()


def trained(session: Session, person_ids: Iterable[int]) -> Sequence[Columns]:
    """Records of training: person, kind, training."""
    query = sa.select(
        col(QualificationRow.person_id), col(QualificationRow.kind), col(QualificationRow.training)
    ).where(col(QualificationRow.person_id).in_(list(person_ids)))
    return session.execute(query).all()


def conflicts(session: Session, loop_id: int) -> Sequence[Columns]:
    """Who has a conflict with the loop or one of its candidates: person, candidate's id; none for the whole loop."""
    here = sa.select(col(CandidacyRow.candidate_id)).where(col(CandidacyRow.loop_id) == loop_id)
    query = sa.select(col(ConflictRow.person_id), col(ConflictRow.candidate_id)).where(
        sa.or_(col(ConflictRow.loop_id) == loop_id, col(ConflictRow.candidate_id).in_(here))
    )
    return session.execute(query).all()


def taken(
    session: Session, person_ids: Iterable[int], since: datetime, until: datetime, *, but: int | None = None
) -> Sequence[Columns]:
    """Whose time is taken when, in whatever loop, but for one interview: person, start, minutes."""
    query = (
        sa.select(col(SeatRow.person_id), col(InterviewRow.starts_at), col(InterviewRow.minutes))
        .join(InterviewRow, col(InterviewRow.id) == col(SeatRow.interview_id))
        .where(
            col(SeatRow.person_id).in_(list(person_ids)),
            is_planned(),
            col(InterviewRow.starts_at) >= since,
            col(InterviewRow.starts_at) < until,
            col(InterviewRow.id) != (but or 0),
        )
    )
    return session.execute(query).all()


def engaged(session: Session, loop_id: int, since: datetime, until: datetime) -> Sequence[Columns]:
    """When the candidates of a loop are in interviews, of whatever loop: candidacy of this loop, start, minutes."""
    here, there = aliased(CandidacyRow), aliased(CandidacyRow)
    query = (
        sa.select(col(here.id), col(InterviewRow.starts_at), col(InterviewRow.minutes))
        .select_from(here)
        .join(there, col(there.candidate_id) == col(here.candidate_id))
        .join(InterviewRow, col(InterviewRow.candidacy_id) == col(there.id))
        .where(
            col(here.loop_id) == loop_id,
            is_planned(),
            col(InterviewRow.starts_at) >= since,
            col(InterviewRow.starts_at) < until,
        )
    )
    return session.execute(query).all()


def intend(session: Session, seats: Mapping[tuple[int, int], Mapping[int, Seat]]) -> None:
    """Keep who is to sit, by candidacy and stage, in place of what was accepted before."""
    for candidacy_id, stage_id in seats:
        forget(session, candidacy_id, stage_id)
    session.flush()
    session.add_all(
        IntendedSeatRow(candidacy_id=candidacy_id, stage_id=stage_id, person_id=person_id, seat=seat)
        for (candidacy_id, stage_id), sitting in seats.items()
        for person_id, seat in sitting.items()
    )
    session.flush()


def forget(session: Session, candidacy_id: int, stage_id: int) -> None:
    """Forget who was to sit: the interview is planned, or somebody else is to."""
    session.execute(
        sa.delete(IntendedSeatRow).where(
            col(IntendedSeatRow.candidacy_id) == candidacy_id, col(IntendedSeatRow.stage_id) == stage_id
        )
    )


def may_plan(session: Session, viewer: Viewer, loop_id: int) -> bool:
    """Whether the viewer plans the loop's interviews: as its manager or recruiter."""
    mine = access.member_loops(viewer, *access.STAFF).where(col(MembershipRow.loop_id) == loop_id)
    return session.execute(mine.limit(1)).first() is not None
