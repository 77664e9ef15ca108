"""Indexes that answer by themselves what a list says of each candidate: the tables are not looked into."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

CARDS = ["candidacy_id", "author_id", "state"]


def upgrade() -> None:
    op.create_index("ix_interview_candidacy", "interview", ["candidacy_id", "state", "stage_id", "starts_at"])
    op.drop_index("ix_scorecard_candidacy", "scorecard")
    op.create_index("ix_scorecard_candidacy", "scorecard", [*CARDS, "trainee", "interview_id"])
    op.create_index(
        "ix_stage_without_names",
        "stage",
        ["id"],
        sqlite_where=sa.text("without_names = 1"),
        postgresql_where=sa.text("without_names"),
    )


def downgrade() -> None:
    op.drop_index("ix_stage_without_names", "stage")
    op.drop_index("ix_scorecard_candidacy", "scorecard")
    op.create_index("ix_scorecard_candidacy", "scorecard", CARDS)
    op.drop_index("ix_interview_candidacy", "interview")
