"""The language of a loop's documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("loop", sa.Column("language", sa.String(length=35), server_default="en-US", nullable=False))


def downgrade() -> None:
    op.drop_column("loop", "language")
