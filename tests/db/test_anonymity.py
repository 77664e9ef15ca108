"""What a candidate is called by whoever looks: the rule in words and the rule in SQL are one rule."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

import hiringkit.db
from hiringkit.db import anonymity
from hiringkit.db.engine import Database
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateTextRow,
    DebriefRow,
    InterviewRow,
    ScorecardRow,
    StageRow,
    TieRow,
)
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.policy.anonymity import alias, knows_name
from hiringkit.policy.people import LoopRole, Viewer
from hiringkit.policy.scorecards import Seat
from tests import build, build_loops
from tests.conftest import NOW


def told(db: Database, viewer: Viewer, candidacy_id: int) -> str:
    """What the viewer is told that a candidate is called."""
    query = (
        sa.select(anonymity.name(viewer))
        .select_from(CandidacyRow)
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .where(col(CandidacyRow.id) == candidacy_id)
    )
    with db.reading() as session:
        return str(session.execute(query).scalar_one())


def unname(db: Database, *stages: int) -> None:
    """Let stages be graded without names."""
    with db.writing() as session:
        session.execute(sa.update(StageRow).where(col(StageRow.id).in_(stages)).values(without_names=True))


def test_the_query_tells_the_name_to_whom_the_rule_does(db: Database) -> None:
    loop = build_loops.loop(db)
    unname(db, loop.stages[0], loop.stages[1])
    one = build_loops.candidacy(db, loop.loop_id, "Rosa")
    panel = {build.person(db): seated for n in range(4) for seated in itertools.combinations(range(3), n)}
    for number in range(3):
        seats = {who: Seat.LEAD for who, seated in panel.items() if number in seated}
        build_loops.interview(db, one, loop.stages[number], seats)
    for who, seated in panel.items():
        knows = knows_name(is_staff=False, is_called=False, stages_without_names=[number < 2 for number in seated])
        assert told(db, who, one) == ("Rosa" if knows else alias(one)), seated
    assert {told(db, who, one) for who in panel} == {"Rosa", alias(one)}


def test_a_cancelled_interview_without_names_does_not_tell_who_it_was(db: Database) -> None:
    loop, grader = build_loops.loop(db), build.person(db)
    unname(db, loop.stages[0])
    one = build_loops.candidacy(db, loop.loop_id, "Rosa")
    build_loops.interview(db, one, loop.stages[0], {grader: Seat.LEAD}, state=InterviewState.CANCELLED)
    assert told(db, grader, one) == alias(one)
    build_loops.interview(db, one, loop.stages[1], {grader: Seat.LEAD}, state=InterviewState.CANCELLED)
    assert told(db, grader, one) == alias(one), "a meeting that was cancelled tells nothing"
    build_loops.interview(db, one, loop.stages[2], {grader: Seat.LEAD})
    assert told(db, grader, one) == "Rosa"


@pytest.mark.parametrize("states", list(itertools.product(InterviewState, repeat=2)))
def test_beside_a_card_of_ones_own_the_name_is_the_same(db: Database, states: tuple[InterviewState, ...]) -> None:
    loop = build_loops.loop(db)
    unname(db, loop.stages[0])
    one = build_loops.candidacy(db, loop.loop_id, "Rosa")
    panel = {build.person(db): seated for n in (1, 2) for seated in itertools.combinations(range(2), n)}
    for number, state in enumerate(states):
        seats = {who: Seat.LEAD for who, seated in panel.items() if number in seated}
        build_loops.interview(db, one, loop.stages[number], seats, state=state)
    for who, seated in panel.items():
        beside = (
            sa.select(anonymity.name_seated(who))
            .select_from(ScorecardRow)
            .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
            .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
            .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
            .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
            .where(col(ScorecardRow.author_id) == who.person_id)
        )
        with db.reading() as session:
            assert list(session.scalars(beside)) == [told(db, who, one)] * len(seated)


@pytest.mark.parametrize("role", [LoopRole.MANAGER, LoopRole.RECRUITER, LoopRole.INTERVIEWER])
def test_who_runs_the_loop_knows_the_name_though_they_grade(db: Database, role: LoopRole) -> None:
    grader = build.person(db)
    loop = build_loops.loop(db)
    unname(db, *loop.stages)
    build_loops.member(db, loop.loop_id, grader, role)
    one = build_loops.candidacy(db, loop.loop_id, "Rosa")
    build_loops.interview(db, one, loop.stages[0], {grader: Seat.LEAD, loop.tie_breaker: Seat.SECOND})
    assert told(db, grader, one) == (alias(one) if role is LoopRole.INTERVIEWER else "Rosa")
    assert told(db, loop.decider, one) == "Rosa"
    assert told(db, loop.tie_breaker, one) == alias(one)
    with db.writing() as session:
        opener = loop.decider.person_id
        session.add(DebriefRow(candidacy_id=one, opened_by=opener, opened_at=NOW))
        session.flush()
        session.add(TieRow(candidacy_id=one, recorded_by=opener, yes=1, no=1, at=NOW))
    assert told(db, loop.tie_breaker, one) == "Rosa", "called, the tie-breaker decides"


def test_an_alias_is_the_same_in_words_and_in_sql_and_nobody_else_s(db: Database) -> None:
    loop = build_loops.loop(db)
    with db.reading() as session:
        numbers = [1, 7, 23, 24, 25, 599, 600, 2**31 - 1]
        for number in numbers:
            row = sa.select(sa.literal(number).label("id")).subquery()
            said = sa.select(anonymity.alias_of(row.c.id))
            assert session.execute(said).scalar_one() == alias(number)
    assert alias(7) == "Candidate H1"
    assert len({alias(number) for number in range(5_000)}) == 5_000
    assert loop.loop_id


def test_no_query_reads_a_name_but_through_the_rule() -> None:
    folder = Path(hiringkit.db.__file__).parent
    found = {file.name for file in folder.rglob("*.py") if "CandidateTextRow.name" in file.read_text(encoding="utf-8")}
    assert found == {"anonymity.py"}
    elsewhere = [file for file in folder.parent.rglob("*.py") if "CandidateTextRow" in file.read_text(encoding="utf-8")]
    assert {file.parent.name for file in elsewhere} <= {"db", "tables", "services"}
    services = {file.name for file in elsewhere if file.parent.name == "services"}
    assert services == {"candidates.py"}, "which writes names"
