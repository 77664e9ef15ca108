"""Who opened scorecards early and why, and an index on the scorecards that are still drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DRAFT = sa.text("state = 'draft'")


def upgrade() -> None:
    op.create_table(
        "early_opening",
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) <= 500", name=op.f("ck_early_opening_reason_length")),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["candidacy.id"], name=op.f("fk_early_opening_candidacy_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_early_opening_person_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("candidacy_id", name=op.f("pk_early_opening")),
    )
    op.create_index(op.f("ix_early_opening_person_id"), "early_opening", ["person_id"])
    op.create_index("ix_scorecard_draft", "scorecard", ["interview_id"], sqlite_where=DRAFT, postgresql_where=DRAFT)


def downgrade() -> None:
    op.drop_index("ix_scorecard_draft", "scorecard")
    op.drop_table("early_opening")
