"""hiringkit worker, run as a command: what it does once, and what is left when it is killed."""

from __future__ import annotations

import shlex
import subprocess
from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from hiringkit.db import audit, jobs
from hiringkit.db.engine import Database, open_database
from hiringkit.db.tables.bundles import BundleState
from hiringkit.jobs import bundles as made
from hiringkit.policy.people import Viewer
from hiringkit.services import bundles, calibrations
from hiringkit.services.bundles import ALL, Bundle
from tests import build, build_calibrations, build_loops
from tests.build_cards import Met, met
from tests.conftest import NOW
from tests.served import PROGRAM, environment, run
from tests.working import Working, until

MORE = 6


def _runs(folder: Path) -> int:
    db = open_database(environment(folder).get("DATABASE_URL") or f"sqlite:///{folder}/hiringkit.sqlite")
    with db.reading() as session:
        found = session.execute(sa.text("SELECT count(*) FROM calibration_run")).scalar_one()
    db.close()
    return int(found)


def test_the_worker_makes_the_run_that_is_missing_and_none_twice(tmp_path: Path) -> None:
    db = open_database(f"sqlite:///{tmp_path}/hiringkit.sqlite")
    loop = build_loops.loop(db)
    build_calibrations.candidates(db, loop, {build.person(db): 0.5, build.person(db): -0.5}, 3)
    db.close()
    for _ in range(2):
        done = run(tmp_path, "worker", "--once")
        assert (done.returncode, done.stdout) == (0, "1 pack has a calibration run of today’s ratings.\n"), done.stderr
    assert _runs(tmp_path) == 1


def _crowd(db: Database) -> Met:
    """A candidate with two cards, and some who were not met yet."""
    built = met(db)
    for number in range(MORE):
        build_loops.candidacy(db, built.loop.loop_id, f"Candidate {number}")
    calibrations.refresh_all(db, NOW)  # else the worker does, and later papers say more than earlier ones
    return built


def _seen(db: Database, viewer: Viewer, bundle_id: int) -> Bundle:
    return bundles.shown(db, viewer, bundle_id, NOW)[0]


def _exports(db: Database) -> Counter[tuple[str, int]]:
    """How often each document was exported, as the chain tells."""
    with db.reading() as session:
        assert audit.first_break(session) is None
        rows = session.execute(
            sa.text("SELECT kind, subject_id FROM audit WHERE act LIKE '% exported' AND kind <> 'archive'")
        )
        return Counter((kind, subject) for kind, subject in rows)


def test_a_killed_worker_is_gone_on_from_and_nothing_is_done_twice(db: Database, tmp_path: Path) -> None:
    built = _crowd(db)
    recruiter, loop_id = built.loop.recruiter, built.loop.loop_id
    bundle_id = bundles.ask(db, recruiter, loop_id, ALL, NOW)
    first = Working(db, tmp_path)
    first.until(lambda: _seen(db, recruiter, bundle_id).done >= 3)
    first.kill()
    before = _seen(db, recruiter, bundle_id)
    assert (before.state, before.total) == (BundleState.RUNNING, MORE + 3)
    assert 3 <= before.done < MORE + 3, "it was killed midway"
    assert sum(_exports(db).values()) == before.done, "a file and the note of its export are kept together"
    others = [Working(db, tmp_path), Working(db, tmp_path)]
    others[0].until(lambda: _seen(db, recruiter, bundle_id).state is BundleState.READY)
    assert [other.stop() for other in others] == [0, 0], others[0].log.read_text()
    assert set(_exports(db).values()) == {1}, "nothing was exported twice"
    content = bundles.download(db, recruiter, bundle_id, _seen(db, recruiter, bundle_id).ended_at or NOW)
    assert content == made.loop(db, recruiter, loop_id, NOW), "the bytes are those of the command line"


def test_a_worker_ends_when_the_server_beside_it_is_killed(lite: Database, tmp_path: Path) -> None:
    told = tmp_path / "process"
    line = f"{shlex.join([*PROGRAM, 'worker', '--beside'])} $$ & echo $! > {told}; wait"
    server = subprocess.Popen(["sh", "-c", line], env=environment(tmp_path), start_new_session=True)
    until(lambda: _is_seen(lite))
    server.kill()
    server.wait()
    until(lambda: not Path(f"/proc/{told.read_text().strip()}").exists())


def _is_seen(db: Database) -> bool:
    with db.reading() as session:
        return jobs.last_seen(session) is not None
