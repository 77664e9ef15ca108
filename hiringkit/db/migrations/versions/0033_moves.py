"""Candidates moved from one loop to another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "candidacy_move",
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_candidacy_move_{column}"), ondelete="RESTRICT"
            )
            for column, table in (("candidacy_id", "candidacy"), ("to_id", "candidacy"), ("person_id", "person"))
        ),
        sa.PrimaryKeyConstraint("candidacy_id", name=op.f("pk_candidacy_move")),
        sa.UniqueConstraint("to_id", name=op.f("uq_candidacy_move_to_id")),
    )
    op.create_index(op.f("ix_candidacy_move_person_id"), "candidacy_move", ["person_id"])


def downgrade() -> None:
    op.drop_table("candidacy_move")
