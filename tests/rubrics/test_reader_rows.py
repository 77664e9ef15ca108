"""A row of the matrix comes apart into three cells for certain, or it is to be mended by hand."""

from __future__ import annotations

import pytest

from hiringkit.rubrics.reader import read_text

HEADER = "Skill / SignalWhat “good” looks likeHow to prove it"


def rows(*lines: str, around: str = "") -> tuple[list[tuple[str, ...]], list[int]]:
    """The criteria of a matrix, and the lines that are to be mended."""
    text = "Skill matrix\n\n" + "\n".join((HEADER, *lines)) + f"\n\n{around}"
    made = read_text(text, "r.txt", "0a" * 32).pack
    criteria: list[tuple[str, ...]] = [(item.name, item.good or "", item.proof or "") for item in made.criteria]
    return criteria, [row.line for row in made.repair if row.element == "criteria"]


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("PlanningHolds datesShow a plan", ("Planning", "Holds dates", "Show a plan")),
        ("ToolingUses ticketing/CRM wellExplain a day", ("Tooling", "Uses ticketing/CRM well", "Explain a day")),
        ("ÜbersichtBehält TermineÜbung", ("Übersicht", "Behält Termine", "Übung")),
        ("ПланированиеДержит срокиПоказать план", ("Планирование", "Держит сроки", "Показать план")),
        ("TriageKeeps calmA short case", ("Triage", "Keeps calm", "A short case")),
        ("Follow-throughSigns upWritten plan", ("Follow-through", "Signs up", "Written plan")),
        ("macOS\tUses Jamf\tShow a policy", ("macOS", "Uses Jamf", "Show a policy")),
        ("| ServiceNow | Uses it well | 5-step case |", ("ServiceNow", "Uses it well", "5-step case")),
        ("DevOps | Ships daily | pipeline walk", ("DevOps", "Ships daily", "pipeline walk")),
    ],
)
def test_three_cells_make_a_criterion(row: str, cells: tuple[str, ...]) -> None:
    assert rows(row) == ([cells], [])


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("ToolingUses ServiceNow wellExplain a day", id="a brand in the middle"),
        pytest.param("ToolingUses ServiceNow well5-step case", id="a brand and a cell that begins with a figure"),
        pytest.param("DevOps basicsShips daily", id="a brand instead of a cell"),
        pytest.param("macOS skillsKeeps fleets patched", id="small letters before capitals"),
        pytest.param("Water careReads pH well", id="one small letter before a capital"),
        pytest.param("Fleet careKnows iOS devices", id="iOS"),
        pytest.param("ToolingUses CRMWorkflow of MeowApp", id="a cell that ends in capitals"),
        pytest.param("DatabasesTunes MySQL slowly", id="a product in capitals"),
        pytest.param("RecordsKeeps them (well)Shows one and YouTube", id="a cell that ends in a bracket"),
        pytest.param("OutcomeRaises it by 20%Show the chart of MeowApp", id="a cell that ends in a figure"),
        pytest.param("PlanningHolds dates", id="two cells"),
        pytest.param("Planning", id="one cell"),
        pytest.param("PlanningHolds datesShow a planTell it", id="four cells"),
        pytest.param("planning\tholds dates", id="two cells by tab"),
        pytest.param("planning\t\tholds dates", id="an empty cell"),
        pytest.param("| a | b | c | d |", id="four cells by pipe"),
        pytest.param("x" * 121 + "\tgood\tproof", id="a name too long"),
        pytest.param("For candidates: x\tgood\tproof", id="a row for candidates"),
        pytest.param("For candidates: bringA planYours", id="a glued row for candidates"),
    ],
)
def test_what_does_not_come_apart_for_certain_is_to_be_mended(row: str) -> None:
    assert rows(row) == ([], [4])


def test_a_word_of_mixed_case_that_the_report_uses_elsewhere_is_not_split() -> None:
    row = "ToolingKnows MeowApp wellshow a case"
    assert rows(row) == ([("Tooling", "Knows Meow", "App wellshow a case")], [])
    assert rows(row, around="Demand\n\n• MeowApp grows.") == ([], [4])


def test_a_broken_row_keeps_the_others_as_they_are() -> None:
    criteria, broken = rows("PlanningHolds datesShow a plan", "ToolingUses MeowApp wellShow", "CareIs kindTell a story")
    assert [name for name, _good, _proof in criteria] == ["Planning", "Care"]
    assert broken == [5]


def test_rows_end_at_a_blank_line() -> None:
    criteria, broken = rows("PlanningHolds datesShow a plan", "", "Anything elseStands hereBelow")
    assert [name for name, _good, _proof in criteria] == ["Planning"]
    assert broken == []


def test_rows_without_their_header_make_no_criterion() -> None:
    made = read_text("Skill matrix\n\na\tb\tc\nd\te\tf\n\nTracks\n\n• A", "r.txt", "0a" * 32).pack
    assert made.criteria == ()
    assert [(row.line, row.element) for row in made.repair] == [(3, "criteria"), (4, "criteria")]
    assert [gap.element for gap in made.gaps][:3] == ["levels", "stages", "criteria"]
