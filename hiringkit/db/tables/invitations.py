"""Invitations to interviews: what each person was told last."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import SQLModel

from hiringkit.db.columns import enum_column, key_reference, text_column, time_column
from hiringkit.loops.invitations import Telling
from hiringkit.policy.scorecards import Seat


class InvitationRow(SQLModel, table=True):
    """What somebody was told last of an interview, in which mail; `is_out` says that a server may have one of them."""

    __tablename__ = "invitation"
    __table_args__ = (
        sa.CheckConstraint("sequence >= 0", name="sequence_range"),
        sa.Index("ix_invitation_mail_key", "mail_key"),
    )
    interview_id: int = key_reference("interview.id", cascade=True)
    person_id: int = key_reference("person.id", cascade=True)
    telling: Telling = enum_column(Telling, "invitation_telling")
    starts_at: datetime = time_column(index=True)
    minutes: int
    seat: Seat = enum_column(Seat, "invitation_seat")
    sequence: int
    mail_key: str = text_column(80)
    is_out: bool = False
