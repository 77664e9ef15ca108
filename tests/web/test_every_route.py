"""What holds for each route of the application, those to come among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Blueprint, Flask
from sqlmodel import SQLModel
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from hiringkit.db.engine import Database
from hiringkit.errors import SetupError
from hiringkit.web import BLUEPRINTS
from hiringkit.web.security import STATIC, guards
from tests.web.client import CheckedClient
from tests.web.scene import Scene, addresses, rules, scene, submit, write

ClientOf = Callable[..., CheckedClient]
MakeApp = Callable[..., Flask]
TABLE = Path(__file__).parent / "routes.txt"
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ON_GET = {  # an export is kept and written to the audit chain; no other GET stores anything
    "attachments.download",
    "bundles.download",
    "documents.blank",
    "documents.definitions",
    "documents.handout",
    "documents.kit",
    "documents.packet",
    "documents.scorecard",
    "documents.scores",
    "documents.summary",
}
ASKED = {"candidates.new": "?loop=1", "rosters.new": "?loop=1"}  # what the bare address would not be a page without
KEYS = {"mails.refuse"}  # the address itself is the key: what it names is sent by mail programs, which have no form
SENT: dict[str, dict[str, Any]] = {
    "scorecards.save": {"json": {"changes": [], "lines": []}},
    "amendments.save": {"json": {"changes": [], "lines": []}},
    "amendments.save_for": {"json": {"changes": [], "lines": []}},
    "drills.save": {"json": {"changes": []}},
    "people.change_role": {"data": {"role": "recruiter"}},
}


@pytest.fixture
def place(lite: Database) -> Scene:
    """The scene: the author’s card is in, the writer’s is a draft."""
    built = scene(lite)
    submit(lite, built.author, built.interviews[0], "Said")
    write(lite, built.writer, built.interviews[0], "Draft")
    return built


def _all(app: Flask) -> Iterator[tuple[str, str, Rule]]:
    """Method, an address that the scene has, and the route."""
    for method in ("GET", "POST"):
        for rule in rules(app, method):
            found = [path for path in addresses(app, rule) if not re.search("99|/[34](/|$)|/loops/2", path)]
            yield from ((method, path, rule) for path in found[:2])


def test_a_route_that_does_not_say_who_may_ask_for_it_stops_the_start(lite: Database, make_app: MakeApp) -> None:
    forgotten = Blueprint("forgotten", __name__)
    forgotten.add_url_rule("/forgotten", "page", lambda: "")
    with pytest.raises(SetupError) as refused:
        make_app(lite, blueprints=[*BLUEPRINTS, forgotten])
    assert "forgotten.page" in str(refused.value)


def test_addresses_are_kebab_case_and_their_arguments_typed(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in STATIC:
            assert re.fullmatch(r"/|(/([a-z]+(-[a-z]+)*|<(int|word):[a-z_]+>))+", rule.rule), rule.rule


def test_strangers_are_sent_to_sign_in_and_back(app: Flask, stranger: CheckedClient, place: Scene) -> None:
    token, open_to = {"X-CSRFToken": stranger.token()}, guards(app)
    for method, path, rule in _all(app):
        if open_to[rule.endpoint] == ("everybody",):
            continue
        answer = stranger.client.open(path, method=method, headers=token)
        if method == "GET":
            assert (answer.status_code, answer.location) == (303, f"/sign-in?next={path}"), path
        else:
            assert (answer.status_code, "You are signed out" in answer.text) == (401, True), path


def test_a_form_without_its_token_is_refused_wherever_it_is_sent(app: Flask, client_of: ClientOf, place: Scene) -> None:
    client, other = client_of(place.people["manager"][0]), client_of(place.people["administrator"][0])
    for headers in ({}, {"X-CSRFToken": "nonsense"}, {"X-CSRFToken": other.token()}):
        for path in (one[1] for one in _all(app) if one[0] == "POST" and one[2].endpoint not in KEYS):
            assert client.client.post(path, headers=headers).status_code == 400, path
            assert client.client.post(path, headers=headers, json={}).status_code == 400, path


def _content(db: Database) -> list[list[tuple[object, ...]]]:
    with db.engine.connect() as connection:
        return [sorted(map(tuple, connection.execute(sa.select(t))), key=repr) for t in SQLModel.metadata.sorted_tables]


def test_asking_for_a_page_stores_nothing(app: Flask, client_of: ClientOf, lite: Database, place: Scene) -> None:
    clients = [client_of(place.people[name][0]) for name in ("manager", "writer", "administrator")]
    before = _content(lite)
    for client in clients:
        for rule in rules(app, "GET"):
            if rule.endpoint not in ON_GET:
                for path in addresses(app, rule):
                    client.client.get(path)
    assert _content(lite) == before


def test_every_answer_has_its_headers(app: Flask, client_of: ClientOf, place: Scene) -> None:
    nonces, stranger = set(), CheckedClient(app)
    client = client_of(place.people["manager"][0])
    paths = [path for method, path, _rule in _all(app) if method == "GET"]
    for path in [*paths, "/no-such-page", "/loops/99", "/static/no-such-file", "/admin/people", "/interviews/1%00"]:
        for one in (client, stranger):
            answer = one.client.get(path)
            nonces.add(_checked(answer))
            assert answer.headers["Cache-Control"] == "no-store", path
    refused = [client.client.post(path) for path in ("/", "/loops/1/open", "/scorecards/2/draft")]
    assert [answer.status_code for answer in refused] == [405, 400, 400]
    nonces |= {_checked(answer) for answer in refused}
    assert len(nonces) == 2 * (len(paths) + 5) + 3, "each answer has its own"


def _checked(answer: TestResponse) -> str:
    """The nonce of an answer that has every header."""
    policy = answer.headers["Content-Security-Policy"]
    found = re.search("'nonce-([0-9a-f]{32})'", policy)
    assert found, policy
    is_download = answer.headers.get("Content-Disposition", "").startswith("attachment")
    assert policy == POLICY.format(nonce=found[1]) + ("; sandbox" if is_download else "")
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "Server" not in answer.headers
    assert "Strict-Transport-Security" not in answer.headers, "not over plain http"
    return found[1]


def test_files_of_ours_are_kept_for_a_year_under_an_address_of_their_content(stranger: CheckedClient) -> None:
    page = stranger.get("/sign-in")
    files = [str(tag.get("href") or tag.get("src")) for tag in page.select("link[href], script[src]")]
    assert len(files) >= 3
    for path in files:
        with stranger.client.get(path) as answer:
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert path.endswith(f"?v={sha256(answer.data).hexdigest()[:12]}"), path


def test_over_https_browsers_are_told_to_stay_there(lite: Database, make_app: MakeApp) -> None:
    client = make_app(lite, HIRINGKIT_URL="https://hiring.example.org").test_client()
    answer = client.get("/sign-in", base_url="https://hiring.example.org")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-hiringkit=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


def test_who_gets_what_is_as_the_reviewed_table_says(
    app: Flask, client_of: ClientOf, lite: Database, place: Scene, tmp_path: Path
) -> None:
    """The table is routes.txt beside this file; take it away, and it is written anew for you to read."""
    clients = {"stranger": CheckedClient(app), **{name: client_of(who) for name, (who, _) in place.people.items()}}
    tokens = {name: {"X-CSRFToken": client.token()} for name, client in clients.items()}
    lite.close()
    file = tmp_path / "hiringkit.sqlite"
    kept = file.read_bytes()
    width = max(len(path) for _method, path, _rule in _all(app)) + 6
    lines = [f"{'':{width}}" + " ".join(clients)]
    for method, path, rule in _all(app):
        answers = []
        for name, client in clients.items():
            asked, sent = path + ASKED.get(rule.endpoint, ""), SENT.get(rule.endpoint, {})
            status = client.client.open(asked, method=method, headers=tokens[name], **sent).status_code
            answers.append(f"{status:>{len(name)}}")
            if method == "POST" and status < 400:  # as it was, for the next one
                lite.close()
                file.write_bytes(kept)
        lines.append(f"{method:5}{path:{width - 5}}" + " ".join(answers))
    table = "\n".join(lines) + "\n"
    if not TABLE.exists():
        TABLE.write_text(table, encoding="utf-8")
        pytest.fail("routes.txt was written anew: read each line that changed before it is committed")
    assert table == TABLE.read_text(encoding="utf-8")


def _is_shut(path: str, name: str) -> bool:
    """Whether a place is refused to a role as a whole, whatever the id, so that the refusal tells nothing."""
    if "/admin/" in path:
        return name != "administrator"
    if path.startswith("/samples/") and path.count("/") == 3 and not path.endswith("/drill"):
        return name not in {"administrator", "manager"}
    if path.startswith("/packs/") and path.endswith("/outcomes"):
        return name == "writer"
    if path.startswith("/candidates/1/stages/"):
        return name == "writer"
    return path.startswith("/calibration") and name not in {"administrator", "manager"}


def test_an_id_that_there_is_not_is_no_page_whoever_asks(app: Flask, client_of: ClientOf, place: Scene) -> None:
    for name in ("manager", "writer", "recruiter", "administrator"):
        client = client_of(place.people[name][0])
        token = {"X-CSRFToken": client.token()}
        for method in ("GET", "POST"):
            for rule in rules(app, method):
                for path in addresses(app, rule):
                    if "99" in path and not _is_shut(path, name):
                        sent = SENT.get(rule.endpoint, {})
                        answer = client.client.open(path, method=method, headers=token, **sent)
                        assert answer.status_code == 404, (method, path)
