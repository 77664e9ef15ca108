"""Building a loop: what can be taken back, how findings were met, and what a stage asks of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "loop_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loop_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.CheckConstraint("length(words) <= 300", name=op.f("ck_loop_step_words_length")),
        sa.ForeignKeyConstraint(["loop_id"], ["loop.id"], name=op.f("fk_loop_step_loop_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_loop_step_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loop_step")),
    )
    op.create_index(op.f("ix_loop_step_loop_id"), "loop_step", ["loop_id"])
    op.create_index(op.f("ix_loop_step_person_id"), "loop_step", ["person_id"])
    op.add_column("waiver", sa.Column("is_met", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("waiver", sa.Column("title", sa.String(length=600), server_default="", nullable=False))
    with op.batch_alter_table("stage") as batch_op:
        batch_op.add_column(sa.Column("probes", sa.String(length=2000), nullable=True))
        batch_op.add_column(sa.Column("ai_check", sa.String(length=500), nullable=True))
        batch_op.create_check_constraint(op.f("ck_stage_ai_check_length"), "length(ai_check) <= 500")


def downgrade() -> None:
    with op.batch_alter_table("stage") as batch_op:
        batch_op.drop_constraint(op.f("ck_stage_ai_check_length"), type_="check")
        batch_op.drop_column("ai_check")
        batch_op.drop_column("probes")
    op.drop_column("waiver", "title")
    op.drop_column("waiver", "is_met")
    op.drop_table("loop_step")
