"""A loop in the browser: built from a pack, its holes named, opened once, closed, its people."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from hiringkit.db import packs
from hiringkit.db.engine import Database
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import LoopRole, Role, Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import people
from tests import build, build_loops
from tests.build_loops import BuiltLoop
from tests.build_packs import PACK
from tests.conftest import NOW, Statements
from tests.web.client import CheckedClient, Found

ClientOf = Callable[[Viewer], CheckedClient]
FORM = "form.fields"
NEW = {
    "title": "Service desk lead",
    "requisition": "NH-2026-900",
    "zone": "America/Chicago",
    "visibility": "after_panel",
}


def _faults(page: Found) -> dict[str, str]:
    return {
        str(one["id"]).removesuffix("-fault"): one.get_text(" ", strip=True) for one in page.select(".stop-text[id]")
    }


@pytest.fixture
def draft(lite: Database) -> BuiltLoop:
    """A loop that is being built."""
    return build_loops.loop(lite, state=LoopState.DRAFT)


@pytest.fixture
def client(client_of: ClientOf, draft: BuiltLoop) -> CheckedClient:
    """Its manager’s browser."""
    return client_of(draft.manager)


def test_a_loop_is_built_from_a_pack_and_says_what_is_missing(client_of: ClientOf, lite: Database) -> None:
    build_loops.published(lite)
    client = client_of(build.person(lite, "Ingrid", Role.HIRING_MANAGER))
    sent = client.submit("/loops/new", NEW, form=FORM)
    page = client.get(str(sent.response.location))
    heading = page.select_one("h1")
    assert heading
    assert heading.text == "Service desk lead"
    assert [name.text for name in page.select("ol.stages h3")] == ["Live troubleshooting", "Prioritization"]
    assert "block the opening" in page.text
    assert page.select("button[aria-disabled=true][aria-describedby=why-not]")
    refused = client.submit("/loops/1", form="form[action='/loops/1/open']", expect=422)
    links = [str(link["href"]) for link in refused.select("[role=alert] a")]
    assert links
    assert all(refused.select(f"[id='{link[1:]}']") for link in links), "each leads to its finding"


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        pytest.param({"title": ""}, "title", "Give the loop a title.", id="no title"),
        pytest.param({"title": "x" * 201}, "title", "201 characters", id="over-long"),
        pytest.param({"title": "a\u202eb"}, "title", "turns the reading direction", id="bidi override"),
        pytest.param({"zone": "Middle/Earth"}, "zone", "time zone", id="no zone"),
        pytest.param({"visibility": "never"}, "visibility", "Choose", id="no rule"),
        pytest.param({"version": "99"}, "version", "", id="no version"),
    ],
)
def test_a_fault_stands_beside_its_field_and_what_was_typed_stays(
    client_of: ClientOf, lite: Database, changed: dict[str, str], field: str, sentence: str
) -> None:
    build_loops.published(lite)
    client = client_of(build.person(lite, "Ingrid", Role.HIRING_MANAGER))
    page = client.submit("/loops/new", {**NEW, **changed}, form=FORM, expect=422)
    assert sentence in _faults(page)[field]
    for name in ("title", "requisition", "zone"):
        box = page.select_one(f"#{name}")
        assert box
        assert box["value"] == {**NEW, **changed}[name]


def test_no_pack_is_taken_for_granted_but_the_one_whose_page_led_here(client_of: ClientOf, lite: Database) -> None:
    build_loops.published(lite)
    client = client_of(build.person(lite, "Ingrid", Role.HIRING_MANAGER))
    only = [option.text for option in client.get("/loops/new").select("#version option")]
    assert only == ["IT service manager, version 1"], "with one pack there is nothing to choose"
    with lite.writing() as session:
        other = packs.publish(session, "other-pack", PACK, by="hiringkit", now=NOW)
    page = client.submit("/loops/new", NEW, form=FORM, expect=422)
    assert _faults(page) == {"version": "Choose a published version."}
    named = client.get(f"/loops/new?version={other}")
    assert [option["value"] for option in named.select("#version option")] == [str(other)]
    assert named.select("#track option[value=operations]"), "its tracks and levels can be named at once"
    for nonsense in ("nonsense", "99", "9" * 30):
        page = client.get(f"/loops/new?version={nonsense}")
        assert page.select("#version option")[0].text == "Choose a pack"
        assert not page.select("#track")
    said = {"track": "operations", "level": "mid", **NEW}
    made = client.submit(f"/loops/new?version={other}", said, form=FORM)
    assert "Track: Operations" in client.get(str(made.response.location)).text


def test_a_loop_begins_in_the_zone_of_whoever_makes_it(client_of: ClientOf, lite: Database) -> None:
    build_loops.published(lite)
    manager = build.person(lite, "Ingrid", Role.HIRING_MANAGER)
    assert manager.zone == "America/Chicago"
    assert client_of(manager).get("/loops/new").select("#zone[value='America/Chicago']")


def test_only_those_who_may_build_loops_are_shown_how(client_of: ClientOf, lite: Database) -> None:
    for role in (Role.INTERVIEWER, Role.RECRUITER):
        client = client_of(build.person(lite, role=role))
        assert "A hiring manager adds you to one." in client.get("/loops").text
        client.get("/loops/new", expect=403)


def test_the_job_is_named_and_stays_so_once_cards_are_written_under_it(client_of: ClientOf, lite: Database) -> None:
    loop = build_loops.loop(lite)
    client = client_of(loop.manager)
    client.submit("/loops/1/edit", {"title": "Renamed", "visibility": "always", "track": ""}, form=FORM)
    page = client.get("/loops/1")
    assert "Renamed" in page.text
    assert "After their own" in page.text, "the rule of reading stays"
    assert "Track: Operations" in page.text


def test_what_an_open_loop_keeps_cannot_be_changed_in_vain(client_of: ClientOf, lite: Database) -> None:
    loop = build_loops.loop(lite)
    client = client_of(loop.manager)
    kept = {"track", "level", "visibility", "evidence_first"}
    assert {str(one["name"]) for one in client.get("/loops/1/edit").select("[disabled]")} == kept
    page = client.submit("/loops/1/edit", {"title": "", "evidence_first": "y"}, form=FORM, expect=422)
    assert page.select("#track option[selected][value='operations']")
    assert not page.select("#evidence_first[checked]")
    stage = client.get("/loops/1/stages/live-troubleshooting")
    changeable = {"minutes", "advice"} | {str(one["name"]) for one in stage.select("[name^=seat-]")}
    free = stage.select("main :is(input:not([type=hidden]), select, textarea):not([disabled], [readonly])")
    assert {str(one["name"]) for one in free} == changeable


def test_evidence_first_is_chosen_while_a_loop_is_built_and_stays(client: CheckedClient, client_of: ClientOf) -> None:
    told = "Evidence comes first: a scale opens once a line is written for it."
    assert told not in client.get("/loops/1").text
    client.submit("/loops/1/edit", {"evidence_first": "y"}, form=FORM)
    assert told in client.get("/loops/1").text
    assert client.get("/loops/new?like=1").select("#evidence_first[checked]"), "a loop like it has the rule too"
    client.submit("/loops/1/edit", {"evidence_first": ""}, form=FORM)
    assert told not in client.get("/loops/1").text


def test_an_open_loop_keeps_its_rule_of_evidence(client_of: ClientOf, lite: Database) -> None:
    client = client_of(build_loops.loop(lite).manager)
    client.submit("/loops/1/edit", {"evidence_first": "y"}, form=FORM)
    assert not client.get("/loops/1/edit").select("#evidence_first[checked]")


def test_one_person_does_not_decide_and_break_ties(client: CheckedClient, draft: BuiltLoop) -> None:
    same = {"decider_id": str(draft.decider.person_id), "tie_breaker_id": str(draft.decider.person_id)}
    page = client.submit("/loops/1/edit", same, form=FORM, expect=422)
    assert _faults(page) == {"tie_breaker_id": "Choose somebody else than the one who decides."}


def test_a_finding_is_waived_with_a_reason_that_stands_on_the_page(client: CheckedClient) -> None:
    page = client.get("/loops/1")
    link = page.select_one("a[href*='/waivers?finding=']")
    assert link
    path = str(link["href"])
    assert "reason" in _faults(client.submit(path, {"reason": " "}, form=FORM, expect=422))
    client.submit(path, {"reason": "The report names no owner for it."}, form=FORM)
    waived = client.get("/loops/1")
    assert "“The report names no owner for it.”" in waived.text
    client.submit(
        "/loops/1", {"finding": path.rpartition("=")[2].replace("%3A", ":")}, form="form[action$='/waivers/remove']"
    )
    assert "names no owner" not in client.get("/loops/1").text
    client.get("/loops/1/waivers?finding=nothing-like-it", expect=303)


def test_a_loop_is_closed_after_a_question_and_takes_nobody_new(client_of: ClientOf, lite: Database) -> None:
    loop = build_loops.loop(lite)
    client = client_of(loop.manager)
    edit = "a[href='/loops/1/edit']"
    assert client.get("/loops/1").select(edit)
    client.submit("/loops/1/close")
    assert "closed" in client.get("/loops/1").text
    assert not client.get("/loops/1").select(edit), "nothing leads to a form that would be refused"
    client_of(loop.recruiter).get("/candidates/new?loop=1", expect=403)
    client.get("/loops/1/close", expect=409)
    assert "closed" in client.submit("/loops/1/edit", {"title": "Late"}, form=FORM, expect=403).text


def test_a_draft_is_discarded_after_a_question_and_leaves_its_number_free(
    client_of: ClientOf, draft: BuiltLoop, lite: Database
) -> None:
    client = client_of(draft.manager)
    path = f"/loops/{draft.loop_id}"
    [link] = client.get(path).select("a[href$='/discard']")
    [number] = re.findall("NH-2026-[0-9]+", client.get(str(link["href"])).text)
    gone = client.submit(str(link["href"]), form="main form")
    assert "The draft is discarded." in client.get(str(gone.response.location)).text
    client.get(path, expect=404)
    client.submit("/loops/new", {**NEW, "requisition": number}, form=FORM)
    opened = build_loops.loop(lite, manager=draft.manager)
    client.get(f"/loops/{opened.loop_id}/discard", expect=409)
    assert not client.get(f"/loops/{opened.loop_id}").select("a[href$='/discard']")


def test_a_loop_says_what_it_leaves_undone_and_opens_again(client_of: ClientOf, lite: Database) -> None:
    loop = build_loops.loop(lite)
    lead = build.person(lite, "Priya")
    one = build_loops.candidacy(lite, loop.loop_id, "Rosa")
    build_loops.candidacy(lite, loop.loop_id, "Amir", state=CandidacyState.WITHDRAWN)
    build_loops.interview(lite, one, loop.stages[0], {lead: Seat.LEAD})
    build_loops.interview(lite, one, loop.stages[1], {lead: Seat.LEAD}, starts_at=NOW + timedelta(days=1))
    client = client_of(loop.manager)
    said = client.get("/loops/1/close").select("main section")[0].get_text(" ", strip=True)
    for sentence in (
        "One interview still to come is",
        "One scorecard is not in",
        "One candidate has no final decision",
    ):
        assert sentence in said
    assert "Rosa" in said
    assert "Amir" not in said
    client.submit("/loops/1/close")
    assert not client_of(loop.recruiter).get("/loops/1").select("form[action$='/reopen']")
    client.submit("/loops/1", form="form[action$='/reopen']")
    client_of(loop.recruiter).get("/candidates/new?loop=1")
    assert client.get("/loops/1").select("a[href='/loops/1/close']")


def test_people_are_given_parts_that_their_role_allows(client: CheckedClient, lite: Database) -> None:
    ben = build.person(lite, "Ben")
    path, chosen = "/loops/1/people", {"person": str(ben.person_id)}
    refused = client.submit(path, {**chosen, "role": "manager"}, form=FORM, expect=422)
    assert "Somebody with the role interviewer cannot be manager of a loop." in refused.text
    assert refused.select(f"option[value='{ben.person_id}'][selected]")
    client.submit(path, {**chosen, "role": "overlord"}, form=FORM, expect=422)
    client.submit(path, {"person": "999", "role": "interviewer"}, form=FORM, expect=422)
    client.submit(path, {**chosen, "role": "interviewer"}, form=FORM)
    member = {"member": f"{ben.person_id} interviewer"}
    assert "Ben" in {row.text for row in client.get(path).select("tbody th")}
    gone = client.submit(path, member, form="form[action$='/remove']")
    assert "Interviews planned with them stay" in client.get(str(gone.response.location)).text
    assert "Ben" not in {row.text for row in client.get(path).select("tbody th")}


def test_the_only_manager_stays(client: CheckedClient, draft: BuiltLoop) -> None:
    member = {"member": f"{draft.manager.person_id} manager"}
    assert "only manager" in client.submit("/loops/1/people", member, form="form[action$='/remove']", expect=403).text


def test_an_empty_list_holds_one_first_action(client_of: ClientOf, lite: Database) -> None:
    client = client_of(build.person(lite, "Ingrid", Role.HIRING_MANAGER))
    assert [link.text for link in client.get("/loops").select(".btn-primary")] == ["Build the first loop"]
    assert [link.text for link in client.get("/loops?q=x").select(".btn-primary")] == ["New loop"]


def test_the_list_is_searched_and_its_pages_turned(client_of: ClientOf, lite: Database) -> None:
    manager = build.person(lite, "Ingrid", Role.HIRING_MANAGER)
    for number in range(3):
        build_loops.loop(lite, title=f"Loop {number}", manager=manager)
    build_loops.loop(lite, title="Somebody else’s")
    client = client_of(manager)
    names = [link.text for link in client.get("/loops").select("tbody th a")]
    assert names == ["Loop 2", "Loop 1", "Loop 0"]
    assert [link.text for link in client.get("/loops?q=loop+1").select("tbody th a")] == ["Loop 1"]
    assert "No loop of yours matches." in client.get("/loops?q=else").text
    assert "No loop of yours matches." in client.get("/loops?state=closed").text
    assert len(client.get("/loops?state=nonsense&after=x").select("tbody tr")) == 3


def test_thirty_loops_take_as_many_statements_as_one(
    client_of: ClientOf, lite: Database, statements: Statements
) -> None:
    manager = build.person(lite, "Ingrid", Role.HIRING_MANAGER)
    build_loops.loop(lite, manager=manager)
    client, counts = client_of(manager), []
    statements.listen(lite.engine)
    for more in (0, 29):
        for _ in range(more):
            build_loops.loop(lite, manager=manager)
        statements.seen.clear()
        client.get("/loops")
        counts.append(len(statements.seen))
    assert counts[0] == counts[1] <= 6


def test_an_administrator_outside_a_loop_is_led_to_no_empty_list(client_of: ClientOf, lite: Database) -> None:
    loop = build_loops.loop(lite)
    build_loops.candidacy(lite, loop.loop_id)
    path, listed = f"/loops/{loop.loop_id}", f"a[href='/candidates?loop={loop.loop_id}']"
    page = client_of(build.person(lite, role=Role.ADMIN)).get(path)
    assert not page.select(listed)
    assert not page.select(f"a[href='{path}/compare']")
    assert "1. Who they are is read by the people of the loop" in page.text
    assert client_of(loop.manager).get(path).select(listed)


def test_a_decider_who_cannot_sign_in_any_more_decides_nothing(client_of: ClientOf, lite: Database) -> None:
    loop = build_loops.loop(lite)
    client = client_of(loop.manager)
    path = f"/loops/{loop.loop_id}/people"
    assert f"{loop.decider.name} decides" in client.get(path).text
    people.disable(lite, build.person(lite, role=Role.ADMIN), loop.decider.person_id, NOW)
    assert "Nobody who can sign in decides" in client.get(path).text


def test_an_administrator_names_a_manager_in_the_browser_where_none_can_sign_in(
    client_of: ClientOf, draft: BuiltLoop, lite: Database
) -> None:
    admin, fresh = build.person(lite, role=Role.ADMIN), build.person(lite, "Ruth", Role.HIRING_MANAGER)
    recruiter = build.person(lite, "Leila", Role.RECRUITER)
    build_loops.member(lite, draft.loop_id, recruiter, LoopRole.RECRUITER)
    people.disable(lite, admin, draft.manager.person_id, NOW)
    path = f"/loops/{draft.loop_id}/people"
    client = client_of(admin)
    page = client.get(path)
    assert "Leila Recruiter" in page.select_one("tbody").get_text(" ", strip=True)  # type: ignore[union-attr]
    assert "cannot sign in any more Manager" in page.select_one("tbody").get_text(" ", strip=True)  # type: ignore[union-attr]
    assert [one.text for one in page.select("#role option")] == ["Manager"]
    client.submit(path, {"person": str(fresh.person_id), "role": "manager"}, form=FORM)
    assert not client.get(path).select(FORM)
    assert client_of(fresh).get(path).select(FORM)
