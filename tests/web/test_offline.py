"""A scorecard as one file: it names nobody else, comes back field by field, and writes over nothing unseen."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.scoring.drafts import Line
from hiringkit.services import draft_pages, drafts
from hiringkit.services.draft_pages import PAD
from hiringkit.services.drafts import Change, LineChange
from tests.conftest import NOW
from tests.web.client import CheckedClient, Found, check
from tests.web.scene import Scene, scene, write

ClientOf = Callable[[Viewer], CheckedClient]
CARD = 2


@pytest.fixture
def here(lite: Database) -> Scene:
    """The scene; the writer’s draft (2) is written, the author’s is too."""
    found = scene(lite)
    write(lite, found.author, found.interviews[0], "Of-the-author")
    write(lite, found.writer, found.interviews[0], "Mine", 4)
    return found


@pytest.fixture
def client(here: Scene, client_of: ClientOf) -> CheckedClient:
    """The writer’s browser."""
    return client_of(here.writer)


def _file(client: CheckedClient) -> str:
    answer = client.client.get(f"/scorecards/{CARD}/file")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="scorecard-2.html"'
    return answer.text


def _answers(file: str) -> dict[str, Any]:
    block = BeautifulSoup(file, "html.parser").select_one("#answers")
    assert block
    found: dict[str, Any] = json.loads(block.text)
    return found


def _filled(file: str, fill: Callable[[dict[str, Any]], None]) -> str:
    answers = _answers(file)
    fill(answers)
    said = json.dumps(answers).replace("<", "\\u003c")
    return re.sub(r'(id="answers">).*?(</script>)', lambda found: found[1] + said + found[2], file, flags=re.DOTALL)


def _bring_back(client: CheckedClient, file: str | bytes, expect: int, card: int = CARD) -> Found:
    content = file.encode() if isinstance(file, str) else file
    fields = {"csrf_token": client.token(), "file": (io.BytesIO(content), "scorecard.html")}
    answer = client.client.post(f"/scorecards/{card}/file", data=fields, content_type="multipart/form-data")
    assert answer.status_code == expect, answer.text[:2000]
    page = Found(answer.text, "html.parser")
    page.response = answer
    if expect != 303:
        check(page)
    answer.close()
    answer.request.environ["wsgi.input"].close()  # a large file waits on the disk
    return page


def _values(lite: Database, here: Scene) -> tuple[dict[str, str], dict[str, str]]:
    page = draft_pages.own(lite, here.writer, CARD)
    return page.values, {line.id: line.text for line, _revision in page.evidence}


def test_it_is_one_file_that_asks_for_nothing_and_names_nobody_but_the_candidate(
    client: CheckedClient, here: Scene
) -> None:
    file = _file(client)
    page = BeautifulSoup(file, "html.parser")
    assert "Rosa" in file
    people = {viewer.name for name, (viewer, _standing) in here.people.items() if name != "manager"}
    shown = page.get_text(" ") + json.dumps(_answers(file))
    assert {name for name in people if re.search(rf"\\b{name}\\b", shown)} == set()
    assert "Of-the-author" not in file
    assert "csrf" not in file
    meta = page.select_one("meta[http-equiv='Content-Security-Policy']")
    assert meta
    policy = str(meta["content"])
    assert policy.startswith("default-src 'none'")
    for tag in ("style", "script:not([type])"):
        found = page.select(tag)
        assert len(found) == 1
        digest = base64.b64encode(hashlib.sha256(found[0].text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy, tag
    assert not page.select("[src], link, [style], [onclick], form")
    assert "unsafe" not in policy


def test_what_was_changed_comes_back_and_the_rest_stays(client: CheckedClient, lite: Database, here: Scene) -> None:
    new, note = str(uuid.uuid4()), str(uuid.uuid4())

    def fill(answers: dict[str, Any]) -> None:
        answers["fields"]["changed"] = "Written </script> on a train"
        answers["lines"][0]["text"] = "Said it twice"
        line = {"id": new, "text": "A new line", "minute": "12:30", "criteria": ["communication"], "noted": False}
        answers["lines"] += [line, {"id": note, "text": "For me", "minute": "1:00", "criteria": [], "noted": True}]

    file = _filled(_file(client), fill)
    later = [Change("recommendation", "no", 1)]
    assert not drafts.save(lite, here.writer, CARD, later, [], NOW).conflicts
    _bring_back(client, file, 303)
    values, lines = _values(lite, here)
    assert values["changed"] == "Written </script> on a train"
    assert values["recommendation"] == "no", "what the file did not change is left as it is here"
    assert "Said it twice" in lines.values()
    assert lines[new] == "A new line"
    pad = {line.id: line for line in draft_pages.own(lite, here.writer, CARD).places().written[PAD]}
    assert pad[note] == Line(note, "For me", second=60, noted=True), "a note of the pad, and its author’s alone"
    assert new not in pad
    assert {line["id"]: line["noted"] for line in _answers(_file(client))["lines"]}[note] is True
    before = _values(lite, here)
    _bring_back(client, file, 303)
    assert _values(lite, here) == before, "twice is once"


def test_what_was_saved_here_since_is_shown_beside_it_field_by_field(
    client: CheckedClient, lite: Database, here: Scene
) -> None:
    def fill(answers: dict[str, Any]) -> None:
        answers["fields"] |= {"changed": "from the file", "note:panel": "also from the file"}
        answers["lines"][0]["text"] = "line of the file"

    file = _filled(_file(client), fill)
    line = _answers(file)["lines"][0]
    again = LineChange(Line(line["id"], "line of the server", frozenset(line["criteria"])), 1)
    assert not drafts.save(lite, here.writer, CARD, [Change("changed", "from the server", 1)], [again], NOW).conflicts
    page = _bring_back(client, file, 409)
    assert page.text.count("Another window saved this since") == 2, "one for each, and none for what did not clash"
    told = page.select_one(f"#fault-{line['id']}")
    assert told
    assert "“line of the server”" in told.text
    box = page.select_one(f"textarea[name$=':{line['id']}']")
    assert box
    assert box.text.strip() == "line of the file"
    assert _values(lite, here)[0]["note:panel"] == "also from the file"
    assert _values(lite, here)[0]["changed"] == "from the server", "nothing was written over"


def test_a_rating_that_was_given_otherwise_meanwhile_is_named_by_its_level(
    client: CheckedClient, lite: Database, here: Scene
) -> None:
    scale = draft_pages.own(lite, here.writer, CARD).kit.pack.scale
    assert scale
    name, other = "rating:communication", "rating:troubleshooting"
    file = _filled(_file(client), lambda answers: answers["fields"].update({name: "1", other: "1"}))
    later = [Change(name, "5", 1), Change(other, "no:time", 1)]
    assert not drafts.save(lite, here.writer, CARD, later, [], NOW).conflicts
    page = _bring_back(client, file, 409)
    told = [page.select_one(f"#fault-{one.replace(':', '-')}") for one in (name, other)]
    assert [one.text.partition(": ")[2].partition(". ")[0] for one in told if one] == [
        f"“{scale.word(5)}”",
        "“not observed, the time ran out”",
    ]


def test_a_minute_in_the_file_that_cannot_be_read_is_shown_beside_its_line(
    client: CheckedClient, lite: Database, here: Scene
) -> None:
    new, note = str(uuid.uuid4()), str(uuid.uuid4())
    known = _answers(_file(client))["lines"][0]["id"]

    def fill(answers: dict[str, Any]) -> None:
        answers["lines"][0]["minute"] = "12.30"
        line = {"id": new, "text": "A new line", "minute": "12h", "criteria": ["communication"], "noted": False}
        answers["lines"] += [line, {"id": note, "text": "For me", "minute": "soon", "criteria": [], "noted": True}]

    before = _values(lite, here)
    page = _bring_back(client, _filled(_file(client), fill), 422)
    for key, said in {known: "12.30", new: "12h", note: "soon"}.items():
        assert [box["value"] for box in page.select(f"[name='minute:{key}']")] == [said]
        assert "The minute cannot be read." in str(page.select_one(f"#fault-{key}"))
    assert _values(lite, here) == before


def test_half_a_character_in_the_file_keeps_nothing_else_from_coming_back(
    client: CheckedClient, lite: Database, here: Scene
) -> None:
    """As where an emoji was cut in two by another program."""

    def fill(answers: dict[str, Any]) -> None:
        answers["fields"]["changed"] = "Said \ud83d twice"
        answers["fields"]["note:panel"] = "Whole \ud83d\ude91"

    _bring_back(client, _filled(_file(client), fill), 303)
    values, _lines = _values(lite, here)
    assert values["changed"] == "Said \ufffd twice"
    assert values["note:panel"] == "Whole \U0001f691"


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        pytest.param(b"", "No file was chosen", id="empty"),
        pytest.param(b"\xff\xfe", "no scorecard file of hiringkit", id="no text"),
        pytest.param(b"<p>hello</p>", "no scorecard file of hiringkit", id="another page"),
        pytest.param(b'<script id="answers">[1]</script>', "no scorecard file of hiringkit", id="another shape"),
        pytest.param(b'<script id="answers">{"format":1,"scorecard":2}</script>', "no scorecard file", id="cut off"),
        pytest.param(b'<script id="answers">{"format":1,"scorecard":1}</script>', "another scorecard", id="another"),
        pytest.param(b"x" * (2 * 2**20 + 1), "more than 2 MiB", id="too large"),
    ],
)
def test_a_file_that_is_none_is_said_and_changes_nothing(
    client: CheckedClient, lite: Database, here: Scene, file: bytes, sentence: str
) -> None:
    before = _values(lite, here)
    assert sentence in _bring_back(client, file, 422).text
    assert _values(lite, here) == before


def test_nobody_else_has_it(here: Scene, client_of: ClientOf) -> None:
    for name in ("author", "manager", "administrator"):
        viewer, _standing = here.people[name]
        assert client_of(viewer).client.get(f"/scorecards/{CARD}/file").status_code == 404, name
