"""Panels that were accepted for interviews which are not planned yet."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import SQLModel

from hiringkit.db.columns import enum_column, key_reference
from hiringkit.policy.scorecards import Seat


class IntendedSeatRow(SQLModel, table=True):
    """Who is to sit in a stage with a candidate once it is planned; they stand on its plan page then."""

    __tablename__ = "intended_seat"
    __table_args__ = (
        sa.Index("ix_intended_seat_person", "person_id"),
        sa.Index("ix_intended_seat_stage", "stage_id"),
        sa.Index(
            "uq_intended_seat_lead",
            "candidacy_id",
            "stage_id",
            unique=True,
            sqlite_where=sa.text("seat = 'lead'"),
            postgresql_where=sa.text("seat = 'lead'"),
        ),
    )
    candidacy_id: int = key_reference("candidacy.id", cascade=True)
    stage_id: int = key_reference("stage.id", cascade=True)
    person_id: int = key_reference("person.id", cascade=True)
    seat: Seat = enum_column(Seat, "intended_seat_kind")
