from __future__ import annotations

import json
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import outloud
import pdfua
import pikepdf
import pytest

from hiringkit.pdf import colours
from hiringkit.pdf.scorecards import page_of, scorecard
from hiringkit.pdf.sheets.frames import Frame, Paper
from hiringkit.pdf.sheets.scorecards import SUPPORTS_A_DECISION, CriterionOnPaper, ScorecardSheet
from tests.build_sheets import CRITERIA, OBJECTION, RECORD, RUBRIC, SHEET
from tests.pdf.reading import body_of, elements, fonts, text_of

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PART = "{http://www.aiim.org/pdfua/ns/id/}part"
LETTER = replace(SHEET, frame=Frame(SHEET.frame.organisation, Paper.LETTER))
SPARSE = replace(
    SHEET,
    criteria=(CRITERIA[2],),
    trainee=True,
    seat="shadow",
    amended=True,
    flags=(),
    not_seen=(),
    objection=replace(OBJECTION, none_offered=True, no_next_step=True, escalation=""),
    changed="",
    rubric=replace(RUBRIC, publisher="", report_date="", report_sha256=""),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scorecards")


def kept(folder: Path, name: str, sheet: ScorecardSheet) -> Path:
    file = folder / f"{name}.pdf"
    file.write_bytes(scorecard(sheet, RECORD))
    return file


@pytest.fixture(scope="module")
def document(folder: Path) -> Path:
    return kept(folder, "full", SHEET)


@pytest.fixture(scope="module")
def sparse(folder: Path) -> Path:
    return kept(folder, "sparse", SPARSE)


@pytest.fixture(scope="module")
def letter(folder: Path) -> Path:
    return kept(folder, "letter", LETTER)


@pytest.fixture(scope="module")
def body(document: Path) -> str:
    return body_of(document)


@pytest.fixture(scope="module")
def pdf(document: Path) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(document) as opened:
        yield opened


SENTENCES = [
    "Scorecard, stage 3 of 4: Prioritization and escalation Ama Boateng-Ruiz",
    "Interviewer Rosalind Okafor (lead)",
    "Interview 12 Nov 2026, 10:00–10:52 EST, 52 minutes",
    "Position IT Service Manager, requisition R-2211; track Support operations; level Senior",
    "Rubric IT Service Manager, US health care, version 3, published 2 Oct 2026",
    "Submitted 12 Nov 2026, 11:31 EST; locked, never amended",
    f"Visibility {SHEET.visibility}",
    f"Status: uncalibrated. {SHEET.status_reason}",
    "No fair score and no interval are printed while the ratings are not calibrated.",
    "Well below Below Meets bar Above Well above",
    "Communication 4 Above, not calibrated Troubleshooting not obs. not observed Tooling 3 Meets bar, not calibrated",
    "Owned next steps 2† Below, not calibrated",
    "Clinical workflow safety 2 Kept, not calibrated",
    "No ring, a scale of its own: Clinical workflow safety.",
    "Guardrail, shown and never averaged: Clinical workflow safety.",
    "Communication Above, ticked 4 of 5 primary, not calibrated Says what is known",
    "Troubleshooting Not observed secondary Not observed: the time ran out.",
    "† No evidence to give for this rating, its author says. Read it as unsupported; it counts as ticked.",
    "it with a cause. No evidence line was written.",
    "Would have changed it: A promise to the ward without knowing who signs.",
    "Kept, ticked 2 of 2 primary, guardrail, not calibrated",
    f"Seen, with evidence {SHEET.flags[0].name} {SHEET.flags[0].evidence}",
    "Not seen Security or compliance left for later. Blaming users, cold or unclear replies.",
    "It rejects nobody.",
    f"Objection put {OBJECTION.put} Scenario: EHR change approval",
    f"Evidence offered {OBJECTION.offered} Could be checked: yes, source named. Limits named by the candidate: yes.",
    f"Next step, owner, date {OBJECTION.next_step} Owner: The candidate in the role. Date: 1 Dec 2026.",
    f"Escalation {OBJECTION.escalation}",
    "○ Strong no ○ No ● Yes ○ Strong yes Confidence: fairly sure.",
    f"What would have changed it {SHEET.changed}",
    f"Digest of the record {SHEET.digest} Audit entry 118 {SHEET.audit_hash} Rubric content {RUBRIC.content_hash}",
    "Source report Cedar Valley Research, September 2026, SHA-256 9f86d081884c",
    "The record itself is attached to this document as scorecard.json.",
    SUPPORTS_A_DECISION,
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_paper_says_what_the_sheet_says(body: str, sentence: str) -> None:
    assert body.count(sentence) == 1


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda criterion: criterion.name)
def test_every_anchor_and_line_of_evidence_is_printed_in_order(body: str, criterion: CriterionOnPaper) -> None:
    places = [body.index(text) for text in (criterion.anchor, *(line.text for line in criterion.evidence))]
    assert places == sorted(places)


def test_the_minute_of_a_line_stands_before_it(body: str) -> None:
    assert "08′ Opened with" in body
    assert "– Asked who signs" in body


def test_each_page_says_whose_it_is_who_may_read_it_and_what_it_stands_on(document: Path) -> None:
    words = text_of(document)
    assert words.count("Cedar Valley Health · Scorecard of Ama Boateng-Ruiz") == 2
    assert words.count("Confidential: hiring panel of requisition R-2211") == 2
    assert words.count("Rubric: IT Service Manager, US health care, version 3 · uncalibrated · digest 7F3A-91C2") == 2
    assert "Page 1 of 2" in words


def test_a_trainees_card_says_so_and_an_amended_one_too(sparse: Path) -> None:
    words = body_of(sparse)
    assert "Trainee’s card. It is kept out of decisions and statistics." in words
    assert "Interviewer Rosalind Okafor (shadow)" in words
    assert "12 Nov 2026, 11:31 EST; amended since" in words


def test_what_was_not_offered_is_said_and_what_does_not_apply_is_left_out(sparse: Path) -> None:
    words = body_of(sparse)
    assert "Evidence offered None offered. Next step, owner, date None named. Escalation Nothing noted." in words
    assert "What would have changed it Nothing noted." in words
    assert "Anti-signals" not in words
    assert "Source report" not in words
    assert "Risk objection" not in page_of(replace(SHEET, objection=None))


def test_level_words_without_room_stand_in_the_note() -> None:
    words = ("Falls a long way short of it", "Below", "Meets", "Above")
    html = page_of(replace(SHEET, words=words, criteria=(CriterionOnPaper("Tooling", words, step=1),)))
    assert "<span>1</span><span>2</span><span>3</span><span>4</span>" in html
    assert "Steps: 1 Falls a long way short of it, 2 Below, 3 Meets, 4 Above." in html


def test_both_papers_have_the_same_text_block(document: Path, letter: Path) -> None:
    for file, size in ((document, [0, 0, 595.28, 841.89]), (letter, [0, 0, 612, 792])):
        with pikepdf.open(file) as opened:
            boxes = {tuple(round(float(edge), 2) for edge in page.MediaBox) for page in opened.pages}
        assert boxes == {tuple(size)}
    assert text_of(letter).count("Page 1 of") == 1


def test_it_is_marked_named_and_in_a_language(pdf: pikepdf.Pdf) -> None:
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "en-US"
    assert str(pdf.docinfo.Title) == "Scorecard: Ama Boateng-Ruiz, Prioritization and escalation, by Rosalind Okafor"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_headings_figures_and_header_cells_are_tagged(pdf: pikepdf.Pdf) -> None:
    tree = list(elements(pdf))
    headings = [str(element.S) for element in tree if str(element.S) in {"/H1", "/H2", "/H3"}]
    figures = [str(element.Alt) for element in tree if element.S == "/Figure"]
    scopes = [str(element.A.Scope) for element in tree if element.S == "/TH"]
    assert headings[:3] == ["/H1", "/H2", "/H2"]
    assert headings.count("/H1") == 1
    assert headings.count("/H3") == len(CRITERIA) + 2 + 4 + 2
    assert len(figures) == 1
    assert figures[0].startswith("Ruler of level words, Well below to Well above.")
    assert scopes.count("/Column") == 3
    assert scopes.count("/Row") == 6 + 6 + 4


def test_both_standards_are_claimed_in_valid_metadata(pdf: pikepdf.Pdf) -> None:
    packet = bytes(pdf.Root.Metadata.read_bytes())
    root = ET.fromstring(packet)
    claims = {key: value for item in root.iter(f"{RDF}Description") for key, value in item.attrib.items()}
    assert claims[PART] == "1"
    assert claims["{http://www.aiim.org/pdfa/ns/id/}part"] == "3"
    assert claims["{http://www.aiim.org/pdfa/ns/id/}conformance"] == "A"
    assert b"pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/<" in packet
    assert pdf.pdf_version == "1.7"


def test_it_has_an_output_intent_and_embeds_every_font(pdf: pikepdf.Pdf) -> None:
    (intent,) = pdf.Root.OutputIntents
    embedded = list(fonts(pdf))
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.read_bytes() == colours.srgb()
    assert embedded
    for font in embedded:
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys())
        assert "Lato" in str(font.BaseFont)


def test_it_carries_its_record_as_source(pdf: pikepdf.Pdf) -> None:
    (file,) = pdf.Root.AF
    stream = file.EF.F
    assert file.AFRelationship == "/Source"
    assert str(file.UF) == "scorecard.json"
    assert str(file.Desc).startswith("The record of this scorecard")
    assert str(stream.Subtype) == "/application/json"
    assert stream.read_bytes() == RECORD
    assert json.loads(stream.read_bytes()) == json.loads(RECORD)


def test_its_dates_and_identity_are_the_records(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.docinfo.CreationDate) == "D:20261112163100Z"
    assert str(pdf.docinfo.ModDate) == "D:20261112163100Z"
    assert str(pdf.Root.AF[0].EF.F.Params.CreationDate) == "D:20261112163100Z"
    assert bytes(pdf.trailer.ID[0]) == bytes.fromhex(SHEET.digest)[:16]


@pytest.mark.parametrize("name", ["document", "letter", "sparse"])
def test_checkers_of_accessibility_and_of_syntax_find_no_error(name: str, request: pytest.FixtureRequest) -> None:
    file: Path = request.getfixturevalue(name)
    assert [str(finding) for finding in pdfua.validate(str(file)).findings] == []
    assert [str(finding) for finding in outloud.check(str(file)).findings if finding.severity == "error"] == []
    checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, check=False, text=True)
    assert "No syntax or stream encoding errors found" in checked.stdout
    assert checked.returncode == 0
