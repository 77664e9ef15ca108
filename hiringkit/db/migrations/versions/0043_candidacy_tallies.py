"""How far each candidacy has come, kept beside it: a list of candidates does not work it out for each line.

`way` holds the loop's stages in order as JSON: name, when the interview that is planned there begins, whether the stage
is left out. Nothing in it depends on the time at which somebody looks. `cards` and `cards_in`: the scorecards that
count, and how many of them are in.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

STEPS = (
    "FROM stage "
    "LEFT JOIN interview ON interview.candidacy_id = candidacy_tally.candidacy_id"
    " AND interview.stage_id = stage.id AND interview.state = 'planned' "
    "LEFT JOIN left_out_stage ON left_out_stage.candidacy_id = candidacy_tally.candidacy_id"
    " AND left_out_stage.stage_id = stage.id "
    "WHERE stage.loop_id = (SELECT loop_id FROM candidacy WHERE id = candidacy_tally.candidacy_id)"
)
WAY = {
    "sqlite": "SELECT json_group_array(json_array(name, starts_at, is_left_out)) FROM (SELECT stage.name,"
    f" interview.starts_at, left_out_stage.stage_id IS NOT NULL AS is_left_out {STEPS} ORDER BY stage.position)",
    "postgresql": "SELECT coalesce(json_agg(json_build_array(stage.name,"
    " to_char(interview.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),"
    f" left_out_stage.stage_id IS NOT NULL) ORDER BY stage.position), '[]')::text {STEPS}",
}
CARDS = (
    "SELECT count(*), count(CASE WHEN scorecard.state <> 'draft' THEN 1 END) FROM scorecard "
    "WHERE scorecard.candidacy_id = candidacy_tally.candidacy_id AND NOT scorecard.trainee"
    " AND scorecard.interview_id NOT IN (SELECT interview.id FROM interview"
    " WHERE interview.candidacy_id = candidacy_tally.candidacy_id AND interview.state = 'cancelled')"
)
BOTH, THE_WAY, THE_CARDS = ("way", "cards"), ("way",), ("cards",)
ONE, ALL = (
    "candidacy_id = {row}.candidacy_id",
    "candidacy_id IN (SELECT id FROM candidacy WHERE loop_id = {row}.loop_id)",
)
CHANGES = (  # of which table, what happens, whose tallies, what of them; neither candidacy nor loop ever changes
    ("interview", "INSERT", ONE, THE_WAY),
    ("interview", "UPDATE OF stage_id, starts_at, state", ONE, BOTH),
    ("interview", "DELETE", ONE, BOTH),
    ("left_out_stage", "INSERT", ONE, THE_WAY),
    ("left_out_stage", "UPDATE OF stage_id", ONE, THE_WAY),
    ("left_out_stage", "DELETE", ONE, THE_WAY),
    ("scorecard", "INSERT", ONE, THE_CARDS),
    ("scorecard", "UPDATE OF interview_id, state, trainee", ONE, THE_CARDS),
    ("scorecard", "DELETE", ONE, THE_CARDS),
    ("stage", "INSERT", ALL, THE_WAY),
    ("stage", "UPDATE OF name, position", ALL, THE_WAY),
    ("stage", "DELETE", ALL, THE_WAY),
)


def upgrade() -> None:
    op.create_table(
        "candidacy_tally",
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("cards", sa.Integer(), nullable=False),
        sa.Column("cards_in", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["candidacy.id"], name=op.f("fk_candidacy_tally_candidacy_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("candidacy_id", name=op.f("pk_candidacy_tally")),
    )
    op.execute("INSERT INTO candidacy_tally (candidacy_id, way, cards, cards_in) SELECT id, '', 0, 0 FROM candidacy")
    op.execute(_counted(BOTH))
    begun = (
        "INSERT INTO candidacy_tally (candidacy_id, way, cards, cards_in) VALUES (NEW.id, '', 0, 0);"
        f" {_counted(THE_WAY)} WHERE candidacy_id = NEW.id"
    )
    _watch("candidacy", "INSERT", begun)
    for table, change, whose, what in CHANGES:
        here = whose.format(row="OLD" if change == "DELETE" else "NEW")
        _watch(table, change, f"{_held(here)}{_counted(what)} WHERE {here}")


def downgrade() -> None:
    for table, change in (("candidacy", "INSERT"), *((table, change) for table, change, *_ in CHANGES)):
        if _kind() == "postgresql":
            op.execute(f"DROP TRIGGER {_name(table, change)} ON {table}")
            op.execute(f"DROP FUNCTION {_name(table, change)}()")
        else:
            op.execute(f"DROP TRIGGER {_name(table, change)}")
    op.drop_table("candidacy_tally")


def _kind() -> str:
    return op.get_bind().dialect.name


def _name(table: str, change: str) -> str:
    return f"candidacy_tally_{table}_{change.partition(' ')[0].lower()}"


def _counted(what: tuple[str, ...]) -> str:
    """The statement that counts anew, but for whose tallies."""
    parts = {"way": f"way = ({WAY[_kind()]})", "cards": f"(cards, cards_in) = ({CARDS})"}
    return f"UPDATE candidacy_tally SET {', '.join(parts[one] for one in what)}"


def _held(here: str) -> str:
    """In PostgreSQL two may write at once: who comes second waits, and counts what the first has written."""
    if _kind() == "sqlite":
        return ""
    return f"PERFORM 1 FROM candidacy_tally WHERE {here} ORDER BY candidacy_id FOR UPDATE; "


def _watch(table: str, change: str, act: str) -> None:
    name = _name(table, change)
    if _kind() == "sqlite":
        op.execute(f"CREATE TRIGGER {name} AFTER {change} ON {table} BEGIN {act}; END")
        return
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN {act}; RETURN NULL; END $$ LANGUAGE plpgsql")
    op.execute(f"CREATE TRIGGER {name} AFTER {change} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
