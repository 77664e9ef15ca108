"""What is typed over what was there, saved by one statement: told as any other save, and refused as any other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.services import draft_pages
from tests.conftest import Statements
from tests.web.client import CheckedClient
from tests.web.scene import Scene, scene, write

ClientOf = Callable[[Viewer], CheckedClient]
DRAFT = "/scorecards/2/draft"


def _body(*changes: tuple[str, str, int]) -> dict[str, Any]:
    return {"changes": [dict(zip(("field", "value", "revision"), one, strict=True)) for one in changes], "lines": []}


@pytest.fixture
def place(lite: Database) -> Scene:
    built = scene(lite)
    assert write(lite, built.writer, built.interviews[0], "Seen") == 2
    return built


@pytest.fixture
def writer(client_of: ClientOf, place: Scene) -> CheckedClient:
    return client_of(place.writer)


def test_it_is_told_in_the_same_words_as_what_was_looked_at_first(
    writer: CheckedClient, lite: Database, statements: Statements
) -> None:
    token = {"X-CSRFToken": writer.token()}
    statements.listen(lite.engine)
    told = [writer.client.post(DRAFT, json=_body(("changed", "Typed.", 1)), headers=token) for _ in range(2)]
    assert [statement.split()[0] for statement in statements.seen] == ["UPDATE", "UPDATE", "SELECT", "SELECT"]
    assert [one.json for one in told] == [told[0].json] * 2
    assert told[0].json == {"saved": "14:05", "revisions": {"changed": 2}, "faults": {}, "conflicts": {}}
    assert [one.headers["Cache-Control"] for one in told] == ["no-store"] * 2


def test_what_the_server_has_as_a_whole_is_taken_as_such(writer: CheckedClient) -> None:
    for number, whole in enumerate(({"wsgi.input_terminated": True}, {}), 1):
        answer = writer.client.post(
            DRAFT,
            json=_body(("changed", f"Typed {number}.", number)),
            headers={"X-CSRFToken": writer.token()},
            environ_overrides=whole,
        )
        assert answer.json is not None
        assert answer.json["revisions"] == {"changed": number + 1}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"changes": [{"field": "changed"}], "lines": []}'])
def test_what_is_no_save_is_refused(writer: CheckedClient, body: bytes) -> None:
    head = {"X-CSRFToken": writer.token(), "Content-Type": "application/json"}
    answer = writer.client.post(DRAFT, data=body, headers=head)
    assert (answer.status_code, answer.json) == (422, {"error": "This save is not in its shape. Load the page again."})


def test_what_is_larger_than_any_save_is_not_read(writer: CheckedClient) -> None:
    head = {"X-CSRFToken": writer.token(), "Content-Type": "application/json"}
    assert writer.client.post(DRAFT, data=b" " * (12 * 1024 * 1024), headers=head).status_code == 413


def test_nobody_saves_without_a_token_or_in_another_s_card(
    writer: CheckedClient, client_of: ClientOf, place: Scene, lite: Database
) -> None:
    body, before = _body(("changed", "Typed.", 1)), draft_pages.own(lite, place.writer, 2).values
    strange: FlaskClient = writer.client
    assert strange.post(DRAFT, json=body).status_code == 400
    for other in (place.author, place.people["manager"][0]):
        browser = client_of(other)
        answer = browser.client.post(DRAFT, json=body, headers={"X-CSRFToken": browser.token()})
        assert answer.status_code in {403, 404}
    assert draft_pages.own(lite, place.writer, 2).values == before
