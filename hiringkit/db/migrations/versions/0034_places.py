"""The place whose law a loop is held under, and whom candidates ask for an accommodation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("loop", sa.Column("place", sa.String(length=8), server_default="", nullable=False))
    op.add_column("loop", sa.Column("accommodations", sa.String(length=300), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("loop", "accommodations")
    op.drop_column("loop", "place")
