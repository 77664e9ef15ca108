"""The week: whose interviews stand in it, in whose hours, and what is said of clashes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from hiringkit.db.engine import Database
from hiringkit.policy.scorecards import Seat
from tests import build, build_loops
from tests.conftest import NOW, Statements
from tests.web.client import CheckedClient, Found

ClientOf = Callable[..., CheckedClient]
DAY = "2026-01-26"  # the Monday after NOW, which is a Thursday


def shown(page: Found) -> list[tuple[str, str]]:
    """The day and the name of each interview in the week."""
    return [
        (day.select_one("h2").get_text(" ", strip=True), link.get_text(strip=True))  # type: ignore[union-attr]
        for day in page.select(".week > li")
        for link in day.select("h3 a")
    ]


def test_a_week_holds_ones_seats_and_the_loops_one_runs_by_day_in_ones_own_zone(
    lite: Database, client_of: ClientOf
) -> None:
    ana, tokyo = build.person(lite, "Ana A"), build.person(lite, "Ken K", zone="Asia/Tokyo")
    loop = build_loops.loop(lite, interviewers=[ana, tokyo], stages=("Talk", "Task"))
    other = build_loops.loop(lite, title="Other")
    rosa = build_loops.candidacy(lite, loop.loop_id, "Rosa")
    late = NOW.replace(hour=20, minute=0) + timedelta(days=4)  # Monday, 14:00 in Chicago; Tuesday in Tokyo
    build_loops.interview(lite, rosa, loop.stages[0], {ana: Seat.LEAD, tokyo: Seat.SECOND}, starts_at=late)
    build_loops.interview(lite, rosa, loop.stages[1], {ana: Seat.LEAD}, starts_at=late + timedelta(hours=2))
    hidden = build_loops.candidacy(lite, other.loop_id, "Amal")
    build_loops.interview(lite, hidden, other.stages[0], {build.person(lite): Seat.LEAD}, starts_at=late)
    both = [("Mon 26 Jan 2026", "Talk with Rosa"), ("Mon 26 Jan 2026", "Task with Rosa")]
    week = f"/week?day={DAY}"
    assert shown(client_of(ana).get(week)) == shown(client_of(loop.decider).get(week)) == both
    assert shown(client_of(tokyo).get(week)) == [("Tue 27 Jan 2026", "Talk with Rosa")]
    manager = client_of(loop.manager)
    assert shown(manager.get(week)) == shown(manager.get(f"{week}&candidate={rosa}")) == both
    assert "60 min after the one before" in manager.get(week).text
    assert shown(manager.get(f"{week}&loop={other.loop_id}")) == shown(manager.get(f"{week}&own=1")) == []
    assert "None that fits what you chose." in manager.get(f"{week}&own=1").text
    assert shown(manager.get("/week")) == [], "the week of today"
    assert shown(manager.get("/week?day=yesterday&loop=x&candidate=99999999999&own=7")) == []


def test_an_interview_is_moved_from_the_week_until_a_scorecard_of_it_is_in(lite: Database, client_of: ClientOf) -> None:
    ana, ben = build.person(lite, "Ana A"), build.person(lite, "Ben B")
    loop = build_loops.loop(lite, interviewers=[ana, ben], stages=("Talk",))
    rosa = build_loops.candidacy(lite, loop.loop_id, "Rosa")
    seats = {ana: Seat.LEAD, ben: Seat.SECOND}
    interview = build_loops.interview(lite, rosa, loop.stages[0], seats, starts_at=NOW - timedelta(hours=3))
    manager, move = client_of(loop.manager), f"a[href='/interviews/{interview}/move']"
    assert manager.get("/week").select(move)
    assert not client_of(ana).get("/week").select(move)
    build_loops.submitted(lite, interview, ben)
    assert not manager.get("/week").select(move)
    manager.get(f"/interviews/{interview}/move", expect=409)


def test_whoever_is_in_two_places_at_once_is_named_at_both(lite: Database, client_of: ClientOf) -> None:
    ana, ben, cleo = (build.person(lite, name) for name in ("Ana A", "Ben B", "Cleo C"))
    loop = build_loops.loop(lite, interviewers=[ana, ben, cleo], stages=("Talk", "Task"))
    at = NOW + timedelta(days=4)
    rosa, amal, noor = (build_loops.candidacy(lite, loop.loop_id, name) for name in ("Rosa", "Amal", "Noor"))
    for one, stage, seats, minutes in (
        (rosa, 0, {ana: Seat.LEAD, ben: Seat.SECOND}, 0),
        (amal, 0, {ana: Seat.LEAD}, 30),
        (noor, 0, {ben: Seat.LEAD}, 60),
        (rosa, 1, {cleo: Seat.LEAD}, 45),
    ):
        build_loops.interview(lite, one, loop.stages[stage], seats, starts_at=at + timedelta(minutes=minutes))
    page = client_of(loop.manager).get(f"/week?day={DAY}")
    told = [
        (item.select_one("h3").get_text(strip=True), sign.get_text(strip=True).partition(":")[0])  # type: ignore[union-attr]
        for item in page.select(".week ol > li")
        for sign in item.select(".sign-stop")
    ]
    assert told == [("Talk with Rosa", "Ana A, Rosa"), ("Talk with Amal", "Ana A"), ("Task with Rosa", "Rosa")]


def test_a_week_takes_as_many_statements_for_many_interviews_as_for_one(
    lite: Database, client_of: ClientOf, statements: Statements
) -> None:
    ana = build.person(lite, "Ana A")
    loop = build_loops.loop(lite, stages=("Talk",))
    client = client_of(loop.manager)
    statements.listen(lite.engine)
    counts = []
    for more in (1, 11):
        for number in range(more):
            at = NOW + timedelta(days=4, hours=number)
            one = build_loops.candidacy(lite, loop.loop_id)
            build_loops.interview(lite, one, loop.stages[0], {ana: Seat.LEAD}, starts_at=at)
        statements.seen.clear()
        assert len(shown(client.get(f"/week?day={DAY}"))) in {1, 12}
        counts.append(len(statements.seen))
    assert counts[0] == counts[1] <= 6
