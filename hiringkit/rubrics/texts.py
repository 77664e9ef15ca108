"""What a text that people type may hold: no control characters, nothing that turns the reading direction, a length."""

from __future__ import annotations

import unicodedata

_KEPT = frozenset("\n\t")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def fault(text: str, longest: int) -> str | None:
    """What is wrong with a text, as a sentence; None when nothing is."""
    if len(text) > longest:
        return f"This has {len(text):,} characters; at most {longest:,} can be kept."
    if _TURNING & set(text):
        return "This holds an invisible character that turns the reading direction. Type it again without it."
    if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in _KEPT for letter in text):
        return "This holds a control character that cannot be printed. Type it again without it."
    return None


def unified(text: str) -> str:
    """The text with line ends as one character; a browser's form sends two."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def tidy(text: str) -> str:
    """The text without the blanks around it, line ends unified."""
    return unified(text).strip()
