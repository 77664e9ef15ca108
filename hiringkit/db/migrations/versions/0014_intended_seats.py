"""Who is to sit in an interview that is not planned yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intended_seat",
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "seat",
            sa.Enum(
                "lead",
                "second",
                "shadow",
                name="intended_seat_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["candidacy.id"], name=op.f("fk_intended_seat_candidacy_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_intended_seat_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_intended_seat_stage_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("candidacy_id", "stage_id", "person_id", name=op.f("pk_intended_seat")),
    )
    op.create_index("ix_intended_seat_person", "intended_seat", ["person_id"])
    op.create_index("ix_intended_seat_stage", "intended_seat", ["stage_id"])
    op.create_index(
        "uq_intended_seat_lead",
        "intended_seat",
        ["candidacy_id", "stage_id"],
        unique=True,
        sqlite_where=sa.text("seat = 'lead'"),
        postgresql_where=sa.text("seat = 'lead'"),
    )


def downgrade() -> None:
    op.drop_table("intended_seat")
