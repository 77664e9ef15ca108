"""Mails of a worker that is killed: a mail is sent once, or the outbox says that nobody knows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hiringkit.db.engine import Database
from hiringkit.db.tables.mails import MailKind, MailState
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import mails
from tests import build, build_loops
from tests.build_cards import written
from tests.catching import Catcher
from tests.working import Working, until


@pytest.fixture
def admin(lite: Database) -> Viewer:
    """A panel is complete just now, and the loop's manager is to be told; who keeps the outbox."""
    now = datetime.now(UTC)
    ana, manager = build.person(lite, "Ana"), build.person(lite, "Elaine", Role.HIRING_MANAGER)
    admin = build.person(lite, "Owen", Role.ADMIN)
    loop = build_loops.loop(lite, manager=manager, panel={ana: Seat.LEAD}, stages=("Talk",))
    candidacy = build_loops.candidacy(lite, loop.loop_id, "Rosa")
    begun = now - timedelta(hours=1)
    written(
        lite, build_loops.interview(lite, candidacy, loop.stages[0], {ana: Seat.LEAD}, starts_at=begun), ana, now=now
    )
    mails.choose(lite, manager, wanted={MailKind.PANEL}, now=now)  # and no list of the day, whatever time it is
    for other in (ana, loop.recruiter, loop.decider, loop.tie_breaker, admin):
        mails.choose(lite, other, wanted=(), now=now)
    return admin


def _worker(db: Database, folder: Path, catcher: Catcher) -> Working:
    return Working(
        db,
        folder,
        HIRINGKIT_SMTP=catcher.address,
        HIRINGKIT_MAIL_FROM="hiring@example.org",
        HIRINGKIT_URL="http://127.0.0.1:1",
    )


def _state(db: Database, admin: Viewer) -> MailState | None:
    lines = mails.outbox(db, admin)
    return lines[0].state if lines else None


def test_a_mail_that_no_server_has_is_sent_by_the_next_worker(lite: Database, admin: Viewer, tmp_path: Path) -> None:
    with Catcher() as catcher:
        catcher.silent = "RCPT"
        first = _worker(lite, tmp_path, catcher)
        first.until(lambda: catcher.asked == 1)
        first.kill()
        assert (catcher.mails, _state(lite, admin)) == ([], MailState.WAITING)
        catcher.silent = ""
        second = _worker(lite, tmp_path, catcher)
        second.until(lambda: _state(lite, admin) is MailState.SENT)
        assert second.stop() == 0
        assert [str(mail["Subject"])[:19] for mail in catcher.mails] == ["A panel is complete"]


def test_a_mail_that_a_server_may_have_is_not_sent_twice(lite: Database, admin: Viewer, tmp_path: Path) -> None:
    with Catcher() as catcher:
        catcher.silent = "DATA"
        first = _worker(lite, tmp_path, catcher)
        first.until(lambda: len(catcher.mails) == 1)
        first.kill()
        catcher.silent = ""
        second = _worker(lite, tmp_path, catcher)
        second.until(lambda: _state(lite, admin) is MailState.UNSURE)
        assert len(catcher.mails) == 1, "the server had it, and the worker could not know"
        mails.again(lite, admin, 1, datetime.now(UTC))
        until(lambda: _state(lite, admin) is MailState.SENT)
        assert second.stop() == 0
        first_mail, asked_for = catcher.mails
        assert first_mail["Message-ID"] == asked_for["Message-ID"]
