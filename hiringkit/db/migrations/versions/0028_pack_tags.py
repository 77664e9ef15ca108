"""Tags of packs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pack_tag",
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("words", sa.String(length=40), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(key) <= 120", name=op.f("ck_pack_tag_key_length")),
        sa.CheckConstraint("length(words) <= 40", name=op.f("ck_pack_tag_words_length")),
        sa.ForeignKeyConstraint(["pack_id"], ["pack.id"], name=op.f("fk_pack_tag_pack_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_pack_tag_added_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("pack_id", "key", name=op.f("pk_pack_tag")),
    )
    op.create_index(op.f("ix_pack_tag_added_by"), "pack_tag", ["added_by"])


def downgrade() -> None:
    op.drop_table("pack_tag")
