"""The report: whose loops are counted, what may be known of times, and the tables as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest

from hiringkit.db.engine import Database
from hiringkit.policy.people import Role
from hiringkit.policy.scorecards import Seat, Visibility
from tests import build, build_loops
from tests.conftest import NOW, Statements
from tests.web.client import CheckedClient

ClientOf = Callable[..., CheckedClient]


def test_a_report_counts_the_loops_that_one_runs(lite: Database, client_of: ClientOf) -> None:
    ana = build.person(lite, "=Ana A")
    loop = build_loops.loop(lite, interviewers=[ana], stages=("Talk", "Task"))
    for number in range(6):
        one = build_loops.candidacy(lite, loop.loop_id)
        at = NOW - timedelta(days=3, hours=number)
        held = build_loops.interview(lite, one, loop.stages[0], {ana: Seat.LEAD}, starts_at=at)
        if number:
            build_loops.submitted(lite, held, ana)
    page = client_of(loop.recruiter).get("/reports")
    facts = [one.get_text(" ", strip=True) for one in page.select("dl.facts dd")]
    assert facts[0] == "83 %, 5 of 6 that are due"
    assert "the median of 5" in facts[1]
    row = [cell.get_text(" ", strip=True) for cell in page.select("table")[0].select("tbody th, tbody td")]
    assert row[:4] == ["=Ana A", "1", "5 of 6", "83 %"]
    stage = [cell.get_text(" ", strip=True) for cell in page.select("table")[1].select("tbody th, tbody td")]
    assert stage == ["Talk", "6", "0", "0", "6", "too few to say", "too few to say"]
    recruiter = client_of(loop.recruiter)
    lines = list(csv.reader(io.StringIO(recruiter.get("/reports/scorecards?days=30").response.text)))
    assert [line[:4] for line in lines[1:]] == [["All", "6", "5", "1"], ["'=Ana A", "6", "5", "1"]]
    assert lines[0][0] == "interviewer"
    stages = recruiter.get("/reports/stages").response.text
    assert "Talk,6,0,0,6,," in stages
    recruiter.get("/reports/others", expect=404)
    other = build_loops.loop(lite)
    assert "Nothing to report yet" in client_of(other.manager).get("/reports").text
    client_of(ana).get("/reports", expect=403)


@pytest.mark.parametrize("visibility", [Visibility.AFTER_OWN, Visibility.AFTER_PANEL])
def test_when_a_card_came_in_is_not_counted_before_it_is_open(
    lite: Database, client_of: ClientOf, visibility: Visibility
) -> None:
    """A manager with a card of their own still to write; a panel that is not complete."""
    ana = build.person(lite, "Ana A")
    loop = build_loops.loop(lite, interviewers=[ana], stages=("Talk",), visibility=visibility)
    for _ in range(5):
        one = build_loops.candidacy(lite, loop.loop_id)
        seats = {ana: Seat.LEAD, loop.manager: Seat.SECOND}
        held = build_loops.interview(lite, one, loop.stages[0], seats, starts_at=NOW - timedelta(days=3))
        build_loops.submitted(lite, held, ana)
    page = client_of(loop.manager).get("/reports")
    facts = [item.get_text(" ", strip=True) for item in page.select("dl.facts dd")]
    assert (facts[0], facts[1][:14]) == ("50 %, 5 of 10 that are due", "too few to say")


def test_a_report_takes_as_many_statements_for_many_cards_as_for_one(
    lite: Database, client_of: ClientOf, statements: Statements
) -> None:
    ana = build.person(lite, "Ana A", role=Role.INTERVIEWER)
    loop = build_loops.loop(lite, stages=("Talk",))
    client = client_of(loop.manager)
    statements.listen(lite.engine)
    counts = []
    for more in (1, 11):
        for number in range(more):
            at = NOW - timedelta(days=4, hours=number)
            one = build_loops.candidacy(lite, loop.loop_id)
            build_loops.interview(lite, one, loop.stages[0], {ana: Seat.LEAD}, starts_at=at)
        statements.seen.clear()
        client.get("/reports?days=90&loop=1")
        counts.append(len(statements.seen))
    assert counts[0] == counts[1] <= 6
