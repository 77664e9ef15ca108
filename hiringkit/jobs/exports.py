"""An export: kept bytes, or a fresh print in a process of its own; noted in the audit chain."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from sqlmodel import Session

from hiringkit.db.engine import Database
from hiringkit.jobs import tables
from hiringkit.jobs.documents import render
from hiringkit.policy.people import Viewer
from hiringkit.resources import shipped
from hiringkit.services import documents, kits, packets, scorecard_sheets, summaries
from hiringkit.services import scores as services_scores
from hiringkit.services.documents import FULL, Prepared

Also = Callable[[Session, bytes], None]


def scorecard(db: Database, viewer: Viewer | None, scorecard_id: int, now: datetime, form: str = FULL) -> bytes:
    """The PDF of a submitted card that this viewer may read.

    Raises NotFoundError, ConflictError (a draft), RefusedError (a candidate's copy), UnprintableError.
    """
    return make(db, viewer, scorecard_sheets.scorecard(db, viewer, scorecard_id, form), now)


def packet(db: Database, viewer: Viewer | None, candidacy_id: int, now: datetime, form: str = FULL) -> bytes:
    """The packet of a candidacy that this viewer reaches, with what they may read.

    Raises NotFoundError, RefusedError (a candidate's copy), UnprintableError.
    """
    return make(db, viewer, packets.packet(db, viewer, candidacy_id, form), now)


def kit(db: Database, viewer: Viewer | None, interview_id: int, now: datetime, kind: str = kits.KIT) -> bytes:
    """The kit of an interview, or the blank scorecard for it. Raises NotFoundError, UnprintableError."""
    return make(db, viewer, kits.kit(db, viewer, interview_id, kind), now)


def handout(db: Database, viewer: Viewer | None, candidacy_id: int, now: datetime) -> bytes:
    """What a candidate is told beforehand. Raises NotFoundError, RefusedError, ConflictError, UnprintableError."""
    return make(db, viewer, kits.handout(db, viewer, candidacy_id), now)


def definitions(db: Database, viewer: Viewer | None, loop_id: int, now: datetime) -> bytes:
    """The calibration sheet of a loop. Raises NotFoundError, UnprintableError."""
    return make(db, viewer, kits.definitions(db, viewer, loop_id), now)


def summary(db: Database, viewer: Viewer | None, loop_id: int, now: datetime) -> bytes:
    """The summary of a loop, for its staff. Raises NotFoundError, RefusedError, ConflictError, UnprintableError."""
    return make(db, viewer, summaries.summary(db, viewer, loop_id), now)


def scores(db: Database, viewer: Viewer | None, loop_id: int, now: datetime, form: str) -> bytes:
    """The scores of a loop that this viewer may read, in one of `tables.FORMS`. Raises NotFoundError, InvalidError."""
    return table(db, viewer, services_scores.scores(db, viewer, loop_id, form), now)


def table(db: Database, viewer: Viewer | None, prepared: Prepared, now: datetime, also: Also | None = None) -> bytes:
    """The file of a table; noted, and not kept: it is quicker made than found. Raises InvalidError."""
    content = tables.FORMS[prepared.form](prepared.sheet)
    documents.keep(db, viewer, prepared, "", None, now, _with(also, content))
    return content


def make(db: Database, viewer: Viewer | None, prepared: Prepared, now: datetime, also: Also | None = None) -> bytes:
    """The PDF of what was prepared; the same bytes each time. Raises UnprintableError.

    `also` is done with the bytes, in the transaction that notes the export.
    """
    kept = documents.kept(db, prepared, engine())
    if kept is not None:
        documents.keep(db, viewer, prepared, engine(), None, now, _with(also, kept))
        return kept
    printed = render(prepared.kind, prepared.sheet, prepared.record)
    return documents.keep(db, viewer, prepared, engine(), printed, now, _with(also, printed)) or printed


def _with(also: Also | None, content: bytes) -> documents.Also | None:
    """What is also done, with the bytes that were kept, or else with these."""
    return (lambda session, kept: also(session, kept or content)) if also else None


@lru_cache(maxsize=1)
def engine() -> str:
    """What the bytes depend on besides the sheet: WeasyPrint's version, the templates, the code that fills them."""
    digest = hashlib.sha256()
    programs = Path(documents.__file__).parent.parent / "pdf"
    languages = programs.parent / "languages.py"
    for file in (*sorted((shipped("templates") / "pdf").rglob("*")), *sorted(programs.rglob("*.py")), languages):
        if file.is_file():
            digest.update(file.name.encode() + file.read_bytes())
    return f"weasyprint {version('weasyprint')} {digest.hexdigest()[:16]}"
