"""Mails through a real mail server on a socket: what arrives, and what stands in the outbox when it does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from hiringkit.db import jobs
from hiringkit.db.engine import Database
from hiringkit.db.tables.mails import MailKind, MailState
from hiringkit.jobs.mails import Post, deliver
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import mails
from hiringkit.services.mail_stops import token
from tests import build, build_loops
from tests.catching import KEY, Catcher
from tests.conftest import NOW


@pytest.fixture
def catcher() -> Iterator[Catcher]:
    """A mail server."""
    with Catcher() as running:
        yield running


@pytest.fixture
def admin(lite: Database) -> Viewer:
    """Marcus is to be reminded of a scorecard; who keeps the outbox."""
    marcus = build.person(lite, "Marcus Delacroix")
    loop = build_loops.loop(lite, panel={marcus: Seat.LEAD}, stages=("Incident <talk>",))
    candidacy = build_loops.candidacy(lite, loop.loop_id, "Rosa Ibarra")
    build_loops.interview(lite, candidacy, loop.stages[0], {marcus: Seat.LEAD})
    mails.write_due(lite, NOW)
    return build.person(lite, "Owen", Role.ADMIN)


def _deliver(db: Database, server: str, now: datetime = NOW) -> int:
    """Send what is due, as the worker's workflow does; gives how many there were."""
    post = Post(server, "hiring@example.org", "https://hiring.example.org", "Northmere Health", KEY)
    with db.reading() as session:
        due = jobs.due(session, now)
    for key, _kind, mail_id in due:
        deliver(db, post, mail_id, key, lambda: now)
    return len(due)


def _outbox(db: Database, admin: Viewer) -> tuple[MailState, str]:
    (line,) = mails.outbox(db, admin)
    return line.state, line.fault


def test_a_mail_arrives_as_text_and_as_html_once(lite: Database, admin: Viewer, catcher: Catcher) -> None:
    assert _deliver(lite, catcher.address) == 1
    assert _deliver(lite, catcher.address, NOW + timedelta(hours=1)) == 0
    (mail,) = catcher.mails
    assert mail["From"] == "hiringkit <hiring@example.org>"
    assert str(mail["To"]).startswith("Marcus Delacroix <marcus.delacroix.")
    assert mail["Subject"] == "Your scorecard waits: Incident <talk>"
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == ("<reminder-1-1-1@hiring.example.org>", "auto-generated")
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text
    assert html
    assert "Write the scorecard: https://hiring.example.org/interviews/1" in text.get_content()
    assert "Choose what you are sent: https://hiring.example.org/me/mail" in text.get_content()
    stop = f"https://hiring.example.org/mail/stop/{token(KEY, 1, MailKind.REMINDER)}"
    assert f"No more mails like this one: {stop}" in text.get_content()
    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (f"<{stop}>", "List-Unsubscribe=One-Click")
    assert "Incident &lt;talk&gt;" in html.get_content(), "what was typed is text"
    assert "Rosa" not in text.get_content() + html.get_content()
    assert _outbox(lite, admin) == (MailState.SENT, "")


def test_a_server_that_cannot_take_it_now_is_asked_again_later(lite: Database, admin: Viewer, catcher: Catcher) -> None:
    catcher.answer = "451 Later"
    assert _deliver(lite, catcher.address) == 1
    assert _outbox(lite, admin) == (MailState.WAITING, "The mail server could not take it: 451 Later")
    assert _deliver(lite, catcher.address, NOW + timedelta(seconds=59)) == 0
    catcher.answer = "250 OK"
    assert _deliver(lite, catcher.address, NOW + timedelta(minutes=1)) == 1
    assert len(catcher.mails) == 1


def test_a_server_that_is_away_is_given_up_after_some_tries(lite: Database, admin: Viewer) -> None:
    now = NOW
    for wait in (*mails.WAITS, timedelta()):
        assert _deliver(lite, "smtp://127.0.0.1:1", now) == 1
        now += wait
    assert _outbox(lite, admin) == (MailState.FAILED, "The mail server cannot be reached (ConnectionRefusedError).")
    assert _deliver(lite, "smtp://127.0.0.1:1", now + timedelta(days=1)) == 0


def test_what_a_server_refuses_is_said_and_sent_again_when_somebody_asks(
    lite: Database, admin: Viewer, catcher: Catcher
) -> None:
    catcher.answer = "550 No such mailbox"
    _deliver(lite, catcher.address)
    assert _outbox(lite, admin) == (MailState.FAILED, "The mail server refused it: 550 No such mailbox")
    catcher.answer = "250 OK"
    mails.again(lite, admin, 1, NOW)
    _deliver(lite, catcher.address)
    assert len(catcher.mails) == 1
    assert _outbox(lite, admin) == (MailState.SENT, "")


def test_in_a_demo_the_mail_stays_in_the_outbox(lite: Database, admin: Viewer) -> None:
    assert _deliver(lite, "") == 1
    assert _outbox(lite, admin) == (MailState.KEPT, "")
    assert "Write the scorecard" in mails.shown(lite, admin, 1)[1]


def test_a_server_elsewhere_that_offers_no_tls_is_told_nothing(lite: Database, admin: Viewer) -> None:
    with Catcher("127.0.0.2") as elsewhere:
        _deliver(lite, elsewhere.address)
        assert (elsewhere.asked, elsewhere.mails) == (0, [])
    assert _outbox(lite, admin) == (MailState.WAITING, "The mail server offers no TLS, so it is told nothing.")
