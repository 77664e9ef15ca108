"""What a report says of itself at its head: title, role, segment, country, year, publisher and date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from hiringkit.rubrics.reader_lines import Kind, Line

_TITLE = re.compile(
    r"(?P<head>.+?)\s+(?:Job\s+)?Market\s+(?:Analysis|Report|Outlook|Guide|Review|Brief)\b.*?(?P<year>\b(?:19|20)\d\d)?$"
)
_ROLE = re.compile(
    r"\bfor (?P<role>[^.;:]{2,100}?) (?:roles?|jobs|positions)(?: in (?:the )?(?P<segment>[^.;:]{2,100}?))?[.]?$"
)
_LENS = re.compile(r"industry (?:lens|focus|context)\s*:\s*(?P<segment>.{2,100})", re.IGNORECASE)
_BRIEF = re.compile(r"\bthe (?P<both>[^.,;:]{2,100}?) segment\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = r"(?P<month>[A-Z][a-z]{2,8})\.?"
_DATES = (
    re.compile(rf"{_NAMED} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?, (?P<year>\d{{4}})"),
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_NAMED},? (?P<year>\d{{4}})"),
    re.compile(r"(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)"),
)
_BY = re.compile(r"\b[Bb]y (?P<name>\S.{1,100})$")
_COUNTRIES = {"US", "USA", "UK", "EU"}
_HEAD = 60  # lines that say something, at most; a title does not come later
_LONGEST = 120


@dataclass(slots=True)
class Meta:
    """What was found, and on which lines."""

    title: str | None = None
    role: str | None = None
    segment: str | None = None
    country: str | None = None
    year: int | None = None
    publisher: str | None = None
    published: str | None = None
    lines: dict[int, str] = field(default_factory=dict)  # line: what it gave


def meta(head: Sequence[Line], headings: Sequence[str]) -> Meta:
    """What the lines before the first known heading say of the report; `headings`: all of its headings."""
    found = Meta()
    spoken = [line for line in head if line.kind in {Kind.WORDS, Kind.HEADING} and len(line.text) <= 2 * _LONGEST]
    for line in spoken[:_HEAD]:
        _published(found, line)
        _title(found, line)
    marked = next((line for line in spoken if line.kind is Kind.HEADING), None)
    if not found.title and marked:
        found.title, found.lines[marked.number] = marked.text, "title"
    texts = [line.text for line in spoken[:_HEAD]]
    if found.title:
        _parts(found, texts, headings)
    return found


def _published(found: Meta, line: Line) -> None:
    """A line with a date, and the name after “By”."""
    if found.published or line.text.endswith((".", "?", "!")):
        return
    for pattern in _DATES:
        dated = pattern.search(line.text)
        day = _date(dated) if dated else None
        if day:
            by = _BY.search(line.text)
            found.published, found.publisher = day.isoformat(), by.group("name").strip() if by else None
            found.lines[line.number] = "publisher and date"
            return


def _date(dated: re.Match[str]) -> date | None:
    parts = dated.groupdict()
    month = int(parts["number"]) if parts.get("number") else _month(parts["month"])
    try:
        return date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None


def _month(name: str) -> int:
    short = name[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _title(found: Meta, line: Line) -> None:
    fits = None if found.title else _TITLE.fullmatch(line.text)
    if fits and not line.text.endswith((".", ":", "?", "!")):
        found.title, found.year = line.text, int(fits["year"]) if fits["year"] else None
        found.lines[line.number] = "title"


def _parts(found: Meta, texts: Sequence[str], headings: Sequence[str]) -> None:
    """Country, role and segment stand in the title without a mark between them: other lines tell them apart."""
    fits = _TITLE.fullmatch(found.title or "")
    whole = fits["head"] if fits else found.title or ""
    role, segment = _first(_ROLE, texts, "role"), _first(_ROLE, texts, "segment") or _first(_LENS, headings, "segment")
    if role and f" {role} " in f" {whole} ":
        before, _role, after = f" {whole} ".partition(f" {role} ")
        found.role, found.country, found.segment = role, before.strip() or None, after.strip() or segment
    elif segment and whole.endswith(f" {segment}"):
        found.segment = segment
        _split(found, whole.removesuffix(segment).strip(), texts)
    for name in ("role", "segment", "country"):
        if len(getattr(found, name) or "") > _LONGEST:
            setattr(found, name, None)


def _split(found: Meta, rest: str, texts: Sequence[str]) -> None:
    """Country and role, where the text names country and segment together or the country is one of the usual."""
    both = _first(_BRIEF, texts, "both") or ""
    country = both.removesuffix(found.segment or "").strip() if both.endswith(found.segment or "\n") else ""
    if not country and rest.split(" ", maxsplit=1)[0] in _COUNTRIES:
        country = rest.split(" ", maxsplit=1)[0]
    if country and rest.startswith(f"{country} "):
        found.country, found.role = country, rest.removeprefix(country).strip()


def _first(pattern: re.Pattern[str], texts: Sequence[str], name: str) -> str | None:
    return next((fits[name].strip() for text in texts if (fits := pattern.search(text)) and fits[name]), None)
