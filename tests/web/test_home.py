"""My work in the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hiringkit.db.engine import Database
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import home
from tests import build, build_loops
from tests.conftest import NOW, Statements
from tests.web.client import CheckedClient, Found

ClientOf = Callable[[Viewer], CheckedClient]


def links(page: Found) -> list[tuple[str, str]]:
    """Words and address of each thing that waits."""
    return [(link.text, str(link["href"])) for link in page.select(".work .what a")]


def test_each_thing_leads_to_where_it_is_done(lite: Database, client_of: ClientOf) -> None:
    lead = build.person(lite, "Priya R")
    loop = build_loops.loop(lite)
    one = build_loops.candidacy(lite, loop.loop_id, "Rosa")
    held = build_loops.interview(lite, one, loop.stages[0], {lead: Seat.LEAD}, starts_at=NOW - timedelta(days=1))
    soon = build_loops.interview(lite, one, loop.stages[1], {lead: Seat.LEAD}, starts_at=NOW + timedelta(days=1))
    draft = build_loops.loop(lite, title="Nights", state=LoopState.DRAFT, manager=loop.manager)
    assert links(client_of(lead).get("/")) == [
        ("Scorecard of Rosa", f"/interviews/{held}"),
        ("Interview with Rosa", f"/interviews/{soon}"),
    ]
    assert links(client_of(loop.manager).get("/")) == [
        ("Scorecard of Rosa", f"/candidates/{one}"),
        ("Loop: Nights", f"/loops/{draft.loop_id}"),
        ("Prioritization and escalation with Rosa", f"/candidates/{one}/interviews/new?stage={loop.stages[2]}"),
    ]


def test_late_things_say_since_when_and_are_counted(lite: Database, client_of: ClientOf) -> None:
    lead = build.person(lite)
    loop = build_loops.loop(lite)
    one = build_loops.candidacy(lite, loop.loop_id)
    build_loops.interview(lite, one, loop.stages[0], {lead: Seat.LEAD}, starts_at=NOW - timedelta(days=1))
    page = client_of(lead).get("/")
    late = page.select_one(".when.late")
    assert late is not None
    assert late.text == "since Wed 21 Jan 2026, 15:05"
    assert "One thing waits for you, 1 is late" in page.text


def test_lines_that_say_the_same_name_each_their_own(lite: Database, client_of: ClientOf) -> None:
    loop = build_loops.loop(lite, stages=("Screen",))
    begins = NOW - timedelta(days=1)
    for author, name in (("Priya & R", "Rosa & Amal"), ("Marcus", "Tomasz")):
        one = build_loops.candidacy(lite, loop.loop_id, name)
        lead = build.person(lite, author)
        build_loops.interview(lite, one, loop.stages[0], {lead: Seat.LEAD}, starts_at=begins)
    lines = client_of(loop.recruiter).get("/").select(".work li")
    assert [
        (line.select("h3")[0].text, line.select("p")[0].text.partition(",")[0], line.select(".act a")[0]["aria-label"])
        for line in lines
    ] == [
        ("Scorecard of Rosa & Amal", "Priya & R", "Look: Scorecard of Rosa & Amal, Priya & R"),
        ("Scorecard of Tomasz", "Marcus", "Look: Scorecard of Tomasz, Marcus"),
    ]
    assert len({str(line.select(".act a")[0]["href"]) for line in lines}) == 2


@pytest.mark.parametrize(
    ("role", "first"),
    [
        pytest.param(Role.HIRING_MANAGER, "/loops/new", id="a manager builds"),
        pytest.param(Role.ADMIN, "/loops/new", id="so does an administrator"),
        pytest.param(Role.INTERVIEWER, "/candidates", id="an interviewer looks"),
        pytest.param(Role.RECRUITER, "/candidates", id="a recruiter looks"),
    ],
)
def test_an_empty_list_says_what_it_is_for_and_what_to_do(
    lite: Database, client_of: ClientOf, role: Role, first: str
) -> None:
    page = client_of(build.person(lite, role=role)).get("/")
    action = page.select_one("main .btn-primary")
    assert action is not None
    assert action["href"] == first
    assert "Nothing waits for you" in page.text
    beside = [link.text for link in page.select("main .acts a.small")]
    assert beside == [*(["Add people", "Name the organisation"] if role is Role.ADMIN else []), "Who sees what"]


def test_what_does_not_stand_on_the_first_page_is_one_press_away(lite: Database, client_of: ClientOf) -> None:
    loop = build_loops.loop(lite, stages=("Screen",))
    for _ in range(30):
        build_loops.candidacy(lite, loop.loop_id)
    draft = build_loops.loop(lite, title="Nights", state=LoopState.DRAFT, manager=loop.manager)
    client = client_of(loop.manager)
    first = client.get("/")
    assert "And 6 more." in first.text
    (more,) = [str(link["href"]) for link in first.select("main a") if link.text == "Show all"]
    whole = client.get(more)
    assert links(whole)[:25] == links(first)
    assert len(links(whole)) == 31
    assert ("Loop: Nights", f"/loops/{draft.loop_id}") in links(whole)
    assert "more." not in whole.select("main")[0].text


@pytest.mark.parametrize("who", ["manager", "lead"])
def test_thirty_things_take_as_many_statements_as_one(
    lite: Database, client_of: ClientOf, statements: Statements, who: str
) -> None:
    lead = build.person(lite)
    loop = build_loops.loop(lite)
    client = client_of({"manager": loop.manager, "lead": lead}[who])
    statements.listen(lite.engine)
    counts = []
    for more in (1, 29):
        for _ in range(more):
            one = build_loops.candidacy(lite, loop.loop_id)
            for stage, days in zip(loop.stages, (-2, 1), strict=False):
                begins = NOW + timedelta(days=days)
                build_loops.interview(lite, one, stage, {lead: Seat.LEAD}, starts_at=begins)
        statements.seen.clear()
        page = client.get("/")
        counts.append(len(statements.seen))
    assert counts[0] == counts[1] <= 6
    assert len(links(page)) == home.SHOWN < 30


def test_strangers_are_sent_to_sign_in(stranger: CheckedClient) -> None:
    assert stranger.get("/", expect=303).response.headers["Location"].startswith("/sign-in")
