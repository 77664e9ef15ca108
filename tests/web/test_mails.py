"""Mail in the browser: one's own say in it, and the outbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from hiringkit.db import jobs
from hiringkit.db.engine import Database
from hiringkit.db.tables.mails import MailKind
from hiringkit.jobs.mails import Post, deliver
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import mail_stops, mails
from tests import build, build_loops
from tests.catching import KEY
from tests.conftest import NOW
from tests.web.client import CheckedClient

ClientOf = Callable[[Viewer], CheckedClient]
POST = Post("", "hiring@example.org", "https://hiring.example.org", "Northmere Health", KEY)


@pytest.fixture
def marcus(lite: Database) -> Viewer:
    """Somebody who is reminded of a scorecard, by a mail that stays in the outbox."""
    marcus = build.person(lite, "Marcus")
    loop = build_loops.loop(lite, panel={marcus: Seat.LEAD}, stages=("Incident talk",))
    build_loops.interview(lite, build_loops.candidacy(lite, loop.loop_id, "Rosa"), loop.stages[0], {marcus: Seat.LEAD})
    mails.write_due(lite, NOW)
    return marcus


def _worker(db: Database, post: Post = POST) -> None:
    with db.reading() as session:
        due = jobs.due(session, NOW)
    for key, _kind, mail_id in due:
        deliver(db, post, mail_id, key, lambda: NOW)


def test_somebody_sees_what_they_are_sent_and_stops_it(lite: Database, client_of: ClientOf, marcus: Viewer) -> None:
    client = client_of(marcus)
    assert "Mail" in client.get("/me").text
    assert "waits to be sent" in client.get("/me/mail").text
    _worker(lite)
    page = client.get("/me/mail")
    assert "kept here, not sent" in page.text
    assert "Rosa" not in page.text
    assert "https://hiring.example.org/interviews/1" in client.get("/mails/1").text
    client.submit("/me/mail", {"scorecard": "1"}, form="form[action$=stop]")
    assert "no reminder" in client.get("/me/mail").text
    assert mails.write_due(lite, NOW + timedelta(hours=20)) > 0, "the list of the day is another thing"
    client.post("/me/mail", {"csrf_token": client.token(), "kind": "digest"})
    assert _chosen(client) == ["digest"]
    client.post("/me/mail", {"csrf_token": client.token(), "kind": "nonsense"})
    assert _chosen(client) == []
    assert "cannot be turned off" in client.get("/me/mail").text


def _chosen(client: CheckedClient) -> list[str]:
    return [str(box["value"]) for box in client.get("/me/mail").select("input[name=kind][checked]")]


def test_a_kind_of_mail_is_stopped_from_the_mail_without_signing_in(
    app: Flask, lite: Database, client_of: ClientOf, stranger: CheckedClient, marcus: Viewer
) -> None:
    path = f"/mail/stop/{mail_stops.token(app.config['SECRET_KEY'], marcus.person_id, MailKind.REMINDER)}"
    page = stranger.get(path)
    assert "Reminders of a scorecard" in page.text
    assert "Marcus" not in page.text
    client = client_of(marcus)
    assert "reminder" in _chosen(client), "to look is not to stop: programs look at every address in a mail"
    told = app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})
    assert (told.status_code, "no more of them" in told.text) == (200, True), "as a mail program sends it, twice even"
    assert app.test_client().post(path).status_code == 200
    assert _chosen(client) == ["invitation", "digest", "panel"]
    _worker(lite)
    assert client.client.get("/mails/1").status_code == 404, "what waited is not sent"


@pytest.mark.parametrize("change", ["person", "kind", "signature"])
def test_an_address_that_was_not_made_here_stops_nothing(app: Flask, marcus: Viewer, change: str) -> None:
    key = app.config["SECRET_KEY"]
    good = mail_stops.token(key, marcus.person_id, MailKind.REMINDER)
    word = {
        "person": good.replace(f"{marcus.person_id}-", f"{marcus.person_id + 1}-", 1),
        "kind": good.replace("reminder", "digest"),
        "signature": mail_stops.token("another secret", marcus.person_id, MailKind.REMINDER),
    }[change]
    for answer in (app.test_client().get(f"/mail/stop/{word}"), app.test_client().post(f"/mail/stop/{word}")):
        assert answer.status_code == 404


def test_nobody_stops_or_reads_what_is_anothers(lite: Database, client_of: ClientOf, marcus: Viewer) -> None:
    _worker(lite)
    other = client_of(build.person(lite, "Other"))
    assert other.client.get("/mails/1").status_code == 404
    other.post("/me/mail/stop", {"csrf_token": other.token(), "scorecard": "1"}, expect=404)
    assert "Stop reminders" in client_of(marcus).get("/me/mail").text


def test_the_outbox_is_for_administrators_who_send_again(lite: Database, client_of: ClientOf, marcus: Viewer) -> None:
    admin = client_of(build.person(lite, "Owen", Role.ADMIN))
    _worker(lite, Post("smtp://127.0.0.1:1", POST.sender, POST.url, POST.organisation, KEY))
    page = admin.get("/admin/outbox")
    assert "No mail is sent: no mail server is named." in page.text
    assert "The mail server cannot be reached" in page.text
    assert not page.select("button[name=mail]"), "it is tried again by itself"
    for _ in mails.WAITS:
        with lite.reading() as session:
            (last,) = jobs.due(session, NOW + timedelta(days=1))
        mails.later(lite, 1, last[0], "The server is away.", NOW)
    admin.submit("/admin/outbox", {"mail": "1"}, form="form:has(button[name=mail])")
    assert "waits to be sent" in admin.get("/admin/outbox").text
    admin.post("/admin/outbox/again", {"csrf_token": admin.token(), "mail": "1"}, expect=409)


def test_an_installation_with_a_mail_server_says_nothing_of_its_lack(
    lite: Database, make_app: Callable[..., Flask]
) -> None:
    app = make_app(
        lite,
        HIRINGKIT_SMTP="smtp://mail.example.org",
        HIRINGKIT_MAIL_FROM="hiring@example.org",
        HIRINGKIT_URL="http://localhost",
    )
    page = CheckedClient(app, build.person(lite, role=Role.ADMIN)).get("/admin/outbox")
    assert "Nothing yet." in page.text
    assert "HIRINGKIT_SMTP" not in page.text
