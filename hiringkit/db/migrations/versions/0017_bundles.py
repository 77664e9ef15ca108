"""What is to be done away from the requests, the workers that do it, and archives that are made so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("bundle", "mail", name="job_kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_job")),
    )
    op.create_index("ix_job_waiting", "job", ["handed_at", "due_at"])
    op.create_table(
        "worker",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_worker")),
    )
    op.create_table(
        "bundle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("loop_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=80), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "ready",
                "failed",
                "cancelled",
                "expired",
                name="bundle_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("job", sa.String(length=32), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("fault", sa.String(length=500), nullable=False),
        sa.Column("mend", sa.String(length=500), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.CheckConstraint("state <> 'ready' OR sha256 IS NOT NULL", name=op.f("ck_bundle_ready")),
        sa.CheckConstraint("length(fault) <= 500", name=op.f("ck_bundle_fault_length")),
        sa.CheckConstraint("length(mend) <= 500", name=op.f("ck_bundle_mend_length")),
        sa.CheckConstraint("length(stage) <= 80", name=op.f("ck_bundle_stage_length")),
        sa.CheckConstraint("since <= until", name=op.f("ck_bundle_dates")),
        sa.ForeignKeyConstraint(["loop_id"], ["loop.id"], name=op.f("fk_bundle_loop_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_bundle_owner_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle")),
    )
    op.create_index(op.f("ix_bundle_loop_id"), "bundle", ["loop_id"])
    op.create_index("ix_bundle_owner", "bundle", ["owner_id", "id"])

    op.create_table(
        "bundle_bytes",
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bundle_id"], ["bundle.id"], name=op.f("fk_bundle_bytes_bundle_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bundle_id", name=op.f("pk_bundle_bytes")),
    )
    op.create_table(
        "bundle_file",
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bundle_id"], ["bundle.id"], name=op.f("fk_bundle_file_bundle_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bundle_id", "position", name=op.f("pk_bundle_file")),
    )


def downgrade() -> None:
    op.drop_table("bundle_file")
    op.drop_table("bundle_bytes")
    op.drop_table("bundle")
    op.drop_table("worker")
    op.drop_table("job")
