"""A scorecard in the browser: checked, submitted once, read as the rule allows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import col, select

from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, ScorecardRow
from hiringkit.policy.letterheads import ATTESTATION
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState, Seat
from tests import build_loops
from tests.conftest import NOW, Statements
from tests.web.client import CheckedClient, Found
from tests.web.scene import Scene, scene, submit, write

ClientOf = Callable[[Viewer], CheckedClient]
WHOLE = {"recommendation": "yes", "confidence": "sure", "changed": "A second outage.", "independent": ATTESTATION}
SENT = {**WHOLE, "revisions": '{"recommendation": 1, "confidence": 1, "changed": 1}'}
CARD = "form#card"
UNREADABLE = "The minute cannot be read. Write it as 12:30, or leave it empty."
LINE = "0f0e0d0c-0b0a-4908-8706-050403020100"


@pytest.fixture
def place(lite: Database) -> Scene:
    """The scene; the writer’s card (2) is whole and not submitted."""
    built = scene(lite)
    assert write(lite, built.writer, built.interviews[0], "Seen") == 2
    return built


@pytest.fixture
def client(client_of: ClientOf, place: Scene) -> CheckedClient:
    """The writer’s browser."""
    return client_of(place.writer)


def _state(db: Database) -> CardState:
    with db.engine.connect() as connection:
        return connection.execute(sa.select(col(ScorecardRow.state)).where(col(ScorecardRow.id) == 2)).scalar_one()


def _submissions(db: Database) -> int:
    asked = sa.select(sa.func.count()).where(col(AuditRow.act) == "scorecard submitted", col(AuditRow.subject_id) == 2)
    with db.engine.connect() as connection:
        return connection.execute(asked).scalar_one()


def _faults(page: Found) -> dict[str, str]:
    return {str(one["id"]): one.get_text(" ", strip=True) for one in page.select(".stop-text[id]")}


def test_a_whole_card_is_submitted_and_read(client: CheckedClient, lite: Database) -> None:
    sent = client.submit("/scorecards/2/check", WHOLE, form=CARD)
    page = client.get(str(sent.response.location))
    assert _state(lite) is CardState.SUBMITTED
    assert "Your scorecard is submitted and locked." in page.text
    assert "A second outage." in page.text
    assert "Seen evidence" in page.text
    assert "uncalibrated" in page.text
    client.get("/scorecards/2/check", expect=303)
    client.get("/interviews/1", expect=303)


def test_a_second_click_is_the_same_submit(client: CheckedClient, lite: Database) -> None:
    token = client.token()
    for _ in range(2):
        answer = client.post("/scorecards/2/submit", {**SENT, "csrf_token": token})
        assert answer.location == "/scorecards/2?said=submitted"
    assert _submissions(lite) == 1


def test_twenty_clicks_at_once_are_one_submit(app: Flask, place: Scene, lite: Database) -> None:
    clients = [CheckedClient(app, place.writer) for _ in range(20)]
    sent = [{**SENT, "csrf_token": client.token()} for client in clients]
    answers: list[tuple[int, str | None]] = []

    def click(number: int) -> None:
        answer = clients[number].client.post("/scorecards/2/submit", data=sent[number])
        answers.append((answer.status_code, answer.location))

    threads = [threading.Thread(target=click, args=[number]) for number in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(303, "/scorecards/2?said=submitted")] * 20
    assert _submissions(lite) == 1


@pytest.mark.parametrize(
    ("changed", "fault", "sentence"),
    [
        pytest.param({"recommendation": ""}, "fault-recommendation", "", id="no recommendation"),
        pytest.param({"recommendation": "perhaps"}, "fault-recommendation", "Choose one", id="a made-up one"),
        pytest.param({"changed": "x" * 4_001}, "fault-changed", "4,001 characters; at most 4,000", id="over-long"),
        pytest.param({"changed": "a\u202eb"}, "fault-changed", "turns the reading direction", id="bidi override"),
        pytest.param({"independent": ""}, "fault-independent", "Tick the sentence", id="not said to be one’s own"),
    ],
)
def test_what_is_missing_is_said_beside_it_and_nothing_typed_is_lost(
    client: CheckedClient, lite: Database, changed: dict[str, str], fault: str, sentence: str
) -> None:
    page = client.submit("/scorecards/2/check", {**WHOLE, **changed}, form=CARD, expect=422)
    assert sentence in _faults(page)[fault]
    box = page.select_one("#changed")
    assert box
    assert box.text == {**WHOLE, **changed}["changed"]
    assert _state(lite) is CardState.DRAFT


def test_what_is_attested_is_the_organisations_sentence_as_it_was_read(
    client: CheckedClient, client_of: ClientOf, place: Scene, lite: Database
) -> None:
    own = "I followed the fair interviewing policy of 2026."
    client_of(place.people["administrator"][0]).submit("/admin/organisation", {"attestation": own}, expect=303)
    page = client.submit("/scorecards/2/check", WHOLE, form=CARD, expect=422)
    assert "changed this sentence since you opened the page" in _faults(page)["fault-independent"]
    assert own in page.text
    assert not page.select("[name=independent][checked]"), "it is ticked anew"
    client.submit("/scorecards/2/check", {**WHOLE, "independent": own}, form=CARD, expect=303)
    with lite.reading() as session:
        entry = session.exec(select(AuditRow).where(AuditRow.act == "scorecard submitted")).all()[-1]
    assert own in entry.detail


def test_after_a_submit_the_next_one_is_a_click_away(
    client: CheckedClient, client_of: ClientOf, place: Scene, lite: Database
) -> None:
    other = build_loops.loop(lite, panel={place.writer: Seat.LEAD})
    seats = {place.writer: Seat.LEAD}
    first, second = (build_loops.candidacy(lite, other.loop_id, name) for name in ("Noor", "Ida"))
    ahead = build_loops.interview(lite, second, other.stages[0], seats, starts_at=NOW + timedelta(days=1))
    late = build_loops.interview(lite, first, other.stages[0], seats, starts_at=NOW - timedelta(days=2))
    assert ahead
    sent = client.submit("/scorecards/2/check", {**WHOLE, "onward": "1"}, form=CARD)
    assert sent.response.location == f"/interviews/{late}?said=submitted"
    assert "Your scorecard is submitted and locked." in client.get(sent.response.location).text
    left = client.get("/scorecards/2?said=submitted").select_one("#next a")
    assert left
    assert left["href"] == f"/interviews/{late}", "not the one that lies ahead"
    author = client_of(place.author)
    submit(lite, place.author, place.interviews[0], "In")
    assert "No other scorecard of yours waits." in author.get("/scorecards/1?said=submitted").text


def _save(
    client: CheckedClient, *changes: tuple[str, str, int], lines: list[dict[str, object]] | None = None
) -> dict[str, dict[str, object]]:
    body = {
        "changes": [dict(zip(("field", "value", "revision"), one, strict=True)) for one in changes],
        "lines": lines or [],
    }
    answer = client.client.post("/scorecards/2/draft", json=body, headers={"X-CSRFToken": client.token()})
    assert answer.status_code == 200, answer.text
    found: dict[str, dict[str, object]] = answer.json or {}
    return found


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("rating:troubleshooting", "6", "A rating lies between 1 and 5, or is not observed."),
        ("rating:troubleshooting", "0", "A rating lies between 1 and 5, or is not observed."),
        ("rating:troubleshooting", "no:reason", "A rating lies between 1 and 5, or is not observed."),
        ("rating:tact", "3", "This scorecard has no such field. Load the page again."),
        ("flag:nothing", "1", "This scorecard has no such field. Load the page again."),
        ("objection:due", "2026-02-31", "This scorecard has no such field. Load the page again."),
        ("no_evidence:troubleshooting", "yes", "This is a tick: set it or leave it."),
    ],
)
def test_a_value_outside_of_its_scale_is_told_and_the_rest_is_kept(
    client: CheckedClient, field: str, value: str, sentence: str
) -> None:
    told = _save(client, (field, value, 1), ("confidence", "fairly_sure", 1))
    assert told["faults"] == {field: sentence}
    assert told["revisions"] == {"confidence": 2}


def test_a_line_of_another_criterion_is_told(client: CheckedClient) -> None:
    line = {
        "id": LINE,
        "text": "x",
        "criteria": ["tact"],
        "minute": "",
        "revision": 0,
    }
    (sentence,) = _save(client, lines=[line])["faults"].values()
    assert sentence == "This line belongs to a criterion that this stage does not see. Load the page again."


def _minute(client: CheckedClient) -> list[str]:
    """What stands for the minute of the line, where that is on the card."""
    return [str(box["value"]) for box in client.get("/interviews/1").select(f"[name='minute:{LINE}']")]


def _with_minute(
    client: CheckedClient, minute: str, text: str = "Read the log.", revision: int = 0
) -> dict[str, dict[str, object]]:
    one = {"id": LINE, "text": text, "criteria": ["troubleshooting"], "minute": minute, "revision": revision}
    return _save(client, lines=[one])


@pytest.mark.parametrize("minute", ["99:99x", "12:60", ":30", "1h", "-5", "12:30:00", "12345", "١٢"])
def test_a_minute_that_cannot_be_read_is_told_and_its_line_waits(client: CheckedClient, minute: str) -> None:
    told = _with_minute(client, minute)
    assert list(told["faults"].values()) == [UNREADABLE]
    assert told["revisions"] == {}
    assert _minute(client) == [], "nothing is half-written"
    assert _with_minute(client, "12:30")["faults"] == {}
    assert _minute(client) == ["12:30"]


@pytest.mark.parametrize(("minute", "shown"), [(" 7 ", "07:00"), ("7:5", "07:05"), ("7:", "07:00"), ("130", "130:00")])
def test_a_minute_may_be_written_shortly(client: CheckedClient, minute: str, shown: str) -> None:
    assert _with_minute(client, minute)["faults"] == {}
    assert _minute(client) == [shown]


def test_a_line_is_taken_out_whatever_its_minute_says(client: CheckedClient) -> None:
    _with_minute(client, "12:30")
    told = _with_minute(client, "12:3x", text="", revision=1)
    assert told["faults"] == {}
    assert _minute(client) == []


def test_two_windows_are_told_of_each_other(client: CheckedClient) -> None:
    assert _save(client, ("changed", "from the first window", 1))["revisions"] == {"changed": 2}
    told = _save(client, ("changed", "from the second window", 1), ("confidence", "fairly_sure", 1))
    assert told["conflicts"] == {"changed": {"value": "from the first window", "revision": 2}}
    assert told["revisions"] == {"confidence": 2}


def test_a_card_that_is_in_takes_no_more(
    client: CheckedClient, client_of: ClientOf, place: Scene, lite: Database
) -> None:
    client.submit("/scorecards/2/check", WHOLE, form=CARD)
    body = {"changes": [{"field": "changed", "value": "later", "revision": 2}], "lines": []}
    answer = client.client.post("/scorecards/2/draft", json=body, headers={"X-CSRFToken": client.token()})
    assert answer.status_code == 409
    assert answer.json is not None
    assert "submitted" in answer.json["error"]
    manager = client_of(place.people["manager"][0])
    answer = manager.client.post("/scorecards/2/draft", json=body, headers={"X-CSRFToken": manager.token()})
    assert answer.status_code == 403, "may be read, and is not theirs to write"
    assert "later" not in client.get("/scorecards/2").text


def test_a_card_takes_as_many_statements_with_many_lines_as_with_one(
    client: CheckedClient, client_of: ClientOf, place: Scene, lite: Database, statements: Statements
) -> None:
    submit(lite, place.author, place.interviews[0], "Seen")
    reader = client_of(place.people["manager"][0])
    statements.listen(lite.engine)
    reader.get("/scorecards/1")
    read = len(statements.seen)
    statements.seen.clear()
    client.get("/scorecards/2/check")
    assert (read, len(statements.seen)) <= (7, 7)
