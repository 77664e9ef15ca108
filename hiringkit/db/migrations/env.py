"""What Alembic runs for each migration: our connection, our metadata, plain types."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlmodel.sql.sqltypes import AutoString

from hiringkit.db.columns import UtcTime


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A migration names plain types, so that it still runs when ours have moved."""
    if kind == "type" and isinstance(item, UtcTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String({item.length})" if item.length else "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    render_item=_render,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
