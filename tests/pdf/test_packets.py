"""The packet on paper, read back."""

from __future__ import annotations

import itertools
import subprocess
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import outloud
import pdfua
import pikepdf
import pytest

from hiringkit.pdf.packets import packet, page_of
from hiringkit.pdf.sheets.packets import PacketSheet, ScoredOnPaper
from hiringkit.pdf.sheets.scorecards import CriterionOnPaper
from hiringkit.pdf.sheets.scores import ScoreOnPaper
from tests.build_sheets import COVERAGE, CRITERIA, DEBRIEF, DECISION, PACKET, RECORD, SHEET, WORDS
from tests.pdf.reading import body_of, elements, overprinted, text_of

CALIBRATED = ScoreOnPaper(Decimal("3.7"), Decimal("3.2"), Decimal("4.2"), "calibrated")
PROVISIONAL = ScoreOnPaper(Decimal("3.2"), Decimal("2.1"), Decimal("4.2"), "provisional")
WHOLE = replace(
    PACKET,
    decision=DECISION,
    debrief=DEBRIEF,
    scores=(
        ScoredOnPaper("Communication", Decimal("2.5"), CALIBRATED),
        ScoredOnPaper("Tooling", Decimal(3), PROVISIONAL),
        ScoredOnPaper("Rated criteria together", None, CALIBRATED, is_total=True),
    ),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("packets")


def kept(folder: Path, name: str, sheet: PacketSheet) -> Path:
    file = folder / f"{name}.pdf"
    file.write_bytes(packet(sheet, RECORD))
    return file


@pytest.fixture(scope="module")
def document(folder: Path) -> Path:
    return kept(folder, "packet", PACKET)


@pytest.fixture(scope="module")
def whole(folder: Path) -> Path:
    return kept(folder, "whole", WHOLE)


LONG = "Recognising and escalating deterioration in patients, families and staff"
LONG_WORDS = ("Far from the bar in every way", "Below the bar", "At the bar", "Above the bar", "A model for others")


def test_nothing_is_printed_over_anything_however_long_the_names_and_words_are(folder: Path) -> None:
    criteria = tuple(
        replace(one, name=f"{LONG} {number}", words=LONG_WORDS, score=CALIBRATED if number % 2 else None)
        for number, one in enumerate(CRITERIA)
    )
    cards = tuple(
        replace(
            SHEET,
            interviewer=f"Somebody {step}",
            criteria=tuple(replace(one, step=step, not_observed="") for one in criteria),
            words=LONG_WORDS,
        )
        for step in (1, 3, 5)
    )
    scores = tuple(ScoredOnPaper(one.name, Decimal(2), CALIBRATED) for one in criteria)
    coverage = tuple(replace(line, criterion=one.name) for line, one in zip(COVERAGE, criteria, strict=False))
    sheet = replace(WHOLE, words=LONG_WORDS, cards=cards, scores=scores, coverage=coverage)
    assert overprinted(kept(folder, "long", sheet)) == []


SENTENCES = [
    "Candidate packet, requisition R-2211 Ama Boateng-Ruiz Position IT Service Manager; track Support operations",
    "Loop 4 stages; 2 of the scorecards are in this packet",
    "Decision None has been recorded.",
    "Gunnar Lindqvist 1 Live troubleshooting No Rosalind Okafor 3 Prioritization and escalation Yes",
    "Scorecard, stage 1: Gunnar Lindqvist",
    "1 Live troubleshooting Hye-jin Park",
    "2 Writing exercise – not planned –",
    "Tooling has no primary stage Waived by Priya Venkataraman, 2 Oct 2026: Seen twice.",
    "Communication 1 Well below 4 Above",
    "Troubleshooting 4 Above not obs.",
    "Communication From Well below (stage 1) to Above (stage 3).",
    "Scorecard of Hye-jin Park, stage 1 It is a draft Its author",
    "Scorecard submitted, stage 3 118 · C0FF-EE5A",
    f"Digest of the record {PACKET.digest}",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_packet_says_what_the_sheet_says(document: Path, sentence: str) -> None:
    assert sentence in body_of(document)


def test_contents_and_bookmarks_lead_to_each_part(document: Path) -> None:
    parts = [
        "Loop and coverage",
        "Ratings by criterion and interview",
        "Scorecard, stage 1: Gunnar Lindqvist",
        "Scorecard, stage 3: Rosalind Okafor",
        "What is withheld, and why",
    ]
    with pikepdf.open(document) as pdf, pdf.open_outline() as outline:
        names = [str(item.title) for item in outline.root]
        pages = len(pdf.pages)
        links = [link for page in pdf.pages for link in page.get("/Annots", [])]
        assert len(links) >= len(parts)
        assert {int(link.F) for link in links} == {4}
    assert names == ["Ama Boateng-Ruiz", "Contents", *parts]
    assert f"Page {pages} of {pages}" in text_of(document)
    contents = text_of(document, "-f", "2", "-l", "2")
    assert [contents.index(part) for part in parts] == sorted(contents.index(part) for part in parts)


def test_a_decision_and_a_debrief_join_when_they_are_there(document: Path, whole: Path) -> None:
    words, without = body_of(whole), body_of(document)
    for sentence in (
        "Hire, at level Senior. Decided by Priya Venkataraman on 17 Nov 2026, with dissent.",
        "To be looked at again on 15 Mar 2027.",
        "Dissent Gunnar Lindqvist: The missing dates are the work itself.",
        "Owned next steps Gunnar Lindqvist Well below to Below New evidence",
        "Level, asked apart Senior, as confirmed before the first interview.",
        "Condition A plan of 30 days with a date for each step.",
    ):
        assert sentence in words
        assert sentence not in without
    assert "Debrief" not in without.replace("debrief rating", "")


def test_figures_stand_beside_their_interval_and_status(document: Path, whole: Path) -> None:
    words = body_of(whole)
    assert "Communication 2.5 3.7 3.2–4.2 calibrated" in words
    assert "Tooling 3.0 3.2 2.1–4.2 provisional" in words
    assert "Fair" not in body_of(document).replace("Fair is what", "")


def test_five_cards_stand_in_two_tables() -> None:
    cards = tuple(replace(SHEET, interviewer=f"Person {number}") for number in range(5))
    html = page_of(replace(PACKET, cards=cards))
    assert html.count('<th scope="col">3 Person 3</th>') == 1
    assert html.count('<th scope="col">3 Person 4</th>') == 1
    assert html.count('<p class="pick">') == 5


def test_a_trainees_card_is_in_and_counts_nowhere() -> None:
    html = page_of(replace(PACKET, cards=(*PACKET.cards, replace(SHEET, interviewer="Tomasz", trainee=True))))
    assert "Scorecard, stage 3: Tomasz (trainee)" in html
    assert '<th scope="col">3 Tomasz' not in html


def test_people_who_agree_are_not_said_to_differ() -> None:
    same = CriterionOnPaper("Communication", WORDS, step=4)
    cards = tuple(replace(card, criteria=(same,)) for card in PACKET.cards)
    assert "Where the panel differs" not in page_of(replace(PACKET, cards=cards))
    assert "Where the panel differs" in page_of(PACKET)


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert sha256(packet(WHOLE, RECORD)).digest() == sha256(packet(WHOLE, RECORD)).digest()


@pytest.mark.parametrize("name", ["document", "whole"])
def test_checkers_find_no_error_and_headings_do_not_jump(name: str, request: pytest.FixtureRequest) -> None:
    file: Path = request.getfixturevalue(name)
    assert [str(finding) for finding in pdfua.validate(str(file)).findings] == []
    assert [str(finding) for finding in outloud.check(str(file)).findings if finding.severity == "error"] == []
    assert subprocess.run(["qpdf", "--check", str(file)], capture_output=True, check=False).returncode == 0
    with pikepdf.open(file) as pdf:
        levels = [int(str(one.S)[2]) for one in elements(pdf) if str(one.S) in {"/H1", "/H2", "/H3"}]
        assert str(pdf.Root.AF[0].UF) == "packet.json"
    assert all(later - before <= 1 for before, later in itertools.pairwise(levels))
    assert levels[0] == 1
    assert len(CRITERIA) < levels.count(3)
