"""An archive in the browser: asked for, watched, cancelled, tried again, downloaded by its owner while it lasts."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from hiringkit.db import bundles as stored
from hiringkit.db import jobs
from hiringkit.db.engine import Database
from hiringkit.errors import HiringkitError
from hiringkit.jobs import bundles as made
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat, Visibility
from hiringkit.services import bundles
from hiringkit.services.bundles import GivenUpError
from tests import build_loops
from tests.build_cards import met, written
from tests.conftest import NOW
from tests.pdf.reading import text_of
from tests.web.client import CheckedClient
from tests.web.conftest import Clock

ClientOf = Callable[[Viewer], CheckedClient]


def _job(db: Database, bundle_id: int) -> str:
    with db.reading() as session:
        return stored.row(session, bundle_id).job


def _work(db: Database, bundle_id: int, *, files: int | None = None) -> None:
    """What a worker does with an archive, in this process; all of it, or its first steps."""
    job = _job(db, bundle_id)
    try:
        wanted = made.begin(db, bundle_id, job)
        for first in range(0, len(wanted) if files is None else files, made.BATCH):
            made.go_on(db, bundle_id, job, wanted, first, NOW)
        if files is None:
            made.finish(db, bundle_id, job, NOW)
    except HiringkitError as error:
        bundles.fail(db, bundle_id, job, error, NOW)


def _files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_archive_is_asked_for_watched_and_downloaded_while_it_lasts(
    lite: Database, client_of: ClientOf, clock: Clock
) -> None:
    built = met(lite)
    client = client_of(built.loop.recruiter)
    assert "Archive of all documents" in client.get(f"/loops/{built.loop.loop_id}").text
    asked = client.submit(f"/loops/{built.loop.loop_id}/archive")
    assert asked.response.location == "/exports/1"
    assert "No worker is running" in client.get("/exports/1").text
    with lite.writing() as session:
        jobs.see(session, 0, NOW)
    waiting = client.get("/exports/1")
    assert "No worker is running" not in waiting.text
    assert waiting.select_one("[data-watched]")
    assert client.client.get("/exports/1/download").status_code == 409
    _work(lite, 1, files=1)
    assert client.get("/exports/1").select("progress")[0]["value"] == "3"
    _work(lite, 1)
    ready = client.get("/exports/1")
    assert "Ready: 3 files" in ready.text
    assert not ready.select_one("[data-watched]")
    assert "Rosa" not in ready.text
    answer = client.client.get("/exports/1/download")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="archive-1.zip"'
    assert answer.data == made.loop(lite, built.loop.recruiter, built.loop.loop_id, NOW)
    assert client_of(built.loop.manager).client.get("/exports/1/download").status_code == 404, "its owner's alone"
    clock.now += timedelta(hours=23, minutes=59)
    client = client_of(built.loop.recruiter)
    assert client.client.get("/exports/1/download").status_code == 200
    clock.now += timedelta(minutes=1)
    assert client.client.get("/exports/1/download").status_code == 409
    assert bundles.expire(lite, clock.now) == 1
    assert "its time is over" in client.get("/exports/1").text.lower()
    with lite.reading() as session:
        acts = session.scalars(sa.text("SELECT act FROM audit WHERE kind = 'archive' ORDER BY number")).all()
        assert stored.content(session, 1) is None
    assert acts == ["archive asked for", "archive exported", *["archive downloaded"] * 2]


def test_an_archive_of_some_holds_their_packets_and_says_whom(lite: Database, client_of: ClientOf) -> None:
    built = met(lite)
    build_loops.candidacy(lite, built.loop.loop_id, "Not met")
    client, path = client_of(built.loop.manager), f"/loops/{built.loop.loop_id}/archive"
    refused = client.submit(path, {"since": "2026-13-01", "until": "soon"}, expect=422)
    assert "“2026-13-01” is no date." in refused.text
    assert refused.select("#until[value=soon]")
    assert "Nobody has an interview there." in client.submit(path, {"since": "2031-01-01"}, expect=422).text
    backwards = client.submit(path, {"since": "2026-01-02", "until": "2026-01-01"}, expect=422)
    assert "The last day lies before the first." in backwards.text
    client.submit(path, {"stage": "recruiter-screen", "since": "2026-01-01"})
    _work(lite, 1)
    files = _files(client.client.get("/exports/1/download").data)
    assert list(files) == ["packets/packet-1.pdf", "manifest.json"]
    assert json.loads(files["manifest.json"])["chosen"] == {"stage": "recruiter-screen", "since": "2026-01-01"}


def test_a_cancelled_archive_is_left_alone_by_whoever_worked_on_it(lite: Database, client_of: ClientOf) -> None:
    built = met(lite)
    client = client_of(built.loop.manager)
    client.submit(f"/loops/{built.loop.loop_id}/archive")
    job, wanted = _job(lite, 1), made.begin(lite, 1, _job(lite, 1))
    client.submit("/exports/1", form="form[action$=cancel]")
    assert "You cancelled it" in client.get("/exports/1").text
    client.submit("/exports/1", form="form[action$=retry]")
    with pytest.raises(GivenUpError):
        made.go_on(lite, 1, job, wanted, 0, NOW)
    with lite.reading() as session:
        assert stored.positions(session, 1) == set()
        exported = session.scalar(sa.text("SELECT count(*) FROM audit WHERE act LIKE '% exported'"))
    assert exported == 0, "what was given up leaves no note of an export"
    _work(lite, 1)
    assert "Ready" in client.get("/exports/1").text


def test_what_went_wrong_is_said_with_what_to_do(lite: Database, client_of: ClientOf) -> None:
    built = met(lite)
    client = client_of(built.loop.manager)
    client.submit(f"/loops/{built.loop.loop_id}/archive")
    for _ in range(bundles.MOST_STARTS):
        made.begin(lite, 1, _job(lite, 1))
    _work(lite, 1)
    failed = client.get("/exports/1").text
    assert "The worker ended 5 times while it made this archive. Try fewer candidates at once" in failed
    client.submit("/exports/1", form="form[action$=retry]")
    _work(lite, 1)
    assert "Ready" in client.get("/exports/1").text
    assert "not made" not in client.get("/exports").text


def test_too_many_at_once_are_refused(lite: Database, client_of: ClientOf) -> None:
    built = met(lite)
    client, path = client_of(built.loop.manager), f"/loops/{built.loop.loop_id}/archive"
    for _ in range(bundles.MOST_OPEN):
        client.submit(path)
    refused = client.submit(path, expect=429)
    assert "Wait until one is ready, or cancel one." in refused.text


def test_an_archive_holds_what_its_owner_may_read_and_goes_with_their_part(
    lite: Database, client_of: ClientOf, tmp_path: Path
) -> None:
    built = met(lite, visibility=Visibility.AFTER_OWN)
    recruiter = built.loop.recruiter
    interview = build_loops.interview(lite, built.candidacy_id, built.loop.stages[1], {recruiter: Seat.LEAD})
    own = build_loops.card(lite, interview, recruiter)
    client, path = client_of(recruiter), f"/loops/{built.loop.loop_id}/archive"

    def words(bundle_id: int) -> str:
        client.submit(path)
        _work(lite, bundle_id)
        files = _files(client.client.get(f"/exports/{bundle_id}/download").data)
        packet = tmp_path / "packet.pdf"
        packet.write_bytes(files["packets/packet-1.pdf"])
        return text_of(packet) + files["scores.csv"].decode()

    assert "Named the ward" not in words(1), "their own card of the candidate is a draft"
    with lite.writing() as session:
        session.execute(sa.text("DELETE FROM scorecard WHERE id = :own"), {"own": own})
        session.execute(sa.text("DELETE FROM seat WHERE interview_id = :interview"), {"interview": interview})
    written(
        lite, build_loops.interview(lite, built.candidacy_id, built.loop.stages[2], {recruiter: Seat.LEAD}), recruiter
    )
    assert "Named the ward" in words(2)
    with lite.writing() as session:
        session.execute(sa.text("DELETE FROM membership WHERE person_id = :who"), {"who": recruiter.person_id})
    assert client.client.get("/exports/2/download").status_code == 404
