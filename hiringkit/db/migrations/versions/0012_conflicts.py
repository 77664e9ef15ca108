"""Conflicts of interest, and apart from them why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("loop_id", sa.Integer(), nullable=True),
        sa.Column("declared_by", sa.Integer(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(candidate_id IS NULL) <> (loop_id IS NULL)", name=op.f("ck_conflict_one_subject")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_conflict_candidate_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["declared_by"], ["person.id"], name=op.f("fk_conflict_declared_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["loop_id"], ["loop.id"], name=op.f("fk_conflict_loop_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conflict_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
        sa.UniqueConstraint("person_id", "candidate_id", name=op.f("uq_conflict_person_id_candidate_id")),
        sa.UniqueConstraint("person_id", "loop_id", name=op.f("uq_conflict_person_id_loop_id")),
    )
    op.create_index(op.f("ix_conflict_candidate_id"), "conflict", ["candidate_id"])
    op.create_index(op.f("ix_conflict_loop_id"), "conflict", ["loop_id"])
    op.create_index(op.f("ix_conflict_declared_by"), "conflict", ["declared_by"])
    op.create_table(
        "conflict_text",
        sa.Column("conflict_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("length(reason) <= 500", name=op.f("ck_conflict_text_reason_length")),
        sa.ForeignKeyConstraint(
            ["conflict_id"], ["conflict.id"], name=op.f("fk_conflict_text_conflict_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conflict_id", name=op.f("pk_conflict_text")),
    )


def downgrade() -> None:
    op.drop_table("conflict_text")
    op.drop_table("conflict")
