"""The letterhead in storage: one row, or none while nobody has set anything."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, col, select

from hiringkit.db.queries import run
from hiringkit.db.tables import InstallationRow, LetterheadRow

_HOUSE = sa.select(col(InstallationRow.organisation), col(LetterheadRow.colour), col(LetterheadRow.logo)).outerjoin(
    LetterheadRow, col(LetterheadRow.id) == 1
)


def house(session: Session) -> tuple[str, str, bytes | None] | None:
    """The organisation, its colour and logo, as documents show them; None before it is set up."""
    row = run(session, _HOUSE).one_or_none()
    return (row[0], row[1] or "", row[2]) if row else None


def read(session: Session) -> LetterheadRow:
    """The letterhead as it stands."""
    found = session.exec(select(LetterheadRow).where(LetterheadRow.id == 1)).one_or_none()
    return found or LetterheadRow(id=1, colour="", logo=None, logo_says="", attestation="", scores_to_candidates=False)
