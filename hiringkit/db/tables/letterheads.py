"""How the documents of this installation look, and what a candidate's copy of them may hold."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hiringkit.db.columns import no_longer_than, primary_key, text_column


class LetterheadRow(SQLModel, table=True):
    """The one letterhead: a colour as #rrggbb, a logo as a PNG file; neither where nobody chose one.

    `attestation`: what interviewers attest on submitting; empty where it is our own sentence.
    """

    __tablename__ = "letterhead"
    __table_args__ = (
        sa.CheckConstraint("id = 1", name="only_one"),
        sa.CheckConstraint("length(logo) <= 262144", name="small_logo"),
        *no_longer_than(colour=7, logo_says=120, attestation=300),
    )
    id: int = primary_key()
    colour: str = text_column(7)
    logo: bytes | None = Field(default=None, sa_column=sa.Column(sa.LargeBinary(), nullable=True))
    logo_says: str = text_column(120)
    attestation: str = Field(default="", sa_column=sa.Column(sa.String(length=300), nullable=False, server_default=""))
    scores_to_candidates: bool = Field(
        default=False, sa_column=sa.Column(sa.Boolean(), nullable=False, server_default=sa.false())
    )
