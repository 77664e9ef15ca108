from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest

from hiringkit.errors import UnprintableError
from hiringkit.pdf.engine import Record, page, printed
from hiringkit.pdf.scorecards import scorecard
from hiringkit.pdf.sheets.scorecards import EvidenceLine
from hiringkit.pdf.texts import BREAK
from tests.build_sheets import CRITERIA, RECORD, SHEET
from tests.pdf.reading import body_of

CARRIED = Record("record.json", b"{}", "A record.", datetime(2026, 11, 12, tzinfo=UTC), "ab" * 32)
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
HOSTILE = {
    "image": '<img src="{}"/>',
    "style sheet": '<link rel="stylesheet" href="{}"/>',
    "attachment": '<link rel="attachment" href="{}"/>',
    "attached link": '<a rel="attachment" href="{}">here</a>',
    "import": '<style>@import "{}";</style>',
    "font": '<style>@font-face {{ font-family: x; src: url("{}") }} p {{ font-family: x }}</style><p>words</p>',
    "background": '<style>p {{ background: url("{}") }}</style><p>words</p>',
    "list marker": '<style>li {{ list-style: url("{}") }}</style><ul><li>words</li></ul>',
    "embedded": '<object data="{}" type="image/png"></object>',
    "image in a drawing": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9">'
    '<image href="{}" width="9" height="9"/></svg>',
    "colour profile": '<style>@color-profile --x {{ src: url("{}") }}</style><p>words</p>',
}
ADDRESSES = {
    "http": "http://127.0.0.1:{port}/x.png",
    "file": "file:///etc/hostname",
    "ftp": "ftp://127.0.0.1:{port}/x.png",
    "like a bundled one": "hiringkit:../../etc/hostname",
}


@pytest.fixture(scope="module")
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def html(inner: str) -> str:
    return f"<!DOCTYPE html><html lang='en'><head><title>x</title></head><body>{inner}</body></html>"


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
@pytest.mark.parametrize("element", HOSTILE.values(), ids=HOSTILE)
def test_nothing_outside_is_fetched(listening: socket.socket, element: str, address: str) -> None:
    reference = address.format(port=listening.getsockname()[1])
    with pytest.raises(UnprintableError, match="refers to something outside"):
        printed(html(element.format(reference)), CARRIED)
    with pytest.raises(BlockingIOError):
        listening.accept()


def test_what_is_inside_is_printed() -> None:
    document = printed(
        html(f'<img alt="A dot" src="{PIXEL}"/><link rel="stylesheet" href="hiringkit:sheet.css"/>'), CARRIED
    )
    assert document.startswith(b"%PDF-1.7")


def test_a_misspelt_name_in_a_template_is_an_error() -> None:
    with pytest.raises(UnprintableError, match=r"scorecard\.html"):
        page("scorecard.html", shet=SHEET)


def test_the_same_sheet_gives_the_same_bytes_in_this_process_and_in_another() -> None:
    program = (
        "import hashlib; from hiringkit.pdf.scorecards import scorecard; from tests.build_sheets import RECORD, SHEET;"
        "print(hashlib.sha256(scorecard(SHEET, RECORD)).hexdigest())"
    )
    first = sha256(scorecard(SHEET, RECORD)).hexdigest()
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout.strip()
    assert sha256(scorecard(SHEET, RECORD)).hexdigest() == first
    assert other == first


def test_another_record_gives_another_document() -> None:
    assert scorecard(SHEET, b"{}") != scorecard(SHEET, RECORD)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = {
        "wide": "W" * 4000,
        "nested": "<b>" * 10_000 + "</b>",
        "script": '<script src="http://127.0.0.1/x.js"></script>{{ sheet }}&amp;',
        "broken": "one\x00two\x07three\ufffefour\ud800five",
        "turned": "\N{RIGHT-TO-LEFT OVERRIDE}evil\N{POP DIRECTIONAL FORMATTING} end",
        "emoji": "Ambulance 🚑 and family 👩‍👩‍👧 and flag 🇨🇭 end",
        "rtl": "נועה אמרה שלום and مرحبا end",
        "lines": "first line\r\nsecond line\u2028third line",
    }
    lines = tuple(EvidenceLine(text, 60) for text in texts.values())
    criteria = (replace(CRITERIA[0], name="W" * 120, evidence=lines), *CRITERIA[1:])
    file = tmp_path_factory.mktemp("odd") / "odd.pdf"
    file.write_bytes(scorecard(replace(SHEET, candidate="נועה כהן", criteria=criteria), RECORD))
    return file


def test_odd_texts_stay_text_and_stay_on_the_page(odd: Path) -> None:
    words = body_of(odd)
    unbroken = words.replace(" ", "").replace(BREAK, "")
    assert "W" * 4000 in unbroken
    assert "<b>" * 10_000 in unbroken
    assert '<scriptsrc="http://127.0.0.1/x.js"></script>{{sheet}}&amp;' in unbroken
    assert "one�two�three�four�five" in words
    assert "�evil� end" in words
    assert "Ambulance" in words
    assert "first line second line third line" in words
    assert "נועה" in words or "העונ" in words


def test_long_words_do_not_leave_the_text_block(odd: Path) -> None:
    command = ["pdftotext", "-bbox", str(odd), "-"]
    boxes = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    right = [float(line.split('xMax="')[1].split('"')[0]) for line in boxes.splitlines() if 'xMax="' in line]
    assert max(right) <= 595.28 - 18 * 72 / 25.4 + 0.5


def test_odd_texts_leave_a_document_that_opens(odd: Path) -> None:
    with pikepdf.open(odd) as opened:
        assert len(opened.pages) > 10
    assert subprocess.run(["qpdf", "--check", str(odd)], capture_output=True, check=False).returncode == 0
