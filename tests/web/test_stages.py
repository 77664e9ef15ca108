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
    assert "That cannot be undone." in ask.text
    client.submit("/loops/1/stages/team-talk", form="form[action$='/remove']")
    assert "Team talk" not in _stages(client)


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


def test_members_are_seated_and_nobody_else(client: CheckedClient, lite: Database, ada: Viewer) -> None:
    somebody = build.person(lite, "Somebody")
    client.submit(SCREEN, {f"seat-{ada.person_id}": "lead", f"seat-{somebody.person_id}": "second"})
    assert "Ada leads" in client.get("/loops/1").text
    assert "Somebody" not in client.get("/loops/1").text
    assert client.get(SCREEN).select(f"#seat-{ada.person_id} option[value=lead][selected]")


def test_what_a_stage_sees_is_changed_cell_by_cell(client: CheckedClient) -> None:
    def cell() -> str:
        found = client.get("/loops/1").select_one("#see-recruiter-screen-communication")
        assert found
        return str(found["value"])

    assert cell() == "recruiter-screen communication secondary", "it is primary now"
    client.submit("/loops/1", {"see": cell()}, form="form[action$='/coverage']")
    assert cell() == "recruiter-screen communication "
    client.submit("/loops/1", {"see": cell()}, form="form[action$='/coverage']")
    assert cell() == "recruiter-screen communication primary"


@pytest.mark.parametrize(
    ("see", "status"),
    [
        ("recruiter-screen communication always", 422),
        ("recruiter-screen tact primary", 404),
        ("no communication primary", 404),
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
