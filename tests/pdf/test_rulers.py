from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from hiringkit.pdf.rulers import HIGHEST, absent, group, labels, row, ruler, rulers
from hiringkit.pdf.sheets.scores import ScoreOnPaper
from tests.build_sheets import WORDS


def test_a_ring_stands_on_the_tick_of_its_step() -> None:
    drawn = ruler([row("Tooling", step=4, ticked="4", said="Above")], WORDS)
    ticks = [float(x) for x in re.findall(r"M([\d.]+) [\d.]+v1.6", drawn.grid)]
    assert ticks == [57.2, 71.6, 86.0, 100.4, 114.8]
    assert drawn.rings == "M98.80 7.5a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0 -3.2 0z"


def test_a_criterion_that_was_not_observed_has_no_line_and_no_ring() -> None:
    drawn = ruler([absent("Troubleshooting")], WORDS)
    assert drawn.rings == ""
    assert drawn.grid == "M0 4.5H174M0 10.5H174"


def test_a_long_name_makes_its_row_higher_and_moves_the_next_one_down() -> None:
    long = row("A criterion with a name that has no room on one line", step=1, ticked="1", said="Below")
    drawn = ruler([group("Risk"), long, row("Tooling", step=2, ticked="2", said="Below")], WORDS)
    assert [line.height for line in drawn.rows] == [6.0, 10.0, 6.0]
    assert re.findall(r"M0 ([\d.]+)H174", drawn.grid) == ["4.5", "10.5", "20.5", "26.5"]
    assert drawn.rules == "M0 4.5H174"
    assert drawn.height == "26.5"


def test_a_row_is_as_high_as_what_is_printed_in_it() -> None:
    score = ScoreOnPaper(Decimal("1.8"), Decimal("1.3"), Decimal("2.4"), "provisional")
    said = "Far from the bar in every respect, not calibrated"
    bare, scored = (row("Tooling", step=1, ticked="1", said=said, score=one) for one in (None, score))
    assert [bare.height, scored.height] == [10.0, 6.0], "a figure, its interval and status take one line"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        pytest.param(WORDS, WORDS, id="room for words"),
        pytest.param(("Not kept", "Kept"), ("Not kept", "Kept"), id="two steps"),
        pytest.param(("Exceeds every expectation", *WORDS[1:]), ("1", "2", "3", "4", "5"), id="one has no room"),
    ],
)
def test_ticks_have_words_where_all_have_room(words: tuple[str, ...], shown: tuple[str, ...]) -> None:
    assert labels(words) == shown


def test_many_rows_stand_in_several_drawings_none_higher_than_a_page_takes() -> None:
    parts = rulers([row(f"Criterion {number}", step=1, ticked="1", said="Below") for number in range(60)], WORDS)
    assert len(parts) == 3
    assert all(float(part.height) <= HIGHEST for part in parts)
    assert [line.name[0] for part in parts for line in part.rows] == [f"Criterion {number}" for number in range(60)]


def test_a_computed_figure_has_a_mark_and_a_bar_full_or_hollow() -> None:
    full = ScoreOnPaper(Decimal("3.7"), Decimal("3.2"), Decimal("4.2"), "calibrated")
    hollow = replace(full, status="provisional")
    drawn = ruler([row("Tooling", step=4, ticked="4", said="", score=full), absent("Order", hollow)], WORDS)
    assert drawn.bars == "M88.88 7.5H103.28"
    assert drawn.hollow == "M88.88 12.9H103.28v1.2H88.88z"
    assert drawn.dots.startswith("M94.93 7.5a1.15")
    assert drawn.pale.startswith("M94.93 13.5a1.15")
    assert drawn.rings.count("M") == 1
    assert drawn.has_scores
    assert not ruler([row("Tooling", step=4, ticked="4", said="")], WORDS).has_scores


def test_a_group_that_goes_on_in_the_next_drawing_is_named_there_again() -> None:
    lines = [group("Skills"), *(row(f"C{number}", step=3, ticked="3", said="") for number in range(30))]
    first, second = rulers(lines, WORDS)
    assert second.rows[0] == first.rows[0] == group("Skills")
    assert second.rows[1].name != first.rows[1].name
