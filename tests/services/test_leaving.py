"""What a person leaves behind, on both kinds of database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hiringkit.db.engine import Database
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import NotFoundError, RefusedError
from hiringkit.policy.people import LoopRole, Role
from hiringkit.policy.scorecards import Seat
from hiringkit.services import leaving
from tests import build, build_loops
from tests.conftest import NOW


def test_what_hangs_on_a_person_is_said_loop_by_loop(db: Database) -> None:
    admin, gone = build.person(db, role=Role.ADMIN), build.person(db, "Ingrid", role=Role.HIRING_MANAGER)
    lead = build_loops.loop(db, title="A desk", manager=gone, decider=gone, panel={gone: Seat.LEAD})
    one = build_loops.candidacy(db, lead.loop_id)
    withdrawn = build_loops.candidacy(db, lead.loop_id, state=CandidacyState.WITHDRAWN)
    for candidacy in (one, withdrawn):
        build_loops.interview(db, candidacy, lead.stages[0], {gone: Seat.LEAD})
    for days in (1, 2):
        build_loops.interview(db, one, lead.stages[days], {gone: Seat.LEAD}, starts_at=NOW + timedelta(days=days))
    shared = build_loops.loop(db, title="B desk", manager=gone)
    build_loops.member(db, shared.loop_id, build.person(db, role=Role.HIRING_MANAGER), LoopRole.MANAGER)
    build_loops.loop(db, title="C desk", manager=gone, decider=gone, state=LoopState.CLOSED)
    found = leaving.sheet(db, admin, gone.person_id, NOW)
    assert found.name == "Ingrid"
    assert [(one.title, one.what, one.is_orphaned) for one in found.loops] == [
        (
            "A desk",
            ("decides", "is the only manager", "sits in 2 interviews to come", "owes a scorecard"),
            True,
        )
    ]


def test_nothing_hangs_on_a_newcomer_and_only_administrators_ask(db: Database) -> None:
    admin, fresh = build.person(db, role=Role.ADMIN), build.person(db)
    assert leaving.sheet(db, admin, fresh.person_id, NOW).loops == ()
    with pytest.raises(RefusedError):
        leaving.sheet(db, fresh, admin.person_id, NOW)
    with pytest.raises(NotFoundError):
        leaving.sheet(db, admin, 999, NOW)
