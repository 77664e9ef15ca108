"""Conflicts of interest in the browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from tests import build, build_loops
from tests.conftest import Statements
from tests.web.client import CheckedClient

DECLARE = "form:has(#reason)"
ClientOf = Callable[[Viewer], CheckedClient]


@pytest.mark.parametrize("about", ["loop", "candidate"])
def test_one_is_declared_and_the_plan_page_says_so_without_the_reason(
    lite: Database, client_of: ClientOf, about: str
) -> None:
    lead = build.person(lite, "Priya R")
    loop = build_loops.loop(lite, panel={lead: Seat.LEAD})
    one = build_loops.candidacy(lite, loop.loop_id, "Rosa")
    manager = client_of(loop.manager)
    path = f"/loops/{loop.loop_id}/conflicts" if about == "loop" else f"/candidates/{one}/conflicts"
    refused = manager.submit(path, {"person": str(lead.person_id), "reason": " "}, expect=422, form=DECLARE)
    assert "Write the reason." in refused.text
    manager.submit(path, {"person": str(lead.person_id), "reason": "Her brother"}, form=DECLARE)
    assert "Her brother" in manager.get(path).text
    plan = client_of(loop.recruiter).get(f"/candidates/{one}/interviews/new")
    assert "a conflict of interest is declared" in plan.text
    assert not plan.select(f"#seat-{lead.person_id}")
    assert "Her brother" not in plan.text
    assert "Her brother" not in client_of(loop.recruiter).get(path).text
    again = manager.submit(path, {"take-back": "1"}, form="form:has(table)")
    assert str(again.response.location).endswith("said=taken-back")
    assert client_of(loop.recruiter).get(f"/candidates/{one}/interviews/new").select(f"#seat-{lead.person_id}")


def test_many_declarations_take_no_more_statements(lite: Database, client_of: ClientOf, statements: Statements) -> None:
    people = [build.person(lite) for _ in range(3)]
    loop = build_loops.loop(lite, panel=dict.fromkeys(people, Seat.SECOND))
    path, manager = f"/loops/{loop.loop_id}/conflicts", client_of(loop.manager)
    counts = []
    statements.listen(lite.engine)
    for person in people:
        manager.submit(path, {"person": str(person.person_id), "reason": "Friends"}, form=DECLARE)
        manager.get(path)
        statements.seen.clear()
        manager.get(path)
        counts.append(len(statements.seen))
    assert counts == [counts[0]] * 3
