"""Texts on paper: what a document cannot hold is replaced, lines are broken before they are drawn, times are said."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

from hiringkit.languages import day, gettext, hour

REPLACED = "\N{REPLACEMENT CHARACTER}"
BREAK = "\N{ZERO WIDTH SPACE}"
SIDE_ROOM, LABEL_POINTS, MARK_POINTS = 48.5, 9.5, 8.5  # the left column: millimetres, and the sizes of its type
HIGHEST_SIDE = 5
_MM_PER_POINT = 25.4 / 72
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_ENDLESS = re.compile(r"(?<=\S{40})\S{40}(?=\S)")
_WIDTHS = {  # em, at least as wide as in Lato and Liberation Sans, regular and bold
    0.24: "'",
    0.28: " ,.ijl|",
    0.32: "I",
    0.36: "!():;[]f",
    0.40: "-`rt{}",
    0.44: "*",
    0.48: '"/\\',
    0.52: "z",
    0.56: "J_aceksvxy",
    0.60: "#$+0123456789<=>^~",
    0.64: "?FLTZbdghnopquß",
    0.68: "EPSXY",
    0.72: "V",
    0.76: "&ABCKRU",
    0.80: "DGHN",
    0.84: "OQw",
    0.92: "%m",
    0.96: "M",
    1.04: "@",
    1.08: "W",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_WIDEST = 1.1


def legible(text: str) -> str:
    """The text as a document can hold it: no control character, nothing that turns the reading direction.

    A very long word gets places at which it may be broken, since to look for them takes a time that grows with its
    square.
    """
    plain = _UNPRINTABLE.sub(REPLACED, _LINE_ENDS.sub("\n", text))
    return _ENDLESS.sub(lambda part: part[0] + BREAK, plain)


def shortened(text: str, longest: int) -> str:
    """The text, or its beginning and an ellipsis: for the head and foot of a page alone."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def width(text: str, points: float) -> float:
    """How wide a text is at most, in millimetres, set at `points` on one line."""
    return (
        sum(_WIDTH_OF.get(letter) or _WIDTH_OF.get(_bare(letter), _WIDEST) for letter in text) * points * _MM_PER_POINT
    )


def _bare(letter: str) -> str:
    """The letter without its marks, which is as wide; what has none as it is."""
    return unicodedata.normalize("NFD", letter)[0]


def beside(label: str, *marks: str, least: int = 1) -> str:
    """The class of a block whose left column holds a label, and marks under it: how many lines that takes.

    `least`: lines that are kept for it anyhow. `tall` where there are too many to stand beside.
    """
    high = len(lines(label, SIDE_ROOM, LABEL_POINTS)) + sum(len(lines(mark, SIDE_ROOM, MARK_POINTS)) for mark in marks)
    if high > HIGHEST_SIDE:
        return "tall"
    return f"s{max(high, least)}" if max(high, least) > 1 else ""


def lines(text: str, room: float, points: float) -> tuple[str, ...]:
    """The text in lines of at most `room` millimetres: broken between words, and within a word that has no room."""
    done, line = [], ""
    for word in _pieces(text, room, points):
        longer = f"{line} {word}" if line else word
        if line and width(longer, points) > room:
            done.append(line)
            line = word
        else:
            line = longer
    return (*done, line)


def _pieces(text: str, room: float, points: float) -> list[str]:
    """The words of a text, those without room cut into pieces that have."""
    pieces = []
    for word in text.split():
        piece = ""
        for letter in word:
            if piece and width(piece + letter, points) > room:
                pieces.append(piece)
                piece = ""
            piece += letter
        pieces.append(piece)
    return pieces


def day_in(moment: datetime, zone: str) -> str:
    """The date that a moment has in a zone: 12 Nov 2026."""
    return day(moment.astimezone(ZoneInfo(zone)))


def moment_in(moment: datetime, zone: str) -> str:
    """A moment in a zone: 12 Nov 2026, 11:31 EST."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{day(there)}, {hour(there)} {there.tzname()}"


def span_in(start: datetime, end: datetime, zone: str) -> str:
    """A stretch of time in a zone: 12 Nov 2026, 10:00–10:52 EST."""
    first, last = start.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone))
    if first.date() != last.date():
        return gettext("%(start)s to %(end)s", start=moment_in(start, zone), end=moment_in(end, zone))
    return f"{day(first)}, {hour(first)}–{hour(last)} {last.tzname()}"


def minute_mark(second: int) -> str:
    """The minute of an interview in which something was noted: 08′."""
    return f"{second // 60:02}′"


def code(digest: str) -> str:
    """The beginning of a digest as people read it to each other: 7F3A-91C2."""
    return f"{digest[:4]}-{digest[4:8]}".upper()
