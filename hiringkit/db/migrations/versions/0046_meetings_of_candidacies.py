"""Who meets a candidate at which stage, kept as one text beside their candidacy: the linter reads no interview.

`met` holds three numbers for each seat of an interview that is planned, with a blank between them: stage, person,
candidacy. Whoever watches to learn is not among them, since nothing follows from that.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

NUMBERS = "interview.stage_id || ' ' || seat.person_id || ' ' || interview.candidacy_id"
LISTED = {
    "sqlite": f"group_concat({NUMBERS}, ' ')",
    "postgresql": f"string_agg({NUMBERS}, ' ' ORDER BY interview.id, seat.person_id)",
}
SEATS = (
    "FROM interview JOIN seat ON seat.interview_id = interview.id"
    " WHERE interview.candidacy_id = candidacy_tally.candidacy_id"
    " AND interview.state = 'planned' AND seat.seat <> 'shadow'"
)
ITS_CANDIDACY = "{row}.candidacy_id"
OF_INTERVIEW = "SELECT candidacy_id FROM interview WHERE id = {row}.interview_id"
CHANGES = (  # of which table, what happens, whose texts; a seat stays with its interview, which stays its candidate's
    ("interview", "UPDATE OF stage_id, state", ITS_CANDIDACY),
    ("interview", "DELETE", ITS_CANDIDACY),
    ("seat", "INSERT", OF_INTERVIEW),
    ("seat", "UPDATE OF person_id, seat", OF_INTERVIEW),
    ("seat", "DELETE", OF_INTERVIEW),
)


def upgrade() -> None:
    op.add_column("candidacy_tally", sa.Column("met", sa.Text(), nullable=False, server_default=""))
    op.execute(_written())
    for table, change, which in CHANGES:
        _watch(table, change, which.format(row="OLD" if change == "DELETE" else "NEW"))


def downgrade() -> None:
    for table, change, _which in CHANGES:
        if _kind() == "postgresql":
            op.execute(f"DROP TRIGGER {_name(table, change)} ON {table}")
            op.execute(f"DROP FUNCTION {_name(table, change)}()")
        else:
            op.execute(f"DROP TRIGGER {_name(table, change)}")
    op.drop_column("candidacy_tally", "met")


def _kind() -> str:
    return op.get_bind().dialect.name


def _name(table: str, change: str) -> str:
    return f"met_{table}_{change.partition(' ')[0].lower()}"


def _written() -> str:
    return f"UPDATE candidacy_tally SET met = (SELECT coalesce({LISTED[_kind()]}, '') {SEATS})"


def _watch(table: str, change: str, which: str) -> None:
    """In PostgreSQL two may write at once: who comes second waits, and reads what the first has written."""
    name, here = _name(table, change), f"WHERE candidacy_id IN ({which})"
    if _kind() == "sqlite":
        op.execute(f"CREATE TRIGGER {name} AFTER {change} ON {table} BEGIN {_written()} {here}; END")
        return
    act = f"PERFORM 1 FROM candidacy_tally {here} FOR UPDATE; {_written()} {here}"
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN {act}; RETURN NULL; END $$ LANGUAGE plpgsql")
    op.execute(f"CREATE TRIGGER {name} AFTER {change} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
