"""Texts that were typed to break a document, in every field of every document; a hundred thousand characters."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from hiringkit.pdf.kits import blank, kit
from hiringkit.pdf.packets import packet
from hiringkit.pdf.scorecards import scorecard
from hiringkit.pdf.sheets.kits import AskedOnPaper, KitSheet, ScenarioOnPaper
from hiringkit.pdf.sheets.packets import WithheldOnPaper
from hiringkit.pdf.sheets.scorecards import EvidenceLine, FlagOnPaper, ScorecardSheet
from hiringkit.pdf.texts import BREAK
from tests.build_sheets import CRITERIA, DECISION, OBJECTION, PACKET, RECORD, RUBRIC, SHEET, WORDS
from tests.pdf.reading import text_of

HOSTILE = (
    '<img src="http://127.0.0.1/x.png"><svg onload="x()"><style>* { display: none } @import "file:///etc/passwd"</style>'
    "{{ sheet }}{% raw %}</p></body>&lt;&#0; url(javascript:x) \N{RIGHT-TO-LEFT OVERRIDE}turned נועה مرحبا 👩‍👩‍👧 "
    + "Z"
    + "\N{COMBINING ACUTE ACCENT}" * 40
    + " end of it"
)
LONG = (HOSTILE + " ") * 13  # just below what a field may hold


def card(text: str) -> ScorecardSheet:
    """A scorecard with this text in each field that somebody types."""
    return replace(
        SHEET,
        candidate=text[:120],
        interviewer=text[:120],
        loop=text[:120],
        stage=text[:120],
        criteria=tuple(
            replace(criterion, evidence=(EvidenceLine(text, 60),) * 4, changed=text, unevidenced=False)
            for criterion in CRITERIA
        ),
        flags=(FlagOnPaper(text, text),),
        objection=replace(OBJECTION, offered=text, next_step=text, owner=text, escalation=text),
        changed=text,
    )


def interview(text: str) -> KitSheet:
    """A kit with this text wherever a rubric has words."""
    asked = AskedOnPaper(text[:120], "primary", WORDS, (text[:1000],) * 5, text, False, text, text, text)
    scenario = ScenarioOnPaper(text[:120], text, text, (text,), (text,), (text,))
    return KitSheet(
        interview_id=1,
        candidate=text[:120],
        loop=text[:120],
        requisition="R-1",
        track="",
        level="",
        purpose=text[:500],
        zone="UTC",
        stage=text[:120],
        stage_number=1,
        stages=1,
        starts_at=SHEET.starts_at,
        minutes=60,
        format="Video",
        ai_policy="allowed",
        advice=text[:1000],
        listen=text[:500],
        seats=(text[:120],),
        visibility="",
        criteria=(asked,),
        probes=(text,),
        scenario=scenario,
        work_sample=text,
        objection=scenario,
        anti_signals=(text,),
        rubric=RUBRIC,
        digest="ab" * 32,
    )


def opened(document: bytes, folder: Path) -> str:
    """The words of a document that opens, without what only allows a break."""
    file = folder / "hostile.pdf"
    file.write_bytes(document)
    assert subprocess.run(["qpdf", "--check", str(file)], capture_output=True, check=False).returncode == 0
    with pikepdf.open(file) as pdf:
        assert not [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/JS" in item]
    return text_of(file).replace(" ", "").replace(BREAK, "")


@pytest.mark.parametrize("kind", ["scorecard", "packet", "kit", "blank"])
def test_whatever_was_typed_stays_text(tmp_path: Path, kind: str) -> None:
    sheet = card(HOSTILE)
    withheld = (WithheldOnPaper(HOSTILE, HOSTILE, HOSTILE),)
    decision = replace(DECISION, grounds=HOSTILE, dissents=((HOSTILE, HOSTILE),), outcome=HOSTILE)
    documents = {
        "scorecard": lambda: scorecard(sheet, RECORD),
        "packet": lambda: packet(
            replace(PACKET, candidate=HOSTILE[:120], cards=(sheet,), withheld=withheld, decision=decision), RECORD
        ),
        "kit": lambda: kit(interview(HOSTILE), RECORD),
        "blank": lambda: blank(interview(HOSTILE), RECORD),
    }
    words = opened(documents[kind](), tmp_path)
    assert '<imgsrc="http://127.0.0.1/x.png"><svgonload="x()"><style>' in words
    if kind != "blank":
        assert "endofit" in words
        assert "{{sheet}}{%raw%}</p></body>&lt;&#0;" in words


def test_a_hundred_thousand_characters_print(tmp_path: Path) -> None:
    sheet = card(LONG)
    words = opened(scorecard(sheet, RECORD), tmp_path)
    assert words.count("endofit") >= 13 * 4 * len(CRITERIA)
    assert len(words) > 100_000
