"""A market report becomes the draft of a pack: its structure is read, every line accounted for, nothing invented."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass

from hiringkit.errors import InvalidError
from hiringkit.rubrics.packs import Pack
from hiringkit.rubrics.provenance import SourceFile
from hiringkit.rubrics.reader_bytes import decoded, is_html
from hiringkit.rubrics.reader_draft import MODELS, MOST_PARTS, Account, Draft
from hiringkit.rubrics.reader_html import html_lines
from hiringkit.rubrics.reader_lines import lines, numbered
from hiringkit.rubrics.reader_sections import ReportDocument, sections

MOST_LINES = 300_000  # ten megabytes of report have half as many


@dataclass(frozen=True, slots=True)
class Reading:
    """A report that was read: the draft, and what became of each line."""

    pack: Pack
    accounts: tuple[Account, ...]
    lines: tuple[str, ...]  # of the report, as an editor shows them

    @property
    def found(self) -> dict[str, int]:
        """How many items each element has."""
        return {element: len(getattr(self.pack, element)) for element in MODELS}


def read_report(raw: bytes, name: str) -> Reading:
    """The draft of a pack from a report's bytes; the same bytes give the same draft.

    Raises InvalidError: empty, too large, binary, in an unknown encoding, or no such report.
    """
    base = os.fsencode(os.path.basename(name)).decode("utf-8", "replace")[-120:] or "report"
    reading = read_text(decoded(raw, base), base, hashlib.sha256(raw).hexdigest())
    if not any(reading.found.values()) and not reading.pack.repair:
        what = "This is no such report: it has no heading of one, such as hiring loop, skill matrix or role variants."
        raise InvalidError(what, where=base, mend="Give the whole text of the report, with its blank lines.")
    return reading


def read_text(text: str, name: str, sha256: str) -> Reading:
    """The draft of a pack from any text; it may well be empty. Raises InvalidError where it is no one report."""
    if text.count("\n") + text.count("•") > MOST_LINES or text.count("<") > MOST_LINES:
        what = f"This is no one report: it has more than {MOST_LINES:,} lines, points or tags."
        raise InvalidError(what, where=name, mend="Give one report.")
    shown = numbered(text)
    draft = Draft(SourceFile(file=name, sha256=sha256, lines=len(shown)))
    draft.take(document(text))
    if draft.parts > MOST_PARTS:
        what = f"This is no one report: it has {draft.parts:,} items and sections."
        raise InvalidError(what, where=name, mend="Give one report.")
    return Reading(draft.pack(), draft.accounts(shown), tuple(shown))


def document(text: str) -> ReportDocument:
    """The sections of a text, plain, Markdown or a saved page."""
    return ReportDocument(sections(html_lines(text) if is_html(text) else lines(text)))
