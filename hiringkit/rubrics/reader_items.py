"""One bullet or row of a report becomes the fields of an item, in the words of the report; or it has to be mended."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from hiringkit.rubrics.packs import RISK_OBJECTION
from hiringkit.rubrics.reader_headings import (
    ANTI_SIGNALS,
    FIRST_QUARTER,
    LEVELS,
    OUTCOMES,
    PROCESS_UPGRADES,
    SCENARIOS,
    SIGNALS,
    STAGES,
    TRACKS,
    WORK_SAMPLES,
)

Fields = dict[str, Any]

_DASHES = (re.compile(r"\s—\s"), re.compile(r"\s(?:–|--?)\s"))  # an em dash goes before the others
_MINUTES = re.compile(r"(?<!\d)(\d{1,3})(?:\s*(?:[-–—]|to)\s*(\d{1,3}))?[\s-]*(?:minutes?|mins?)\b", re.IGNORECASE)
_LEVEL = re.compile(r"([^:]+):\s*(\S.*)")
_WEEKS = re.compile(
    r"weeks?\s+(\d{1,3})(?:\s*(?:[-–—]|to|through|and)\s*(\d{1,3}))?\s*(?::|\s[—–-]\s)\s*(\S.*)", re.IGNORECASE
)
_ASKS_FOR_AN_OBJECTION = re.compile(r"\bobjections?\b.*\b(?:scenario|exercise|role[- ]?play|case)s?\b", re.IGNORECASE)
_CANDIDATES = re.compile(r"(?:for )?(?:candidates?|applicants?)\s*(?:only\s*)?:", re.IGNORECASE)
_LONGEST_NAME, _LONGEST_TEXT, _LONGEST_SLUG = 120, 1000, 60


class UnreadableLineError(Exception):
    """A line that makes no item; says why, for the person who mends it."""


def fields(element: str, text: str) -> Fields:
    """What one bullet says of its element. Raises UnreadableLineError."""
    found = _PARSERS[element](text)
    fit(found)
    return found


def fit(found: Fields) -> None:
    """Raises UnreadableLineError where a name or a text is longer than a pack keeps."""
    for name, value in found.items():
        longest = _LONGEST_NAME if name == "name" else _LONGEST_TEXT
        values = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        if any(isinstance(part, str) and len(part) > longest for part in values):
            raise UnreadableLineError(f"The {name} is longer than {longest:,} characters.")


def is_for_candidates(text: str) -> bool:
    """Whether a line says itself that it is for candidates."""
    return _CANDIDATES.match(text) is not None


def slug(text: str) -> str:
    """An id of the first words; empty where no letter or figure of ASCII is in them."""
    plain = unicodedata.normalize("NFKD", text[:400]).encode("ascii", "ignore").decode().lower().replace("'", "")
    made = ""
    for word in re.findall(r"[a-z0-9]+", plain):
        longer = f"{made}-{word}" if made else word[:_LONGEST_SLUG]
        if len(longer) > _LONGEST_SLUG:
            break
        made = longer
    return made


def free_key(text: str, taken: Iterable[str], other: str) -> str:
    """An id made of a text that none of `taken` is; `other` where the text makes none."""
    known, number = set(taken), 2
    key = found = slug(text) or other
    while found in known:
        found, number = f"{key}-{number}", number + 1
    return found


def _text(text: str) -> Fields:
    return {"text": text}


def _named(text: str) -> tuple[str, str | None]:
    """Name and rest, at the first dash with blanks round it."""
    for dash in _DASHES:
        name, *rest = dash.split(text, maxsplit=1)
        if rest and name.strip():
            return name.strip(), rest[0].strip() or None
    return text.rstrip("—–- ") or text, None


def _track(text: str) -> Fields:
    name, note = _named(text)
    return {"name": name, "note": note}


def _stage(text: str) -> Fields:
    name, advice = _named(text)
    minutes = _MINUTES.search(advice or "")
    spans = sorted(int(part) for part in minutes.groups() if part) if minutes else []
    return {
        "name": name,
        "advice": advice,
        "walkthrough_min": spans[0] if spans else None,
        "walkthrough_max": spans[-1] if spans else None,
    }


def _level(text: str) -> Fields:
    found = _LEVEL.fullmatch(text)
    if not found:
        raise UnreadableLineError("A level is written “Name: one thing; another; a third.”")
    phrases = [part.strip() for part in found[2].removesuffix(".").split(";")]
    return {"name": found[1].strip(), "phrases": [part for part in phrases if part]}


def _block(text: str) -> Fields:
    found = _WEEKS.fullmatch(text)
    if not found:
        raise UnreadableLineError("A block of the plan begins with its weeks, as in “Weeks 1–2: …”.")
    first, last = int(found[1]), int(found[2] or found[1])
    if not 1 <= first <= last:
        raise UnreadableLineError("The first week has to be 1 or later, and not after the last.")
    return {"text": found[3], "weeks": (first, last)}


def _upgrade(text: str) -> Fields:
    return {"text": text, "kind": RISK_OBJECTION if _ASKS_FOR_AN_OBJECTION.search(text) else None}


_PARSERS: dict[str, Callable[[str], Fields]] = {
    TRACKS: _track,
    LEVELS: _level,
    STAGES: _stage,
    SIGNALS: _text,
    ANTI_SIGNALS: _text,
    SCENARIOS: _text,
    OUTCOMES: _text,
    PROCESS_UPGRADES: _upgrade,
    WORK_SAMPLES: _text,
    FIRST_QUARTER: _block,
}
