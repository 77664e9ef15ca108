"""Which candidates of a list are known already; one statement, however long the list."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db.tables import CandidacyRow, CandidateTextRow


def by_emails(session: Session, emails: Collection[str], condition: sa.ColumnElement[bool]) -> dict[str, int]:
    """The candidates with these addresses (in small letters) and such a candidacy: id by address."""
    address = sa.func.lower(col(CandidateTextRow.email))
    rows = session.execute(
        sa.select(address, sa.func.min(col(CandidateTextRow.candidate_id)))
        .join(CandidacyRow, col(CandidacyRow.candidate_id) == col(CandidateTextRow.candidate_id))
        .where(address.in_(list(emails)), condition)
        .group_by(address)
    ).all()
    return {row[0]: row[1] for row in rows}
