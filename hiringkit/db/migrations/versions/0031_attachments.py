"""Files of a candidacy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("audience IN ('panel', 'staff')", name=op.f("ck_attachment_attachment_audience")),
        sa.CheckConstraint("kind IN ('pdf', 'png', 'text')", name=op.f("ck_attachment_attachment_kind")),
        sa.CheckConstraint("size BETWEEN 1 AND 67108864", name=op.f("ck_attachment_size_range")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_attachment_{column}"), ondelete="RESTRICT"
            )
            for column, table in (
                ("candidacy_id", "candidacy"),
                ("stage_id", "stage"),
                ("added_by", "person"),
                ("removed_by", "person"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    for column in ("candidacy_id", "stage_id", "added_by", "removed_by"):
        op.create_index(op.f(f"ix_attachment_{column}"), "attachment", [column])
    op.create_table(
        "attachment_bytes",
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(name) <= 120", name=op.f("ck_attachment_bytes_name_length")),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_attachment_bytes_attachment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_attachment_bytes")),
    )


def downgrade() -> None:
    op.drop_table("attachment_bytes")
    op.drop_table("attachment")
