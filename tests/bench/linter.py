"""The linter over a loop with 200 candidates planned: what the builder's page and the command line wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from hiringkit.db import interviews
from hiringkit.db.engine import Database, open_database
from hiringkit.db.interviews import Slot
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import designs, loops
from tests import build, build_loops
from tests.bench.row import Row, at_most
from tests.conftest import NOW

CANDIDATES, STAGES, PEOPLE, ROUNDS = 200, 4, 40, 9
LIMIT = 0.05  # seconds


def rows() -> Iterator[Row]:
    """Time against what it may take; the first reading, which unpacks the rubric for its process, is not counted."""
    with TemporaryDirectory() as folder:
        db = open_database(f"sqlite:///{Path(folder) / 'linter.sqlite'}")
        loop_id, manager = filled(db)
        measures = {"linter, 200 candidates": linted, "rating design, 200 candidates": designed}
        for what, measure in measures.items():
            measure(db, manager, loop_id)
            seconds = [_timed(measure, db, manager, loop_id) for _ in range(ROUNDS)]
            yield Row(what, seconds, [LIMIT] * ROUNDS, "the limit", "s", at_most(1))
        db.close()


def filled(db: Database) -> tuple[int, Viewer]:
    """A loop in which each candidate has an interview of each stage, with a lead and a second; and its manager."""
    panel = [build.person(db) for _ in range(PEOPLE)]
    loop = build_loops.loop(db, stages=[f"Stage {number}" for number in range(STAGES)], interviewers=panel)
    candidacies = [build_loops.candidacy(db, loop.loop_id) for _ in range(CANDIDATES)]
    with db.writing() as session:
        for number, candidacy_id in enumerate(candidacies):
            for place, stage_id in enumerate(loop.stages):
                lead, second = (panel[(number * 3 + place * 7 + more) % PEOPLE].person_id for more in (0, 1))
                interviews.add(
                    session,
                    candidacy_id=candidacy_id,
                    loop_id=loop.loop_id,
                    stage_id=stage_id,
                    slot=Slot(NOW + timedelta(hours=number), "America/Chicago", 60),
                    seats={lead: Seat.LEAD, second: Seat.SECOND},
                )
    return loop.loop_id, loop.manager


def linted(db: Database, viewer: Viewer, loop_id: int) -> int:
    """Read the loop and lint it, as `hiringkit loop lint` and the panel do; gives the number of findings."""
    page = loops.page(db, viewer, loop_id, NOW)
    assert page.gates
    return len(page.findings) + len(page.blocking)


def designed(db: Database, viewer: Viewer, loop_id: int) -> int:
    """The graph of interviewers and candidates, with its mends; gives the number of parts."""
    return designs.page(db, viewer, loop_id, NOW).design.components


def _timed(measure: Callable[[Database, Viewer, int], int], db: Database, viewer: Viewer, loop_id: int) -> float:
    begun = perf_counter()
    measure(db, viewer, loop_id)
    return perf_counter() - begun
