"""hiringkit worker, run as a command."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from hiringkit.db.engine import open_database
from tests import build, build_calibrations, build_loops
from tests.served import environment, run


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
