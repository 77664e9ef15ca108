"""Day 90 of a hire: who records it, when, and what is said of the criteria afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.scoring.decisions import Choice, Decision, Offer
from hiringkit.scoring.outcomes import FEWEST, Result, Verdict
from hiringkit.services import audit, conflicts, decisions, meetings, outcomes
from tests import build_debriefs, build_loops
from tests.build_debriefs import Met
from tests.build_packs import PACK
from tests.conftest import NOW
from tests.web.client import CheckedClient
from tests.web.conftest import Clock

ClientOf = Callable[[Viewer], CheckedClient]
HIRE = Decision(Choice.HIRE, "mid", Offer.NOW, "", "Isolates faults.", "A bad reference.")
LATER = NOW + timedelta(days=120)
BEGAN = (NOW + timedelta(days=20)).date()
TOLD = next(one.id for one in PACK.outcomes)


def hired(db: Database) -> Met:
    """Somebody who was hired."""
    met = build_debriefs.opened(db)
    decisions.decide(db, met.loop.decider, *met.at, HIRE, 0, NOW)
    return met


def test_a_manager_records_day_90_when_it_has_come(lite: Database, client_of: ClientOf, clock: Clock) -> None:
    met = hired(lite)
    client, path = client_of(met.loop.manager), f"/candidates/{met.candidacy_id}/outcomes"
    assert client.get(f"/candidates/{met.candidacy_id}").select_one(f"a[href='{path}']")
    said = {"started_on": BEGAN.isoformat(), f"result:{TOLD}": "met", f"words:{TOLD}": "Runs the rounds."}
    early = client.submit(path, said, expect=422)
    assert "outcomes are rated then" in early.text
    assert early.select_one(f"input[name='result:{TOLD}'][value=met][checked]"), "what was typed stays"
    clock.now = LATER
    client = client_of(met.loop.manager)
    client.submit(path, said)
    page = client.get(path)
    assert "Runs the rounds." in page.text
    assert "by " + met.loop.manager.name in page.text
    stale = client.client.post(path, data={**said, "over": "0", "csrf_token": client.token()})
    assert stale.status_code == 409
    assert audit.verify(lite).broken is None


def test_who_has_no_part_in_the_hire_reads_nothing_of_it(lite: Database, client_of: ClientOf) -> None:
    met = hired(lite)
    path = f"/candidates/{met.candidacy_id}/outcomes"
    client_of(met.ada).get(path, expect=404)
    client_of(met.loop.recruiter).get(path)
    recruiter = client_of(met.loop.recruiter)
    recruiter.post(path, {"csrf_token": recruiter.token(), "started_on": BEGAN.isoformat()}, expect=403)
    manager = met.loop.manager
    conflicts.declare(lite, manager, person_id=manager.person_id, reason="A cousin.", now=NOW, loop_id=met.loop.loop_id)
    client_of(manager).get(path, expect=404)


def test_nothing_is_rated_of_whom_nobody_hired(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.opened(lite)
    client_of(met.loop.manager).get(f"/candidates/{met.candidacy_id}/outcomes", expect=403)


@pytest.fixture
def told(lite: Database) -> Met:
    """As many hires as it takes, whose troubleshooting went with what came of them."""
    met = hired(lite)
    for number in range(FEWEST):
        one = met.candidacy_id if number == 0 else build_loops.candidacy(lite, met.loop.loop_id)
        step = 2 + number % 4
        if number:
            interview = build_loops.interview(lite, one, met.loop.stages[0], {met.ada: Seat.LEAD})
            build_debriefs.submit(lite, interview, met.ada, (step, None, 3))
            meetings.open_debrief(lite, met.loop.manager, met.loop.loop_id, one, "", NOW)
            decisions.decide(lite, met.loop.decider, met.loop.loop_id, one, HIRE, 0, NOW)
        result = list(Result)[min(2, (step - 1) // 2)]
        outcomes.record(lite, met.loop.manager, one, BEGAN, {TOLD: (result, "Seen.")}, 0, LATER)
    return met


def test_the_report_says_which_criteria_told_and_which_have_too_few(
    lite: Database, told: Met, client_of: ClientOf
) -> None:
    report = outcomes.report(lite, told.loop.manager, 1)
    assert report.hires == FEWEST
    found = {line.name: (line.carried.verdict, line.carried.hires) for line in report.lines}
    linked = [line for line in report.lines if line.tells]
    assert linked, "the pack says what its criteria are to tell"
    assert found["Troubleshooting"][1] == FEWEST
    assert found["Prioritization"][0] is Verdict.TOO_FEW
    page = client_of(told.loop.manager).get("/packs/1/outcomes")
    assert "too few to say" in page.text
    assert "Rosa" not in page.text
    client_of(told.ada).get("/packs/1/outcomes", expect=403)
