"""Who wrote which field of a draft of a pack."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pack_draft_field",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=250), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(address) <= 250", name=op.f("ck_pack_draft_field_address_length")),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["pack_draft.id"], name=op.f("fk_pack_draft_field_draft_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_pack_draft_field_person_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("draft_id", "address", name=op.f("pk_pack_draft_field")),
    )
    op.create_index(op.f("ix_pack_draft_field_person_id"), "pack_draft_field", ["person_id"])


def downgrade() -> None:
    op.drop_table("pack_draft_field")
