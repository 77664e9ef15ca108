"""What an outside tester tries first: cookies, sessions, hosts, redirects, scripts and templates in every text."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from sqlmodel import col

from hiringkit.db import people as stored_people
from hiringkit.db.engine import Database
from hiringkit.db.tables import CandidacyRow, PersonRow, PersonTextRow, SessionRow
from hiringkit.policy.people import Role, Viewer
from hiringkit.services import people
from hiringkit.web.redirects import own_path
from tests import build, build_loops
from tests.conftest import NOW
from tests.web.client import CheckedClient, values
from tests.web.scene import addresses, rules, scene

ClientOf = Callable[[Viewer], CheckedClient]
MakeApp = Callable[..., Flask]
PASSWORD = "a slow green lorry at dawn"
OWN_PASSWORD = 'form[action="/me/password"]'
ADA = {"email": "ada@example.org", "password": PASSWORD}
OWN = "http://localhost"
COOKIE = "hiringkit_8000"


@pytest.fixture
def ada(lite: Database) -> Viewer:
    """An interviewer with a password."""
    admin = build.person(lite, "Owen", Role.ADMIN)
    token = people.add(lite, email=ADA["email"], name="Ada", role=Role.INTERVIEWER, zone="UTC", by=admin, now=NOW)
    people.follow_link(lite, token, PASSWORD, agent="tests", now=NOW)
    return people.named(lite, ADA["email"])


def _cookie(client: CheckedClient) -> str:
    found = client.client.get_cookie(COOKIE)
    assert found
    return found.value


def test_a_session_that_was_foisted_on_somebody_is_not_theirs_after_they_sign_in(
    app: Flask, stranger: CheckedClient, ada: Viewer
) -> None:
    stranger.get("/sign-in")
    before = _cookie(stranger)
    stranger.submit("/sign-in", ADA)
    assert _cookie(stranger) != before
    attacker = CheckedClient(app)
    attacker.client.set_cookie(COOKIE, before)
    attacker.get("/", expect=303)


def test_a_made_up_cookie_opens_nothing_and_is_replaced(stranger: CheckedClient) -> None:
    for made_up in (
        "A" * 43,
        "x",
        "é" * 43,
        "A" * 3_000,
        ".eJyrVkosLcmIz8nPS1WyKikqTdVRKk5NLs5ILUpVslIqS8wpTVWqBQBLSw2x",
    ):
        stranger.client.set_cookie(COOKIE, made_up)
        stranger.get("/", expect=303)


def test_the_database_and_the_cookie_tell_no_session(lite: Database, stranger: CheckedClient, ada: Viewer) -> None:
    stranger.submit("/sign-in", ADA)
    with lite.engine.connect() as connection:
        kept = connection.execute(sa.select(col(SessionRow.id_hash))).scalars().all()
    assert people.token_hash(_cookie(stranger)) in kept
    assert _cookie(stranger) not in kept
    assert len(_cookie(stranger)) == 43, "256 bits"


def test_another_role_ends_the_sessions_of_every_browser(client_of: ClientOf, lite: Database, ada: Viewer) -> None:
    browsers = [client_of(ada), client_of(ada)]
    admin = client_of(build.person(lite, "Ruth", Role.ADMIN))
    admin.submit("/admin/people", {"role": "recruiter"}, form=f"form[action='/admin/people/{ada.person_id}/role']")
    for browser in browsers:
        browser.get("/", expect=303)


def test_one_s_own_sessions_are_listed_and_ended_and_nobody_else_s(
    client_of: ClientOf, ada: Viewer, lite: Database
) -> None:
    here, there, other = client_of(ada), client_of(ada), client_of(build.person(lite, "Ben"))
    page = here.get("/me")
    forms = page.select("form[action^='/me/sessions/']")
    assert len(page.select("#sessions ~ *, [aria-labelledby=sessions] tbody tr")) >= 2
    other.post(str(forms[0]["action"]), {"csrf_token": other.token()})
    there.get("/")
    for form in forms:
        here.post(str(form["action"]), values(form))
    there.get("/", expect=303)
    here.get("/")


def test_signed_out_pages_are_not_kept_for_the_back_button(client_of: ClientOf, ada: Viewer) -> None:
    assert client_of(ada).get("/me").response.headers["Cache-Control"] == "no-store"


def test_many_tries_at_once_are_no_way_around_the_limit(app: Flask, stranger: CheckedClient, ada: Viewer) -> None:
    clients = [CheckedClient(app) for _ in range(12)]
    fields = [{**ADA, "password": "wrong", "csrf_token": client.token()} for client in clients]
    answers: list[int] = []

    def attempt(number: int) -> None:
        answers.append(clients[number].client.post("/sign-in", data=fields[number]).status_code)

    threads = [threading.Thread(target=attempt, args=[number]) for number in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [422] * 5 + [429] * 7


def test_a_session_left_open_is_no_way_to_guess_the_password(client_of: ClientOf, ada: Viewer) -> None:
    client, fields = client_of(ada), {"old": "wrong", "password": "another slow green lorry"}
    for _ in range(5):
        assert "not your present password" in client.submit("/me", fields, form=OWN_PASSWORD, expect=422).text
    client.submit("/me", {**fields, "old": PASSWORD}, form=OWN_PASSWORD, expect=429)


def test_a_forged_address_does_not_change_whom_the_limiter_counts(lite: Database, stranger: CheckedClient) -> None:
    with lite.writing() as session:
        for number in range(29):
            one = {"account_hash": f"{number:064}", "address_hash": people.token_hash("127.0.0.1")}
            stored_people.note_failure(session, **one, now=NOW)
    sent = {"email": "nobody@example.org", "password": "wrong", "csrf_token": stranger.token()}
    forged = {"X-Forwarded-For": "10.0.0.1", "Forwarded": "for=10.0.1.1", "X-Real-IP": "10.0.2.1"}
    assert [stranger.client.post("/sign-in", data=sent, headers=forged).status_code for _ in range(2)] == [422, 429]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "hiring.example"])
def test_another_host_is_not_answered(stranger: CheckedClient, host: str) -> None:
    answer = stranger.client.get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400
    assert host not in answer.text


def test_the_public_address_is_answered(lite: Database, make_app: MakeApp) -> None:
    client = make_app(lite, HIRINGKIT_URL="https://hiring.example.org").test_client()
    assert client.get("/sign-in", base_url="https://hiring.example.org").status_code == 200
    assert client.get("/sign-in", base_url="https://evil.example").status_code == 400
    assert (
        client.get(
            "/sign-in", base_url="https://hiring.example.org", headers={"X-Forwarded-Host": "evil.example"}
        ).status_code
        == 200
    )


def test_a_new_secret_keeps_sessions_and_what_was_typed(lite: Database, make_app: MakeApp) -> None:
    old, new = "old-secret-0123456789-abcdefghijklmnop", "new-secret-0123456789-abcdefghijklmnop"
    manager = build_loops.loop(lite).manager
    before = CheckedClient(make_app(lite, HIRINGKIT_SECRET_KEY=old), manager)
    after = CheckedClient(make_app(lite, HIRINGKIT_SECRET_KEY=f"{new} {old}"))
    after.client.set_cookie(COOKIE, _cookie(before))
    after.get("/")
    fields = {"title": "Typed before the change", "csrf_token": before.token()}
    kept = after.client.post("/loops/1/edit", data=fields, headers={"Origin": OWN})
    assert kept.status_code == 400
    assert "Typed before the change" in kept.text


@pytest.mark.parametrize(
    "trick",
    [
        "//evil.example", "///evil.example", "////evil.example", "https://evil.example", "https:evil.example",
        "http:/evil.example", "\\\\evil.example", "/\\evil.example", "\\/evil.example", "/\t/evil.example",
        "/\n/evil.example", "\t//evil.example", " //evil.example", "javascript:alert(1)", "data:text/html,x",
        "evil.example", "@evil.example", "//evil.example%2f..", "/\x00/evil.example", "?next=//evil.example",
        "//localhost@evil.example", "//[::1", "",
    ],
)  # fmt: skip
def test_an_address_to_go_on_to_is_one_of_ours(trick: str) -> None:
    assert own_path(trick) == "/"


def test_a_sign_in_leads_on_to_a_page_of_ours(stranger: CheckedClient, ada: Viewer) -> None:
    sent = {**ADA, "next": "/\\evil.example", "csrf_token": stranger.token()}
    assert stranger.post("/sign-in?next=//evil.example", sent).location == "/"
    assert own_path("/candidates?q=Zoë&sort=name#top") == "/candidates?q=Zoë&sort=name#top"


def test_a_form_cannot_set_what_it_does_not_show(lite: Database, client_of: ClientOf) -> None:
    loop = build_loops.loop(lite)
    more = {
        "id": "77",
        "state": "closed",
        "created_at": "2020-01-01",
        "role": "admin",
        "person_id": "1",
        "loop_id": "9",
    }
    recruiter = client_of(loop.recruiter)
    recruiter.submit("/candidates/new?loop=1", {"name": "Rosa", "email": "rosa@example.org", **more})
    client_of(loop.manager).submit("/loops/1/edit", {"title": "Renamed", **more}, form="form.fields")
    with lite.engine.connect() as connection:
        rows = connection.execute(
            sa.select(col(CandidacyRow.id), col(CandidacyRow.state), col(CandidacyRow.loop_id))
        ).all()
        role = connection.execute(
            sa.select(col(PersonRow.role)).where(col(PersonRow.id) == loop.recruiter.person_id)
        ).scalar_one()
    assert [tuple(row) for row in rows] == [(1, "active", 1)]
    assert role is Role.RECRUITER


def test_a_draft_cannot_set_what_its_card_does_not_ask(lite: Database, client_of: ClientOf) -> None:
    built = scene(lite)
    client = client_of(built.writer)
    names = ("state", "author_id", "submitted_at", "trainee", "rating:nothing", "digest")
    body = {"changes": [{"field": name, "value": "1", "revision": 0} for name in names], "lines": []}
    told = client.client.post("/scorecards/2/draft", json=body, headers={"X-CSRFToken": client.token()})
    assert set(told.json["faults"]) == set(names)  # type: ignore[index]  # it is JSON
    assert told.json["revisions"] == {}  # type: ignore[index]  # as above


PAYLOADS = (
    "<script>window.hit = 1</script>",
    '"><img src=x onerror=window.hit=1>',
    "'><svg onload=window.hit=1>",
    "</textarea><iframe src=//evil.example>",
    "{{ 7 * 7 }}{% raw %}${7*7}#{7*7}",
    "javascript:window.hit=1",
)


def test_texts_are_texts_on_every_page(lite: Database, app: Flask) -> None:
    """Each payload stands where a text may stand, and no page has a node or a number more for it."""
    seen = _walk(lite, app)
    for payload in PAYLOADS:
        assert any(payload in text for text, _tags in seen.values()), payload
    for path, (text, tags) in seen.items():
        assert "4949" not in text.replace(" ", ""), path
        assert not tags & {"iframe", "img", "object", "embed", "base"}, path


def _walk(db: Database, app: Flask) -> dict[str, tuple[str, set[str]]]:
    built = scene(db)
    everything = " ".join(PAYLOADS)
    with db.writing() as session:
        session.execute(sa.text("UPDATE candidate_text SET name = :text"), {"text": everything[:120]})
        session.execute(sa.text("UPDATE loop SET title = :text, purpose = :text"), {"text": everything[:120]})
        session.execute(sa.text("UPDATE stage SET name = :text, advice = :text"), {"text": everything[:120]})
        session.execute(sa.update(PersonTextRow).values(name=everything[:120]))
    fields = [{"field": name, "value": everything, "revision": 0} for name in ("changed", "flag_evidence:blames")]
    line = {
        "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
        "text": everything,
        "criteria": ["communication"],
        "minute": "",
        "revision": 0,
    }
    writer = CheckedClient(app, built.writer)
    saved = writer.client.post(
        "/scorecards/2/draft", json={"changes": fields, "lines": [line]}, headers={"X-CSRFToken": writer.token()}
    )
    assert saved.json["faults"] == {}  # type: ignore[index]  # it is JSON
    found = {}
    for name in ("writer", "manager", "administrator"):
        client = CheckedClient(app, built.people[name][0])
        for rule in rules(app, "GET"):
            for path in list(addresses(app, rule))[:2]:
                answer = client.client.get(path)
                if answer.mimetype == "text/html":
                    page = BeautifulSoup(answer.text, "html.parser")
                    found[f"{name} {path}"] = (_words(page), {tag.name for tag in page.find_all(True)})
                    assert not page.select("[onerror], [onload], svg[onload]"), path
    return found


def _words(page: BeautifulSoup) -> str:
    """What is read on a page, in its fields too."""
    kept = [str(tag.get("value", "")) for tag in page.select("input")]
    return "\n".join([page.get_text(), *kept])


def test_a_search_is_a_search_and_no_command(lite: Database, client_of: ClientOf) -> None:
    loop = build_loops.loop(lite)
    build_loops.candidacy(lite, loop.loop_id, "Rosa")
    client = client_of(loop.recruiter)
    for path in ("/candidates", "/loops"):
        for words in (
            "' OR '1'='1",
            "%",
            "_",
            "'; DROP TABLE person; --",
            "\\",
            "%%%",
            "a' UNION SELECT password_hash --",
        ):
            page = client.client.get(path, query_string={"q": words, "sort": words, "state": words, "after": words})
            assert page.status_code == 200
            assert "Rosa</a>" not in page.text, (path, words)
    assert "Rosa" in client.get("/candidates?q=rosa").text
    assert client.get("/").response.status_code == 200, "the tables are still there"
