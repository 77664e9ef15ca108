"""Moving a candidate to another loop, as those who run the loops do it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, CandidacyRow, MoveRow
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import moves, withdrawals
from tests import build, build_loops
from tests.conftest import NOW
from tests.web.client import CheckedClient

ClientOf = Callable[[Viewer], CheckedClient]


def test_a_candidate_goes_on_in_another_loop_and_each_page_leads_to_the_other(
    lite: Database, client_of: ClientOf
) -> None:
    lead = build.person(lite)
    here = build_loops.loop(lite, title="Service desk", interviewers=[lead])
    there = build_loops.loop(lite, title="Field service", recruiter=here.recruiter)
    one = build_loops.candidacy(lite, here.loop_id, "Rosa")
    card = build_loops.submitted(lite, build_loops.interview(lite, one, here.stages[0], {lead: Seat.LEAD}), lead)
    client = client_of(here.recruiter)
    sent = client.submit(f"/candidates/{one}/move", {"loop": str(there.loop_id)})
    new = client.get(sent.response.headers["Location"])
    assert "The candidate goes on in this loop." in new.text
    assert [link["href"] for link in new.select(".sees a")] == [f"/candidates/{one}"]
    assert new.select(".statusline .sign-open")[0].text == "active"
    old = client.get(f"/candidates/{one}")
    assert "Moved to Field service. What was written here stays here." in old.text
    assert old.select(".statusline .sign-none")[0].text == "withdrawn"
    assert old.select(f'a[href="/scorecards/{card}"]')
    assert "Field service" not in client_of(lead).get(f"/candidates/{one}").text, "who does not run it is not told"
    with lite.reading() as session:
        told = session.exec(
            select(AuditRow.act).where(AuditRow.kind == "candidacy").order_by(col(AuditRow.number))
        ).all()
    assert told == ["candidate added", "candidate moved"]


def test_with_several_loops_none_is_taken_for_granted(lite: Database, client_of: ClientOf) -> None:
    here = build_loops.loop(lite)
    for title in ("Field service", "Night service"):
        build_loops.loop(lite, title=title, recruiter=here.recruiter)
    one = build_loops.candidacy(lite, here.loop_id, "Rosa")
    page = client_of(here.recruiter).submit(f"/candidates/{one}/move", {}, expect=422)
    assert page.select("#loop-fault")
    assert page.select("#loop option")[0].text == "Choose a loop"


def test_a_loop_to_move_to_is_open_run_by_the_mover_and_new_to_the_candidate(db: Database) -> None:
    here = build_loops.loop(db)
    closed = build_loops.loop(db, recruiter=here.recruiter, state=LoopState.CLOSED)
    foreign, good = build_loops.loop(db), build_loops.loop(db, recruiter=here.recruiter)
    one = build_loops.candidacy(db, here.loop_id, "Rosa")
    page = moves.page(db, here.recruiter, one, NOW)
    assert [loop_id for loop_id, _words in page.loops] == [good.loop_id]
    for loop_id in (here.loop_id, closed.loop_id, foreign.loop_id, 999):
        with pytest.raises(InvalidError, match="open loops"):
            moves.move(db, here.recruiter, one, loop_id, NOW)
    to_id = moves.move(db, here.recruiter, one, good.loop_id, NOW)
    with db.reading() as session:
        states = dict(session.exec(select(CandidacyRow.id, CandidacyRow.state)).all())
    assert states == {one: CandidacyState.WITHDRAWN, to_id: CandidacyState.ACTIVE}
    with pytest.raises(ConflictError, match="does not take part here any more"):
        moves.move(db, here.recruiter, one, good.loop_id, NOW)
    with pytest.raises(InvalidError):
        moves.move(db, here.recruiter, to_id, here.loop_id, NOW)


def test_who_was_moved_and_came_back_is_moved_again(db: Database) -> None:
    here = build_loops.loop(db)
    first, second = (build_loops.loop(db, recruiter=here.recruiter) for _ in range(2))
    one = build_loops.candidacy(db, here.loop_id, "Rosa")
    moves.move(db, here.recruiter, one, first.loop_id, NOW)
    withdrawals.reinstate(db, here.recruiter, one, NOW)
    to_id = moves.move(db, here.recruiter, one, second.loop_id, NOW)
    with db.reading() as session:
        assert [row.to_id for row in session.exec(select(MoveRow))] == [to_id]


def test_who_runs_neither_loop_moves_nobody(db: Database) -> None:
    seated = build.person(db)
    loop = build_loops.loop(db, interviewers=[seated])
    one = build_loops.candidacy(db, loop.loop_id)
    build_loops.interview(db, one, loop.stages[0], {seated: Seat.LEAD})
    for viewer, error in ((seated, RefusedError), (loop.decider, RefusedError), (build.person(db), NotFoundError)):
        with pytest.raises(error):
            moves.page(db, viewer, one, NOW)


def test_without_another_loop_the_page_says_so(lite: Database, client_of: ClientOf) -> None:
    loop = build_loops.loop(lite)
    page = client_of(loop.recruiter).get(f"/candidates/{build_loops.candidacy(lite, loop.loop_id)}/move")
    assert "There is no other open loop" in page.text
