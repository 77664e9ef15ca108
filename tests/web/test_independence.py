"""Independent first: no page, form, document or error shows a card to anybody before the policy opens it to them."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

import hiringkit.web
from hiringkit.db.engine import Database, make_engine
from hiringkit.db.tables import SampleRatingRow
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState, Visibility, may_read
from hiringkit.services import candidates
from tests.conftest import NOW
from tests.web.client import CheckedClient
from tests.web.scene import QUERY_NAMES, Scene, addresses, every_get, rules, scene, submit, write

IN, DRAFT = "Zibellina-in", "Quasar-draft"  # words that stand in one card each, and nowhere else
_ELSE = ("Something", 1)
MakeApp = Callable[[Database], Flask]
LEFT_OUT = {"Content-Security-Policy", "Content-Length"}  # a nonce; form tokens are longer or shorter by a letter
EACH_TIME = re.compile(
    r'nonce="[^"]+"|name="csrf_token" value="[^"]+"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|/sessions/[0-9a-f]{64}/'
)


@dataclass(frozen=True)
class Worlds:
    """The same scene again and again: the author’s card and the writer’s draft say one thing; both say another in
    every field, and the card came in an hour earlier; only the author’s card says another, earlier too."""

    scene: Scene
    visibility: Visibility
    one: Flask
    other: Flask
    half: Flask


@pytest.fixture(params=list(Visibility))
def worlds(lite: Database, tmp_path: Path, make_app: MakeApp, request: pytest.FixtureRequest) -> Iterator[Worlds]:
    """They, under each rule of reading."""
    built = scene(lite, request.param)
    lite.close()
    copies = []
    hour = timedelta(hours=1)
    for name, said, at, drafted in (
        ("one", (IN, 5), NOW, (DRAFT, 5)),
        ("other", _ELSE, NOW - hour, _ELSE),
        ("half", _ELSE, NOW - hour, (DRAFT, 5)),
    ):
        shutil.copy(tmp_path / "hiringkit.sqlite", tmp_path / f"{name}.sqlite")
        copy = Database(make_engine(f"sqlite:///{tmp_path / name}.sqlite"))
        assert submit(copy, built.author, built.interviews[0], *said, now=at) == 1
        assert write(copy, built.writer, built.interviews[0], *drafted) == 2
        copies.append(copy)
    yield Worlds(built, request.param, *(make_app(copy) for copy in copies))
    for copy in copies:
        copy.close()


def _seen(app: Flask, viewer: Viewer) -> dict[str, str]:
    """By address, all that an answer holds: status, headers, the words of the page or of the PDF."""
    client = CheckedClient(app, viewer)
    return {path: _told(client.client.get(path)) for path in every_get(app, IN)}


def _told(answer: TestResponse) -> str:
    assert answer.status_code < 500, answer.request.path
    headers = sorted(f"{name}: {value}" for name, value in answer.headers if name not in LEFT_OUT)
    if answer.mimetype == "image/png":
        text = sha256(answer.data).hexdigest()
    else:
        text = _words(answer.data) if answer.mimetype == "application/pdf" else EACH_TIME.sub("-", answer.text)
    return "\n".join([str(answer.status_code), *headers, text])


@lru_cache(maxsize=256)
def _words(content: bytes) -> str:
    told = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return told.stdout.decode()


def _shown(word: str, seen: dict[str, str]) -> set[str]:
    """Where a word is shown that was not just searched for."""
    return {path for path, told in seen.items() if word in told and f"q={IN}" not in path}


def _found(seen: dict[str, str]) -> set[str]:
    """The searches that find something by the word of the card: that answer otherwise than for nonsense."""
    return {path for path, told in seen.items() if f"q={IN}" in path and 'class="fold' in told and "Rosa" in told}


def test_a_card_is_shown_where_the_policy_allows_and_nowhere_else(worlds: Worlds) -> None:
    """Where it is closed nothing depends on it: no word, number, order or header. It says what it will and came in
    when it will, all is same."""
    for name, (viewer, standing) in worlds.scene.people.items():
        seen = _seen(worlds.one, viewer)
        allowed = may_read(worlds.visibility, CardState.SUBMITTED, standing)
        assert bool(_shown(IN, seen)) is allowed, (name, _shown(IN, seen))
        assert bool(_shown(DRAFT, seen)) is (name == "writer"), (name, _shown(DRAFT, seen))
        assert _found(seen) == set(), (name, "no search finds people by what their cards say")
        if allowed:
            assert {"/scorecards/1", "/scorecards/1/pdf"} <= _shown(IN, seen), name
        else:
            other = _seen(worlds.half if name == "writer" else worlds.other, viewer)
            assert {path for path in seen if seen[path] != other[path]} == set(), name


REFERENCE = "Basilisk-reference"  # a word that stands in the reasons of a sample's reference ratings, and nowhere else


def test_reference_ratings_open_to_each_person_after_their_own_drill(
    lite: Database, tmp_path: Path, make_app: MakeApp
) -> None:
    """Until then nothing depends on them, but how close the team comes, which managers see for all samples together."""
    built = scene(lite)
    lite.close()
    apps = []
    for name, step in ((REFERENCE, 5), ("Something", 1)):
        shutil.copy(tmp_path / "hiringkit.sqlite", tmp_path / f"{name}.sqlite")
        copy = Database(make_engine(f"sqlite:///{tmp_path / name}.sqlite"))
        with copy.writing() as session:
            session.execute(sa.update(SampleRatingRow).values(step=step, why=name))
        apps.append(make_app(copy))
    for name in ("manager", "reader", "writer", "recruiter", "administrator", "somebody else"):
        viewer = built.people[name][0]
        one, other = (_seen(app, viewer) for app in apps)
        differs = {path for path in one if one[path] != other[path]}
        shown = _shown(REFERENCE, one)
        if name == "manager":
            assert {"/samples/1", "/samples/1/edit"} <= shown
        elif name == "reader":
            assert {"/samples/1", "/drills/1"} <= shown
        else:
            assert shown == set(), name
            assert {path.partition("?")[0] for path in differs} <= {"/qualifications"}, name
    for app in apps:
        app.extensions["hiringkit"].db.close()


def test_the_two_worlds_do_differ(worlds: Worlds) -> None:
    one, other = (
        CheckedClient(app, worlds.scene.author).client.get("/scorecards/1") for app in (worlds.one, worlds.other)
    )
    assert _told(one) != _told(other)
    said = [BeautifulSoup(answer.text, "html.parser").get_text() for answer in (one, other)]
    assert ["Strong no" in text for text in said] == [True, False]


def test_writing_to_a_card_of_somebody_else_tells_nothing_of_it(worlds: Worlds) -> None:
    change = {"changes": [{"field": "changed", "value": "mine", "revision": 0}], "lines": []}
    for name, (viewer, standing) in worlds.scene.people.items():
        if may_read(worlds.visibility, CardState.SUBMITTED, standing) or name == "writer":
            continue
        client = CheckedClient(worlds.one, viewer)
        token = {"X-CSRFToken": client.token()}
        for rule in rules(worlds.one, "POST"):
            if rule.arguments & {"scorecard_id", "interview_id"}:
                for path in addresses(worlds.one, rule):
                    for sent in ({"data": {"changed": "mine", "revision": "1"}}, {"json": change}):
                        told = _told(client.client.post(path, headers=token, **sent))
                        assert IN not in told, (name, path)
                        assert DRAFT not in told, (name, path)


def test_opening_early_opens_to_those_who_are_not_writing(worlds: Worlds) -> None:
    if worlds.visibility is not Visibility.AFTER_PANEL:
        return
    manager, _standing = worlds.scene.people["manager"]
    state = worlds.one.extensions["hiringkit"]
    candidates.open_early(state.db, manager, worlds.scene.candidacy_id, "The candidate has another offer.", NOW)
    for name, expected in {"manager": True, "recruiter": True, "reader": True, "writer": False}.items():
        viewer, _standing = worlds.scene.people[name]
        for path in ("/scorecards/1", "/scorecards/1/pdf"):
            told = _told(CheckedClient(worlds.one, viewer).client.get(path))
            assert (IN in told, told.startswith("404")) == (expected, not expected), (name, path)


def test_everything_that_a_page_may_be_asked_for_is_asked_for() -> None:
    asked = set()
    for file in Path(hiringkit.web.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            asked |= _names(node)
    assert {"q", "loop", "view"} <= asked
    assert asked - QUERY_NAMES == set(), "give it a value in QUERY of tests/web/scene.py, so that it is walked"


def _names(node: ast.AST) -> set[str]:
    """What is read of an address’s query here: args.get(name), args[name], name in args."""
    match node:
        case ast.Call(func=ast.Attribute(attr="get", value=holder), args=[ast.Constant(value=str(name)), *_]):
            return {name} if _is_query(holder) else set()
        case ast.Subscript(value=holder, slice=ast.Constant(value=str(name))):
            return {name} if _is_query(holder) else set()
        case ast.Compare(left=ast.Constant(value=str(name)), comparators=[holder]):
            return {name} if _is_query(holder) else set()
    return set()


def _is_query(node: ast.AST) -> bool:
    return ast.unparse(node) in {"request.args", "request.values", "asked.args", "arguments"}
