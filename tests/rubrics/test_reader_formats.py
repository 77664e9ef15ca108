"""Markdown, saved pages and every usual encoding say the same as the plain text, or the file is refused."""

from __future__ import annotations

import codecs
import contextlib
import html
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hiringkit.errors import InvalidError
from hiringkit.rubrics.packs import Pack
from hiringkit.rubrics.reader import read_report, read_text
from hiringkit.rubrics.reader_bytes import MOST_BYTES
from hiringkit.rubrics.reader_draft import MODELS

REPORT = Path(__file__).parent / "reports" / "payroll-manager-uk-public-sector-2026.txt"
TEXT = REPORT.read_text(encoding="utf-8")
ROWS = {
    "Skill / Signal": ("Skill / Signal", "What “good” looks like", "How to prove it"),
    "Accuracy": ("Accuracy", "Balances before it pays", "Walk through one closed month"),
    "Explaining pay": ("Explaining pay", "Makes a payslip plain to anybody", "Draft reply to a complaint"),
    "Control": ("Control", "Leaves a trace for each change", "Change log with reasons"),
    "Planning": ("Planning", "Holds dates when inputs come late", "Calendar of one hard month"),
    "Judgment": ("Judgment under pressure", "Knows when to stop a run", "Incident story with the decision"),
}


def said(pack: Pack) -> dict[str, Any]:
    """What a draft says, without where it stands."""
    kept = {name: getattr(pack, name) for name in MODELS}
    return {
        "pack": pack.pack.model_dump(exclude={"source"}),
        **{
            name: [
                {key: value for key, value in item.model_dump().items() if key not in {"source", "anchors"}}
                for item in items
            ]
            for name, items in kept.items()
        },
    }


EXPECTED = said(read_report(RAW, REPORT.name).pack) if (RAW := REPORT.read_bytes()) else {}


def blocks() -> Iterator[tuple[str, str]]:
    """The report's lines by kind: heading, bullet, row, words."""
    parts = TEXT.split("\n")
    for place, line in enumerate(parts):
        cells = next((cells for start, cells in ROWS.items() if line == "".join(cells)), None)
        alone = not "".join(parts[place - 1 : place] + parts[place + 1 : place + 2]).strip()
        if line.startswith("  • "):
            yield "bullet", line.removeprefix("  • ")
        elif cells:
            yield "row", "\t".join(cells)
        elif line:
            yield "heading" if place > 6 and alone and not line.endswith((".", ":", "?", "!")) else "words", line


def markdown() -> str:
    made: list[str] = []
    for kind, line in blocks():
        if kind == "row" and not (made and made[-1].startswith("|")):
            made += ["| " + line.replace("\t", " | ") + " |", "|---|:---|---:|"]
        elif kind == "row":
            made.append("| " + line.replace("\t", " | ") + " |")
        elif kind == "bullet":
            made.append(re.sub(r"^([^—]+?) — ", r"**\1** — ", f"- {line}".removeprefix("- ")).join(["- ", ""]))
        else:
            made += ["", f"## {line}" if kind == "heading" else line, ""]
    return "\n".join(made)


def page() -> str:
    made = ["<!DOCTYPE html>", "<html><head><title>Saved</title><style>li {}</style></head><body>"]
    made += ["<nav><ul><li>Home<li>Hiring Loop</ul></nav>", "<main>"]
    tags = {"heading": "h2", "words": "p", "bullet": "li"}
    was = ""
    for kind, line in blocks():
        ends = {"bullet": "</ul>", "row": "</table>"}
        begins = {"bullet": "<ul>", "row": "<table>"}
        made += [
            *([ends[was]] if was in ends and was != kind else []),
            *([begins[kind]] if kind in begins and was != kind else []),
        ]
        if kind == "row":
            made.append("<tr>" + "".join(f"<td><b>{html.escape(cell)}</b></td>" for cell in line.split("\t")) + "</tr>")
        else:
            made.append(f"<{tags[kind]}>\n  {html.escape(line)}</{tags[kind]}>")
        was = kind
    return "\n".join([*made, "</main><footer><p>Hiring Loop</p><ul><li>Privacy</li></ul></footer></body></html>"])


@pytest.mark.parametrize(
    "encode",
    [
        pytest.param(lambda text: text.encode(), id="utf-8"),
        pytest.param(lambda text: codecs.BOM_UTF8 + text.encode(), id="with a mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(lambda text: text.replace(" ", "\u00a0").encode(), id="no-break spaces"),
        pytest.param(lambda text: text.replace("  • ", "- ").encode(), id="hyphens"),
        pytest.param(lambda text: text.replace("  • ", "* ").encode(), id="stars"),
        pytest.param(lambda text: text.encode("utf-16"), id="utf-16 with a mark"),
        pytest.param(lambda text: text.encode("utf-16-be"), id="utf-16 without a mark"),
        pytest.param(lambda text: text.encode("utf-32"), id="utf-32"),
        pytest.param(lambda text: text.encode("cp1252"), id="cp1252"),
        pytest.param(lambda text: text.encode("cp1252").rstrip(b"\n"), id="no last line end"),
        pytest.param(lambda _text: markdown().encode(), id="markdown"),
        pytest.param(lambda _text: page().encode(), id="page"),
        pytest.param(
            lambda _text: page().replace("<head>", '<head><meta charset="windows-1252">').encode("cp1252"),
            id="page in cp1252",
        ),
        pytest.param(lambda _text: page().replace("\n", "").replace("<h2>  ", "<h2>").encode(), id="page in one line"),
        pytest.param(lambda _text: re.sub("</(li|td|tr|p)>", "", page()).encode(), id="page without ends"),
    ],
)
def test_the_same_report_in_another_dress_says_the_same(encode: Callable[[str], bytes]) -> None:
    assert said(read_report(encode(TEXT), "r.txt").pack) == EXPECTED
    assert EXPECTED["criteria"][0]["proof"] == "Walk through one closed month"


def test_items_of_a_page_have_the_line_of_their_words() -> None:
    text = page()
    made = read_text(text, "r.html", "0a" * 32).pack
    lines = text.split("\n")
    assert [lines[track.source.line - 1].strip()[:8] for track in made.tracks if not isinstance(track.source, str)] == [
        "Monthly ",
        "Pensions",
        "Shared s",
        "Payroll ",
        "Payroll ",
    ]


def test_markdown_marks_are_not_part_of_the_words() -> None:
    made = read_text("# Tracks\n\n- **A** — see [the *guide*](http://x)\n- `B`\n", "r.md", "0a" * 32).pack
    assert [(track.name, track.note) for track in made.tracks] == [("A", "see the guide"), ("B", None)]


def test_underlined_words_are_a_heading() -> None:
    made = read_text("Tracks\n======\n\n* A\n\nOther things\n------------\n\n* **B**\n", "r.md", "0a" * 32).pack
    assert [track.name for track in made.tracks] == ["A"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "This file is empty.", id="empty"),
        pytest.param(b"\xef\xbb\xbf \n\n\xc2\xa0", "This file is empty.", id="blanks only"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "control character (U+001A)", id="picture"),
        pytest.param(b"PK\x03\x04\x14\0\x06\0Tracks", "control character (U+0003) in line 1", id="archive"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n\x9d\x81", "encoding that cannot be told", id="PDF"),
        pytest.param(b"\0" * 100, "control character (U+0000)", id="zeros"),
        pytest.param("Tracks\n\n• Приём".encode("cp1251", "replace"), "encoding that cannot be told", id="cp1251"),
        pytest.param(
            "Tracks\n\n• 上級の管理".encode("shift-jis", "replace"), "encoding that cannot be told", id="Shift-JIS"
        ),
        pytest.param("Tracks\n\n• A — é".encode() + b"\xff", "encoding that cannot be told", id="damaged utf-8"),
        pytest.param("Tracks\n\n• A".encode("utf-16")[:-1], "encoding that cannot be told", id="cut utf-16"),
        pytest.param(b"Dear all,\n\nthe loop is hiring.\n\nYours\n", "This is no such report", id="letter"),
        pytest.param(b"a,b,c\n1,2,3\n", "This is no such report", id="table"),
        pytest.param(b"Tracks " * 1_500_000, "larger than 10 MB", id="too large"),
        pytest.param(TEXT.replace("\n", "\r").encode(), "This is no such report", id="old line ends"),
        pytest.param(
            b"<!doctype html><meta charset=klingon><h1>Tracks</h1>",
            "encoding that cannot be told",
            id="unknown charset",
        ),
    ],
)
def test_what_cannot_be_read_rightly_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(InvalidError) as caught:
        read_report(content, "folder/r.txt")
    assert sentence in caught.value.what
    assert (caught.value.where, bool(caught.value.mend)) == ("r.txt", True)


def test_western_text_with_accents_is_read_rightly() -> None:
    text = "Tracks\n\n• Café manager — “always” on time\n• Señor role\n"
    made = read_report(text.encode("cp1252"), "r.txt").pack
    assert [(track.name, track.note) for track in made.tracks] == [
        ("Café manager", "“always” on time"),
        ("Señor role", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Tracks\n\n" + "• a • b" * 140_000, id="bullets in one line"),
        pytest.param("Tracks\n\n• " + "[" * 4_000_000 + "](", id="brackets"),
        pytest.param("Tracks\n\n" + "\n" * 290_000, id="blank lines"),
        pytest.param("Tracks\n\n" + "- **a\n" * 290_000, id="open marks"),
        pytest.param("Skill matrix\n\nSkill\tA\tB\n" + "aA" * 2_000_000, id="seams"),
        pytest.param("Skill matrix\n\nSkill\tA\tB\n" + "\t" * 4_000_000, id="tabs"),
        pytest.param("<!doctype html><h2>Tracks</h2>" + "<!--" * 290_000, id="open comments"),
        pytest.param("<!doctype html><h2>Tracks</h2>" + "<a " * 290_000, id="open tags"),
        pytest.param("<!doctype html><h2>Tracks</h2>" + "<![" * 290_000, id="open sections"),
        pytest.param("<!doctype html><h2>Tracks</h2>" + '<a b="' * 290_000, id="open quotes"),
        pytest.param("<!doctype html><h2>Tracks</h2>" + "<div>" * 290_000, id="deep blocks"),
        pytest.param(
            "<!doctype html><h2>Tracks</h2>" + "<nav><input>" * 100_000 + "</x>" * 90_000, id="deep furniture"
        ),
        pytest.param("<!doctype html><h2>Tracks</h2>" + "&" * 4_000_000, id="ampersands"),
        pytest.param("<!doctype html><h2>Tracks</h2>" + "<script>" + "</scrip" * 290_000, id="open scripts"),
        pytest.param("<!doctype html><h2>Tracks</h2><table>" + "<tr><td>" * 140_000, id="cells"),
    ],
)
def test_no_text_takes_long(text: str) -> None:
    """Where the time grew with the square of the text it would take the better part of an hour."""
    begun = time.process_time()
    with contextlib.suppress(InvalidError):
        read_report(text.encode(), "r.txt")
    assert time.process_time() - begun < 120


@pytest.mark.parametrize("piece", ["\n", "•", "<p>"])
def test_what_is_no_one_report_is_refused_at_once(piece: str) -> None:
    with pytest.raises(InvalidError, match="no one report"):
        read_report(("<p>Tracks\n\n• A" + piece * 300_001).encode(), "r.txt")


def test_more_items_than_any_report_has_are_refused() -> None:
    text = "Tracks\n\n" + "\n".join(f"• {number}" for number in range(100_001))
    with pytest.raises(InvalidError, match="100,001 items and sections"):
        read_report(text.encode(), "r.txt")


def test_a_file_of_the_greatest_size_is_read() -> None:
    text = TEXT + "\n\nAppendix\n\n"
    filled = text.encode() + b"x" * (MOST_BYTES - len(text.encode()))
    assert len(read_report(filled, "r.txt").pack.tracks) == 5
    with pytest.raises(InvalidError, match="larger than 10 MB"):
        read_report(filled + b"x", "r.txt")
