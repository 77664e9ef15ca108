"""Candidates side by side: what is shown, to whom, and with how many statements."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hiringkit.db.engine import Database
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.scorecards import Seat, Visibility
from tests import build, build_debriefs, build_loops
from tests.conftest import Statements
from tests.web.client import CheckedClient, Found

ClientOf = Callable[[Viewer], CheckedClient]


def cells(page: Found) -> dict[str, list[str]]:
    """By candidate: the means of the criteria, as they stand."""
    rows = page.select("table.pairs tbody tr")
    return {str(row.select_one("th").text): [cell.text.split()[0] for cell in row.select("td")] for row in rows}  # type: ignore[union-attr]


def test_means_are_of_independent_ratings_that_count(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.met(lite)
    page = client_of(met.loop.manager).get(f"/loops/{met.loop.loop_id}/compare")
    assert cells(page) == {"Rosa": ["3.5", "3.5", "3.0"]}
    assert "2 interviewers, 5 ratings" in page.text
    assert "raw 3.4" in page.text


@pytest.mark.parametrize("visibility", list(Visibility))
def test_whoever_has_an_open_card_is_shown_nothing_of_that_candidate(
    lite: Database, client_of: ClientOf, visibility: Visibility
) -> None:
    met = build_debriefs.met(lite, visibility=visibility, missing=True)
    page = client_of(met.ben).get(f"/loops/{met.loop.loop_id}/compare")
    assert cells(page) == {}
    assert "One candidate is not shown" in page.text
    build_debriefs.submit(lite, met.interview_id, met.ben, build_debriefs.BEN)
    assert list(cells(client_of(met.ben).get(f"/loops/{met.loop.loop_id}/compare"))) == ["Rosa"]


def test_strangers_find_no_comparison_and_administrators_no_candidate(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.met(lite)
    path = f"/loops/{met.loop.loop_id}/compare"
    client_of(build.person(lite)).get(path, expect=404)
    admin = client_of(build.person(lite, role=Role.ADMIN)).get(path)
    assert "Rosa" not in admin.text


def test_states_are_told_apart_and_narrowed(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.met(lite)
    client = client_of(met.loop.manager)
    path = f"/loops/{met.loop.loop_id}/compare"
    assert list(cells(client.get(f"{path}?state=active"))) == ["Rosa"]
    assert cells(client.get(f"{path}?state=closed")) == {}
    client.get(f"{path}?state=nonsense")


def test_many_candidates_take_as_many_statements_as_one(
    lite: Database, client_of: ClientOf, statements: Statements
) -> None:
    lead = build.person(lite)
    loop = build_loops.loop(lite, panel={lead: Seat.LEAD})
    client = client_of(loop.manager)
    path = f"/loops/{loop.loop_id}/compare"
    client.get(path)
    statements.listen(lite.engine)
    counts: list[int] = []
    for more in (1, 4):
        for _ in range(more):
            one = build_loops.candidacy(lite, loop.loop_id)
            interview = build_loops.interview(lite, one, loop.stages[0], {lead: Seat.LEAD})
            build_debriefs.submit(lite, interview, lead, (1, 3, 5))
        statements.seen.clear()
        page = client.get(path)
        counts.append(len(statements.seen))
    assert counts[0] == counts[1] <= 6
    assert len(cells(page)) == 5
