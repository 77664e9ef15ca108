"""Candidates in the browser: the list, adding, one person's way, opening early."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hiringkit.db.engine import Database
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import LoopRole, Role, Viewer
from hiringkit.policy.scorecards import Seat, Visibility
from hiringkit.scoring.scorecards import Recommendation
from tests import build, build_loops
from tests.build_loops import BuiltLoop
from tests.conftest import NOW, Statements
from tests.web.client import CheckedClient, Found
from tests.web.conftest import Clock

ClientOf = Callable[[Viewer], CheckedClient]
ROSA = {"name": "Rosa Delgado-Kim", "email": "rosa@example.org", "phone": "+1 312 555 0100"}
SEATS = "table tbody tr"


def listed(page: Found) -> list[str]:
    """The names in the list."""
    return [row.text for row in page.select("tbody th a")]


def cards(page: Found) -> dict[str, tuple[str, str, list[str]]]:
    """By name: what is said of the scorecard, the recommendation, the links."""
    found = {}
    for row in page.select(SEATS):
        cells = [cell.get_text(" ", strip=True) for cell in row.select("td")]
        name = row.select("th")[0].get_text(" ", strip=True)
        found[name] = (cells[1], cells[2].removesuffix(" not to be read here"), [a.text for a in row.select("a")])
    return found


def test_a_recruiter_adds_a_candidate_and_stands_on_their_page(lite: Database, client_of: ClientOf) -> None:
    loop = build_loops.loop(lite)
    client = client_of(loop.recruiter)
    sent = client.submit(f"/candidates/new?loop={loop.loop_id}", ROSA)
    page = client.get(sent.response.headers["Location"])
    heading = page.select_one("h1")
    assert heading is not None
    assert heading.text == "Rosa Delgado-Kim"
    assert "rosa@example.org" in page.text
    assert "no scorecard asked for yet" in page.select(".statusline")[0].text
    assert [link.text for link in page.select(".page-next a.btn-primary")] == ["Plan Recruiter screen"]


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        pytest.param({"name": ""}, "name", "Say the candidate’s name.", id="no name"),
        pytest.param({"name": "x" * 121}, "name", "The name has 121 characters", id="over-long"),
        pytest.param({"name": "Rosa\u202eagleD"}, "name", "cannot be seen", id="bidi override"),
        pytest.param({"email": "nonsense"}, "email", "This is no e-mail address.", id="no address"),
        pytest.param({"phone": "<script>"}, "phone", "This is no telephone number.", id="no number"),
    ],
)
def test_a_fault_stands_beside_its_field_and_what_was_typed_stays(
    lite: Database, client_of: ClientOf, changed: dict[str, str], field: str, sentence: str
) -> None:
    loop = build_loops.loop(lite)
    page = client_of(loop.recruiter).submit(f"/candidates/new?loop={loop.loop_id}", {**ROSA, **changed}, expect=422)
    fault = page.select_one(f"#{field}-fault")
    assert fault is not None
    assert sentence in fault.text
    typed = {str(control["name"]): str(control["value"]) for control in page.select("input.form-control")}
    assert typed == {**ROSA, **changed}


def test_the_same_address_is_refused_and_a_known_one_is_asked_about(lite: Database, client_of: ClientOf) -> None:
    loop = build_loops.loop(lite)
    other = build_loops.loop(lite, recruiter=loop.recruiter)
    client = client_of(loop.recruiter)
    client.submit(f"/candidates/new?loop={loop.loop_id}", ROSA)
    again = client.submit(f"/candidates/new?loop={loop.loop_id}", ROSA, expect=422)
    assert "in this loop already" in again.text
    path, typed = f"/candidates/new?loop={other.loop_id}", {**ROSA, "name": "R. D."}
    asked = client.submit(path, typed, expect=422)
    assert "Somebody with this address is on record." in asked.text
    assert asked.select("input[value='R. D.']")
    (same, _other) = asked.select("#same input")
    assert "Rosa Delgado-Kim" in asked.select("#same label")[0].text
    sent = client.submit(path, {**typed, "same": str(same["value"])})
    assert client.get(sent.response.headers["Location"]).select("h1")[0].text == "Rosa Delgado-Kim"
    client.submit(path, {**typed, "same": str(same["value"])}, expect=422)
    assert len(listed(client.get("/candidates"))) == 2


@pytest.mark.parametrize("query", ["", "?loop=", "?loop=0", "?loop=x", "?loop=99999999999999999999", "?loop=777"])
def test_a_candidate_is_added_to_a_loop_that_there_is(lite: Database, client_of: ClientOf, query: str) -> None:
    client_of(build_loops.loop(lite).recruiter).get(f"/candidates/new{query}", expect=404)


def test_who_may_read_the_loop_and_not_fill_it_is_refused(lite: Database, client_of: ClientOf) -> None:
    member = build.person(lite)
    loop = build_loops.loop(lite, interviewers=[member])
    draft = build_loops.loop(lite, recruiter=loop.recruiter, state=LoopState.DRAFT)
    client_of(member).get(f"/candidates/new?loop={loop.loop_id}", expect=403)
    client_of(loop.recruiter).get(f"/candidates/new?loop={draft.loop_id}", expect=403)
    client_of(build_loops.loop(lite).recruiter).get(f"/candidates/new?loop={loop.loop_id}", expect=404)


def test_the_list_is_narrowed_and_says_when_nothing_matches(lite: Database, client_of: ClientOf) -> None:
    loop = build_loops.loop(lite)
    for name in ("Ada Byron", "Mei-Ling Zhou"):
        build_loops.candidacy(lite, loop.loop_id, name)
    build_loops.candidacy(lite, loop.loop_id, "Gone", state=CandidacyState.WITHDRAWN)
    client = client_of(loop.recruiter)
    assert listed(client.get("/candidates")) == ["Gone", "Mei-Ling Zhou", "Ada Byron"]
    assert listed(client.get("/candidates?sort=name")) == ["Ada Byron", "Gone", "Mei-Ling Zhou"]
    assert listed(client.get("/candidates?q=ADA")) == ["Ada Byron"]
    assert listed(client.get(f"/candidates?state=withdrawn&loop={loop.loop_id}")) == ["Gone"]
    stage = f"/candidates?loop={loop.loop_id}&stage={loop.stages[0]}&state=active&sort=name"
    there = client.get(stage)
    assert listed(there) == ["Ada Byron", "Mei-Ling Zhou"]
    assert [one.text for one in there.select("#stage option[selected]")] == ["1. Recruiter screen"]
    assert listed(client.get("/candidates?stage=held")) == []
    assert "No candidate of yours matches." in client.get("/candidates?q=nobody").text


@pytest.mark.parametrize(
    "query",
    [
        "sort=%27",
        "state=dead",
        "loop=-1",
        "after=x",
        "after=99999999999",
        "stage=x",
        "stage=7",
        "q=%00",
        f"q={'x' * 2000}",
    ],
)
def test_a_list_asked_for_nonsense_is_a_list(lite: Database, client_of: ClientOf, query: str) -> None:
    client_of(build_loops.loop(lite).recruiter).get(f"/candidates?{query}")


@pytest.mark.parametrize("query", ["sort=name&q=C", "sort=name"])
def test_pages_are_turned(lite: Database, client_of: ClientOf, query: str) -> None:
    loop = build_loops.loop(lite)
    for number in range(51):
        build_loops.candidacy(lite, loop.loop_id, f"C {number:02}")
    client = client_of(loop.recruiter)
    first = client.get(f"/candidates?{query}")
    turn = {link.text: str(link["href"]) for link in first.select("nav[aria-label=Pages] a")}
    second = client.get(turn["Next page"])
    assert listed(first) + listed(second) == [f"C {number:02}" for number in range(51)]
    back = second.select_one("nav[aria-label=Pages] a")
    assert back is not None
    assert listed(client.get(str(back["href"]))) == listed(first)


def test_a_line_says_what_is_true_when_it_is_asked_for(lite: Database, client_of: ClientOf, clock: Clock) -> None:
    lead = build.person(lite)
    loop = build_loops.loop(lite)
    one = build_loops.candidacy(lite, loop.loop_id)
    build_loops.interview(lite, one, loop.stages[0], {lead: Seat.LEAD}, starts_at=NOW + timedelta(hours=1))
    client = client_of(loop.recruiter)

    def said() -> list[str]:
        return [cell.text.strip() for cell in client.get("/candidates").select("tbody td")][2:5]

    before = ["Recruiter screen", "0 of 1", "0 of 1"]
    assert said() == before
    clock.now += timedelta(hours=1)
    assert said() == ["Live troubleshooting", "1 of 1", "0 of 1"]
    clock.now -= timedelta(hours=1)
    assert said() == before


def test_each_reads_their_own_name_over_a_list_that_others_read(lite: Database, client_of: ClientOf) -> None:
    loop = build_loops.loop(lite)
    build_loops.candidacy(lite, loop.loop_id, "Rosa <b>")
    colleague = build.person(lite, "Mei & Co", Role.RECRUITER)
    build_loops.member(lite, loop.loop_id, colleague, LoopRole.RECRUITER)
    for reader, other in ((loop.recruiter, colleague), (colleague, loop.recruiter)):
        page = client_of(reader).get("/candidates")
        assert listed(page) == ["Rosa <b>"]
        assert [who.text for who in page.select(".whoami a")] == [reader.name]
        assert other.name not in page.text


@pytest.mark.parametrize("who", ["recruiter", "interviewer"])
def test_an_empty_list_says_what_it_is_for(lite: Database, client_of: ClientOf, who: str) -> None:
    loop = build_loops.loop(lite)
    viewer = loop.recruiter if who == "recruiter" else build.person(lite)
    page = client_of(viewer).get("/candidates")
    adds = [link for link in page.select("main a.btn") if "/candidates/new" in str(link["href"])]
    assert bool(adds) is (who == "recruiter")
    assert not page.select("form[role=search]")


@pytest.mark.parametrize("path", ["/candidates", "/candidates?sort=name&q=c&loop=1&stage=2"])
def test_thirty_rows_take_as_many_statements_as_one(
    lite: Database, client_of: ClientOf, statements: Statements, path: str
) -> None:
    lead = build.person(lite)
    loop = build_loops.loop(lite)
    client = client_of(loop.recruiter)
    statements.listen(lite.engine)
    counts = []
    for more in (1, 29):
        for _ in range(more):
            one = build_loops.candidacy(lite, loop.loop_id)
            build_loops.interview(lite, one, loop.stages[0], {lead: Seat.LEAD})
        statements.seen.clear()
        page = client.get(path)
        counts.append(len(statements.seen))
    assert counts[0] == counts[1] <= 6
    assert len(listed(page)) == 30


def test_a_way_with_many_seats_takes_as_many_statements_as_one_with_few(
    lite: Database, client_of: ClientOf, statements: Statements
) -> None:
    panel = {build.person(lite): Seat.LEAD, **{build.person(lite): Seat.SECOND for _ in range(9)}}
    loop = build_loops.loop(lite, panel=panel)
    client = client_of(loop.recruiter)
    one = build_loops.candidacy(lite, loop.loop_id)
    client.get(f"/candidates/{one}")  # the pack is read once by each process
    statements.listen(lite.engine)
    counts = []
    for stages in (loop.stages[:0], loop.stages):
        for stage in stages:
            interview = build_loops.interview(lite, one, stage, panel)
            for author in panel:
                build_loops.submitted(lite, interview, author)
        statements.seen.clear()
        page = client.get(f"/candidates/{one}")
        counts.append(len(statements.seen))
    assert counts[0] == counts[1] <= 6
    assert len(page.select(SEATS)) == 30


class Panel:
    """A candidate whose first interview has one scorecard in and one missing."""

    def __init__(self, db: Database, visibility: Visibility) -> None:
        self.done, self.late = build.person(db, "Marcus Bell"), build.person(db, "Priya R")
        self.loop: BuiltLoop = build_loops.loop(db, visibility=visibility, interviewers=[self.done, self.late])
        self.one = build_loops.candidacy(db, self.loop.loop_id, "Rosa", email="rosa@example.org")
        seats = {self.done: Seat.LEAD, self.late: Seat.SECOND}
        self.interview = build_loops.interview(db, self.one, self.loop.stages[0], seats)
        self.card = build_loops.submitted(db, self.interview, self.done, recommendation=Recommendation.STRONG_NO)
        self.path = f"/candidates/{self.one}"


@pytest.mark.parametrize(
    ("visibility", "who", "said"),
    [
        pytest.param(Visibility.AFTER_OWN, "recruiter", "in", id="after own: staff read"),
        pytest.param(Visibility.AFTER_OWN, "late", "in, hidden until yours is in", id="after own: the panel waits"),
        pytest.param(
            Visibility.AFTER_PANEL, "recruiter", "in, hidden until every scorecard is in", id="after panel: all wait"
        ),
        pytest.param(Visibility.ALWAYS, "late", "in", id="always"),
    ],
)
def test_a_scorecard_is_shown_as_the_viewer_may_know_it(
    lite: Database, client_of: ClientOf, visibility: Visibility, who: str, said: str
) -> None:
    panel = Panel(lite, visibility)
    viewer = panel.late if who == "late" else panel.loop.recruiter
    page = client_of(viewer).get(panel.path)
    links = ["Read", "PDF"] if who == "recruiter" else ["Read"]
    expected = ("in", "strong no", links) if said == "in" else (said, "–", [])
    assert cards(page)["Marcus Bell"] == expected
    assert ("strong no" in page.text) is (said == "in")


def test_one_s_own_missing_scorecard_is_the_next_thing_to_do(lite: Database, client_of: ClientOf) -> None:
    panel = Panel(lite, Visibility.AFTER_OWN)
    page = client_of(panel.late).get(panel.path)
    action = page.select_one(".page-next a")
    assert action is not None
    assert (action.text, action["href"]) == ("Finish it", f"/interviews/{panel.interview}")
    assert cards(page)["Priya R you"] == ("missing", "–", ["Your scorecard", "Withdraw"])


def test_an_interviewer_is_not_told_how_to_reach_the_candidate(lite: Database, client_of: ClientOf) -> None:
    panel = Panel(lite, Visibility.AFTER_OWN)
    assert "rosa@example.org" in client_of(panel.loop.recruiter).get(panel.path).text
    assert "rosa@example.org" not in client_of(panel.late).get(panel.path).text


def test_times_stand_in_the_reader_s_zone_and_in_the_planned_one(lite: Database, client_of: ClientOf) -> None:
    reader = build.person(lite, role=Role.RECRUITER, zone="Europe/Paris")
    loop = build_loops.loop(lite, recruiter=reader)
    one = build_loops.candidacy(lite, loop.loop_id)
    lead = build.person(lite)
    build_loops.interview(lite, one, loop.stages[0], {lead: Seat.LEAD}, starts_at=NOW + timedelta(days=1))
    there = client_of(reader).get(f"/candidates/{one}").text
    assert "Fri 23 Jan 2026, 21:05 to 22:05, Paris time" in there
    assert "Planned as Fri 23 Jan 2026, 14:05, Chicago time" in there
    assert "Planned as" not in client_of(loop.manager).get(f"/candidates/{one}").text


@pytest.mark.parametrize("tail", ["", "/edit", "/withdraw", "/open-early", "/interviews/new"])
def test_whoever_does_not_reach_a_candidate_finds_no_page(lite: Database, client_of: ClientOf, tail: str) -> None:
    panel = Panel(lite, Visibility.AFTER_PANEL)
    member = build.person(lite)
    build_loops.member(lite, panel.loop.loop_id, member, LoopRole.INTERVIEWER)
    for viewer in (member, build.person(lite, role=Role.ADMIN), build_loops.loop(lite).manager):
        client_of(viewer).get(f"{panel.path}{tail}", expect=404)
    client_of(panel.loop.manager).get(f"{panel.path}{tail}")
    client_of(panel.loop.manager).get(f"/candidates/777{tail}", expect=404)
    if tail:
        client_of(panel.done).get(f"{panel.path}{tail}", expect=403)


def test_a_name_is_changed_and_the_form_keeps_what_was_typed(lite: Database, client_of: ClientOf) -> None:
    panel = Panel(lite, Visibility.AFTER_OWN)
    client = client_of(panel.loop.manager)
    bad = client.submit(f"{panel.path}/edit", {"name": "Rosa D.", "email": "x"}, expect=422)
    assert bad.select('input[name=name][value="Rosa D."]')
    client.submit(f"{panel.path}/edit", {"name": "Rosa D."})
    assert client.get(panel.path).select("h1")[0].text == "Rosa D."


def test_a_candidate_withdraws_after_a_question_and_is_reinstated(lite: Database, client_of: ClientOf) -> None:
    panel = Panel(lite, Visibility.AFTER_OWN)
    seats = {panel.late: Seat.LEAD}
    later = build_loops.interview(lite, panel.one, panel.loop.stages[1], seats, starts_at=NOW + timedelta(days=400))
    client = client_of(panel.loop.recruiter)
    asked = client.submit(f"{panel.path}/withdraw", {"reason": ""}, expect=422)
    assert [line.text.split(", ")[0] for line in asked.select("main section li")] == ["Live troubleshooting"]
    assert asked.select("#reason-fault")
    client.submit(f"{panel.path}/withdraw", {"reason": "Took another offer."})
    gone = client.get(panel.path)
    assert gone.select(".statusline .sign-none")[0].text == "withdrawn"
    assert not gone.select(".page-next a.btn-primary")
    told = client_of(panel.late).get(f"/interviews/{later}")
    assert f"Cancelled by {panel.loop.recruiter.name}" in told.text
    assert "Took another offer." in told.text
    assert told.select("fieldset.card-pane[disabled]")
    assert "Check and submit" not in told.text
    assert [link.text for link in told.select("nav.crumbs a")] == ["My work"], "the candidate may be out of reach now"
    client.submit(panel.path, form=f'form[action="{panel.path}/reinstate"]')
    back = client.get(panel.path)
    assert back.select(".statusline .sign-open")[0].text == "active"
    assert "Cancelled, and to be planned again: Live troubleshooting." in back.text
    client.submit(f"{panel.path}/withdraw")


def test_a_stage_is_left_out_with_a_reason_and_taken_in_again(lite: Database, client_of: ClientOf) -> None:
    panel = Panel(lite, Visibility.AFTER_OWN)
    client = client_of(panel.loop.recruiter)
    out = f"{panel.path}/stages/{panel.loop.stages[1]}/leave-out"
    assert client.get(panel.path).select(f'a[href="{out}"]')
    assert client.submit(out, {"reason": ""}, expect=422).select("#reason-fault")
    client.submit(out, {"reason": "Held for another loop."})
    page = client.get(panel.path)
    assert f"left out by {panel.loop.recruiter.name}" in page.text
    assert [link.text for link in page.select(".page-next a.btn-primary")] == ["Plan Prioritization and escalation"]
    client.submit(panel.path, form='form[action$="/take-in"]')
    assert [link.text for link in client.get(panel.path).select(".page-next a.btn-primary")] == [
        "Plan Live troubleshooting"
    ]


def test_a_manager_opens_early_and_the_page_says_who_and_why(lite: Database, client_of: ClientOf) -> None:
    panel = Panel(lite, Visibility.AFTER_PANEL)
    client = client_of(panel.loop.manager)
    assert client.get(panel.path).select(f'a[href="{panel.path}/open-early"]')
    empty = client.submit(f"{panel.path}/open-early", {"reason": " "}, expect=422)
    assert empty.select("#reason-fault")
    client.submit(f"{panel.path}/open-early", {"reason": "The start date is fixed."})
    page = client.get(panel.path)
    assert "Opened early by" in page.text
    assert "The start date is fixed." in page.text
    assert cards(page)["Marcus Bell"][0] == "in"
    assert not page.select(f'a[href="{panel.path}/open-early"]')
    assert cards(client_of(panel.late).get(panel.path))["Marcus Bell"][0] == "in, hidden until yours is in"
    client.get(f"{panel.path}/open-early", expect=409)
