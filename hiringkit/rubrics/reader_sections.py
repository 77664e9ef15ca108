"""A report as a document: its sections in order, each with the element that it holds and the lines it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hiringkit.rubrics.reader_headings import element_of, lead_in_of
from hiringkit.rubrics.reader_lines import Kind, Line

_ENDS = (".", ":", "?", "!")
_TABLE = 3  # words divided into as many cells are a row, not a heading


@dataclass(slots=True)
class Section:
    """A heading and what follows it up to the next one. The first section of a text may have no heading."""

    heading: Line | None
    element: str | None
    lines: list[Line] = field(default_factory=list)
    is_broken: bool = False  # the heading has no blank line around it, so nobody can tell that it is one

    @property
    def bullets(self) -> int:
        """How many bullets it has."""
        return sum(line.kind is Kind.BULLET for line in self.lines)


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A report's text as the sections that it is made of."""

    sections: tuple[Section, ...]


def sections(lines: Sequence[Line]) -> tuple[Section, ...]:
    """The sections that some lines make, in order."""
    only_marked = _marks_its_headings(lines)
    found = [Section(None, None)]
    for place, line in enumerate(lines):
        element = _heading(lines, place, only_marked=only_marked)
        if element is not None:
            found.append(Section(line, element or None))
        elif _is_broken_heading(lines, place, found[-1]):
            found.append(Section(line, None, is_broken=True))
        else:
            found[-1].lines.append(line)
    return tuple(section for section in found if section.heading or section.lines)


def _marks_its_headings(lines: Sequence[Line]) -> bool:
    """Whether headings are said by the markup: then other bare lines are words, unless they name an element."""
    marked = any(line.kind is Kind.HEADING and element_of(line.text) for line in lines)
    return marked and not any(
        line.kind is Kind.WORDS and _stands_apart(lines, place) and _names(line.text)
        for place, line in enumerate(lines)
    )


def _heading(lines: Sequence[Line], place: int, *, only_marked: bool) -> str | None:
    """The element of a heading, empty for an unknown one; none where the line is no heading."""
    line = lines[place]
    if line.kind is Kind.HEADING:
        return element_of(line.text) or lead_in_of(line.text) or ""
    if line.kind is Kind.BULLET:  # “1. Hiring loop”: a numbered heading looks like a bullet
        return element_of(line.text) if _is_alone(lines, place) else None
    if line.kind is not Kind.WORDS or not _is_blank(lines, place - 1):
        return None
    after = lines[place + 1].kind if place + 1 < len(lines) else Kind.BLANK
    if after in {Kind.BLANK, Kind.BULLET} and lead_in_of(line.text):
        return lead_in_of(line.text)
    if not _stands_apart(lines, place):
        return None
    return _names(line.text) or (None if only_marked or len(line.cells) >= _TABLE else "")


def _names(text: str) -> str | None:
    return None if text.endswith(_ENDS) else element_of(text)


def _stands_apart(lines: Sequence[Line], place: int) -> bool:
    return _is_blank(lines, place - 1) and _is_blank(lines, place + 1) and not lines[place].text.endswith(_ENDS)


def _is_alone(lines: Sequence[Line], place: int) -> bool:
    """Whether a bullet has no other near it, so that it may be a numbered heading."""
    if not (_is_blank(lines, place - 1) and _is_blank(lines, place + 1)):
        return False
    near = [*_spoken(reversed(lines[max(0, place - 3) : place])), *_spoken(iter(lines[place + 1 : place + 4]))]
    return Kind.BULLET in {line.kind for line in near} and not lines[place].text.endswith(_ENDS)


def _spoken(lines: Iterator[Line]) -> Iterator[Line]:
    return (line for line in lines if line.kind is not Kind.BLANK)


def _is_blank(lines: Sequence[Line], place: int) -> bool:
    return not 0 <= place < len(lines) or lines[place].kind is Kind.BLANK


def _is_broken_heading(lines: Sequence[Line], place: int, section: Section) -> bool:
    """Words among bullets that may be a heading with its blank lines lost: what follows is not to be taken in."""
    line = lines[place]
    if line.kind is not Kind.WORDS or line.cells or line.text.endswith(_ENDS):
        return False
    before = place > 0 and lines[place - 1].kind is Kind.BULLET
    after = place + 1 < len(lines) and lines[place + 1].kind is Kind.BULLET
    named = element_of(line.text) if before or after else None
    return (before and after) or (named is not None and named != section.element)
