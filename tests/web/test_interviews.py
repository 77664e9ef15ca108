"""An interview in the browser: the kit and one’s own card, sent whole, nothing lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from hiringkit.db import packs
from hiringkit.db.engine import Database
from hiringkit.db.tables import CandidacyRow, LoopRow
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.rubrics.packs import HIRINGKIT, AntiSignal
from tests import build, build_loops
from tests.build_packs import PACK
from tests.conftest import NOW
from tests.web.client import CheckedClient, Found
from tests.web.scene import Scene, scene, write

ClientOf = Callable[[Viewer], CheckedClient]
CARD = "form#card"
CRITERION = "troubleshooting"


@pytest.fixture
def place(lite: Database) -> Scene:
    """The scene; the writer has written nothing yet."""
    return scene(lite)


@pytest.fixture
def client(client_of: ClientOf, place: Scene) -> CheckedClient:
    """The writer’s browser."""
    return client_of(place.writer)


def _line(page: Found) -> str:
    """The name of the empty line of evidence beside the first criterion."""
    found = page.select(f"textarea[name^='line:{CRITERION}:']")
    return str(found[-1]["name"])


def test_the_kit_stands_beside_one_s_own_empty_card(client: CheckedClient) -> None:
    page = client.get("/interviews/1")
    assert "nothing typed yet" in page.text
    assert "Rosa" in page.text
    assert [tag["value"] for tag in page.select(f"input[name='rating:{CRITERION}'][type=radio]")][:5] == list("12345")
    assert "Troubleshooting, step 3." in page.text, "the anchor stands beside its level"
    assert not page.select("input[checked]")
    assert "Kit" in client.get("/interviews/1?view=kit").text


def test_whoever_did_not_sit_in_it_is_led_from_their_card_to_giving_it_back(client: CheckedClient) -> None:
    page = client.get("/interviews/1")
    [link] = [one for one in page.select("a") if one.text == "Withdraw your scorecard"]
    assert client.get(str(link["href"])).select_one("h1").text == "Withdraw your scorecard"  # type: ignore[union-attr]


def test_without_a_script_a_card_is_saved_and_stays_where_it_is(client: CheckedClient) -> None:
    empty = client.get("/interviews/1")
    [button] = empty.select("noscript button")
    typed = {f"rating:{CRITERION}": "4", button["name"]: button["value"]}
    assert client.submit("/interviews/1", typed, form=CARD).response.location == "/interviews/1"  # type: ignore[arg-type]
    assert client.get("/interviews/1").select(f"input[name='rating:{CRITERION}'][value='4'][checked]")


def test_a_card_is_sent_whole_and_goes_on_to_the_check(client: CheckedClient) -> None:
    empty = client.get("/interviews/1")
    typed = {f"rating:{CRITERION}": "5", _line(empty): "Read the log first.", "flag:blames": "1"}
    sent = client.submit("/interviews/1", typed, form=CARD)
    assert sent.response.location == "/scorecards/2/check"
    page = client.get("/interviews/1")
    assert page.select(f"input[name='rating:{CRITERION}'][value='5'][checked]")
    assert page.select("input[name='flag:blames'][checked]")
    assert "Read the log first." in page.text
    assert "saved" in page.text


def test_a_tick_that_was_taken_away_is_taken_away(client: CheckedClient) -> None:
    client.submit("/interviews/1", {"flag:blames": "1"}, form=CARD)
    client.submit("/interviews/1", {"flag:blames": ""}, form=CARD)
    assert not client.get("/interviews/1").select("input[name='flag:blames'][checked]")


def test_a_line_is_added_without_a_script(client: CheckedClient) -> None:
    sent = client.submit("/interviews/1", {_line(client.get("/interviews/1")): "One.", "again": CRITERION}, form=CARD)
    assert sent.response.location == f"/interviews/1#c-{CRITERION}"
    page = client.get("/interviews/1")
    client.submit("/interviews/1", {_line(page): "Two."}, form=CARD)
    lines = [tag.text.strip() for tag in client.get("/interviews/1").select(f"textarea[name^='line:{CRITERION}:']")]
    assert [line for line in lines if line] == ["One.", "Two."]


def test_a_note_becomes_evidence_without_a_script(client: CheckedClient) -> None:
    note = str(client.get("/interviews/1").select("#pad textarea")[-1]["name"])
    sent = client.submit("/interviews/1", {note: "Read the log first.", "again": ""}, form=CARD)
    assert "nothing typed yet" not in client.get("/interviews/1").text, "a note is something typed"
    assert sent.response.location == "/interviews/1?view=pad#pad"
    assert "Read the log first." not in client.get("/scorecards/2/check").text
    assert "1 note stays yours alone" in client.get("/scorecards/2/check").text
    key = note.rpartition(":")[2]
    client.submit("/interviews/1", {f"also:{key}:{CRITERION}": "1", f"also:{key}:communication": "1"}, form=CARD)
    page = client.get("/interviews/1")
    assert [one.text.strip() for one in page.select("#pad textarea")] == ["Read the log first.", ""]
    for criterion in (CRITERION, "communication"):
        (row,) = page.select(f"#c-{criterion} .evidence-from li")
        assert " ".join(row.text.split()) == "–Read the log first. from the note pad"
    long = {note: "x" * 4_001}
    refused = client.submit("/interviews/1", long, form=CARD, expect=422)
    assert "at most 4,000" in str(refused.select_one(f"#pad #fault-{key}"))
    assert refused.select(f"[role=alert] a[href='#fault-{key}']")
    assert refused.select("body.show-pad"), "a narrow screen shows the pad, where it stands"
    assert refused.select("#pad textarea")[0].text.strip() == "x" * 4_001


def test_what_cannot_be_kept_is_said_beside_it_and_stays(client: CheckedClient) -> None:
    typed = {f"rating:{CRITERION}": "9", "flag:blames": "1", "flag_evidence:blames": "x" * 4_001}
    page = client.submit("/interviews/1", typed, form=CARD, expect=422)
    fault = page.select_one(f"#fault-rating-{CRITERION}")
    assert fault
    assert "between 1 and 5" in fault.text
    box = page.select_one("[name='flag_evidence:blames']")
    assert box
    assert len(str(box["value"])) == 4_001
    assert page.select("input[name='flag:blames'][checked]"), "the rest is kept"


def test_a_minute_that_cannot_be_read_stays_beside_its_line_as_it_was_typed(client: CheckedClient) -> None:
    first = _line(client.get("/interviews/1"))
    key = first.rpartition(":")[2]
    client.submit("/interviews/1", {first: "Read the log.", f"minute:{key}": "3"}, form=CARD)
    other = _line(client.get("/interviews/1"))
    ids = {key: "99:99x", other.rpartition(":")[2]: "half past"}
    typed = {first: "Read the log first.", other: "Then asked.", f"also:{key}:communication": "1"}
    typed |= {f"minute:{one}": said for one, said in ids.items()}
    page = client.submit("/interviews/1", typed, form=CARD, expect=422)
    for one, said in ids.items():
        fault = page.select_one(f"#fault-{one}")
        assert fault
        assert "The minute cannot be read. Write it as 12:30" in fault.text
        assert [box["value"] for box in page.select(f"[name='minute:{one}']")] == [said]
    texts = [box.text.strip() for box in page.select(f"textarea[name^='line:{CRITERION}:']")]
    assert texts == ["Read the log first.", "Then asked.", ""]
    assert page.select(f"[name='also:{key}:communication'][checked]"), "what was ticked beside it stays too"
    kept = client.get("/interviews/1")
    assert [box["value"] for box in kept.select(f"[name='minute:{key}']")] == ["03:00"], "nothing of it was written"


def test_where_evidence_comes_first_a_bare_rating_is_refused_beside_its_scale(
    client: CheckedClient, lite: Database
) -> None:
    with lite.writing() as session:
        session.execute(sa.update(LoopRow).values(evidence_first=True))
    empty = client.get("/interviews/1")
    assert "The scale opens with one line" in empty.text
    page = client.submit("/interviews/1", {f"rating:{CRITERION}": "3"}, form=CARD, expect=422)
    fault = page.select_one(f"#fault-rating-{CRITERION}")
    assert fault
    assert "write a line of evidence first" in fault.text
    assert page.select(f"input[name='rating:{CRITERION}'][value='3'][checked]"), "what was ticked stays to be seen"
    client.submit("/interviews/1", {f"rating:{CRITERION}": "3", _line(page): "Read the log."}, form=CARD)
    client.submit("/interviews/1", {"rating:communication": "5", "no_evidence:communication": "1"}, form=CARD)


def test_a_form_that_another_window_overtook_shows_both_texts(
    client: CheckedClient, lite: Database, place: Scene
) -> None:
    write(lite, place.writer, place.interviews[0], "Theirs")
    stale = {"card": "2", "revisions": "{}", "flag_evidence:blames": "Mine", "csrf_token": client.token()}
    answer = client.client.post("/interviews/1", data=stale)
    assert answer.status_code == 409
    assert "“Theirs flag”" in answer.text
    assert 'value="Mine"' in answer.text
    kept = client.get("/interviews/1").select_one("[name='flag_evidence:blames']")
    assert kept
    assert kept["value"] == "Theirs flag"


def test_each_anti_signal_stands_once_in_every_loop_though_stages_of_one_name_ask_other_criteria(
    lite: Database, client_of: ClientOf
) -> None:
    shrugs = AntiSignal(id="shrugs", text="Shrugs", criteria=(CRITERION, "communication"), source=HIRINGKIT)
    pack = PACK.model_copy(update={"anti_signals": (*PACK.anti_signals, shrugs)})
    with lite.writing() as session:
        packs.publish(session, "test-pack", pack, by="hiringkit", now=NOW)
    who = build.person(lite)
    for asks in (True, False):
        loop = build_loops.loop(lite, panel={who: Seat.LEAD})
        if not asks:
            build_loops.unasked(lite, loop.stages[0], CRITERION)
        one = build_loops.candidacy(lite, loop.loop_id)
        page = client_of(who).get(f"/interviews/{build_loops.interview(lite, one, loop.stages[0], {who: Seat.LEAD})}")
        assert len(page.select("input[name='flag:shrugs'][type=checkbox]")) == 1, asks


def test_whoever_has_no_seat_is_led_to_the_candidate(client_of: ClientOf, place: Scene) -> None:
    for name in ("manager", "recruiter", "decider", "reader"):
        answer = client_of(place.people[name][0]).get("/interviews/1", expect=303).response
        assert answer.location == "/candidates/1", name
    client_of(place.people["somebody else"][0]).get("/interviews/1", expect=404)
    manager = client_of(place.people["manager"][0])
    manager.post("/interviews/1", {"csrf_token": manager.token()}, expect=404)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (CandidacyState.ACTIVE, ""),
        (CandidacyState.WITHDRAWN, "The candidate takes no further part in this loop."),
        (CandidacyState.CLOSED, "A decision about the candidate is recorded."),
    ],
)
def test_a_card_that_nobody_waits_for_any_more_says_so(
    client: CheckedClient, lite: Database, state: CandidacyState, sentence: str
) -> None:
    with lite.writing() as session:
        session.execute(sa.update(CandidacyRow).values(state=state))
    page = client.get("/interviews/1")
    assert [one.text for one in page.select(".page-head .notice .sign")] == [sentence] * bool(sentence)
    assert page.select("button.btn-primary"), "it may still be sent"
