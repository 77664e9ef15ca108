"""What interviewers attest on submitting, in the organisation's own words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("letterhead") as batch:
        batch.add_column(sa.Column("attestation", sa.String(length=300), server_default="", nullable=False))
        batch.create_check_constraint(op.f("ck_letterhead_attestation_length"), "length(attestation) <= 300")


def downgrade() -> None:
    with op.batch_alter_table("letterhead") as batch:
        batch.drop_constraint(op.f("ck_letterhead_attestation_length"), type_="check")
        batch.drop_column("attestation")
