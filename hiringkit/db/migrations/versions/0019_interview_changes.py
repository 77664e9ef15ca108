"""Who moved or cancelled an interview, when, and when it was to begin."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "interview_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "moved",
                "cancelled",
                name="interview_change_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id", "candidacy_id"],
            ["interview.id", "interview.candidacy_id"],
            name=op.f("fk_interview_change_interview_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_interview_change_person_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_change")),
    )
    op.create_index("ix_interview_change_candidacy", "interview_change", ["candidacy_id"])
    op.create_index(op.f("ix_interview_change_person_id"), "interview_change", ["person_id"])


def downgrade() -> None:
    op.drop_table("interview_change")
