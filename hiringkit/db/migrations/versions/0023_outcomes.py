"""What came of those who were hired."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hire",
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["candidacy.id"], name=op.f("fk_hire_candidacy_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_hire_recorded_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("candidacy_id", name=op.f("pk_hire")),
    )
    op.create_index(op.f("ix_hire_recorded_by"), "hire", ["recorded_by"])
    op.create_table(
        "hire_outcome",
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=72), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "not_met",
                "partly",
                "met",
                name="hire_outcome_result",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["hire.candidacy_id"], name=op.f("fk_hire_outcome_candidacy_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("candidacy_id", "outcome", name=op.f("pk_hire_outcome")),
    )


def downgrade() -> None:
    op.drop_table("hire_outcome")
    op.drop_table("hire")
