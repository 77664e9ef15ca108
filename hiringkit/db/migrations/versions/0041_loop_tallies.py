"""How many candidates each loop has: counted on, so that a list of loops does not count them all each time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

ADDED = (
    "INSERT INTO loop_tally (loop_id, candidates) VALUES (NEW.loop_id, 1) "
    "ON CONFLICT (loop_id) DO UPDATE SET candidates = loop_tally.candidates + 1"
)
GONE = "UPDATE loop_tally SET candidates = candidates - 1 WHERE loop_id = OLD.loop_id"
COUNTS = (("added", "INSERT", ADDED), ("gone", "DELETE", GONE))  # a candidacy is never carried to another loop


def upgrade() -> None:
    op.create_table(
        "loop_tally",
        sa.Column("loop_id", sa.Integer(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["loop_id"], ["loop.id"], name=op.f("fk_loop_tally_loop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("loop_id", name=op.f("pk_loop_tally")),
    )
    op.execute("INSERT INTO loop_tally (loop_id, candidates) SELECT loop_id, count(*) FROM candidacy GROUP BY loop_id")
    for name, done, act in COUNTS:
        for statement in _postgresql(name, done, act) if _is_postgresql() else [_sqlite(name, done, act)]:
            op.execute(statement)


def downgrade() -> None:
    for name, *_ in COUNTS:
        if _is_postgresql():
            op.execute(f"DROP TRIGGER tally_{name} ON candidacy")
            op.execute(f"DROP FUNCTION tally_{name}()")
        else:
            op.execute(f"DROP TRIGGER tally_{name}")
    op.drop_table("loop_tally")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _sqlite(name: str, done: str, act: str) -> str:
    return f"CREATE TRIGGER tally_{name} AFTER {done} ON candidacy BEGIN {act}; END"


def _postgresql(name: str, done: str, act: str) -> list[str]:
    return [
        f"CREATE FUNCTION tally_{name}() RETURNS trigger AS $$ BEGIN {act}; RETURN NULL; END $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER tally_{name} AFTER {done} ON candidacy FOR EACH ROW EXECUTE FUNCTION tally_{name}()",
    ]
