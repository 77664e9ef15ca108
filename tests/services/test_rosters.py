"""A list of candidates: what it would do, and what it does, on both kinds of database."""

from __future__ import annotations

import pytest
from sqlmodel import func, select

from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, CandidacyRow, CandidateRow
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import NotFoundError, RefusedError
from hiringkit.policy.people import LoopRole
from hiringkit.services import rosters
from hiringkit.services.duplicates import SOMEBODY_ELSE
from hiringkit.services.rosters import Fate
from tests import build, build_loops
from tests.conftest import NOW, Statements

LIST = """name,email,phone
Rosa Delgado-Kim,ROSA@example.org,
Ling Zhang,ling@example.org,+1 312 555 0100
Ling again,Ling@Example.org,
Nobody,nonsense,
"""


def _count(db: Database) -> tuple[int, int, int]:
    with db.reading() as session:
        tables = (CandidateRow, CandidacyRow, AuditRow)
        one, two, three = (session.exec(select(func.count()).select_from(table)).one() for table in tables)
        return one, two, three


def test_looking_says_what_becomes_of_each_line_and_writes_nothing(db: Database) -> None:
    loop = build_loops.loop(db)
    build_loops.candidacy(db, loop.loop_id, "Rosa", email="rosa@example.org")
    before = _count(db)
    report = rosters.look(db, loop.recruiter, loop.loop_id, LIST)
    assert [line.fate for line in report.lines] == [Fate.HERE, Fate.NEW, Fate.TWICE, Fate.FAULT]
    assert report.lines[2].said == "Line 3 has this address."
    assert report.lines[3].said == "This is no e-mail address. Write it as name@example.org."
    assert (report.good, _count(db)) == (1, before)


def test_adding_a_list_twice_adds_nobody_twice(db: Database) -> None:
    loop = build_loops.loop(db)
    assert rosters.add(db, loop.recruiter, loop.loop_id, LIST, NOW).good == 2
    assert _count(db) == (2, 2, 2), "each with an entry in the chain"
    assert rosters.add(db, loop.recruiter, loop.loop_id, LIST, NOW).good == 0
    assert _count(db) == (2, 2, 2)


def test_somebody_known_from_another_loop_of_the_viewer_is_the_same_candidate(db: Database) -> None:
    loop = build_loops.loop(db)
    other = build_loops.loop(db, recruiter=loop.recruiter)
    secret = build_loops.loop(db)
    known = build_loops.candidacy(db, other.loop_id, "Rosa D", email="rosa@example.org")
    build_loops.candidacy(db, secret.loop_id, "Ling elsewhere", email="ling@example.org")
    report = rosters.look(db, loop.recruiter, loop.loop_id, LIST)
    assert [line.fate for line in report.lines[:2]] == [Fate.KNOWN, Fate.NEW], "a loop out of reach tells nothing"
    assert (report.lines[0].said, report.lines[0].same) == (rosters.WITH_ADDRESS, known)
    otherwise = rosters.look(db, loop.recruiter, loop.loop_id, LIST, {2: SOMEBODY_ELSE}).lines[0]
    assert (otherwise.fate, otherwise.candidate_id, len(otherwise.alike)) == (Fate.NEW, None, 1)
    rosters.add(db, loop.recruiter, loop.loop_id, LIST, NOW)
    assert _count(db)[:2] == (3, 4)


def test_the_same_name_and_number_under_another_address_is_told(db: Database) -> None:
    loop = build_loops.loop(db)
    rosters.add(db, loop.recruiter, loop.loop_id, "name,email,phone\nLing Zhang,lz@example.org,+1 312 555 0100", NOW)
    line = rosters.look(db, loop.recruiter, loop.loop_id, LIST).lines[1]
    assert (line.fate, line.said[:33]) == (Fate.NEW, "Somebody with this name and numbe")


def test_a_list_is_for_those_who_may_add_candidates(db: Database) -> None:
    loop, draft = build_loops.loop(db), build_loops.loop(db, state=LoopState.DRAFT)
    member = build.person(db)
    build_loops.member(db, loop.loop_id, member, LoopRole.INTERVIEWER)
    with pytest.raises(RefusedError):
        rosters.look(db, member, loop.loop_id, LIST)
    with pytest.raises(NotFoundError):
        rosters.add(db, build.person(db), loop.loop_id, LIST, NOW)
    with pytest.raises(RefusedError):
        rosters.add(db, draft.recruiter, draft.loop_id, LIST, NOW)
    assert _count(db)[:2] == (0, 0)


def test_a_long_list_is_looked_at_with_as_many_statements_as_a_short_one(
    lite: Database, statements: Statements
) -> None:
    loop = build_loops.loop(lite)
    statements.listen(lite.engine)
    counts = []
    for lines in (1, 300):
        text = "name,email\n" + "".join(f"Person {one},p{one}@example.org\n" for one in range(lines))
        before = len(statements.seen)
        assert rosters.look(lite, loop.recruiter, loop.loop_id, text).good == lines
        counts.append(len(statements.seen) - before)
    assert counts[0] == counts[1] <= 5
