"""What came of a hire: the first day at work, and each outcome of the pack as it stood on day 90."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hiringkit.db.columns import enum_column, key_reference, reference, text_key, time_column
from hiringkit.scoring.outcomes import Result


class HireRow(SQLModel, table=True):
    """Somebody who was hired and began; who recorded it last."""

    __tablename__ = "hire"
    candidacy_id: int = key_reference("candidacy.id")
    started_on: date = Field(sa_column=sa.Column(sa.Date(), nullable=False))
    revision: int = 1
    recorded_by: int = reference("person.id")
    at: datetime = time_column()


class OutcomeRow(SQLModel, table=True):
    """Whether a hire had done what an outcome says; the words stand in CandidacyWordsRow."""

    __tablename__ = "hire_outcome"
    candidacy_id: int = key_reference("hire.candidacy_id", cascade=True)
    outcome: str = text_key(72)
    result: Result = enum_column(Result, "hire_outcome_result")
