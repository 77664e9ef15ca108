"""The scores of a loop as a table, under the same rule as the pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from hiringkit.db import amendments, loops
from hiringkit.db import scores as stored
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer
from hiringkit.scoring.amendments import restored
from hiringkit.scoring.scorecards import NOT_OBSERVED_WORDS, RECOMMENDATION_WORDS
from hiringkit.services.documents import Prepared, prepared

SCORES = "scores"
COLUMNS = (
    *("pool", "candidate", "candidate_name", "stage_number", "stage", "interviewer", "seat", "trainee"),
    *("criterion", "guardrail", "rating", "not_observed", "evidence_lines", "no_evidence"),
    *("recommendation", "submitted_at"),
)
Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    """Rows of plain cells under named columns; a rating that is None was not observed."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    dated: datetime | None
    digest: str = ""


def scores(db: Database, viewer: Viewer | None, loop_id: int, form: str) -> Prepared:
    """Every rating in a loop that this viewer may read; drafts are nobody's. Raises NotFoundError."""
    with db.reading() as session:
        loop = loops.head(session, viewer, loop_id)
        rows = stored.ratings(session, viewer, loop_id)
        lines = lines_of(session, [(row[15], row[16]) for row in rows])
    table = Table(
        columns=COLUMNS,
        rows=tuple(_row(loop["requisition"], row, lines.get((row[15], row[16]))) for row in rows),
        dated=max((row[14] for row in rows), default=None),
    )
    return prepared(SCORES, loop_id, form, table)


def lines_of(session: Session, states: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], Counter[str]]:
    """How many lines of evidence stand behind each criterion in these states of cards, but for first ones."""
    kept = amendments.evidenced(session, {one for one in states if one[1] > 1})
    return {state: Counter(key for line in restored(text)[1] for key in line.criteria) for state, text in kept.items()}


def _row(pool: str, row: Columns, lines: Counter[str] | None) -> tuple[Cell, ...]:
    return (
        pool,
        row[0],
        row[1] or ERASED,
        row[2],
        row[3],
        row[4] or "somebody",
        row[5].value,
        _yes(row[6]),
        row[7],
        _yes(row[8]),
        row[9],
        NOT_OBSERVED_WORDS[row[10]] if row[10] else "",
        row[11] if lines is None else lines[row[17]],
        _yes(row[12]),
        RECOMMENDATION_WORDS[row[13]],
        row[14].isoformat(),
    )


def _yes(value: object) -> str:
    return "yes" if value else "no"
