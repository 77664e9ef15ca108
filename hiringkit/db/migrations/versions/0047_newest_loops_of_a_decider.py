"""The newest loops of a decider lie together in an index: no list walks all loops for them."""

from __future__ import annotations

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_loop_decider", "loop", ["decider_id", "id"])
    op.drop_index("ix_loop_decider_id", "loop")


def downgrade() -> None:
    op.create_index("ix_loop_decider_id", "loop", ["decider_id"])
    op.drop_index("ix_loop_decider", "loop")
