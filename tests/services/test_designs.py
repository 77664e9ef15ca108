"""Who meets whom in a loop, and the mends with their names, on both kinds of database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hiringkit.db import staffing
from hiringkit.db.engine import Database
from hiringkit.db.tables import SeatRow
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.errors import NotFoundError, RefusedError
from hiringkit.policy.scorecards import Seat
from hiringkit.services import designs, drills, loops
from tests import build, build_loops, build_samples
from tests.conftest import NOW, Statements

AHEAD = NOW + timedelta(days=2)


def test_two_groups_are_named_and_joined_by_an_interview_ahead(db: Database) -> None:
    ana, ben, trainee = (build.person(db, name) for name in ("Ana A", "Ben B", "Tess T"))
    loop = build_loops.loop(db, interviewers=[ana, ben, trainee])
    rosa, ling = (build_loops.candidacy(db, loop.loop_id, name) for name in ("Rosa", "Ling"))
    build_loops.interview(db, rosa, loop.stages[0], {ana: Seat.LEAD, trainee: Seat.SHADOW})
    ahead = build_loops.interview(db, ling, loop.stages[0], {ben: Seat.LEAD, trainee: Seat.SHADOW}, starts_at=AHEAD)
    page = designs.page(db, loop.recruiter, loop.loop_id, NOW)
    assert page.sentence == "2 groups of candidates share no interviewer; compare only within a group."
    assert sorted(page.interviewers.values()) == ["Ana A", "Ben B"], "people in training link nobody"
    assert page.mends[0].words == "Let Ana A join Recruiter screen with Ling."
    assert (page.mends[0].interview_id, page.mends[0].starts_at) == (ahead, AHEAD)


def test_where_no_interview_can_be_joined_the_cheapest_ratings_of_samples_are_named(db: Database) -> None:
    ana, ben = build.person(db, "Ana A"), build.person(db, "Ben B")
    loop = build_loops.loop(db, interviewers=[ana, ben])
    for name, who in (("Rosa", ana), ("Ling", ben)):
        build_loops.interview(db, build_loops.candidacy(db, loop.loop_id, name), loop.stages[0], {who: Seat.LEAD})
    (mend,) = designs.page(db, loop.recruiter, loop.loop_id, NOW).mends[:1]
    assert mend.words == "Let Ana A and Ben B rate the same two reference samples; there are none free yet."
    first, second, third = (build_samples.sample(db, loop.manager, name) for name in ("Ticket", "Map", "Call"))
    build_samples.handed_in(db, ana, third)
    drills.give_up(db, ben, first, NOW)
    page = designs.page(db, loop.recruiter, loop.loop_id, NOW)
    assert page.mends[0].words == "Let Ben B rate “Call”, and Ana A and Ben B rate “Map”.", "who saw it rates it not"
    assert [(one.sample_id, one.rated_by, one.wanted_of) for one in page.samples] == [
        (second, (), (ana.person_id, ben.person_id)),
        (third, (ana.person_id,), (ben.person_id,)),
    ]
    for who, sample in ((ben, third), (ana, second), (ben, second)):
        build_samples.handed_in(db, who, sample)
    linked = designs.page(db, loop.recruiter, loop.loop_id, NOW)
    assert linked.design.components == 1
    assert {one.sample_id: one.rated_by for one in linked.samples} == dict.fromkeys(
        (second, third), (ana.person_id, ben.person_id)
    )


def test_nothing_planned_is_said_so(db: Database) -> None:
    loop = build_loops.loop(db)
    page = designs.page(db, None, loop.loop_id, NOW)
    assert (page.sentence, page.mends) == ("Nobody meets a candidate yet.", ())


def test_a_cancelled_interview_links_nobody(db: Database) -> None:
    ana = build.person(db)
    loop = build_loops.loop(db, interviewers=[ana])
    state = InterviewState.CANCELLED
    rosa = build_loops.candidacy(db, loop.loop_id)
    build_loops.interview(db, rosa, loop.stages[0], {ana: Seat.LEAD}, state=state)
    assert designs.page(db, None, loop.loop_id, NOW).dots == ()


def test_a_loop_s_page_reads_as_much_for_many_candidates_and_says_how_it_is_now(db: Database) -> None:
    ana, ben = (build.person(db, name) for name in ("Ana A", "Ben B"))
    loop = build_loops.loop(db, interviewers=[ana, ben])
    for who in (ana, ben):
        held = build_loops.interview(db, build_loops.candidacy(db, loop.loop_id), loop.stages[0], {who: Seat.LEAD})

    def found() -> list[str]:
        page = loops.page(db, loop.manager, loop.loop_id, NOW)
        assert page == loops.page(db, loop.manager, loop.loop_id, NOW)
        return [one.title for one in page.findings if one.place == "design"]

    def rows() -> int:
        with db.reading() as session:
            return len(staffing.facts(session, loop.loop_id, NOW))

    few = rows()
    assert found() == [
        "2 groups of candidates share no interviewer",
        "Ana A, Ben B share fewer than 3 candidates with others",
    ]
    with db.writing() as session:
        session.add(SeatRow(interview_id=held, person_id=ana.person_id, seat=Seat.SECOND))
    assert found() == ["Ana A, Ben B share fewer than 3 candidates with others"], "a seat counts at once"
    for _ in range(9):
        rosa = build_loops.candidacy(db, loop.loop_id)
        build_loops.interview(db, rosa, loop.stages[0], {ana: Seat.LEAD, ben: Seat.SECOND}, starts_at=AHEAD)
    assert found() == []
    assert rows() == few


def test_who_meets_whom_is_for_those_who_see_each_candidate(db: Database) -> None:
    loop, member = build_loops.loop(db), build.person(db)
    build_loops.member(db, loop.loop_id, member)
    with pytest.raises(RefusedError):
        designs.page(db, member, loop.loop_id, NOW)
    with pytest.raises(NotFoundError):
        designs.page(db, build.person(db), loop.loop_id, NOW)


def test_the_statements_stay_the_same_as_candidates_come(lite: Database, statements: Statements) -> None:
    ana = build.person(lite)
    loop = build_loops.loop(lite, interviewers=[ana])
    statements.listen(lite.engine)
    counts = []
    for more in (1, 20):
        for _ in range(more):
            one = build_loops.candidacy(lite, loop.loop_id)
            build_loops.interview(lite, one, loop.stages[0], {ana: Seat.LEAD})
        before = len(statements.seen)
        designs.page(lite, loop.recruiter, loop.loop_id, NOW)
        counts.append(len(statements.seen) - before)
    assert counts == [3, 3]
