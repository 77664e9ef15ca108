"""The page of the list of candidates: what is the same for all is made once, and its lines are put into it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import NamedTuple
from weakref import WeakKeyDictionary

from flask import get_template_attribute, render_template

from hiringkit.db.candidate_list import HELD, Row, Sort
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer
from hiringkit.services.candidate_list import Choices, Listing, line
from hiringkit.web.blanks import Blank, gap, pieces
from hiringkit.web.pages import Frame, frame_for
from hiringkit.web.security import nonce
from hiringkit.web.templating import signs_escaped

STATE_SIGNS = {CandidacyState.ACTIVE: "open", CandidacyState.WITHDRAWN: "none", CandidacyState.CLOSED: "lock"}
SORT_WORDS = {Sort.NEWEST: "Newest first", Sort.NAME: "By name"}
MOST_LINES = 5_000  # of 1 kB each


def render(listing: Listing, viewer: Viewer, at: datetime) -> bytes:
    """The page of a listing."""
    values: dict[str, str | bytes] = {
        "reader": viewer.name,
        "nonce": nonce(),
        "lines": _lines(listing.rows, viewer.zone, at),
        "onward": str(listing.onward),
    }
    return _blank(listing, frame_for(viewer), viewer.zone).filled(values)


_BLANKS: WeakKeyDictionary[Choices, dict[tuple[Hashable, ...], Blank]] = WeakKeyDictionary()


def _blank(listing: Listing, frame: Frame, zone: str) -> Blank:
    """A page without its lines, and without what its reader is called. Kept with the loops to choose from, unless the
    list is narrowed: what is searched for may be a name."""
    asked = listing.asked
    if asked.is_narrowed:
        return _made_page(listing, frame, zone)
    kept = _BLANKS.setdefault(listing.choices, {})
    key = (frame, zone, asked.sort, bool(listing.rows), bool(asked.after), bool(listing.onward))
    found = kept.get(key)
    if found is None:
        found = kept[key] = _made_page(listing, frame, zone)
    return found


def _made_page(listing: Listing, frame: Frame, zone: str) -> Blank:
    return Blank(
        render_template(
            "candidates/index.html",
            viewer=Viewer(0, frame.role, gap("reader"), zone),
            navigation=frame.navigation,
            installation=frame.installation,
            said=frame.said,
            nonce=gap("nonce"),
            listing=listing,
            lines=gap("lines") if listing.rows else "",
            onward=gap("onward") if listing.onward else None,
            asked=listing.asked,
            held=HELD,
            states=list(CandidacyState),
            sorts=SORT_WORDS,
            addable=listing.choices.addable,
        )
    )


class _Line(NamedTuple):
    """A line of the list as long as it says the same, cut where the name belongs. It holds nothing personal."""

    since: datetime
    until: datetime
    before: bytes
    after: bytes


_LINES: dict[str, dict[str, _Line]] = {}


def _lines(rows: Iterable[Row], zone: str, at: datetime) -> bytes:
    """The lines of the list. What one says beside the name is made once, until the next interview begins."""
    lines = _LINES.setdefault(zone, {})
    found: list[bytes] = []
    for name, said in rows:
        kept = lines.get(said)
        if kept is None or not kept.since <= at < kept.until:
            kept = _kept(zone, said, _made_line(zone, said, at))
        found += (kept.before, signs_escaped(name or ERASED).encode(), kept.after)
    return b"".join(found)


def _kept(zone: str, said: str, made: _Line) -> _Line:
    if sum(map(len, _LINES.values())) >= MOST_LINES:
        _LINES.clear()
    _LINES.setdefault(zone, {})[said] = made
    return made


def _made_line(zone: str, stored: str, at: datetime) -> _Line:
    said = line(stored, at)
    write = get_template_attribute("candidates/line.html", "line_of")
    before, after = pieces(write(zone, said, STATE_SIGNS[said.state], gap("name")))
    return _Line(said.since, said.until, before.encode(), after.encode())
