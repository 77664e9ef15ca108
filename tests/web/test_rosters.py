"""A list of candidates in the browser: chosen, looked at, added."""

from __future__ import annotations

import io
from collections.abc import Callable

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from tests import build_loops
from tests.web.client import CheckedClient

ClientOf = Callable[[Viewer], CheckedClient]
LIST = "name,email\nRosa Delgado-Kim,rosa@example.org\nNobody,nonsense\n"


def test_a_list_is_looked_at_and_then_added(lite: Database, client_of: ClientOf) -> None:
    loop = build_loops.loop(lite)
    client = client_of(loop.recruiter)
    path = f"/candidates/lists/new?loop={loop.loop_id}"
    assert client.get(f"/candidates/new?loop={loop.loop_id}").select(f'a[href="{path}"]')
    page = client.submit(path, {"text": LIST}, expect=200)
    assert page.select_one(".lead-line").text == "1 candidate goes in, 1 to mend."  # type: ignore[union-attr]  # it is there
    sent = page.select_one('form[data-step="add"] textarea').text  # type: ignore[union-attr]  # as above
    token = page.select_one("input[name=csrf_token]")["value"]  # type: ignore[index]  # as above
    client.post(path, {"csrf_token": str(token), "step": "add", "text": sent.removeprefix("\n")})
    listed = client.get(f"/candidates?loop={loop.loop_id}")
    assert [row.text for row in listed.select("tbody th")] == ["Rosa Delgado-Kim"]


def test_what_cannot_be_read_is_said_and_nothing_typed_is_lost(lite: Database, client_of: ClientOf) -> None:
    loop = build_loops.loop(lite)
    client = client_of(loop.recruiter)
    path = f"/candidates/lists/new?loop={loop.loop_id}"
    page = client.submit(path, {"text": "Rosa;rosa@example.org"}, expect=422)
    assert "names no column name" in page.select_one("[role=alert]").text  # type: ignore[union-attr]  # it is there
    assert page.select_one("#text").text.strip() == "Rosa;rosa@example.org"  # type: ignore[union-attr]  # as above


def test_a_file_is_read_whatever_it_is_called(lite: Database, client_of: ClientOf) -> None:
    loop = build_loops.loop(lite)
    client = client_of(loop.recruiter)
    path = f"/candidates/lists/new?loop={loop.loop_id}"
    for content, code in ((LIST.encode(), 200), (b"PK\x03\x04\x00", 422), (b"\xff\xfe", 422)):
        page = client.submit(path, {"file": (io.BytesIO(content), "../x.exe"), "text": ""}, expect=code)  # type: ignore[dict-item]  # a file
        assert page.select("table" if code == 200 else "[role=alert]")
