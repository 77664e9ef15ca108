"""Mail in the browser: one's own say in it, and the outbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from hiringkit.db import jobs
from hiringkit.db.engine import Database
from hiringkit.jobs.mails import Post, deliver
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import mails
from tests import build, build_loops
from tests.conftest import NOW
from tests.web.client import CheckedClient

ClientOf = Callable[[Viewer], CheckedClient]
POST = Post("", "hiring@example.org", "https://hiring.example.org", "Northmere Health")


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
    client.post("/me/mail", {"csrf_token": client.token()})
    assert not client.get("/me/mail").select("#wants[checked]")
    client.submit("/me/mail", {"wants": "y"}, form="form:has(#wants)")
    assert client.get("/me/mail").select("#wants[checked]")


def test_nobody_stops_or_reads_what_is_anothers(lite: Database, client_of: ClientOf, marcus: Viewer) -> None:
    _worker(lite)
    other = client_of(build.person(lite, "Other"))
    assert other.client.get("/mails/1").status_code == 404
    other.post("/me/mail/stop", {"csrf_token": other.token(), "scorecard": "1"}, expect=404)
    assert "Stop reminders" in client_of(marcus).get("/me/mail").text


def test_the_outbox_is_for_administrators_who_send_again(lite: Database, client_of: ClientOf, marcus: Viewer) -> None:
    admin = client_of(build.person(lite, "Owen", Role.ADMIN))
    _worker(lite, Post("smtp://127.0.0.1:1", POST.sender, POST.url, POST.organisation))
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
