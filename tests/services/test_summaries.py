"""The summary of a loop: figures from the cards that its reader may read, and no order."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import outloud
import pdfua
import pytest

from hiringkit.db.engine import Database
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import ConflictError, NotFoundError, RefusedError
from hiringkit.pdf.sheets.summaries import SummarySheet
from hiringkit.pdf.summaries import summary
from hiringkit.policy.people import LoopRole, Viewer
from hiringkit.policy.scorecards import Seat, Visibility
from hiringkit.services import summaries
from tests import build, build_loops
from tests.build_cards import Met, met, written
from tests.conftest import NOW
from tests.pdf.reading import text_of


def standings(sheet: SummarySheet) -> list[tuple[str, str, Decimal | None, str]]:
    """Group, name, raw mean and status of each candidate."""
    return [(one.name, who.name, who.raw, who.said) for one in sheet.groups for who in one.candidates]


def figures(sheet: SummarySheet) -> dict[str, tuple[str, str]]:
    """Count and share of each figure."""
    return {figure.what: (figure.count, figure.share) for figure in sheet.figures}


def busy(db: Database) -> Met:
    """Rosa, met by two; Adam, who has not been met; Bea, who withdrew."""
    built = met(db)
    build_loops.candidacy(db, built.loop.loop_id, "Adam Ant")
    build_loops.candidacy(db, built.loop.loop_id, "Bea Bell", state=CandidacyState.WITHDRAWN)
    return built


def test_candidates_stand_in_groups_by_name_with_their_status(db: Database) -> None:
    built = busy(db)
    calibrated = "Not calibrated: in alphabetical order"
    assert standings(summaries.summary(db, built.loop.manager, built.loop.loop_id).sheet) == [
        (calibrated, "Adam Ant", None, "no scorecard is in"),
        (calibrated, "Rosa Ibarra", Decimal("3.6"), "not calibrated: 5 ratings"),
        ("Not placed: withdrew", "Bea Bell", None, "no scorecard is in"),
    ]


def test_the_process_is_counted(db: Database) -> None:
    built = busy(db)
    counted = figures(summaries.summary(db, None, built.loop.loop_id).sheet)
    assert counted == {
        "Interviews with a scorecard in, of planned": ("1 of 1", "100 %"),
        "Scorecards in, of those that count": ("2 of 2", "100 %"),
        "Scorecards within one day": ("2 of 2", "100 %"),
        "Time to submit": ("2", "median 2 h"),
        "Opened before the panel was complete": ("0", "–"),
        "Scorecards amended": ("0", "–"),
        "Ratings off the middle with evidence": ("5 of 5", "100 %"),
        "Ratings not observed": ("1 of 6", "17 %"),
    }


def test_cards_that_are_closed_to_the_reader_are_in_no_figure(db: Database) -> None:
    author, writer = build.person(db), build.person(db)
    loop = build_loops.loop(db, visibility=Visibility.AFTER_PANEL, interviewers=[author, writer])
    one = build_loops.candidacy(db, loop.loop_id, "Rosa Ibarra")
    interview = build_loops.interview(db, one, loop.stages[0], {author: Seat.LEAD, writer: Seat.SECOND})
    written(db, interview, author)
    closed = summaries.summary(db, loop.manager, loop.loop_id).sheet
    assert [line[2:] for line in standings(closed)] == [(None, "not open to this reader")]
    assert figures(closed)["Ratings not observed"] == ("0 of 0", "–")
    assert figures(closed)["Time to submit"] == ("0", "–")
    written(db, interview, writer, now=NOW + timedelta(days=3))
    opened = summaries.summary(db, loop.manager, loop.loop_id).sheet
    assert [line[2:] for line in standings(opened)] == [(Decimal("4.0"), "not calibrated: 6 ratings")]
    assert figures(opened)["Scorecards within one day"] == ("1 of 2", "50 %")


def test_a_manager_who_still_writes_sees_no_figure_of_that_candidate(db: Database) -> None:
    built = busy(db)
    manager: Viewer = built.loop.manager
    build_loops.member(db, built.loop.loop_id, manager, LoopRole.INTERVIEWER)
    build_loops.interview(db, built.candidacy_id, built.loop.stages[1], {manager: Seat.LEAD})
    sheet = summaries.summary(db, manager, built.loop.loop_id).sheet
    assert standings(sheet)[1][2:] == (None, "not open to this reader")
    assert standings(summaries.summary(db, built.loop.recruiter, built.loop.loop_id).sheet)[1][2] == Decimal("3.6")


def test_a_summary_is_for_the_loops_staff(db: Database) -> None:
    built = busy(db)
    with pytest.raises(RefusedError):
        summaries.summary(db, built.lead, built.loop.loop_id)
    with pytest.raises(NotFoundError):
        summaries.summary(db, build.person(db), built.loop.loop_id)
    draft = build_loops.loop(db, state=LoopState.DRAFT)
    with pytest.raises(ConflictError):
        summaries.summary(db, draft.manager, draft.loop_id)


def test_forty_candidates_are_printed_over_pages_and_checkers_find_no_error(lite: Database, tmp_path: Path) -> None:
    built = busy(lite)
    for number in range(40):
        build_loops.candidacy(lite, built.loop.loop_id, f"Candidate {number:02}")
    prepared = summaries.summary(lite, None, built.loop.loop_id)
    file = tmp_path / "summary.pdf"
    file.write_bytes(summary(prepared.sheet, prepared.record))
    words = text_of(file)
    assert "Rosa Ibarra 3.6 not calibrated: 5 ratings" in words
    assert all(f"Candidate {number:02} no scorecard is in" in words for number in range(40))
    assert "No fair score and no interval are printed" in words
    assert [str(finding) for finding in pdfua.validate(str(file)).findings] == []
    assert [str(finding) for finding in outloud.check(str(file)).findings if finding.severity == "error"] == []
