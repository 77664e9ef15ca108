"""How far training has come, and how much interviewing people take."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("installation", sa.Column("training", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "qualification",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column(
            "training",
            sa.Enum(
                "shadow",
                "reverse_shadow",
                "qualified",
                name="qualification_training",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_qualification_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_qualification_set_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_qualification")),
    )
    op.create_index(op.f("ix_qualification_set_by"), "qualification", ["set_by"])
    op.create_table(
        "capacity",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("weekly_limit", sa.Integer(), nullable=True),
        sa.Column("begins", sa.Integer(), nullable=True),
        sa.Column("ends", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.CheckConstraint("weekly_limit BETWEEN 1 AND 40", name=op.f("ck_capacity_weekly_limit_range")),
        sa.CheckConstraint("days BETWEEN 1 AND 127", name=op.f("ck_capacity_days_range")),
        sa.CheckConstraint("0 <= begins AND begins < ends AND ends <= 1440", name=op.f("ck_capacity_hours")),
        sa.CheckConstraint(
            "(begins IS NULL) = (ends IS NULL) AND (begins IS NULL) = (days IS NULL)", name=op.f("ck_capacity_whole")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_capacity_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_capacity")),
    )


def downgrade() -> None:
    op.drop_table("capacity")
    op.drop_table("qualification")
    op.drop_column("installation", "training")
