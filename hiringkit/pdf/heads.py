"""The head of a document: what it is called, whose it is, who may read it, and the digest it can be known by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from hiringkit.languages import gettext
from hiringkit.pdf import texts
from hiringkit.pdf.sheets.frames import Frame

LONGEST_IN_MARGIN = 60


@dataclass(frozen=True)
class Head:
    """What stands in the metadata, and in the margins of every page."""

    frame: Frame
    title: str
    about: str  # what it is, in one line
    what: str  # as the left margin names it
    private: str  # who may read it
    foot: str  # what it stands on
    digest: str
    dated: datetime  # the record's own date; a document has no other
    author: str = ""  # the house, where no one person wrote it

    @property
    def code(self) -> str:
        """The digest as people read it to each other."""
        return texts.code(self.digest)

    @property
    def made_at(self) -> str:
        """The date as metadata writes it."""
        return f"{self.dated.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    @property
    def margin(self) -> str:
        """The left margin, cut to its room."""
        return texts.shortened(self.what, LONGEST_IN_MARGIN)

    @property
    def numbering(self) -> list[str]:
        """What stands before, between and after a page's number and their count, in this order in each language."""
        return gettext("Page %(page)s of %(pages)s", page="|", pages="|").split("|")
