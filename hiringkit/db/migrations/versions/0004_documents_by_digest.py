"""Indexes that find a document by its bytes or its record, for checking a file."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_document_sha256", "document", ["sha256"])
    op.create_index("ix_document_record_digest", "document", ["record_digest"])


def downgrade() -> None:
    op.drop_index("ix_document_record_digest", "document")
    op.drop_index("ix_document_sha256", "document")
