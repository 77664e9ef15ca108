"""Decisions in storage: the newest state of one, and what it makes of the candidacy."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db.tables import CandidacyRow, CandidacyWordsRow, DecisionRow
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.scoring.decisions import Choice, Decision


def newest(session: Session, candidacy_id: int) -> int:
    """The number of the decision that stands; 0 where there is none."""
    numbers = sa.select(sa.func.max(col(DecisionRow.number))).where(col(DecisionRow.candidacy_id) == candidacy_id)
    return session.execute(numbers).scalar() or 0


def recorded(session: Session, candidacy_id: int, number: int) -> tuple[int, Decision] | None:
    """Who recorded a state of a decision, and what."""
    here = (col(DecisionRow.candidacy_id) == candidacy_id, col(DecisionRow.number) == number)
    row = session.scalars(sa.select(DecisionRow).where(*here)).one_or_none()
    if row is None:
        return None
    field, start = col(CandidacyWordsRow.field), f"decision:{number}:"
    mine = (col(CandidacyWordsRow.candidacy_id) == candidacy_id, field.startswith(start))
    words = session.execute(sa.select(field, col(CandidacyWordsRow.text)).where(*mine)).all()
    said = {name.removeprefix(start): text for name, text in words}
    return row.decided_by, Decision(row.choice, row.level or "", row.offer, revisit_on=row.revisit_on, **said)


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
