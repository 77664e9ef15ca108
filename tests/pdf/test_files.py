"""The file of a document: small, saying at once which it is, with nothing lost on the way."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageCms

from hiringkit.pdf import colours, files, seals
from hiringkit.pdf.packets import packet
from hiringkit.pdf.scorecards import scorecard
from tests.build_sheets import PACKET, RECORD, SHEET
from tests.pdf.reading import elements
from tests.pdf.test_scorecards import SPARSE

KIB = 1024


@pytest.fixture(scope="module")
def document() -> bytes:
    return scorecard(SHEET, RECORD)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pikepdf.Pdf]:
    file = tmp_path_factory.mktemp("files") / "packet.pdf"
    file.write_bytes(packet(PACKET, RECORD))
    with pikepdf.open(file) as opened:
        yield opened


def test_a_scorecard_is_small(document: bytes) -> None:
    assert len(document) < 26.5 * KIB


def test_its_beginning_says_which_document_it_is(document: bytes) -> None:
    assert seals.digests(document[: 2 * KIB])[0] == SHEET.digest


def test_a_font_without_what_readers_do_not_need_draws_the_same(pdf: pikepdf.Pdf) -> None:
    named = next(iter(pdf.pages[0].Resources.Font.values()))
    carried = bytes(named.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes())
    font = TTFont(io.BytesIO(carried), checkChecksums=2)
    assert set(font.reader.keys()) == {"glyf", "head", "hhea", "hmtx", "loca", "maxp"}
    assert files.slim(carried) == carried
    assert max(len(font["glyf"][name].getCoordinates(font["glyf"])[0]) for name in font.getGlyphOrder()) > 30
    assert files.slim(b"OTTO" + carried) == b"OTTO" + carried


def test_its_colour_profile_is_srgb() -> None:
    ours, theirs = ImageCms.ImageCmsProfile(io.BytesIO(colours.srgb())), ImageCms.createProfile("sRGB")
    seen = Image.frombytes("RGB", (16, 16), bytes(range(256)) * 3)
    turned = ImageCms.applyTransform(seen, ImageCms.buildTransform(ours, theirs, "RGB", "RGB"))
    assert turned is not None
    assert max(abs(one - other) for one, other in zip(seen.tobytes(), turned.tobytes(), strict=True)) <= 1


def test_each_text_belongs_to_an_element_or_to_the_edge_of_the_page(pdf: pikepdf.Pdf) -> None:
    named = {element.objgen for element in elements(pdf)}
    nums = pdf.Root.StructTreeRoot.ParentTree.Nums
    pages = {int(nums[at]): nums[at + 1] for at in range(0, len(nums), 2)}
    for page in pdf.pages:
        marks, edges = [], 0
        for step in pikepdf.parse_content_stream(page, "BDC"):
            said = step.operands[1]
            marks += [int(said.MCID)] if "/MCID" in said else []
            edges += said.get("/Type") == "/Pagination"
        assert (edges, len(set(marks))) == (4, len(marks))
        for mark in marks:
            element = pages[int(page.StructParents)][mark]
            assert element.objgen in named
            assert mark in [int(kid) for kid in element.K if not isinstance(kid, pikepdf.Dictionary)]


def test_on_a_single_page_head_and_foot_are_read_too(tmp_path: Path) -> None:
    file = tmp_path / "one.pdf"
    file.write_bytes(scorecard(SPARSE, RECORD))
    with pikepdf.open(file) as opened:
        assert len(opened.pages) == 1
        content = bytes(opened.pages[0].Contents.read_bytes())
    assert b"/Pagination" not in content
