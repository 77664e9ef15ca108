"""What a text that people type may hold: no control characters, nothing that turns the reading direction, a length."""

from __future__ import annotations

import re

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # all of them but line end and tab, and half signs


def fault(text: str, longest: int) -> str | None:
    """What is wrong with a text, as a sentence; None when nothing is."""
    if len(text) > longest:
        return f"This has {len(text):,} characters; at most {longest:,} can be kept."
    if text.replace("\n", "").isprintable():  # which leaves out both, and is asked in a tenth of the time
        return None
    if _TURNING.search(text):
        return "This holds an invisible character that turns the reading direction. Type it again without it."
    if _CONTROL.search(text):
        return "This holds a control character that cannot be printed. Type it again without it."
    return None


def unified(text: str) -> str:
    """The text with line ends as one character; a browser's form sends two."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def tidy(text: str) -> str:
    """The text without the blanks around it, line ends unified."""
    return unified(text).strip()
