from __future__ import annotations

import re

import pytest

from hiringkit.pdf.rulers import absent, group, labels, row, ruler
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
