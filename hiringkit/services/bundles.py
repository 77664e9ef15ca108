"""What belongs to the archive of a loop."""

from __future__ import annotations

from hiringkit.db import summaries
from hiringkit.db.engine import Database


def candidacies(db: Database, loop_id: int) -> list[int]:
    """The candidacies of a loop that the asker is known to reach, in the order in which they were added."""
    with db.reading() as session:
        return sorted(row[0] for row in summaries.candidates(session, loop_id))
