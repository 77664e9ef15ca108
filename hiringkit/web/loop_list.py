"""The page of the list of loops: what is the same for all is made once, and its lines are put into it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from flask import get_template_attribute, render_template

from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import Viewer, may_build_loops
from hiringkit.services.loops import LoopLine, LoopWords
from hiringkit.web.blanks import Blank, gap, pieces
from hiringkit.web.builders import STATE_SIGNS
from hiringkit.web.pages import Frame, frame_for
from hiringkit.web.security import nonce

MOST_LINES = 2_000  # of 1 kB each
MOST_BLANKS = 64  # of 10 kB each


class _Look(NamedTuple):
    """What differs between pages of the list beside its lines."""

    words: str
    state: LoopState | None
    is_onward: bool
    has_lines: bool
    has_further: bool


def render(
    found: tuple[list[LoopLine], int], viewer: Viewer, *, state: LoopState | None, words: str, after: int
) -> bytes:
    """The page of services.loops.listed, as it was asked for."""
    lines, further = found
    look = _Look(words, state, bool(after), bool(lines), bool(further))
    make = _made_page.__wrapped__ if words else _made_page  # what people search for is not kept
    return make(look, frame_for(viewer), viewer.zone).filled(
        {"reader": viewer.name, "nonce": nonce(), "lines": _lines(lines), "further": str(further)}
    )


@lru_cache(maxsize=MOST_BLANKS)
def _made_page(look: _Look, frame: Frame, zone: str) -> Blank:
    """A page without its lines, and without what its reader is called."""
    viewer = Viewer(0, frame.role, gap("reader"), zone)
    return Blank(
        render_template(
            "loops/index.html",
            viewer=viewer,
            navigation=frame.navigation,
            installation=frame.installation,
            said=frame.said,
            nonce=gap("nonce"),
            lines=gap("lines") if look.has_lines else "",
            further=gap("further") if look.has_further else None,
            q=look.words,
            chosen=look.state,
            states=list(LoopState),
            after=look.is_onward,
            may_build=may_build_loops(viewer),
        )
    )


def _lines(lines: Iterable[LoopLine]) -> bytes:
    found: list[bytes] = []
    for words, candidates in lines:
        before, after = _pieces(words)
        found += (before, candidates.encode(), after)
    return b"".join(found)


@lru_cache(maxsize=MOST_LINES)
def _pieces(words: LoopWords) -> tuple[bytes, bytes]:
    """A line of the list, made once for what it says: whoever sees the loop, it says the same."""
    write = get_template_attribute("loops/line.html", "line_of")
    before, after = pieces(write(words, STATE_SIGNS[words.state], gap("candidates")))
    return before.encode(), after.encode()
