"""An export: kept bytes, or a fresh print in a process of its own; noted in the audit chain."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version

from hiringkit.db.engine import Database
from hiringkit.jobs.documents import render
from hiringkit.policy.people import Viewer
from hiringkit.resources import shipped
from hiringkit.services import documents


def scorecard(db: Database, viewer: Viewer | None, scorecard_id: int, now: datetime) -> bytes:
    """The PDF of a submitted card that this viewer may read; the same bytes each time.

    Raises NotFoundError, ConflictError (a draft), UnprintableError.
    """
    prepared = documents.scorecard(db, viewer, scorecard_id)
    kept = documents.kept(db, prepared, engine())
    if kept is not None:
        documents.keep(db, viewer, prepared, engine(), None, now)
        return kept
    printed = render("scorecard", prepared.sheet, prepared.record)
    return documents.keep(db, viewer, prepared, engine(), printed, now) or printed


@lru_cache(maxsize=1)
def engine() -> str:
    """What the bytes depend on besides the sheet: WeasyPrint's version and the templates."""
    digest = hashlib.sha256()
    for file in sorted((shipped("templates") / "pdf").rglob("*")):
        if file.is_file():
            digest.update(file.name.encode() + file.read_bytes())
    return f"weasyprint {version('weasyprint')} {digest.hexdigest()[:16]}"
