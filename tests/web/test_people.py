"""Signing in and out, sessions, and the administrator’s list, as people meet them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from hiringkit.db.engine import Database
from hiringkit.policy.people import Role, Viewer
from hiringkit.services import people
from hiringkit.web.people import browser_words
from tests import build, build_loops
from tests.conftest import NOW
from tests.web.client import CheckedClient, values
from tests.web.conftest import Clock

ClientOf = Callable[[Viewer], CheckedClient]
PASSWORD = "a slow green lorry at dawn"


@pytest.fixture
def ada(lite: Database) -> Viewer:
    """An interviewer with a password."""
    owen = build.person(lite, "Owen", Role.ADMIN)
    token = people.add(lite, email="ada@example.org", name="Ada", role=Role.INTERVIEWER, zone="UTC", by=owen, now=NOW)
    people.follow_link(lite, token, PASSWORD, agent="tests", now=NOW)
    return people.named(lite, "ada@example.org")


def test_the_right_password_opens_and_leads_on(stranger: CheckedClient, ada: Viewer) -> None:
    sent = stranger.submit("/sign-in?next=/candidates", {"email": "ADA@example.org", "password": PASSWORD})
    assert sent.response.location == "/candidates"
    assert ada.name in stranger.get("/").text


def test_wrong_password_and_unknown_address_get_one_answer(stranger: CheckedClient, ada: Viewer) -> None:
    assert ada
    answers = [
        stranger.submit("/sign-in", {"email": email, "password": "wrong"}, expect=422).select_one(".stop-text")
        for email in ("ada@example.org", "nobody@example.org")
    ]
    assert answers[0] == answers[1]


def test_the_sixth_try_waits(stranger: CheckedClient, ada: Viewer, clock: Clock) -> None:
    assert ada
    for _ in range(5):
        stranger.submit("/sign-in", {"email": "ada@example.org", "password": "wrong"}, expect=422)
    refused = stranger.submit("/sign-in", {"email": "ada@example.org", "password": PASSWORD}, expect=429)
    assert int(refused.response.headers["Retry-After"]) > 0
    clock.now += timedelta(minutes=16)
    stranger.submit("/sign-in", {"email": "ada@example.org", "password": PASSWORD})


def test_a_session_ends_after_eight_idle_hours_and_twelve_in_all(
    client_of: ClientOf, ada: Viewer, clock: Clock
) -> None:
    idle, busy = client_of(ada), client_of(ada)
    for _ in range(3):
        clock.now += timedelta(hours=3, minutes=50)
        busy.get("/")
    idle.get("/", expect=303)
    clock.now += timedelta(hours=1)
    busy.get("/", expect=303)


def test_signing_out_ends_the_session_itself(client_of: ClientOf, ada: Viewer) -> None:
    client = client_of(ada)
    kept = client.client.get_cookie("hiringkit_8000")
    assert kept
    client.submit("/me", form="form[action='/sign-out']")
    client.client.set_cookie("hiringkit_8000", kept.value)
    client.get("/", expect=303)


def test_the_cookie_says_nothing_and_scripts_cannot_read_it(app: Flask, stranger: CheckedClient, ada: Viewer) -> None:
    assert ada
    sent = stranger.submit("/sign-in", {"email": "ada@example.org", "password": PASSWORD})
    cookie = sent.response.headers["Set-Cookie"]
    assert cookie.startswith("hiringkit_8000=")
    assert {"HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "ada" not in cookie.lower()
    assert app.debug is False


def test_a_person_who_is_disabled_is_out_at_once(client_of: ClientOf, lite: Database, ada: Viewer) -> None:
    client = client_of(ada)
    client.get("/")
    owen = people.named(lite, "ada@example.org")
    assert owen == ada
    admin = build.person(lite, "Ruth", Role.ADMIN)
    people.disable(lite, admin, ada.person_id, NOW)
    client.get("/", expect=303)


def test_what_hangs_on_a_person_stands_before_the_button_that_disables_them(
    client_of: ClientOf, lite: Database
) -> None:
    loop = build_loops.loop(lite)
    client = client_of(build.person(lite, "Ruth", Role.ADMIN))
    path = f"/admin/people/{loop.manager.person_id}/disable"
    assert client.get("/admin/people").select(f"a[href='{path}']")
    assert "IT service manager" in client.get(path).select("main ul")[0].text
    role = path.replace("disable", "role")
    assert client.get("/admin/people").select(f"form[action='{role}']")
    client.submit(path, form="main form")
    page = client.get("/admin/people")
    assert "disabled" in page.text
    assert not page.select(f"form[action='{role}']"), "the role of somebody who is disabled is not to be changed"


def test_only_administrators_see_people(client_of: ClientOf, lite: Database) -> None:
    for role in set(Role) - {Role.ADMIN}:
        client_of(build.person(lite, role=role)).get("/admin/people", expect=403)


def test_a_new_person_gets_a_link_and_the_fields_keep_what_was_typed(client_of: ClientOf, lite: Database) -> None:
    client = client_of(build.person(lite, "Owen", Role.ADMIN))
    fields = {"name": "Grace", "email": "nonsense", "role": "recruiter"}
    refused = client.submit("/admin/people", fields, form="form.fields", expect=422)
    assert "This is no e-mail address" in refused.text
    kept = refused.select_one("#name")
    assert kept
    assert kept["value"] == "Grace"
    assert client.get("/admin/people").select("#zone[value='America/Chicago']"), "the administrator’s own"
    made = client.submit("/admin/people", {**fields, "email": "g@example.org"}, form="form.fields", expect=200)
    assert made.select(".hash a[href*='/links/']")


def test_a_browser_cannot_add_a_field(client_of: ClientOf, lite: Database) -> None:
    client = client_of(build.person(lite, "Owen", Role.ADMIN))
    fields = {"name": "Grace", "email": "g@example.org", "role": "recruiter", "person_id": "1", "disabled_at": "now"}
    client.submit("/admin/people", fields, form="form.fields", expect=200)
    assert people.named(lite, "g@example.org").role is Role.RECRUITER


def test_without_its_token_a_form_is_refused(client_of: ClientOf, lite: Database) -> None:
    client = client_of(build.person(lite, "Owen", Role.ADMIN))
    client.post("/admin/people", {"name": "Grace", "email": "g@example.org", "role": "recruiter"}, expect=400)
    other = client_of(build.person(lite, "Ruth", Role.ADMIN)).get("/admin/people")
    foreign = other.select_one("input[name=csrf_token]")
    assert foreign
    fields = {"name": "Grace", "email": "g@example.org", "role": "recruiter", "csrf_token": str(foreign["value"])}
    client.post("/admin/people", fields, expect=400)


def test_demo_accounts_are_for_demos(stranger: CheckedClient, ada: Viewer) -> None:
    page = stranger.get("/sign-in")
    assert "Sign in as" not in page.text
    token = page.select_one("input[name=csrf_token]")
    assert token
    stranger.post(f"/sign-in/demo/{ada.person_id}", {"csrf_token": str(token["value"])}, expect=404)


def test_somebody_changes_their_own_name_zone_and_keys(client_of: ClientOf, ada: Viewer) -> None:
    client = client_of(ada)
    form = "form[action='/me']"
    refused = client.submit("/me", {"zone": "Mars/Olympus"}, form=form, expect=422)
    assert "Mars/Olympus is no time zone." in refused.text
    client.submit("/me", {"name": "Ada L", "zone": "Europe/Oslo", "keys": ""}, form=form)
    own = client.get("/me").select_one(form)
    assert own
    sent = values(own)
    assert (sent["name"], sent["zone"], "keys" in sent) == ("Ada L", "Europe/Oslo", False)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("curl/8.5", "curl/8.5"),
        ("", "unknown"),
    ],
)
def test_a_session_is_named_as_people_say_it(agent: str, words: str) -> None:
    assert browser_words(agent) == words


def test_the_first_administrator_is_made_once_through_the_link(lite: Database, stranger: CheckedClient) -> None:
    path = f"/links/{people.first_admin_link(lite, NOW)}"
    written = {"name": "Ruth", "email": "ruth@example.org", "password": "short"}
    page = stranger.submit(path, written, expect=422)
    assert "at least 15 are needed" in page.text
    assert page.select("input[name=email][value='ruth@example.org']")
    assert not page.select("input[type=password][value='short']")
    assert stranger.submit(path, {**written, "password": PASSWORD}).response.location == "/"
    assert stranger.get("/admin/people").select_one("tbody th")
    stranger.get(path, expect=404)
    assert people.first_admin_link(lite, NOW) is None, "there is somebody who can sign in"
