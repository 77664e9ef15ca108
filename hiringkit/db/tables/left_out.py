"""Stages that are not held with a candidate."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import SQLModel

from hiringkit.db.columns import key_reference, reference, time_column


class LeftOutRow(SQLModel, table=True):
    """A stage that is left out for a candidate, by whom and when; the reason stands in CandidacyWordsRow."""

    __tablename__ = "left_out_stage"
    candidacy_id: int = key_reference("candidacy.id")
    stage_id: int = key_reference("stage.id")
    person_id: int = reference("person.id")
    at: datetime = time_column()
