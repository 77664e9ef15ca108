"""The lines of a report, plain or Markdown: what each of them is (heading, bullet, row, words) and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

_NOISE = dict.fromkeys(map(ord, "\ufeff\u200b\u2060")) | dict.fromkeys(map(ord, "\u00a0\u202f\u2007"), " ")
_HAS_NOISE = re.compile("[\ufeff\u200b\u2060\u00a0\u202f\u2007]")
_SIGNS = "•‣◦▪▫●○■□∙⁃·"  # these mean a bullet wherever they stand; the others only at the start, before a space
_BULLET = re.compile(rf"(?:[{_SIGNS}]|[-*+–—](?=\s)|\d{{1,3}}[.)](?=\s))\s*")
_SIGN = re.compile(rf"[{_SIGNS}]")
_APART = re.compile(rf"\s*[{_SIGNS}]\s*")
_STARS = re.compile(r"\s+\*\s+")
_ATX = re.compile(r"#{1,6}\s+(.*?)(?:\s+#+)?$")
_UNDERLINE = re.compile(r"(?:=+|-{2,})$")
_RULE = re.compile(r"(?:-{3,}|={3,}|\*{3,}|_{3,}|(?:[-*_] ){2,}[-*_]|`{3,}.*|~{3,}.*)$")
_TABLE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?$")
_MARKDOWN = re.compile(r"^#{1,6} \S|^\|?[ \t]*:?-{3,}:?[ \t]*\||\]\(|\*\*\S", re.MULTILINE)
_LONGEST_MARKED = 4000  # no phrase of a report is as long; looking for pairs of marks in more would take too long
_INLINE = (  # Markdown within a line; each pattern ends within it
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)([^*_]+)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*]+)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_]+)(?<=\S)_(?![\w_])"), r"\1"),
    (re.compile(r"`([^`]+)`"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!>~-])"), r"\1"),
)


class Kind(StrEnum):
    """What a line is, by its form alone."""

    BLANK = "blank"
    HEADING = "heading"  # said so by the markup
    BULLET = "bullet"
    ROW = "row"  # said so by the markup
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Line:
    """One line that says something. `text` has neither its sign nor needless blanks; `cells` where it is divided."""

    number: int
    last: int
    kind: Kind
    text: str
    cells: tuple[str, ...] = ()
    indent: int = 0


def numbered(text: str) -> list[str]:
    """The lines as an editor counts them: LF or CRLF ends one, nothing else does."""
    parts = text.split("\n")
    if parts[-1] == "" and len(parts) > 1:
        parts.pop()
    return [part.removesuffix("\r") for part in parts]


def tidy(text: str) -> str:
    """Marks that nobody sees taken out, blanks of any kind as one space."""
    return " ".join(_quiet(text).split())


def _quiet(text: str) -> str:
    return text.translate(_NOISE) if _HAS_NOISE.search(text) else text


def lines(text: str) -> list[Line]:
    """The lines of a plain or Markdown text, in order; bullets that ran together are taken apart."""
    raw = numbered(text)
    is_markdown = _MARKDOWN.search(text) is not None
    found: list[Line] = []
    for number, part in enumerate(raw, 1):
        line = _line(number, part, is_markdown=is_markdown)
        if is_markdown and _underlines(part.strip(), found):
            found[-1] = replace(found[-1], kind=Kind.HEADING, last=number)
        elif _continues(line, found):
            found[-1] = replace(found[-1], text=f"{found[-1].text} {line.text}", last=number)
        elif line.kind is not Kind.BLANK or not found or found[-1].kind is not Kind.BLANK:
            found.extend(apart(line))
    return found


def apart(line: Line) -> Iterator[Line]:
    """A line, or the bullets that run together in it, each as a line of its own."""
    if line.kind not in {Kind.BULLET, Kind.WORDS} or not (_SIGN.search(line.text) or " * " in line.text):
        yield line
    elif line.kind is Kind.BULLET:
        parts = (_APART if _SIGN.search(line.text) else _STARS).split(line.text)
        yield from (replace(line, text=part) for part in parts if part)
    elif "•" in line.text:
        first, *rest = _APART.split(line.text)
        yield replace(line, text=first)
        yield from (replace(line, kind=Kind.BULLET, text=part) for part in rest if part)
    else:
        yield line


def split_cells(text: str) -> tuple[str, ...]:
    """The cells of a row that tabs or pipes divide; none where neither does."""
    if "\t" in text and "\t" in text.strip():
        return tuple(tidy(cell) for cell in text.strip().split("\t"))
    if "|" not in text:
        return ()
    parts = re.split(r"(?<!\\)\|", text.strip().removeprefix("|").removesuffix("|"))
    return tuple(tidy(part).replace("\\|", "|") for part in parts) if len(parts) > 1 else ()


def _line(number: int, part: str, *, is_markdown: bool) -> Line:
    body = _quiet(part)
    text = " ".join(body.split())
    indent = len(body) - len(body.lstrip())
    if not text or _RULE.fullmatch(text) or _TABLE_RULE.fullmatch(text):
        return Line(number, number, Kind.BLANK if not text or "|" not in text else Kind.ROW, "")
    heading = _ATX.fullmatch(text) if is_markdown else None
    if heading:
        return Line(number, number, Kind.HEADING, _plain(heading.group(1)), indent=indent)
    sign = _BULLET.match(text)
    if sign:
        text = text[sign.end() :]
        body = body.lstrip()[sign.end() :] if body.lstrip().startswith(sign.group().rstrip()) else body
    words, cells = text, split_cells(body)
    if is_markdown:
        words, cells = _plain(text), tuple(map(_plain, cells))
    return Line(number, number, Kind.BULLET if sign else Kind.WORDS, words, cells, indent)


def _plain(text: str) -> str:
    """Words without the marks that Markdown sets around them."""
    if len(text) > _LONGEST_MARKED:
        return text
    for pattern, instead in _INLINE:
        text = pattern.sub(instead, text)
    return text.strip()


def _underlines(text: str, found: Sequence[Line]) -> bool:
    """Whether a line of = or - makes a heading of the words above it."""
    return bool(found) and found[-1].kind is Kind.WORDS and _UNDERLINE.fullmatch(text) is not None


def _continues(line: Line, found: Sequence[Line]) -> bool:
    """Whether a line goes on with the bullet right above it: it stands further in than the bullet's sign."""
    if not found or line.kind is not Kind.WORDS:
        return False
    return found[-1].kind is Kind.BULLET and found[-1].last == line.number - 1 and line.indent > found[-1].indent
