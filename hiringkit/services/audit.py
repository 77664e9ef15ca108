"""The audit chain, as people ask about it."""

from __future__ import annotations

from dataclasses import dataclass

from hiringkit.db import audit as stored
from hiringkit.db.engine import Database


@dataclass(frozen=True)
class Report:
    """Whether the chain holds: its length and head, and the first broken entry."""

    length: int
    head: str
    broken: stored.Break | None

    @property
    def sentence(self) -> str:
        """The report in one line."""
        if self.broken:
            return f"The chain breaks at entry {self.broken.number}: {self.broken.fault}."
        if not self.length:
            return "The chain is empty."
        entries = "1 entry" if self.length == 1 else f"{self.length} entries"
        return f"The chain holds: {entries}, head {self.head}."


def verify(db: Database) -> Report:
    """Check the chain from its first entry."""
    with db.reading() as session:
        number, head = stored.head(session)
        return Report(number, head, stored.first_break(session))
