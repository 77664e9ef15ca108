"""How documents look, and whether a candidate's copy holds fair scores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letterhead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_says", sa.String(length=120), nullable=False),
        sa.Column("scores_to_candidates", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_letterhead_only_one")),
        sa.CheckConstraint("length(logo) <= 262144", name=op.f("ck_letterhead_small_logo")),
        sa.CheckConstraint("length(colour) <= 7", name=op.f("ck_letterhead_colour_length")),
        sa.CheckConstraint("length(logo_says) <= 120", name=op.f("ck_letterhead_logo_says_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letterhead")),
    )


def downgrade() -> None:
    op.drop_table("letterhead")
