"""Stages that are not held with a candidate."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "left_out_stage",
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"], [f"{table}.id"], name=op.f(f"fk_left_out_stage_{table}_id"), ondelete="RESTRICT"
            )
            for table in ("candidacy", "stage", "person")
        ),
        sa.PrimaryKeyConstraint("candidacy_id", "stage_id", name=op.f("pk_left_out_stage")),
    )
    op.create_index(op.f("ix_left_out_stage_person_id"), "left_out_stage", ["person_id"])


def downgrade() -> None:
    op.drop_table("left_out_stage")
