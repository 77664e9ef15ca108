"""Whatever is sent, the answer is a page or a sentence, never a fault of the server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from tests.web.client import CheckedClient, values
from tests.web.scene import QUERY_NAMES, Scene, addresses, rules, scene, write

MakeApp = Callable[[Database], Flask]
NONSENSE = {
    "nothing": "",
    "a NUL": "a\x00b",
    "a bidi override": "a\u202eb",
    "half a character": "\udcff",
    "below nought": "-1",
    "a number too large for the database": "2147483648",
    "a number too large for a machine": "9" * 40,
    "a day that is none": "2026-02-31",
    "a number that is none": "NaN",
    "a quote": "x' OR 1=1 --",
    "a template": "{{ 7 * 7 }} <script>alert(1)</script>",
    "too much": "W" * 5_000,
    "deep JSON": "[" * 2_000,
    "endless JSON": '{"changed": Infinity}',
    "digits of another script": "٣²",
}
WHO = ("manager", "writer", "administrator")
LEAVES = ("/sign-out", "/close", "/withdraw", "/remove", "/cancel", "/disable", "/role")  # what ends things comes last


@pytest.fixture
def place(db: Database, make_app: MakeApp) -> tuple[Flask, Scene]:
    """The scene with a draft of the writer’s, on each kind of database."""
    built = scene(db)
    write(db, built.writer, built.interviews[0], "Draft")
    return make_app(db), built


def _forms(app: Flask, viewer: Viewer) -> list[tuple[str, dict[str, str]]]:
    """Every form that this person is shown: where it is sent, and what it would send."""
    client, found = CheckedClient(app, viewer), {}
    for path in {path for rule in rules(app, "GET") for path in addresses(app, rule)}:
        answer = client.client.get(path)
        page = BeautifulSoup(answer.text if answer.mimetype == "text/html" else "", "html.parser")
        for form in page.select("form[method=post]"):
            sent = values(form) | {str(one["name"]): "" for one in form.select("button[name]")}
            found[str(form.get("action") or path)] = sent
    return sorted(found.items(), key=lambda form: (form[0].endswith(LEAVES), form[0]))


def _kinds(app: Flask) -> list[str]:
    """All of it; what a database may choke on when it is the slower one."""
    db: Database = app.extensions["hiringkit"].db
    small = ("a NUL", "half a character", "a number too large for the database")
    return list(NONSENSE.values()) if db.engine.name == "sqlite" else [NONSENSE[name] for name in small]


def _wrong(kinds: list[str], sent: dict[str, str]) -> Iterator[dict[str, str]]:
    """The form with one kind of nonsense in every field, then with another kind in each field alone."""
    free = [name for name in sent if name != "csrf_token"]
    yield from ({**sent, **dict.fromkeys(free, nonsense)} for nonsense in kinds)
    yield from ({**sent, name: kinds[number % len(kinds)]} for number, name in enumerate(free))
    yield {"csrf_token": sent["csrf_token"]}


def _is_fault(answer: TestResponse) -> bool:
    return answer.status_code >= 500


def test_every_form_full_of_nonsense_is_answered(place: tuple[Flask, Scene]) -> None:
    app, built = place
    faults, sent_to = set(), set()
    for who in WHO:
        viewer, _standing = built.people[who]
        client = CheckedClient(app, viewer)
        for action, sent in _forms(app, viewer):
            for fields in _wrong(_kinds(app), sent):
                raw = urlencode(fields, doseq=True, errors="surrogateescape")
                answer = client.client.post(action, data=raw, content_type="application/x-www-form-urlencoded")
                sent_to.add(answer.request.path)
                if _is_fault(answer):
                    faults.add((action, repr(fields)[:300]))
            client.sign_in(viewer)
    assert len(sent_to) > 25, sent_to
    assert faults == set()


def test_every_address_with_nonsense_in_it_is_answered(place: tuple[Flask, Scene]) -> None:
    app, built = place
    client = CheckedClient(app, built.people["manager"][0])
    token = {"X-CSRFToken": client.token()}
    faults = set()
    for nonsense in _kinds(app):
        said = quote(nonsense, errors="surrogateescape")
        query = "&".join(f"{name}={said}" for name in sorted(QUERY_NAMES))
        for rule in rules(app, "GET") + rules(app, "POST"):
            path = re.sub("<[^>]+>", said or "x", rule.rule)
            asked = [client.client.get(f"{path}?{query}")]
            if rule.arguments and "POST" in (rule.methods or ()):
                asked.append(client.client.post(path, headers=token))
            faults |= {answer.request.url for answer in asked if _is_fault(answer)}
    assert faults == set()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param({"data": b"changes", "content_type": "application/json"}, 422, id="no JSON"),
        pytest.param({"json": []}, 422, id="a list"),
        pytest.param({"json": {"changes": [{"field": 1, "value": {}, "revision": "x"}], "lines": []}}, 422, id="shape"),
        pytest.param({"json": {"changes": [], "lines": [{"id": None}]}}, 422, id="half a line"),
        pytest.param({"json": {"changes": [1] * 1_000, "lines": []}}, 422, id="a thousand of nothing"),
        pytest.param({"data": {"changes": "x"}}, 422, id="a form"),
        pytest.param({"data": "[" * 100_000, "content_type": "application/json"}, 422, id="deep JSON"),
        pytest.param({"data": b'{"changes": [{"field": "a", "value": "b", "revision": Infinity}], "lines": []}'}, 422,
                     id="no end"),
        pytest.param({"data": b"x" * (11 * 1024 * 1024 + 1)}, 413, id="twelve megabytes"),
        pytest.param({"data": {f"f{n}": "x" for n in range(2_001)}, "content_type": "multipart/form-data"}, 413,
                     id="two thousand and one parts"),
    ],
)  # fmt: skip
def test_a_save_that_is_not_in_its_shape_is_refused(
    lite: Database, make_app: MakeApp, sent: dict[str, Any], status: int
) -> None:
    built, app = scene(lite), make_app(lite)
    client = CheckedClient(app, built.writer)
    answer = client.client.post("/scorecards/2/draft", headers={"X-CSRFToken": client.token()}, **sent)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
