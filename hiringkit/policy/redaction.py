"""What a candidate's copy leaves out of a text: the names of others, wherever they stand, and addresses."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from hiringkit.languages import gettext, marked

WITHHELD, ADDRESS_WITHHELD = marked("[withheld]"), marked("[address withheld]")
NAMES = marked("names of people")
ADDRESSES = marked("e-mail addresses and telephone numbers")
SHORT = 4  # a part of a name of so few letters is also a word of the language: it counts where it is capitalised
_PART = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*"
_WORD = re.compile(rf"{_PART}(?:[-\u2010\u2011]{_PART})*")
_PIECE = re.compile(_PART)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+?\d[\d ()./-]{6,}\d")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_REPEATED = re.compile(rf"{re.escape(WITHHELD)}(?:[\s.’'-]*{re.escape(WITHHELD)})+")


def folded(word: str) -> str:
    """A word as it is compared: without marks and case, so that “Tomás” is found where “tomas” was typed."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@dataclass
class Redactor:
    """Takes names and addresses out of texts, and counts the places; never keeps what it took out."""

    colleagues: frozenset[str]  # parts of names, folded
    others: frozenset[str]
    counts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, colleagues: Iterable[str], others: Iterable[str], own: str) -> Redactor:
        """For these names; the candidate's own stay."""
        kept = set(_parts(own))
        return cls(
            frozenset(part for name in colleagues for part in _parts(name) if part not in kept),
            frozenset(part for name in others for part in _parts(name) if part not in kept),
        )

    def text(self, text: str) -> str:
        """The text without them."""
        text = _ADDRESS.sub(self._address, unicodedata.normalize("NFC", text))
        text = _REPEATED.sub(self._once, _WORD.sub(self._word, text))
        for mark in (WITHHELD, ADDRESS_WITHHELD):
            text = text.replace(mark, gettext(mark))
        return text

    def leave_out(self, what: str, places: int = 1) -> None:
        """Count something that is left out whole."""
        if places:
            self.counts[what] += places

    def _address(self, match: re.Match[str]) -> str:
        if _DATE.fullmatch(match.group()):
            return match.group()
        self.counts[ADDRESSES] += 1
        return ADDRESS_WITHHELD

    def _word(self, match: re.Match[str]) -> str:
        word = match.group()
        capital = word[0].isupper()
        pieces = [(folded(piece), capital or piece[0].isupper()) for piece in _PIECE.findall(word)]
        if not any(self._is_named(piece, capital=upper) for piece, upper in pieces):
            return word
        self.counts[NAMES] += 1
        return WITHHELD

    def _is_named(self, piece: str, *, capital: bool) -> bool:
        long = len(piece) > SHORT
        return (piece in self.colleagues and (capital or long)) or (piece in self.others and capital)

    def _once(self, match: re.Match[str]) -> str:
        """Given name and surname beside each other are one place."""
        self.counts[NAMES] -= match.group().count(WITHHELD) - 1
        return WITHHELD


def _parts(name: str) -> list[str]:
    return [
        part for part in (folded(word) for word in _PIECE.findall(unicodedata.normalize("NFC", name))) if len(part) > 1
    ]
