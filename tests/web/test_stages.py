"""The stages of a loop in the browser: what they are, their order, who sits on them, what they see."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hiringkit.db.engine import Database
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import Viewer
from tests import build, build_loops
from tests.build_loops import BuiltLoop
from tests.web.client import CheckedClient, Found

ClientOf = Callable[[Viewer], CheckedClient]
SCREEN = "/loops/1/stages/recruiter-screen"
NEW = {"name": "Team talk", "minutes": "45", "advice": "Ask the team."}


@pytest.fixture
def ada(lite: Database) -> Viewer:
    """An interviewer of the loop."""
    return build.person(lite, "Ada")


@pytest.fixture
def draft(lite: Database, ada: Viewer) -> BuiltLoop:
    """A loop that is being built."""
    return build_loops.loop(lite, state=LoopState.DRAFT, interviewers=[ada])


@pytest.fixture
def client(client_of: ClientOf, draft: BuiltLoop) -> CheckedClient:
    """Its manager’s browser."""
    return client_of(draft.manager)


def _stages(client: CheckedClient) -> list[str]:
    return [name.text for name in client.get("/loops/1").select("ol.stages h3")]


def _value(page: Found, name: str) -> str:
    return str(page.select(f"main [name={name}]")[0]["value"])


def _faults(page: Found) -> dict[str, str]:
    return {
        str(one["id"]).removesuffix("-fault"): one.get_text(" ", strip=True) for one in page.select(".stop-text[id]")
    }


def test_a_stage_is_added_moved_and_taken_away(client: CheckedClient) -> None:
    assert client.submit("/loops/1/stages/new", NEW).response.location == "/loops/1?said=added#st"
    assert _stages(client)[-1] == "Team talk"
    client.submit("/loops/1", {"move": "up team-talk"}, form="form[action$='/order']")
    assert _stages(client)[-2] == "Team talk"
    client.submit("/loops/1", {"move": "up recruiter-screen"}, form="form[action$='/order']")
    assert _stages(client)[0] == "Recruiter screen", "at the end of the list nothing happens"
    ask = client.get("/loops/1/stages/team-talk").select_one("form[action$='/remove'] details:not([open])")
    assert ask, "one press opens the question, another removes"
    assert "“Undo” on the loop’s page brings it back." in ask.text
    client.submit("/loops/1/stages/team-talk", form="form[action$='/remove']")
    assert "Team talk" not in _stages(client)


def test_whoever_is_missing_is_added_to_the_loop_and_what_was_typed_is_kept(client: CheckedClient) -> None:
    page = client.get("/loops/1/stages/new")
    assert not page.select("main form a[href$='/people']"), "which would leave what was typed behind"
    assert page.select("main form button")[0].text == "Add the stage", "what Enter does"
    at = client.submit("/loops/1/stages/new", {**NEW, "then": "people"}).response.location
    assert at == "/loops/1/people?said=added&stage=team-talk"
    assert client.get(at).select_one("a[href='/loops/1/stages/team-talk']")
    again = client.submit(SCREEN, {"advice": "Ask twice.", "then": "people"}).response.location
    assert _value(client.get(SCREEN), "minutes")
    assert "Ask twice." in client.get(SCREEN).text
    added = client.submit(again, form="form[action*='/people?']", expect=303).response.location
    assert client.get(added).select_one(f"a[href='{SCREEN}']")
    refused = client.submit("/loops/1/stages/new", {**NEW, "name": "", "then": "people"}, expect=422)
    assert _value(refused, "minutes") == "45"


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        pytest.param({"name": ""}, "name", "Give the stage a name.", id="no name"),
        pytest.param({"name": "x" * 121}, "name", "121 characters; at most 120", id="over-long name"),
        pytest.param({"advice": "x" * 1_001}, "advice", "1,001 characters; at most 1,000", id="over-long advice"),
        pytest.param({"minutes": "4"}, "minutes", "between 5 and 480", id="too short"),
        pytest.param({"minutes": "all day"}, "minutes", "", id="no number"),
        pytest.param({"format": "dream"}, "format", "Choose one of the formats.", id="no format"),
        pytest.param({"scenario": "none-such"}, "scenario", "pack’s scenarios", id="no scenario"),
        pytest.param({"ai_policy": "maybe"}, "ai_policy", "Choose one of the rules.", id="no rule"),
    ],
)
def test_a_fault_stands_beside_its_field_and_what_was_typed_stays(
    client: CheckedClient, changed: dict[str, str], field: str, sentence: str
) -> None:
    page = client.submit("/loops/1/stages/new", {**NEW, **changed}, expect=422)
    assert sentence in _faults(page)[field]
    kept = {name: page.select_one(f"[name={name}]") for name in NEW}
    assert kept["name"] is not None
    assert kept["name"]["value"] == {**NEW, **changed}["name"]
    assert kept["advice"] is not None
    assert kept["advice"].text == {**NEW, **changed}["advice"]
    assert "Team talk" not in _stages(client)


def test_who_left_the_loop_meanwhile_is_named_and_the_rest_is_kept(
    client: CheckedClient, lite: Database, ada: Viewer
) -> None:
    gone = build.person(lite, "Somebody Gone")
    chosen = {f"seat-{ada.person_id}": "lead", f"seat-{gone.person_id}": "second", "advice": "Listen first."}
    page = client.submit(SCREEN, chosen, expect=422)
    assert "Somebody Gone does not belong to the loop any more, and got no seat." in page.text
    assert page.select(f"#seat-{ada.person_id} option[value=lead][selected]")
    assert "Listen first." in page.text
    client.submit(SCREEN, {f"seat-{ada.person_id}": "lead"})
    assert "Ada leads" in client.get("/loops/1").text
    assert client.get(SCREEN).select(f"#seat-{ada.person_id} option[value=lead][selected]")


def test_the_second_of_two_managers_sees_what_the_first_changed_and_keeps_their_own(
    client: CheckedClient, lite: Database, ada: Viewer
) -> None:
    revision = _value(client.get(SCREEN), "revision")
    client.submit(SCREEN, {"name": "Screen by phone", f"seat-{ada.person_id}": "second"})
    mine = {"minutes": "45", f"seat-{ada.person_id}": "lead", "revision": revision}
    page = client.submit(SCREEN, {**mine, "name": "Recruiter screen"}, expect=409)
    assert "It says “Screen by phone” now. Send again to put yours there." in page.text
    assert "It says “second” now. Send again to put yours there." in page.text
    assert (_value(page, "name"), _value(page, "minutes")) == ("Recruiter screen", "45")
    assert page.select(f"#seat-{ada.person_id} option[value=lead][selected]")


def test_what_was_written_on_a_stage_that_was_removed_meanwhile_can_be_added(client: CheckedClient) -> None:
    client.submit(SCREEN, form="form[action$='/remove']")
    sent = {"csrf_token": client.token(), "name": "Screen", "minutes": "25"}
    sent["advice"] = "Typed with care."
    answer = client.client.post(SCREEN, data=sent, headers={"Origin": "http://localhost"})
    assert answer.status_code == 409
    page = Found(answer.text, "html.parser")
    assert "Somebody removed this stage while you wrote." in page.text
    form = page.select_one("form[action$='/stages/new']")
    assert form
    assert "Typed with care." in form.text
    assert _value(page, "minutes") == "25"
    client.get(SCREEN, expect=404)


def test_a_change_over_a_colleague_s_is_told_on_the_page_as_it_stands(client: CheckedClient) -> None:
    stale = client.get("/loops/1")
    cell = str(stale.select("#see-recruiter-screen-communication")[0]["value"])
    client.submit("/loops/1", {"see": cell}, form="form[action$='/coverage']")
    other = cell.replace("secondary primary", "- primary")
    page = client.submit("/loops/1", {"see": other}, form="form[action$='/coverage']", expect=409)
    alert = page.select_one("[role=alert]")
    assert alert
    assert "Somebody changed Communication in Recruiter screen meanwhile: it is secondary now." in alert.text
    assert page.select("#see-recruiter-screen-communication")[0]["value"] == cell.replace(
        "secondary primary", "- secondary"
    )
    order = {"order": "recruiter-screen", "seen": "recruiter-screen"}
    assert (
        "Somebody changed the order" in client.submit("/loops/1", order, form="form[action$='/order']", expect=409).text
    )


def test_the_last_change_is_taken_back_and_made_again(client: CheckedClient) -> None:
    client.submit(SCREEN, form="form[action$='/remove']")
    undo = "form[action$='/undo']"
    button = client.get("/loops/1").select_one("#undo")
    assert button
    assert button.text == "Undo: Recruiter screen was removed"
    client.submit("/loops/1", {"undo": str(button["value"])}, form=undo)
    assert _stages(client)[0] == "Recruiter screen"
    client.submit("/loops/1", {"undo": str(button["value"])}, form=undo, expect=409)
    client.submit("/loops/1", {"redo": str(client.get("/loops/1").select("#redo")[0]["value"])}, form=undo)
    assert "Recruiter screen" not in _stages(client)


def test_what_a_stage_sees_is_changed_cell_by_cell(client: CheckedClient) -> None:
    def cell() -> str:
        found = client.get("/loops/1").select_one("#see-recruiter-screen-communication")
        assert found
        return str(found["value"])

    assert cell() == "recruiter-screen communication secondary primary", "it is primary now"
    client.submit("/loops/1", {"see": cell()}, form="form[action$='/coverage']")
    assert cell() == "recruiter-screen communication - secondary"
    client.submit("/loops/1", {"see": cell()}, form="form[action$='/coverage']")
    assert cell() == "recruiter-screen communication primary -"


@pytest.mark.parametrize(
    ("see", "status"),
    [
        ("recruiter-screen communication always -", 422),
        ("recruiter-screen communication", 422),
        ("recruiter-screen tact primary -", 404),
        ("no communication primary -", 404),
    ],
)
def test_a_cell_that_is_none_is_refused(client: CheckedClient, see: str, status: int) -> None:
    client.submit("/loops/1", {"see": see}, form="form[action$='/coverage']", expect=status)


def test_once_the_loop_is_open_only_minutes_advice_and_seats_change(
    client_of: ClientOf, lite: Database, ada: Viewer
) -> None:
    loop = build_loops.loop(lite, interviewers=[ada])
    client = client_of(loop.manager)
    client.submit(SCREEN, {"name": "Renamed", "minutes": "30", f"seat-{ada.person_id}": "shadow"})
    page = client.get("/loops/1")
    assert "Ada shadows, in training" in page.text
    assert "30 min." in page.text
    assert "Renamed" not in page.text
    assert not page.select("button[name=see], button[name=move]")
    client.submit("/loops/1/stages/new", NEW, expect=403)


def test_a_stage_that_there_is_not_is_no_page(client: CheckedClient) -> None:
    client.get("/loops/1/stages/none-such", expect=404)
    client.get("/loops/99/stages/recruiter-screen", expect=404)
