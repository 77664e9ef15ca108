"""The shortcuts through WeasyPrint change how long a document takes, and not one byte of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from weasyprint.text import line_break

from hiringkit.pdf import shortcuts
from hiringkit.pdf.kits import blank, kit
from hiringkit.pdf.packets import packet
from hiringkit.pdf.scorecards import scorecard
from hiringkit.pdf.sheets.frames import Frame, Paper
from tests.build_sheets import DEBRIEF, DECISION, PACKET, RECORD, SHEET
from tests.pdf.test_hostile import HOSTILE, card, interview

COLOURED = Frame("Cedar Valley Health", Paper.LETTER, colour="#7a1f3d")
DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "scorecard": lambda: scorecard(SHEET, RECORD),
    "scorecard of somebody else": lambda: scorecard(replace(SHEET, candidate="Noa Cohen"), RECORD),
    "scorecard of another house": lambda: scorecard(replace(SHEET, frame=COLOURED), RECORD),
    "packet": lambda: packet(replace(PACKET, debrief=DEBRIEF, decision=DECISION), RECORD),
    "kit": lambda: kit(interview("Ask what the ward does meanwhile."), RECORD),
    "blank scorecard": lambda: blank(interview("Ask what the ward does meanwhile."), RECORD),
    "scorecard of hostile texts": lambda: scorecard(card(HOSTILE), RECORD),
}


@pytest.fixture(scope="module")
def without() -> dict[str, bytes]:
    with shortcuts.left():
        return {name: make() for name, make in DOCUMENTS.items()}


@pytest.mark.parametrize("again", ["first", "once more"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_the_same_with_and_without(without: dict[str, bytes], name: str, again: str) -> None:
    assert DOCUMENTS[name]() == without[name], again


def test_they_are_made_for_the_versions_in_use_and_left_for_others() -> None:
    assert shortcuts.fits()
    assert not shortcuts.fits(("71.0", "0.13.0"))


def test_what_others_print_goes_the_long_way() -> None:
    theirs = line_break.strut
    with shortcuts.taken():
        assert line_break.strut is not theirs
    scorecard(SHEET, RECORD)
    assert line_break.strut is theirs
