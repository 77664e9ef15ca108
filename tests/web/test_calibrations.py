"""The calibration pages, the fair score on a candidate's page, and who may not see them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask

from hiringkit.db.engine import Database
from hiringkit.policy.letterheads import ATTESTATION
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import calibrations
from hiringkit.services.calibration_pages import letters
from tests import build, build_calibrations, build_loops
from tests.build_loops import BuiltLoop
from tests.conftest import NOW, Statements
from tests.web.client import CheckedClient
from tests.web.scene import submit, write

ClientOf = Callable[[Viewer], CheckedClient]


@dataclass(frozen=True)
class Rated:
    """A loop whose candidates were rated by a harsh, an average and a mild person, and its run."""

    loop: BuiltLoop
    panel: tuple[Viewer, ...]
    candidates: tuple[int, ...]
    pack_id: int


@pytest.fixture
def rated(lite: Database) -> Rated:
    panel = {
        build.person(lite, name): severity
        for name, severity in (("Hedwig H", 0.9), ("Ezra E", 0.0), ("Mireille M", -0.9))
    }
    loop = build_loops.loop(lite)
    people = build_calibrations.candidates(lite, loop, panel, 20)
    assert calibrations.refresh_all(lite, NOW) == [1]
    with lite.reading() as session:
        pack_id = session.execute(sa.text("SELECT pack_id FROM calibration_run")).scalar_one()
    return Rated(loop, tuple(panel), tuple(people), pack_id)


def test_the_page_says_what_is_known_of_whom_without_saying_who(rated: Rated, client_of: ClientOf) -> None:
    page = client_of(rated.loop.manager).get("/calibration")
    assert "Calibrated: one connected group, 20 candidates, 3 interviewers, 120 ratings." in page.text
    assert "1 of 3 interviewers is unusually harsh, 1 is unusually mild." in page.text
    assert not [who.name for who in rated.panel if who.name in page.text]
    letters = [row.text for row in page.select("section[aria-labelledby=a4] tbody th")]
    assert sorted(letters) == ["A", "B", "C"]
    drawn = page.select_one("svg[aria-labelledby='map-title map-desc']")
    assert drawn
    assert len(drawn.select("circle")) == 20 + 3 + 3


def test_letters_are_drawn_anew_for_each_run() -> None:
    ids = [f"person:{number}" for number in range(30)]
    drawn = {tuple(letters(str(draw), ids).values()) for draw in range(5)}
    assert len(drawn) == 5
    assert {tuple(sorted(one)) for one in drawn} == {tuple(sorted(letters("x", ids).values()))}
    assert "AD" in letters("x", ids).values()


def test_administrators_see_it_without_candidates_names_and_interviewers_not_at_all(
    rated: Rated, client_of: ClientOf, lite: Database
) -> None:
    with lite.reading() as session:
        names = session.execute(sa.text("SELECT name FROM candidate_text")).scalars().all()
    manager, admin = client_of(rated.loop.manager), client_of(build.person(lite, role=Role.ADMIN))
    for path in ("/calibration", "/calibration/runs/1", "/calibration/runs/1/table"):
        assert all(name in manager.client.get(path).text for name in names), path
        assert not [name for name in names if name in admin.client.get(path).text], path
        client_of(rated.panel[0]).get(path, expect=403)
    elsewhere = build.person(lite, role=Role.HIRING_MANAGER)
    client_of(elsewhere).get("/calibration/runs/1", expect=404)
    assert "for those who manage a loop" in client_of(elsewhere).get("/calibration").text


def test_the_table_behind_the_charts_is_csv(rated: Rated, client_of: ClientOf) -> None:
    answer = client_of(rated.loop.manager).client.get("/calibration/runs/1/table")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [sum(row["what"] == what for row in rows) for what in ("candidate", "interviewer", "criterion")] == [
        20,
        3,
        3,
    ]
    assert all(
        float(row["low"]) <= float(row["points"]) <= float(row["high"]) for row in rows if row["low"] and row["points"]
    )


def test_a_fair_score_stands_beside_the_raw_one_with_its_range_status_and_notice(
    rated: Rated, client_of: ClientOf
) -> None:
    page = client_of(rated.loop.manager).get(f"/candidates/{rated.candidates[0]}")
    section = page.select_one("section[aria-labelledby=fair-score]")
    assert section
    assert section.select(".c-fair")
    assert section.select(".c-raw")
    assert section.select(".c-iv")
    assert section.select('a[href="/how-scores-are-made-fair"]')
    assert "may not be the only or the overriding ground" in section.text
    assert "The fair score lies" in section.text or "Nothing was adjusted" in section.text


def test_who_still_writes_about_a_candidate_sees_the_last_run_without_them(
    rated: Rated, client_of: ClientOf, lite: Database
) -> None:
    """A member of the panel who is seated late, a manager at that: before and after their own card."""
    manager, one = rated.loop.manager, rated.candidates[3]
    new = build_loops.candidacy(lite, rated.loop.loop_id, "Newcomer")
    build_calibrations.met(lite, rated.loop, new, {rated.panel[0]: (5, 5, 5), rated.panel[1]: (5, 5, 4)})
    assert calibrations.refresh(lite, rated.pack_id, NOW) == 2
    client = client_of(manager)
    assert "Newcomer" in client.get("/calibration").text
    held = build_loops.interview(lite, new, rated.loop.stages[2], {manager: Seat.LEAD})
    page = client.get("/calibration")
    assert "Newcomer" not in page.text
    assert "20 candidates" in page.text
    client.get("/calibration/runs/2", expect=404)
    client.get("/calibration/runs/2/table", expect=404)
    client.get("/calibration/runs/2/compare", expect=404)
    assert "No fair score is shown here." in client.get(f"/candidates/{new}").text
    assert "fair, from an average interviewer" in client.get(f"/candidates/{one}").text, "of the others as before"
    submit(lite, manager, held, "Own", 5)
    assert calibrations.refresh(lite, rated.pack_id, NOW) == 3
    assert "Newcomer" in client.get("/calibration").text
    assert "fair, from an average interviewer" in client.get(f"/candidates/{new}").text


def test_who_has_a_card_on_each_candidate_still_to_write_sees_no_run(
    rated: Rated, client_of: ClientOf, lite: Database
) -> None:
    manager = rated.loop.manager
    build_loops.interview(lite, rated.candidates[0], rated.loop.stages[2], {manager: Seat.SHADOW})
    client = client_of(manager)
    assert "No run is shown here yet." in client.get("/calibration").text
    assert "No fair score is shown here." in client.get(f"/candidates/{rated.candidates[0]}").text


def test_new_scorecards_are_counted_and_run_again_makes_the_next_run_once(
    rated: Rated, client_of: ClientOf, lite: Database
) -> None:
    client = client_of(rated.loop.manager)
    assert "No scorecard came in since this run." in client.get("/calibration").text
    client.submit("/calibration", form="main form[action*='/run']")
    assert len(client.get("/calibration").select("section[aria-labelledby=a7] tbody tr")) == 1
    one = build_loops.candidacy(lite, rated.loop.loop_id)
    build_calibrations.met(lite, rated.loop, one, {rated.panel[0]: (2, 3, 3), rated.panel[2]: (4, 5, 4)})
    client.submit("/calibration", form="main form[action*='/run']")
    page = client.get("/calibration")
    assert len(page.select("section[aria-labelledby=a7] tbody tr")) == 2
    compared = client.get("/calibration/runs/2/compare")
    assert "1 candidate came in" in compared.text
    assert client.get("/calibration/runs/1").select("main"), "an older run stays readable"
    client.get("/calibration/runs/1/compare", expect=404)


def test_the_mirror_is_ones_own(rated: Rated, client_of: ClientOf) -> None:
    harsh, _even, mild = rated.panel
    pages = {who: client_of(who).get("/me/mirror") for who in rated.panel}
    assert "points less than the average interviewer" in pages[harsh].text
    assert "points more than the average interviewer" in pages[mild].text
    assert "Write a line of evidence" in pages[harsh].text
    assert "It begins with the first calibration run" in client_of(rated.loop.manager).get("/me/mirror").text
    for who, page in pages.items():
        main = page.select_one("main")
        assert main
        assert not [other.name for other in rated.panel if other is not who and other.name in main.text]


def test_a_submit_that_completes_a_panel_is_followed_by_a_run(
    rated: Rated, app: Flask, lite: Database, client_of: ClientOf
) -> None:
    author = build.person(lite)
    one = build_loops.candidacy(lite, rated.loop.loop_id)
    held = build_loops.interview(lite, one, rated.loop.stages[0], {author: Seat.LEAD})
    card = write(lite, author, held, "Own")
    client = client_of(author)
    form = f"form[action='/scorecards/{card}/submit']"
    client.submit(
        f"/scorecards/{card}/check", {"independent": ATTESTATION}, form=form
    ).response.close()  # as a server does
    with lite.reading() as session:
        runs = session.execute(sa.text("SELECT candidates FROM calibration_run ORDER BY id")).scalars().all()
    assert runs == [20, 21]


@pytest.mark.parametrize("path", ["/calibration", "/me/mirror"])
def test_more_candidates_cost_no_more_statements(
    rated: Rated, client_of: ClientOf, lite: Database, statements: Statements, path: str
) -> None:
    viewer = rated.loop.manager if path == "/calibration" else rated.panel[0]
    client = client_of(viewer)
    client.get(path)
    statements.listen(lite.engine)
    client.get(path)
    before = len(statements.seen)
    one = build_loops.candidacy(lite, rated.loop.loop_id)
    build_calibrations.met(lite, rated.loop, one, {rated.panel[0]: (2, 3, 3), rated.panel[2]: (4, 5, 4)})
    calibrations.refresh(lite, rated.pack_id, NOW)
    statements.seen.clear()
    client.get(path)
    assert len(statements.seen) == before


def test_agreement_on_each_criterion_has_its_interval_on_the_page_and_in_the_table(
    rated: Rated, client_of: ClientOf
) -> None:
    client = client_of(rated.loop.manager)
    told = [
        [cell.text.strip() for cell in row.select("td")][1:3]
        for row in client.get("/calibration").select("section[aria-labelledby=a6] tbody tr")
    ]
    rows = csv.DictReader(io.StringIO(client.client.get("/calibration/runs/1/table").text))
    given = [(one["figure"], one["low"], one["high"]) for one in rows if one["what"] == "agreement"]
    assert len(told) == 3
    for (alpha, interval), (value, low, high) in zip(told, given, strict=True):
        assert (alpha.replace("−", "-"), interval.replace("−", "-")) == (
            f"{float(value):.2f}",
            f"{float(low):.2f} to {float(high):.2f}",
        )
        assert float(low) <= float(value) <= float(high)


def test_later_runs_show_the_course_to_managers_together_and_to_each_person_their_own(
    rated: Rated, client_of: ClientOf, lite: Database
) -> None:
    manager, hedwig = client_of(rated.loop.manager), client_of(rated.panel[0])
    assert "Over time" not in manager.get("/calibration").text
    panel = dict(zip(rated.panel, (-0.9, 0.0, 0.0), strict=True))  # whoever was harsh has become mild
    build_calibrations.candidates(lite, rated.loop, panel, 60, seed=8)
    assert calibrations.refresh_all(lite, NOW) == [2]
    rows = manager.get("/calibration").select("section[aria-labelledby=a8] tbody tr")
    assert len(rows) == 2
    assert not [who.name for who in rated.panel if any(who.name in row.text for row in rows)]
    mirror = hedwig.get("/me/mirror")
    lines = mirror.select("section[aria-labelledby='s1 p1'] tbody tr")
    assert len(lines) == 3, "all, and each of the two runs"
    assert "points more than you did." in mirror.text


def test_opening_early_makes_the_run_that_it_asks_for(rated: Rated, client_of: ClientOf, lite: Database) -> None:
    with lite.writing() as session:
        session.execute(sa.text("UPDATE loop SET visibility = 'after_panel'"))
    late = build_loops.candidacy(lite, rated.loop.loop_id, "Zoë")
    build_calibrations.met(lite, rated.loop, late, {rated.panel[0]: (3, 4, 3)})
    build_loops.interview(lite, late, rated.loop.stages[1], {rated.panel[1]: Seat.LEAD})
    assert calibrations.refresh_all(lite, NOW) == [1], "her panel is not complete"
    page = client_of(rated.loop.manager)
    said = {"reason": "She has another offer."}
    page.submit(f"/candidates/{late}/open-early", said, form="main form.fields").response.close()  # as a server does
    with lite.reading() as session:
        runs = session.execute(sa.text("SELECT id, candidates FROM calibration_run ORDER BY id")).all()
    assert [tuple(row) for row in runs] == [(1, 20), (2, 21)]
