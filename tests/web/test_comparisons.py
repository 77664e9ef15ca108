"""Candidates side by side: what is shown, to whom, and with how many statements."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hiringkit.db import calibrations as stored_calibrations
from hiringkit.db.engine import Database
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.scorecards import Seat, Visibility
from hiringkit.services import calibrations, comparisons, fair_scores
from tests import build, build_calibrations, build_debriefs, build_loops
from tests.conftest import NOW, Statements
from tests.web.client import CheckedClient, Found

ClientOf = Callable[[Viewer], CheckedClient]


def cells(page: Found) -> dict[str, list[str]]:
    """By candidate: the means of the criteria, as they stand."""
    rows = page.select("table.means tbody tr")
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


@pytest.fixture
def rated(lite: Database) -> tuple[build_loops.BuiltLoop, dict[Viewer, float], list[int]]:
    """A loop whose twelve candidates are in a run, each met by two of three people."""
    panel = {build.person(lite, name): harsh for name, harsh in (("Ana", 0.8), ("Ben", 0.0), ("Cleo", -0.8))}
    loop = build_loops.loop(lite, interviewers=list(panel))
    people = build_calibrations.candidates(lite, loop, panel, 12)
    with lite.reading() as session:
        pack_id = stored_calibrations.packs(session)[0]
    assert calibrations.refresh(lite, pack_id, NOW)
    return loop, panel, people


Rated = tuple[build_loops.BuiltLoop, dict[Viewer, float], list[int]]


def _figures(page: Found) -> dict[str, str]:
    """By candidate in the groups: the figures beside the ruler."""
    return {
        str(row.select_one("h3").text): " ".join(row.select_one(".fig").text.split())  # type: ignore[union-attr]
        for row in page.select("ul.cmp > li")
    }


def test_fair_scores_stand_in_groups_with_range_status_raw_mean_and_notice(
    lite: Database, client_of: ClientOf, rated: Rated
) -> None:
    loop, _panel, people = rated
    with lite.reading() as session:
        scores = {one.candidacy_id: one for one in fair_scores.of_loop(session, loop.manager, loop.loop_id)}
    page = client_of(loop.manager).get(f"/loops/{loop.loop_id}/compare")
    totals = [scores[one].total for one in people]
    wanted = [
        f"{one.fair:.1f} {one.low:.1f} to {one.high:.1f}provisional, raw {one.raw:.1f}"
        for one in totals
        if one is not None
    ]
    assert len(wanted) == 12
    assert sorted(_figures(page).values()) == sorted(wanted)
    headings = [str(one.text) for one in page.select("h2")]
    assert headings[: len({one.group for one in scores.values()})] == [
        "First group",
        "Second group",
        "Third group",
    ]
    names = [str(one.text) for one in page.select("section:first-of-type ul.cmp h3")]
    assert names == sorted(names)
    assert "It may not be the only or the overriding ground." in page.text
    assert "Provisional: 12 candidates, 3 interviewers, 72 ratings; 8, 3 and 100 are needed." in page.text
    assert "Cheapest mend: Have all 3 interviewers rate the same 2 reference samples." in page.text


def test_two_by_two_says_the_same_from_both_sides(client_of: ClientOf, rated: Rated) -> None:
    page = client_of(rated[0].manager).get(f"/loops/{rated[0].loop_id}/compare")
    rows = [[cell.text.strip() for cell in row.select("td")] for row in page.select("table.pairs tbody tr")]
    assert len(rows) == 12
    assert "clearly ahead" in {said for row in rows for said in row}
    for one in range(12):
        assert rows[one][one] == "–"
        for other in range(one):
            assert (
                rows[one][other].replace("ahead", "-").replace("behind", "ahead").replace("-", "behind")
                == (rows[other][one])
            )


def test_no_run_with_somebody_whose_card_one_still_writes_gives_a_fair_score(
    lite: Database, client_of: ClientOf, rated: Rated
) -> None:
    loop, panel, people = rated
    ana = next(iter(panel))
    path = f"/loops/{loop.loop_id}/compare"
    before = _figures(client_of(ana).get(path))
    assert before
    assert all("raw" in said and "to" in said for said in before.values())
    build_loops.interview(lite, people[0], loop.stages[2], {ana: Seat.LEAD})
    page = client_of(ana).get(path)
    assert len(_figures(page)) == len(before) - 1
    assert {said.partition(" ")[0] for said in _figures(page).values()} == {"–raw"}
    assert "Nothing is calibrated yet that you may see" in page.text
    assert client_of(loop.manager).get(path).text.count("provisional, raw") == 12


def test_whoever_came_after_the_run_stands_apart_with_the_reason(
    lite: Database, client_of: ClientOf, rated: Rated
) -> None:
    loop, panel, _people = rated
    late = build_loops.candidacy(lite, loop.loop_id, "Zoë")
    build_calibrations.met(lite, loop, late, {next(iter(panel)): (3, 4, 3)})
    page = client_of(loop.manager).get(f"/loops/{loop.loop_id}/compare")
    assert _figures(page)["Zoë"] == "–raw 3.3"
    assert "Take part, no fair score" in page.text
    assert "Their scorecards came in after this run: the one that follows takes them in." in page.text


def test_a_sentence_on_top_says_how_they_stand_together(client_of: ClientOf, rated: Rated) -> None:
    page = client_of(rated[0].manager).get(f"/loops/{rated[0].loop_id}/compare")
    assert "12 candidates, 3 interviewers, 72 ratings" in page.text
    sizes = [len(group.select("ul.cmp > li")) for group in page.select("section") if group.select("ul.cmp")]
    summary = page.select("p.lead-line")[-1].text
    top = f"{comparisons.COUNTS[sizes[0]].capitalize()} candidates lie together at the top; nobody among them is ahead."
    assert summary.startswith(top)
    below = comparisons.COUNTS[sum(sizes[1:])].capitalize()
    assert summary.endswith(f"{below} lie in the groups behind.")


def test_the_sentence_counts_who_has_no_fair_score_and_the_group_says_why_once(
    lite: Database, client_of: ClientOf, rated: Rated
) -> None:
    loop, panel, _people = rated
    for name in ("Zoë", "Zyta"):
        late = build_loops.candidacy(lite, loop.loop_id, name)
        build_calibrations.met(lite, loop, late, {next(iter(panel)): (3, 4, 3)})
    client, path = client_of(loop.manager), f"/loops/{loop.loop_id}/compare"
    page = client.get(path)
    assert "Two are not in the run." in page.text
    assert page.text.count("came in after this run") == 1
    for name in ("Wim", "Wout"):
        waits = build_loops.candidacy(lite, loop.loop_id, name)
        build_calibrations.met(lite, loop, waits, {next(iter(panel)): (3, 4, 3)})
        build_loops.interview(lite, waits, loop.stages[2], {list(panel)[1]: Seat.LEAD})
    page = client.get(path)
    assert "Four are not in the run." in page.text
    assert page.text.count("a candidate enters once each scorecard that counts is in, or they were opened") == 1
    assert "This candidate" not in page.text


def test_each_candidate_who_is_not_in_the_run_says_whose_scorecard_is_not_in(
    lite: Database, client_of: ClientOf, rated: Rated
) -> None:
    loop, panel, _people = rated
    ana, ben, cleo = panel
    waits = {name: build_loops.candidacy(lite, loop.loop_id, name) for name in ("Wim", "Wout")}
    for one in waits.values():
        build_calibrations.met(lite, loop, one, {ana: (3, 4, 3)})
    build_loops.interview(lite, waits["Wim"], loop.stages[2], {ben: Seat.LEAD, cleo: Seat.SHADOW})
    build_loops.interview(lite, waits["Wout"], loop.stages[2], {cleo: Seat.LEAD, ben: Seat.SECOND})
    page = client_of(loop.manager).get(f"/loops/{loop.loop_id}/compare")
    rows = {str(row.h3.text): row for row in page.select("ul.cmp > li") if row.h3}
    links = {name: {str(a.text): str(a["href"]) for a in rows[name].select("p a")} for name in waits}
    stage = "Prioritization and escalation"
    at = {name: f"/candidates/{one}#stage-{loop.stages[2]}" for name, one in waits.items()}
    assert links == {
        "Wim": {f"Ben, {stage}": at["Wim"]},
        "Wout": {f"Ben, {stage}": at["Wout"], f"Cleo, {stage}": at["Wout"]},
    }
    assert page.text.count("Not in yet:") == 2
    target = client_of(loop.manager).get(at["Wim"].partition("#")[0])
    assert target.select(f"#stage-{loop.stages[2]}")


def test_each_candidate_says_which_criteria_were_not_observed(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.met(lite)
    page = client_of(met.loop.manager).get(f"/loops/{met.loop.loop_id}/compare")
    assert "All criteria seen." in page.text
