"""Logs say what happened and where, in one line each, and nothing of a person."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from hiringkit.db.engine import Database
from hiringkit.errors import UnprintableError
from hiringkit.policy.people import Viewer
from hiringkit.web.logs import log
from tests.web.client import CheckedClient
from tests.web.conftest import Clock
from tests.web.scene import every_get, scene, submit, write

ClientOf = Callable[[Viewer], CheckedClient]
MARKERS = ("Zibellina", "Rosa", "rosa.", "example.org", "Author", "Writer", "lorry", "Quasar")


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    out, err = capsys.readouterr()
    assert err == ""
    return [json.loads(line) for line in out.splitlines()]


def _fail(**_arguments: object) -> str:
    words = 'Zibellina\nforged: {"event": "forged"}'
    raise RuntimeError(f"{words} of Rosa, rosa.1@example.org")


def test_a_fault_is_one_line_that_says_where_and_nothing_of_anybody(
    app: Flask, client_of: ClientOf, lite: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    viewer = scene(lite).people["manager"][0]
    app.view_functions["candidates.show"] = _fail
    page = client_of(viewer).get("/candidates/1?q=Zibellina", expect=500)
    (line,) = _lines(capsys)
    assert line["event"] == "unforeseen"
    assert line["kind"] == "RuntimeError"
    assert line["number"] in page.text
    assert line["at"][-1].startswith("test_logs.py:")
    assert line["at"][-1].endswith(" _fail")
    assert not [marker for marker in MARKERS if marker in json.dumps(line)]


def _cannot_print(**_arguments: object) -> str:
    raise UnprintableError("The document of Rosa took longer than 20 seconds.", where="packet", mend="Try again.")


def test_a_document_that_could_not_be_made_is_told_to_who_asked_and_to_who_runs_the_server(
    app: Flask, client_of: ClientOf, lite: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    viewer = scene(lite).people["manager"][0]
    app.view_functions["candidates.show"] = _cannot_print
    page = client_of(viewer).get("/candidates/1", expect=500)
    assert "took longer than 20 seconds" in page.text
    assert "Try again." in page.text
    (line,) = _lines(capsys)
    assert (line["event"], line["kind"]) == ("failed", "UnprintableError")
    assert line["at"][-1].endswith(" _cannot_print")
    assert not [marker for marker in MARKERS if marker in json.dumps(line)]


def test_only_what_is_on_the_list_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    log().warning("try\nforged", email="rosa.1@example.org", cookie="Zibellina", person_id=7)
    (line,) = _lines(capsys)
    assert line.keys() == {"event", "level", "timestamp", "person_id"}
    assert line["event"] == "try\nforged", "a new line is written as two signs, and forges none"


def test_nothing_of_a_person_is_written_while_everybody_works(
    app: Flask, client_of: ClientOf, lite: Database, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    built = scene(lite)
    submit(lite, built.author, built.interviews[0], "Zibellina")
    write(lite, built.writer, built.interviews[0], "Quasar")
    for name in ("writer", "manager"):
        client = client_of(built.people[name][0])
        for path in every_get(app, "Rosa"):
            if not path.split("?")[0].endswith("/pdf"):
                client.client.get(path)
                client.client.post(path, data={"name": "Rosa", "evidence": "Zibellina"})
    client = CheckedClient(app)
    for email in ("rosa.1@example.org", "nobody@example.org"):
        client.submit("/sign-in", {"email": email, "password": "a slow green lorry"}, expect=422)
    out, err = capsys.readouterr()
    assert [marker for marker in MARKERS if marker in out + err] == []
