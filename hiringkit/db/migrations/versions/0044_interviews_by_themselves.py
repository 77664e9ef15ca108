"""The index of a stage's interviews says which are planned and with whom: the linter looks into none of them."""

from __future__ import annotations

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

NAME = "ix_interview_stage"


def upgrade() -> None:
    _made_anew("stage_id", "state", "candidacy_id")


def downgrade() -> None:
    _made_anew("stage_id")


def _made_anew(*columns: str) -> None:
    op.drop_index(NAME, "interview")
    op.create_index(NAME, "interview", [*columns])
