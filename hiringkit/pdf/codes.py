"""The words that a sheet holds as codes, for people: a sheet says them alike in every language."""

from __future__ import annotations

from hiringkit.languages import gettext, marked

_CODES = frozenset({
    marked("primary"), marked("secondary"),
    marked("lead"), marked("second"), marked("shadow"),
    marked("calibrated"), marked("provisional"), marked("uncalibrated"),
    marked("draft"), marked("open"), marked("closed"), marked("archived"),
})  # fmt: skip


def word(code: str) -> str:
    """What a code is called in the language that is spoken; anything else is as it is."""
    return gettext(code) if code in _CODES else code
