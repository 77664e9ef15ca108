"""Notes that are no part of a scorecard: their author's own, and those handed to the next stage."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scorecard_note",
        sa.Column("scorecard_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "private",
                "panel",
                "handoff",
                name="scorecard_note_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind <> 'panel'", name=op.f("ck_scorecard_note_apart_from_the_card")),
        sa.CheckConstraint("length(text) <= 4000", name=op.f("ck_scorecard_note_text_length")),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecard.id"], name=op.f("fk_scorecard_note_scorecard_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("scorecard_id", "kind", name=op.f("pk_scorecard_note")),
    )


def downgrade() -> None:
    op.drop_table("scorecard_note")
