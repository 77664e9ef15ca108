"""What a list says of a candidacy and of a loop, kept as one text beside each: a list reads one row for each line.

It is JSON that breaks no line. Of a candidacy: id, the loop's title and requisition, state, how many scorecards count
and how many of them are in, its way as 0043 has it. Of a loop: title, requisition, state, level, how many stages, its
version and what that is known by. Nothing in it is personal, or depends on the time at which somebody looks.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

BEFORE = ("0043_candidacy_tallies", "0041_loop_tallies")  # whose tables and triggers these are made instead of

STEPS = (
    "FROM stage "
    "LEFT JOIN interview ON interview.candidacy_id = candidacy.id"
    " AND interview.stage_id = stage.id AND interview.state = 'planned' "
    "LEFT JOIN left_out_stage ON left_out_stage.candidacy_id = candidacy.id AND left_out_stage.stage_id = stage.id "
    "WHERE stage.loop_id = candidacy.loop_id"
)
CARDS = (
    "FROM scorecard WHERE scorecard.candidacy_id = candidacy.id AND NOT scorecard.trainee"
    " AND scorecard.interview_id NOT IN (SELECT interview.id FROM interview"
    " WHERE interview.candidacy_id = candidacy.id AND interview.state = 'cancelled')"
)
IN = "count(CASE WHEN scorecard.state <> 'draft' THEN 1 END)"
OF_CANDIDACY = {
    "sqlite": "json_array(candidacy.id, loop.title, loop.requisition, candidacy.state,"
    f" json((SELECT json_array(count(*), {IN}) {CARDS})),"
    " json((SELECT json_group_array(json_array(name, starts_at, is_left_out)) FROM (SELECT stage.name,"
    f" interview.starts_at, left_out_stage.stage_id IS NOT NULL AS is_left_out {STEPS} ORDER BY stage.position))))",
    "postgresql": "json_build_array(candidacy.id, loop.title, loop.requisition, candidacy.state,"
    f" (SELECT json_build_array(count(*), {IN}) {CARDS}),"
    " (SELECT coalesce(json_agg(json_build_array(stage.name,"
    " to_char(interview.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),"
    f" left_out_stage.stage_id IS NOT NULL) ORDER BY stage.position), '[]') {STEPS}))::text",
}
LOOP = (
    "(loop.id, loop.title, loop.requisition, loop.state, loop.level,"
    " (SELECT count(*) FROM stage WHERE stage.loop_id = loop.id), loop.version_id, rubric_version.content_hash)"
)
OF_LOOP = {"sqlite": f"json_array{LOOP}", "postgresql": f"json_build_array{LOOP}::text"}
CANDIDACIES, LOOPS = (
    "FROM candidacy JOIN loop ON loop.id = candidacy.loop_id",
    "FROM loop JOIN rubric_version ON rubric_version.id = loop.version_id",
)

ITSELF, ITS_CANDIDACY, ITS_LOOP = "{row}.id", "{row}.candidacy_id", "{row}.loop_id"
CANDIDACIES_OF = "SELECT id FROM candidacy WHERE loop_id = "
CHANGES = (  # whose lines, of which table, what happens, which lines; neither candidate nor loop of one ever changes
    ("candidacy", "candidacy", "UPDATE OF state", ITSELF),
    ("candidacy", "interview", "INSERT", ITS_CANDIDACY),
    ("candidacy", "interview", "UPDATE OF stage_id, starts_at, state", ITS_CANDIDACY),
    ("candidacy", "interview", "DELETE", ITS_CANDIDACY),
    ("candidacy", "left_out_stage", "INSERT", ITS_CANDIDACY),
    ("candidacy", "left_out_stage", "UPDATE OF stage_id", ITS_CANDIDACY),
    ("candidacy", "left_out_stage", "DELETE", ITS_CANDIDACY),
    ("candidacy", "scorecard", "INSERT", ITS_CANDIDACY),
    ("candidacy", "scorecard", "UPDATE OF interview_id, state, trainee", ITS_CANDIDACY),
    ("candidacy", "scorecard", "DELETE", ITS_CANDIDACY),
    ("candidacy", "stage", "INSERT", CANDIDACIES_OF + ITS_LOOP),
    ("candidacy", "stage", "UPDATE OF name, position", CANDIDACIES_OF + ITS_LOOP),
    ("candidacy", "stage", "DELETE", CANDIDACIES_OF + ITS_LOOP),
    ("candidacy", "loop", "UPDATE OF title, requisition", CANDIDACIES_OF + ITSELF),
    ("loop", "loop", "UPDATE OF title, requisition, state, level, version_id", ITSELF),
    ("loop", "stage", "INSERT", ITS_LOOP),
    ("loop", "stage", "DELETE", ITS_LOOP),
)
COUNT = "UPDATE loop_tally SET candidates = candidates {by} 1 WHERE loop_id = {row}.loop_id"
COMINGS = ("candidacy", "candidacy", "INSERT"), ("loop", "loop", "INSERT")
COUNTS = ("loop", "candidacy", "INSERT"), ("loop", "candidacy", "DELETE")


def upgrade() -> None:
    for earlier in BEFORE:
        _module(earlier).downgrade()
    op.create_table(
        "candidacy_tally",
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("loop_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["candidacy.id"], name=op.f("fk_candidacy_tally_candidacy_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("candidacy_id", name=op.f("pk_candidacy_tally")),
    )
    op.create_table(
        "loop_tally",
        sa.Column("loop_id", sa.Integer(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["loop_id"], ["loop.id"], name=op.f("fk_loop_tally_loop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("loop_id", name=op.f("pk_loop_tally")),
    )
    candidacy = (
        "INSERT INTO candidacy_tally (candidacy_id, candidate_id, loop_id, line) "
        f"SELECT candidacy.id, candidacy.candidate_id, candidacy.loop_id, {OF_CANDIDACY[_kind()]} {CANDIDACIES}"
    )
    loop = f"INSERT INTO loop_tally (loop_id, candidates, line) SELECT loop.id, 0, {OF_LOOP[_kind()]} {LOOPS}"
    op.execute(candidacy)
    op.execute(loop)
    op.execute("UPDATE loop_tally SET candidates = (SELECT count(*) FROM candidacy WHERE loop_id = loop_tally.loop_id)")
    _watch("candidacy", "candidacy", "INSERT", f"{candidacy} WHERE candidacy.id = NEW.id")
    _watch("loop", "loop", "INSERT", f"{loop} WHERE loop.id = NEW.id")
    _watch("loop", "candidacy", "INSERT", COUNT.format(by="+", row="NEW"))
    _watch("loop", "candidacy", "DELETE", COUNT.format(by="-", row="OLD"))
    for whose, table, change, which in CHANGES:
        here = which.format(row="OLD" if change == "DELETE" else "NEW")
        _watch(whose, table, change, _written(whose, here))


def downgrade() -> None:
    for whose, table, change, *_ in (*COMINGS, *COUNTS, *CHANGES):
        if _kind() == "postgresql":
            op.execute(f"DROP TRIGGER {_name(whose, table, change)} ON {table}")
            op.execute(f"DROP FUNCTION {_name(whose, table, change)}()")
        else:
            op.execute(f"DROP TRIGGER {_name(whose, table, change)}")
    op.drop_table("candidacy_tally")
    op.drop_table("loop_tally")
    for earlier in reversed(BEFORE):
        _module(earlier).upgrade()


def _module(name: str) -> Any:
    return import_module(f"hiringkit.db.migrations.versions.{name}")


def _kind() -> str:
    return op.get_bind().dialect.name


def _name(whose: str, table: str, change: str) -> str:
    return f"{whose}_tally_{table}_{change.partition(' ')[0].lower()}"


def _written(whose: str, which: str) -> str:
    """The statement that writes some lines anew; none of what is just going, and takes its line with it."""
    line, of = (OF_CANDIDACY, CANDIDACIES) if whose == "candidacy" else (OF_LOOP, LOOPS)
    here = f"{whose}_id IN (SELECT id FROM {whose} WHERE id IN ({which}))"
    anew = f"SELECT {line[_kind()]} {of} WHERE {whose}.id = {whose}_tally.{whose}_id"
    return f"{_held(whose, here)}UPDATE {whose}_tally SET line = ({anew}) WHERE {here}"


def _held(whose: str, here: str) -> str:
    """In PostgreSQL two may write at once: who comes second waits, and counts what the first has written."""
    if _kind() == "sqlite":
        return ""
    return f"PERFORM 1 FROM {whose}_tally WHERE {here} ORDER BY {whose}_id FOR UPDATE; "


def _watch(whose: str, table: str, change: str, act: str) -> None:
    name = _name(whose, table, change)
    if _kind() == "sqlite":
        op.execute(f"CREATE TRIGGER {name} AFTER {change} ON {table} BEGIN {act}; END")
        return
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN {act}; RETURN NULL; END $$ LANGUAGE plpgsql")
    op.execute(f"CREATE TRIGGER {name} AFTER {change} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
