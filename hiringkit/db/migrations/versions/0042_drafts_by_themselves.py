"""The index of drafts says whose and of whom each is: to find those that are missing looks into no card."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

NAME = "ix_scorecard_draft"


def upgrade() -> None:
    _made_anew("interview_id", "state", "trainee", "author_id", "candidacy_id")


def downgrade() -> None:
    _made_anew("interview_id")


def _made_anew(*columns: str) -> None:
    op.drop_index(NAME, "scorecard")
    drafts = sa.text("state = 'draft'")
    op.create_index(NAME, "scorecard", [*columns], sqlite_where=drafts, postgresql_where=drafts)
