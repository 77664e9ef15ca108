"""A draft of a pack on paper, as its interviewers would have it; nothing of it is kept."""

from __future__ import annotations

from hiringkit.jobs.documents import render
from hiringkit.services import pack_previews
from hiringkit.services.pack_drafts import DraftPage


def blank(page: DraftPage, organisation: str) -> bytes:
    """The blank scorecard of a draft. Raises ConflictError (no scale yet), UnprintableError."""
    prepared = pack_previews.blank(page, organisation)
    return render(prepared.kind, prepared.sheet, prepared.record)
