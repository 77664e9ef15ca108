"""Fair scores on papers: who finds them there, what they stand on, and what stands in their place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest

from hiringkit.db import calibrations as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import LetterheadRow
from hiringkit.jobs import exports
from hiringkit.pdf.sheets.packets import PacketSheet
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import (
    amendments,
    calibrations,
    candidacies,
    fair_scores,
    packets,
    scorecard_sheets,
    scores,
    summaries,
)
from hiringkit.services.documents import CANDIDATE, FULL, RAW_ONLY
from hiringkit.services.paper_scores import CLOSED, POLICY
from tests import build, build_calibrations, build_loops
from tests.build_cards import Met, met
from tests.conftest import NOW
from tests.pdf.unpacked import everything

LATER = NOW + timedelta(hours=1)


@dataclass(frozen=True)
class Calibrated:
    """Rosa, met by Marcus and Priya, in a loop whose ratings were calibrated."""

    built: Met
    third: Viewer

    @property
    def rosa(self) -> int:
        """Her candidacy."""
        return self.built.candidacy_id


def calibrated(db: Database, count: int = 12) -> Calibrated:
    """So many more candidates, whom pairs of three people met; one run."""
    built = met(db)
    third = build.person(db, "Tomasz Zieliński")
    panel = {built.lead: 0.8, built.second: 0.0, third: -0.8}
    build_calibrations.candidates(db, built.loop, panel, count)
    run(db)
    return Calibrated(built, third)


def run(db: Database) -> None:
    """Make the run that the ratings ask for."""
    with db.reading() as session:
        (pack_id,) = stored.packs(session)
    calibrations.refresh(db, pack_id, LATER)


def _of_loop(db: Database, here: Calibrated) -> list[fair_scores.FairScore]:
    with db.reading() as session:
        return fair_scores.of_loop(session, here.built.loop.manager, here.built.loop.loop_id)


def sheet_of(db: Database, viewer: Viewer | None, candidacy_id: int, form: str = FULL) -> PacketSheet:
    """A packet's sheet."""
    sheet: PacketSheet = packets.packet(db, viewer, candidacy_id, form).sheet
    return sheet


def test_a_paper_prints_the_figures_of_the_page_with_the_run_that_they_are_of(lite: Database) -> None:
    here = calibrated(lite)
    manager = here.built.loop.manager
    page = candidacies.way(lite, manager, here.rosa, NOW).score
    assert page is not None
    assert page.total is not None
    sheet = sheet_of(lite, manager, here.rosa)
    shown = {line.name: line.score.fair for line in sheet.scores if line.score}
    assert shown["Communication"] == Decimal(
        f"{next(one.fair for one in page.criteria if one.key == 'communication'):.1f}"
    )
    assert shown["All criteria, all interviews"] == Decimal(f"{page.total.fair:.1f}")
    assert (sheet.status, sheet.run) == (page.status.value, "run 1 of 22 Jan 2026")
    assert sheet.status_reason.count("Run 1 of 22 Jan 2026.") == 1
    printed = " ".join(everything(exports.packet(lite, manager, here.rosa, NOW)).split())
    for words in ("How scores are made fair", "run 1 of 22 Jan 2026", "may not be its only", "Ordinal alpha"):
        assert words in printed


def test_each_card_shows_the_candidates_fair_score_beside_what_was_ticked(lite: Database) -> None:
    here = calibrated(lite)
    prepared = scorecard_sheets.scorecard(lite, here.built.loop.recruiter, here.built.cards[1])
    assert prepared.form == FULL
    by_name = {one.name: one for one in prepared.sheet.criteria}
    assert by_name["Communication"].step == 2
    assert by_name["Prioritization"].step is None
    whole = sheet_of(lite, here.built.loop.recruiter, here.rosa)
    assert {line.name: line.score for line in whole.scores} == {
        **{name: one.score for name, one in by_name.items()},
        "All criteria, all interviews": prepared.sheet.total,
    }
    assert prepared.record == scorecard_sheets.scorecard(lite, None, here.built.cards[1], RAW_ONLY).record


def test_who_still_writes_a_card_finds_no_figure_and_neither_does_the_operator(lite: Database) -> None:
    here = calibrated(lite)
    build_loops.member(lite, here.built.loop.loop_id, here.third)
    assert sheet_of(lite, None, here.rosa).scores
    later = build_loops.interview(lite, here.rosa, here.built.loop.stages[1], {here.third: Seat.LEAD})
    build_loops.card(lite, later, here.third)
    for viewer in (here.third, None):
        prepared = packets.packet(lite, viewer, here.rosa)
        assert prepared.form == RAW_ONLY
        assert (prepared.sheet.scores, prepared.sheet.run, prepared.sheet.status_reason) == ((), "", CLOSED)
        assert all(one.score is None for card in prepared.sheet.cards for one in card.criteria)


def test_raw_only_is_to_be_had_by_anybody(lite: Database) -> None:
    here = calibrated(lite)
    sheet = sheet_of(lite, here.built.loop.manager, here.rosa, RAW_ONLY)
    assert (sheet.scores, sheet.status, sheet.cards[0].total) == ((), "uncalibrated", None)


def test_too_few_ratings_print_no_figure_but_the_reason_and_what_would_mend_it(lite: Database) -> None:
    here = calibrated(lite, count=2)
    sheet = sheet_of(lite, here.built.loop.manager, here.rosa)
    assert sheet.status == "uncalibrated"
    assert sheet.scores == ()
    assert "at least 30 are needed. Run 1 of 22 Jan 2026. What would mend it:" in sheet.status_reason
    assert "candidacy:" not in sheet.status_reason
    assert "person:" not in sheet.status_reason


@pytest.mark.parametrize("told", [False, True], ids=["as it comes", "told by policy"])
def test_a_candidate_is_told_a_fair_score_only_where_the_policy_says_so(lite: Database, *, told: bool) -> None:
    here = calibrated(lite)
    with lite.writing() as session:
        session.add(LetterheadRow(id=1, colour="", logo_says="", scores_to_candidates=told))
    staff = here.built.loop.recruiter
    own = sheet_of(lite, staff, here.rosa)
    copy = sheet_of(lite, staff, here.rosa, CANDIDATE)
    card = scorecard_sheets.scorecard(lite, staff, here.built.cards[0], CANDIDATE)
    withheld = {item.what: item.places for item in copy.left_out}
    assert own.scores
    assert copy.scores == (own.scores if told else ())
    assert bool(card.sheet.total) is told
    assert (copy.status_reason == POLICY) is not told
    assert ("scores adjusted between interviewers" in withheld) is not told
    assert (b'"fair"' in card.record) is told
    assert any(one["score"] for one in json.loads(card.record)["sheet"]["criteria"]) is told


def test_the_summary_places_in_groups_whom_the_run_holds_and_nobody_else(lite: Database) -> None:
    here = calibrated(lite)
    build_loops.candidacy(lite, here.built.loop.loop_id, "Adam Ant")
    prepared = summaries.summary(lite, here.built.loop.manager, here.built.loop.loop_id)
    page = {one.candidacy_id: one for one in _of_loop(lite, here)}
    names = [one.name for one in prepared.sheet.groups]
    assert names[0] == "Group 1: too close to call with its first"
    assert names[-1] == "Not calibrated: in alphabetical order"
    placed = [who for one in prepared.sheet.groups[:-1] for who in one.candidates]
    assert len(placed) == sum(one.total is not None for one in page.values()) == 13
    assert all(who.score for who in placed)
    assert [(who.name, who.score) for who in prepared.sheet.groups[-1].candidates] == [("Adam Ant", None)]
    rosa = page[here.rosa]
    (group,) = [one.name for one in prepared.sheet.groups for who in one.candidates if who.name == "Rosa Ibarra"]
    assert group.startswith(f"Group {sorted({one.group for one in page.values() if one.group}).index(rosa.group) + 1}:")  # type: ignore[arg-type]  # it has one
    assert dict(prepared.sheet.calibration)["Agreement"].startswith("Ordinal alpha")


def test_tables_hold_what_statistics_use_and_papers_what_stands(lite: Database) -> None:
    built = met(lite)
    card, author = built.cards[0], built.lead
    sheet = amendments.sheet(lite, author, card)
    written = ({**sheet.values, "rating:communication": "3"}, sheet.lines)
    amendments.amend(lite, author, card, written, "Misread.", sheet.revision, LATER)
    rows = scores.scores(lite, built.loop.manager, built.loop.loop_id, "csv").sheet
    steps = {(row[5], row[8]): (row[10], row[12]) for row in rows.rows}
    assert steps["Marcus Delacroix", "Communication"] == (4, 1)
    paper = scorecard_sheets.scorecard(lite, built.loop.manager, card).sheet
    assert next(one.step for one in paper.criteria if one.name == "Communication") == 3
    (state,) = paper.states
    assert (state.what, state.by, state.reason, state.counts) == ("amended", "Marcus Delacroix", "Misread.", False)
    assert len(state.changes) == 1
    assert state.changes[0][0] == "Communication"
    printed = " ".join(everything(exports.scorecard(lite, built.loop.manager, card, NOW)).split())
    name, was, now = state.changes[0]
    assert f"{name}: “{was}” before, “{now}” since." in printed
    assert "no figure uses it" in printed
    assert scorecard_sheets.scorecard(lite, built.loop.manager, card, CANDIDATE).sheet.states == ()
