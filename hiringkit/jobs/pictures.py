"""A document as pictures of its pages, to be looked at before it is downloaded: pictures of the very bytes.

Nothing is stored and nothing is noted: to look is not to export. The bytes are the kept ones, or are printed and held
in this process for a while, since a browser asks for one page after the other. Who may see it is asked each time.
"""

from __future__ import annotations

import re
import subprocess
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hiringkit.db.engine import Database
from hiringkit.errors import NotFoundError, UnprintableError
from hiringkit.jobs import exports
from hiringkit.jobs.documents import render
from hiringkit.policy.people import Viewer
from hiringkit.services import documents, kits, packets, scorecard_sheets, summaries
from hiringkit.services.documents import Prepared
from hiringkit.services.packets import PACKET
from hiringkit.services.scorecard_sheets import SCORECARD
from hiringkit.services.summaries import SUMMARY

DOTS = 110  # per inch: type of 7.5 points can be read
SECONDS = 20.0
HELD = 12  # documents
MISSING = "Pages cannot be shown on this machine: the program {} is missing."
MEND = "The PDF itself can be downloaded. Install poppler-utils to see its pages here."
_PAGE_END = "\f"
_SIZE = re.compile(rb"^Page size:\s+([\d.]+) x ([\d.]+) pts", re.MULTILINE)
_POINTS = 72  # an inch

Preparing = Callable[[Database, Viewer | None, int, str], Prepared]
KINDS: Mapping[str, Preparing] = {
    SCORECARD: scorecard_sheets.scorecard,
    PACKET: packets.packet,
    kits.KIT: lambda db, viewer, subject, _form: kits.kit(db, viewer, subject, kits.KIT),
    kits.BLANK: lambda db, viewer, subject, _form: kits.kit(db, viewer, subject, kits.BLANK),
    kits.HANDOUT: lambda db, viewer, subject, _form: kits.handout(db, viewer, subject),
    kits.DEFINITIONS: lambda db, viewer, subject, _form: kits.definitions(db, viewer, subject),
    SUMMARY: lambda db, viewer, subject, _form: summaries.summary(db, viewer, subject),
}
FORMED = frozenset({SCORECARD, PACKET})  # that there is in several forms


@dataclass(frozen=True)
class Shown:
    """A document to be shown: its bytes, what each of its pages says, how large a picture of one is, in pixels."""

    content: bytes
    texts: tuple[str, ...]
    width: int
    height: int

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self.texts)


def shown(db: Database, viewer: Viewer | None, kind: str, subject_id: int, form: str) -> Shown:
    """The document that this viewer would download.

    Raises what the export raises: NotFoundError (of an unknown kind too), ConflictError, RefusedError,
    UnprintableError.
    """
    if kind not in KINDS:
        raise NotFoundError("There is no such document.", where=f"{kind} {subject_id}")
    prepared = KINDS[kind](db, viewer, subject_id, form)
    key = (kind, subject_id, prepared.form, prepared.digest, prepared.fingerprint, exports.engine())
    held = _held.get(key)
    if held is None:
        content = documents.kept(db, prepared, exports.engine()) or render(kind, prepared.sheet, prepared.record)
        held = _held.put(key, _measured(content))
    return held


def picture(document: Shown, number: int) -> bytes:
    """The PNG of a page, counted from one. Raises NotFoundError, UnprintableError."""
    if not 1 <= number <= document.pages:
        raise NotFoundError("The document has no such page.", where=f"page {number}")
    page = str(number)
    return _said("pdftoppm", ["-png", "-r", str(DOTS), "-f", page, "-l", page, "-singlefile", "-"], document.content)


def _measured(content: bytes) -> Shown:
    size = _SIZE.search(_said("pdfinfo", ["-"], content))
    if size is None:
        raise UnprintableError("The pages could not be measured.", where="pdfinfo", mend=MEND)
    width, height = (round(float(points) * DOTS / _POINTS) for points in size.groups())
    texts = _said("pdftotext", ["-raw", "-enc", "UTF-8", "-", "-"], content).decode().split(_PAGE_END)
    return Shown(content, tuple(text.strip() for text in texts[:-1]), width, height)


def _said(program: str, arguments: list[str], content: bytes) -> bytes:
    """What a program of Poppler says of our own bytes."""
    try:
        done = subprocess.run([program, *arguments], input=content, capture_output=True, check=True, timeout=SECONDS)  # noqa: S603 - fixed words and a number
    except FileNotFoundError as error:
        raise UnprintableError(MISSING.format(program), mend=MEND) from error
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise UnprintableError("The page could not be drawn.", where=program, mend=MEND) from error
    return done.stdout


class _Documents:
    """The documents that were looked at last, and so many of them at most."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._documents: OrderedDict[tuple[object, ...], Shown] = OrderedDict()

    def get(self, key: tuple[object, ...]) -> Shown | None:
        with self._lock:
            if key in self._documents:
                self._documents.move_to_end(key)
            return self._documents.get(key)

    def put(self, key: tuple[object, ...], document: Shown) -> Shown:
        with self._lock:
            self._documents[key] = document
            while len(self._documents) > self._most:
                self._documents.popitem(last=False)
        return document


_held = _Documents(HELD)
