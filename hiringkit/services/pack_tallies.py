"""What became of each line of a report that a draft was read from, as the page of its import shows it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from hiringkit.rubrics import accounts
from hiringkit.rubrics.packs import Pack
from hiringkit.rubrics.reader import read_text
from hiringkit.rubrics.reader_draft import Account, Fate
from hiringkit.services.pack_drafts import DraftPage, Mark

MOST_LINES = 600  # of the report that are shown at once


@dataclass(frozen=True)
class SourceLine:
    """A line of the report as it is shown; `begins` where lines before it are left out."""

    number: int
    text: str
    keys: tuple[str, ...]  # what was made of it, on this page
    is_repair: bool
    begins: bool


@dataclass(frozen=True)
class Ignored:
    """Lines that nothing was made of for one reason."""

    reason: str
    lines: tuple[int, ...]

    @property
    def words(self) -> str:
        """Its line numbers, those that follow one another as one."""
        return accounts.ranges(self.lines)


@dataclass(frozen=True)
class Tally:
    """What became of each line of the report: how many of each fate, and why lines are ignored."""

    fates: Mapping[Fate, int]
    ignored: tuple[Ignored, ...]
    shown: tuple[SourceLine, ...]  # ignored lines that say something and do not stand beside the draft already

    @property
    def whole(self) -> int:
        """How many lines there are."""
        return sum(self.fates.values())


def tally(draft: DraftPage, report: tuple[str, str, str], lines: list[str], beside: set[int]) -> Tally:
    """The fate of each line by now; `beside` are the lines that are shown beside the draft already."""
    was, read = _read(report[2], report[0], report[1])
    rejected = {line for mark in draft.marks.values() for line in _rejected_lines(mark)}
    now = accounts.accounts_now(read, was, draft.pack, rejected=rejected)
    reasons: dict[str, list[int]] = {}
    for one in now:
        if one.fate is Fate.IGNORED:
            reasons.setdefault(one.what, []).append(one.line)
    keys = {number: f"ignored-{at}" for at, of in enumerate(reasons.values(), 1) for number in of}
    said = [one.line for one in now if one.line in keys and one.what != accounts.BLANK and one.line not in beside]
    return Tally(
        fates={fate: sum(one.fate is fate for one in now) for fate in Fate},
        ignored=tuple(Ignored(reason, tuple(of)) for reason, of in reasons.items()),
        shown=tuple(
            SourceLine(number, lines[number - 1].strip(), (keys[number],), is_repair=False, begins=number - 1 != last)
            for last, number in zip([0, *said], said[:MOST_LINES], strict=False)
        ),
    )


@lru_cache(maxsize=4)  # the same text gives the same reading, and a person looks at one report on many pages
def _read(text: str, name: str, sha256: str) -> tuple[Pack, tuple[Account, ...]]:
    reading = read_text(text, name, sha256)
    return reading.pack, reading.accounts


def _rejected_lines(mark: Mark) -> Iterable[int]:
    source = json.loads(mark.content).get("source") if mark.content else None
    return (source["line"], *source["lines"]) if isinstance(source, dict) else ()
