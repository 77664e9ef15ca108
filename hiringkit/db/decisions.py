"""Decisions in storage: the newest state of one, and what it makes of the candidacy."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db.tables import CandidacyRow, DecisionRow
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.scoring.decisions import Choice


def newest(session: Session, candidacy_id: int) -> int:
    """The number of the decision that stands; 0 where there is none."""
    numbers = sa.select(sa.func.max(col(DecisionRow.number))).where(col(DecisionRow.candidacy_id) == candidacy_id)
    return session.execute(numbers).scalar() or 0


def add(session: Session, row: DecisionRow, state: CandidacyState) -> None:
    """Record a state of a decision, and what it makes of the candidacy. A number is taken once."""
    session.add(row)
    session.flush()
    here = col(CandidacyRow.id) == row.candidacy_id
    session.execute(sa.update(CandidacyRow).where(here).values(state=state))


def standing_choice() -> sa.ScalarSelect[Choice]:
    """What was decided last about a CandidacyRow; nothing where nothing was."""
    return (
        sa.select(col(DecisionRow.choice))
        .where(col(DecisionRow.candidacy_id) == col(CandidacyRow.id))
        .order_by(col(DecisionRow.number).desc())
        .limit(1)
        .correlate(CandidacyRow)
        .scalar_subquery()
    )
