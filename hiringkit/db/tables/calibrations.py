"""Calibration runs: what was computed, from what, by which program. A run never changes."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import SQLModel

from hiringkit.calibration.results import Status
from hiringkit.db.columns import enum_column, key_reference, primary_key, reference, text_column, time_column


class CalibrationRunRow(SQLModel, table=True):
    """One run over a pack; its result without the candidates', which stand in CalibrationScoreRow.

    `inputs` is the digest of the ratings, `draw` the chance by which interviewers get their letters.
    """

    __tablename__ = "calibration_run"
    __table_args__ = (
        sa.CheckConstraint("length(inputs) = 64", name="inputs_length"),
        sa.CheckConstraint("ratings >= 1", name="ratings_range"),
        sa.Index("ix_calibration_run_pack", "pack_id", "id"),
    )
    id: int = primary_key()
    pack_id: int = reference("pack.id", index=False)
    made_at: datetime = time_column()
    program: str = text_column(40)
    settings: str = text_column(20_000)
    inputs: str = text_column(64)
    draw: str = text_column(32)
    status: Status = enum_column(Status, "calibration_run_status")
    candidates: int
    interviewers: int
    ratings: int
    result: str = text_column(4_000_000)


class CalibrationScoreRow(SQLModel, table=True):
    """What a run says of one candidacy. That it has a row says that its cards entered the run."""

    __tablename__ = "calibration_score"
    __table_args__ = (sa.Index("ix_calibration_score_candidacy", "candidacy_id", "run_id"),)
    run_id: int = key_reference("calibration_run.id")
    candidacy_id: int = key_reference("candidacy.id")
    value: str = text_column(100_000)
