"""Pages that are nearly empty: there is none, wherever a part of a document happens to end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hiringkit.pdf.closings import ENOUGH, LEAST, kept_together
from hiringkit.pdf.packets import packet
from hiringkit.pdf.scorecards import scorecard
from hiringkit.pdf.sheets.frames import Frame, Paper
from hiringkit.pdf.sheets.scorecards import EvidenceLine, ScorecardSheet
from tests.build_sheets import CRITERIA, PACKET, RECORD, SHEET
from tests.pdf.reading import body_of, lines_of_pages

LINE = EvidenceLine("A line.", 60)
LONG = "What was said about it, and what was asked then. " * 80


def marked(body: str) -> list[str]:
    """The classes of the blocks of a page, rows and items too, that the end of its parts was given."""
    root = ElementTree.fromstring(f"<body>{body}</body>")
    kept_together(root)
    return [f"{part.tag} {part.get('class')}" for part in root.iter() if part.get("class")]


def test_blocks_are_kept_from_the_end_until_they_make_enough_lines() -> None:
    assert marked("<p>1</p>" * 3 + "<p>2</p>" * LEAST) == ["p whole", *["p whole stay"] * (LEAST - 1)]
    section = "<h2>3</h2>" + "<p>4</p>" * (ENOUGH - 1)
    assert marked("<p>1</p>" * 20 + section) == ["p whole stay"] * (ENOUGH - 1)
    small = "<h2>3</h2>" + "<p class='note'>4</p>" * ENOUGH
    assert "h2 whole stay" in marked("<p>1</p>" * 20 + small), "two small lines are one"
    assert marked("<p>1</p>" * 20 + "<p class='new'>2</p>")[-1] == "p new whole stay"


def test_of_a_table_the_last_rows_are_kept_and_of_a_long_text_its_last_lines() -> None:
    rows = "<tr><td>1</td></tr>" * 30
    assert marked(f"<table><tbody>{rows}</tbody></table>") == ["tr whole", *["tr whole stay"] * (LEAST - 1)]
    long = f"<div class='c long'><h3>Said</h3><p>{LONG}</p></div>"
    assert marked(f"{long}<p>after</p>") == ["div c long", "p ends", "p whole stay"]


def card(number: int, frame: Frame) -> ScorecardSheet:
    """A card with so many lines of evidence; one in three has a long note."""
    criteria = (replace(CRITERIA[0], evidence=(LINE,) * number), *CRITERIA[1:])
    return replace(SHEET, criteria=criteria, note=LONG if number % 3 == 0 else "", frame=frame)


@pytest.mark.parametrize("paper", Paper)
def test_a_card_that_ends_anywhere_on_a_page_leaves_no_page_nearly_empty(tmp_path: Path, paper: Paper) -> None:
    frame, numbers = Frame(paper=paper), range(0, 40, 4)
    cards = tuple(card(number, frame) for number in numbers)
    file = tmp_path / "packet.pdf"
    file.write_bytes(packet(replace(PACKET, cards=cards, frame=frame), RECORD))
    assert min(map(len, lines_of_pages(file))) >= ENOUGH
    assert body_of(file).split().count("line.") == sum(numbers)
    for one in (cards[1], cards[3], cards[-1]):
        file.write_bytes(scorecard(one, RECORD))
        assert min(map(len, lines_of_pages(file))) >= ENOUGH
