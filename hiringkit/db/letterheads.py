"""The letterhead in storage: one row, or none while nobody has set anything."""

from __future__ import annotations

from sqlmodel import Session, select

from hiringkit.db.tables import LetterheadRow


def read(session: Session) -> LetterheadRow:
    """The letterhead as it stands."""
    found = session.exec(select(LetterheadRow).where(LetterheadRow.id == 1)).one_or_none()
    return found or LetterheadRow(id=1, colour="", logo=None, logo_says="", scores_to_candidates=False)
