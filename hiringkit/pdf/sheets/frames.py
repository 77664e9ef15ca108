"""What every document has besides its content: whose it is, on which paper, in which language, what was left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hiringkit.languages import SOURCE


class Paper(StrEnum):
    """The paper of a document."""

    A4 = "a4"
    LETTER = "letter"


LOOKS = frozenset({"colour", "logo"})  # parts of a frame that are no part of the record
ACCENT = "#0b4f63"


@dataclass(frozen=True)
class Frame:
    """The house and its paper."""

    organisation: str = "hiringkit"  # the house named at the head of each page
    paper: Paper = Paper.A4
    language: str = SOURCE  # BCP 47 tag of the language of the words
    colour: str = ""  # of calibrated figures, as #rrggbb; empty for the papers' own
    logo: str = ""  # as the address of its bytes, "data:image/png;base64,…"

    @property
    def accent(self) -> str:
        """The colour of calibrated figures."""
        return self.colour or ACCENT


@dataclass(frozen=True)
class LeftOut:
    """A kind of thing that was withheld from a copy, and how many places; never the thing itself."""

    what: str  # in words, as "names of people"
    places: int
