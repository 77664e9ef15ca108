"""Which candidates of a list are in a loop already; one statement, however long the list."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db.tables import CandidacyRow, CandidateTextRow


def here(session: Session, emails: Collection[str], loop_id: int) -> set[str]:
    """Which of these addresses (in small letters) a loop's candidates have."""
    address = sa.func.lower(col(CandidateTextRow.email))
    query = (
        sa.select(address)
        .join(CandidacyRow, col(CandidacyRow.candidate_id) == col(CandidateTextRow.candidate_id))
        .where(address.in_(list(emails)), col(CandidacyRow.loop_id) == loop_id)
    )
    return set(session.scalars(query))
