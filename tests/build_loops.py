"""Builders of loops, candidacies, interviews and scorecards, written straight into the tables."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from hiringkit.db import packs
from hiringkit.db.engine import Database
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateRow,
    CandidateTextRow,
    CriterionRow,
    InterviewRow,
    LoopRow,
    MembershipRow,
    PanelRow,
    RubricVersionRow,
    ScorecardRow,
    SeatRow,
    StageCriterionRow,
    StageRow,
)
from hiringkit.db.tables.candidates import CandidacyState, InterviewState
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import LoopRole, Role, Viewer
from hiringkit.policy.scorecards import CardState, Seat, Visibility
from hiringkit.rubrics.packs import Weight
from hiringkit.scoring.scorecards import Recommendation
from tests import build
from tests.build_packs import PACK
from tests.conftest import NOW

STAGES = ("Recruiter screen", "Live troubleshooting", "Prioritization and escalation")
CRITERIA = ("troubleshooting", "prioritization", "communication")
_numbers = itertools.count(1)
Seats = Mapping[Viewer, Seat]


@dataclass(frozen=True)
class BuiltLoop:
    """A loop of a test: its ids, and its people."""

    loop_id: int
    version_id: int
    stages: tuple[int, ...]
    manager: Viewer
    recruiter: Viewer
    decider: Viewer
    tie_breaker: Viewer


def published(db: Database) -> int:
    """The id of a published rubric version; the same one for every loop of a database."""
    with db.writing() as session:
        known = session.exec(select(RubricVersionRow.id).order_by(col(RubricVersionRow.id))).first()
        return known or _publish(session)


def _publish(session: Session) -> int:
    return packs.publish(session, "test-pack", PACK, by="hiringkit", now=NOW)


def loop(
    db: Database,
    *,
    title: str = "IT service manager",
    manager: Viewer | None = None,
    recruiter: Viewer | None = None,
    decider: Viewer | None = None,
    interviewers: Sequence[Viewer] = (),
    panel: Seats | None = None,
    stages: Sequence[str] = STAGES,
    state: LoopState = LoopState.OPEN,
    visibility: Visibility = Visibility.AFTER_OWN,
    zone: str = "America/Chicago",
) -> BuiltLoop:
    """A loop with its stages, each seeing every criterion; `panel` sits on each stage and belongs to the loop."""
    version_id = published(db)
    manager = manager or build.person(db, role=Role.HIRING_MANAGER)
    recruiter = recruiter or build.person(db, role=Role.RECRUITER)
    decider = decider or build.person(db, role=Role.HIRING_MANAGER)
    tie_breaker = build.person(db, role=Role.HIRING_MANAGER)
    opened = None if state is LoopState.DRAFT else NOW - timedelta(days=14)
    with db.writing() as session:
        row = LoopRow(
            version_id=version_id,
            title=title,
            requisition=f"NH-2026-{next(_numbers):03}",
            track="operations",
            level="mid",
            purpose="Runs the service desk of a hospital group.",
            zone=zone,
            paper="letter",
            visibility=visibility,
            state=state,
            decider_id=decider.person_id,
            tie_breaker_id=tie_breaker.person_id,
            created_at=NOW - timedelta(days=20),
            opened_at=opened,
        )
        session.add(row)
        session.flush()
        ids = tuple(_stage(session, row, position, name, panel or {}) for position, name in enumerate(stages, 1))
        _join(session, row.id, {manager: LoopRole.MANAGER, recruiter: LoopRole.RECRUITER})
        _join(session, row.id, dict.fromkeys([*interviewers, *(panel or {})], LoopRole.INTERVIEWER))
    return BuiltLoop(row.id, version_id, ids, manager, recruiter, decider, tie_breaker)


def _stage(session: Session, loop_row: LoopRow, position: int, name: str, panel: Seats) -> int:
    row = StageRow(
        loop_id=loop_row.id,
        position=position,
        key=name.lower().replace(" ", "-"),
        name=name,
        advice="",
        minutes=60,
        format="video",
        ai_policy="not_allowed",
    )
    session.add(row)
    session.flush()
    version = col(CriterionRow.version_id) == loop_row.version_id
    for criterion_id in session.exec(select(CriterionRow.id).where(version)).all():
        session.add(StageCriterionRow(stage_id=row.id, criterion_id=criterion_id, weight=Weight.PRIMARY))
    for viewer, seat in panel.items():
        session.add(PanelRow(stage_id=row.id, person_id=viewer.person_id, seat=seat))
    session.flush()
    return row.id


def stage(db: Database, loop_id: int) -> int:
    """One more stage of a loop; gives its id."""
    with db.writing() as session:
        row = session.get(LoopRow, loop_id)
        assert row
        number = next(_numbers) + 10
        return _stage(session, row, number, f"Stage {number}", {})


def unasked(db: Database, stage_id: int, key: str) -> None:
    """Let a stage see a criterion no more."""
    ids = sa.select(col(CriterionRow.id)).where(col(CriterionRow.key) == key)
    here = (col(StageCriterionRow.stage_id) == stage_id, col(StageCriterionRow.criterion_id).in_(ids))
    with db.writing() as session:
        session.execute(sa.delete(StageCriterionRow).where(*here))


def _join(session: Session, loop_id: int, people: Mapping[Viewer, LoopRole]) -> None:
    for viewer, role in people.items():
        session.merge(MembershipRow(loop_id=loop_id, person_id=viewer.person_id, role=role))
    session.flush()


def member(db: Database, loop_id: int, viewer: Viewer, role: LoopRole = LoopRole.INTERVIEWER) -> None:
    """Make somebody a member of a loop."""
    with db.writing() as session:
        _join(session, loop_id, {viewer: role})


def candidacy(
    db: Database, loop_id: int, name: str = "", *, email: str = "", state: CandidacyState = CandidacyState.ACTIVE
) -> int:
    """A new candidate in a loop; gives the candidacy's id."""
    number = next(_numbers)
    name = name or f"Candidate {number}"
    email = email or f"{name.lower().replace(' ', '.')}.{number}@example.org"
    with db.writing() as session:
        candidate = CandidateRow(created_at=NOW)
        session.add(candidate)
        session.flush()
        session.add(CandidateTextRow(candidate_id=candidate.id, name=name, email=email, phone=""))
        row = CandidacyRow(candidate_id=candidate.id, loop_id=loop_id, state=state, created_at=NOW)
        session.add(row)
        session.flush()
    return row.id


def interview(
    db: Database,
    candidacy_id: int,
    stage_id: int,
    seats: Seats,
    *,
    starts_at: datetime = NOW - timedelta(hours=3),
    minutes: int = 60,
    state: InterviewState = InterviewState.PLANNED,
) -> int:
    """An interview with one draft scorecard for each seat; whoever shadows is in training."""
    with db.writing() as session:
        loop_id = session.exec(select(CandidacyRow.loop_id).where(CandidacyRow.id == candidacy_id)).one()
        row = InterviewRow(
            candidacy_id=candidacy_id,
            loop_id=loop_id,
            stage_id=stage_id,
            starts_at=starts_at,
            minutes=minutes,
            zone="America/Chicago",
            state=state,
        )
        session.add(row)
        session.flush()
        for viewer, seat in seats.items():
            session.add(SeatRow(interview_id=row.id, person_id=viewer.person_id, seat=seat))
        session.flush()
        for viewer, seat in seats.items():
            session.add(_draft(row, viewer, seat))
        session.flush()
    return row.id


def _draft(row: InterviewRow, viewer: Viewer, seat: Seat) -> ScorecardRow:
    return ScorecardRow(
        interview_id=row.id,
        candidacy_id=row.candidacy_id,
        author_id=viewer.person_id,
        trainee=seat is Seat.SHADOW,
        state=CardState.DRAFT,
    )


def card(db: Database, interview_id: int, author: Viewer) -> int:
    """The id of somebody's scorecard of an interview."""
    with db.reading() as session:
        return session.exec(
            select(ScorecardRow.id).where(
                ScorecardRow.interview_id == interview_id, ScorecardRow.author_id == author.person_id
            )
        ).one()


def submitted(
    db: Database, interview_id: int, author: Viewer, *, recommendation: Recommendation = Recommendation.YES
) -> int:
    """Somebody's scorecard, submitted without a rating; gives its id."""
    scorecard_id = card(db, interview_id, author)
    with db.writing() as session:
        session.execute(
            sa.update(ScorecardRow)
            .where(col(ScorecardRow.id) == scorecard_id)
            .values(state=CardState.SUBMITTED, submitted_at=NOW, recommendation=recommendation, digest="0" * 64)
        )
    return scorecard_id


def stages_of(db: Database, loop_id: int) -> Sequence[int]:
    """The ids of a loop's stages, in order."""
    with db.reading() as session:
        return session.exec(
            select(StageRow.id).where(StageRow.loop_id == loop_id).order_by(col(StageRow.position))
        ).all()
