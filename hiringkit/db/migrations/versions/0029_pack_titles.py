"""A pack is called what its newest version calls it."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

PACK = sa.table("pack", sa.column("id", sa.Integer), sa.column("title", sa.String))
VERSION = sa.table(
    "rubric_version",
    sa.column("pack_id", sa.Integer),
    sa.column("number", sa.Integer),
    sa.column("content", sa.String),
    sa.column("published_at", sa.String),
)


def upgrade() -> None:
    published = VERSION.c.published_at.is_not(None)
    newest = (
        sa.select(VERSION.c.pack_id, sa.func.max(VERSION.c.number).label("number"))
        .where(published)
        .group_by(VERSION.c.pack_id)
        .subquery()
    )
    same = sa.and_(newest.c.pack_id == VERSION.c.pack_id, newest.c.number == VERSION.c.number)
    bind = op.get_bind()
    for pack_id, content in bind.execute(sa.select(VERSION.c.pack_id, VERSION.c.content).join(newest, same)).all():
        title = (json.loads(content).get("pack") or {}).get("title")
        if title:
            bind.execute(sa.update(PACK).where(PACK.c.id == pack_id).values(title=title[:200]))


def downgrade() -> None:
    """A title tells nothing of what it was before; it stays."""
