"""All of a line that typing changes stands with its words: to save it writes one row, which says itself what to ask.

`about`: the criteria that a line speaks to, as “depth,tact”, while its card is a draft whose stage sees all of them. So
a save asks no other table for them, and the guard of submitted lines is called for those alone that may be some.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

CARD_IS_IN = "(SELECT state FROM scorecard WHERE id = OLD.scorecard_id) <> 'draft'"
REFUSED = "A submitted line of evidence never changes."
GUARDS = (  # as 0006 made them; SQLite drops them with the table that is made anew
    ("evidence", "UPDATE"),
    ("evidence", "DELETE"),
    ("evidence_text", "UPDATE"),
)
LENGTHS = ("draft_field", "value"), ("evidence_text", "text")  # which VARCHAR(4000) keeps to by itself in PostgreSQL
MOVED = "second", "revision", "saved_at"

KEYS = {"sqlite": "group_concat(key, ',')", "postgresql": "string_agg(key, ',' ORDER BY key COLLATE \"C\")"}
SPOKEN = (
    "SELECT evidence_criterion.criterion_id AS spoken, stage_criterion.criterion_id AS seen, criterion.key AS key"
    " FROM scorecard JOIN interview ON interview.id = scorecard.interview_id"
    " LEFT JOIN evidence_criterion ON evidence_criterion.scorecard_id = scorecard.id"
    " AND evidence_criterion.evidence_id = {row}.evidence_id"
    " LEFT JOIN criterion ON criterion.id = evidence_criterion.criterion_id"
    " LEFT JOIN stage_criterion ON stage_criterion.stage_id = interview.stage_id"
    " AND stage_criterion.criterion_id = evidence_criterion.criterion_id"
    " WHERE scorecard.id = {row}.scorecard_id AND scorecard.state = 'draft' ORDER BY criterion.key"
)
DRAFTS = (
    "SELECT scorecard.id FROM scorecard JOIN interview ON interview.id = scorecard.interview_id"
    " WHERE scorecard.state = 'draft' AND "
)
OF_LINE, THIS_LINE = (
    "scorecard.id = {row}.scorecard_id",
    "scorecard_id = {row}.scorecard_id AND evidence_id = {row}.evidence_id",
)
OF_STAGE, OF_INTERVIEW, OF_CARD = (
    "interview.stage_id = {row}.stage_id",
    "interview.id = {row}.id",
    "scorecard.id = {row}.id",
)
BOTH = "OLD", "NEW"
CHANGES = (  # which table, what happens, to which rows; whose cards, and which lines of them
    ("evidence_criterion", "INSERT", ("NEW",), OF_LINE, THIS_LINE),
    ("evidence_criterion", "UPDATE", BOTH, OF_LINE, THIS_LINE),
    ("evidence_criterion", "DELETE", ("OLD",), OF_LINE, THIS_LINE),
    ("stage_criterion", "INSERT", ("NEW",), OF_STAGE, f"scorecard_id IN ({DRAFTS}{OF_STAGE})"),
    ("stage_criterion", "UPDATE OF stage_id, criterion_id", BOTH, OF_STAGE, f"scorecard_id IN ({DRAFTS}{OF_STAGE})"),
    ("stage_criterion", "DELETE", ("OLD",), OF_STAGE, f"scorecard_id IN ({DRAFTS}{OF_STAGE})"),
    ("interview", "UPDATE OF stage_id", ("NEW",), OF_INTERVIEW, f"scorecard_id IN ({DRAFTS}{OF_INTERVIEW})"),
    ("scorecard", "UPDATE OF interview_id, state", ("NEW",), OF_CARD, "scorecard_id = {row}.id"),
)


def upgrade() -> None:
    _drop_guards()
    with op.batch_alter_table("evidence_text") as batch_op:
        batch_op.add_column(sa.Column("second", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("about", sa.Text(), nullable=True))
    op.execute(
        "UPDATE evidence_text SET second = evidence.second, revision = evidence.revision,"
        f" saved_at = evidence.saved_at, about = ({_about('evidence_text')}) FROM evidence"
        " WHERE evidence.scorecard_id = evidence_text.scorecard_id AND evidence.id = evidence_text.evidence_id"
    )
    with op.batch_alter_table("evidence_text") as batch_op:
        batch_op.alter_column("revision", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("saved_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.create_check_constraint(op.f("ck_evidence_text_second_range"), "second BETWEEN 0 AND 86400")
    with op.batch_alter_table("evidence") as batch_op:
        batch_op.drop_constraint(op.f("ck_evidence_second_range"), type_="check")
        for column in MOVED:
            batch_op.drop_column(column)
    if _is_postgresql():
        for table, column in LENGTHS:
            op.drop_constraint(op.f(f"ck_{table}_{column}_length"), table, type_="check")
    for table, change in GUARDS:
        _guard(table, change, only="OLD.about IS NULL" if table == "evidence_text" else "")
    _watch_what_comes()
    for table, change, rows, whose, which in CHANGES:
        _watch(table, change, "".join(f"{_held(whose, row)}{_written(which, row)}; " for row in rows))


def downgrade() -> None:
    for table, change in (("evidence_text", "INSERT"), *[watched[:2] for watched in CHANGES]):
        _drop_trigger(_name(table, change), table)
    _drop_guards()
    with op.batch_alter_table("evidence") as batch_op:
        batch_op.add_column(sa.Column("second", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE evidence SET second = words.second, revision = words.revision, saved_at = words.saved_at"
        " FROM evidence_text AS words WHERE words.scorecard_id = evidence.scorecard_id AND words.evidence_id = evidence.id"
    )
    op.execute(  # of words that were erased nobody knows any more when they were typed; it was before the submit
        "UPDATE evidence SET saved_at = coalesce((SELECT submitted_at FROM scorecard WHERE id = scorecard_id),"
        " CURRENT_TIMESTAMP) WHERE saved_at IS NULL"
    )
    with op.batch_alter_table("evidence") as batch_op:
        batch_op.alter_column("revision", existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column("saved_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.create_check_constraint(op.f("ck_evidence_second_range"), "second BETWEEN 0 AND 86400")
    with op.batch_alter_table("evidence_text") as batch_op:
        batch_op.drop_constraint(op.f("ck_evidence_text_second_range"), type_="check")
        for column in (*MOVED, "about"):
            batch_op.drop_column(column)
    if _is_postgresql():
        for table, column in LENGTHS:
            op.create_check_constraint(op.f(f"ck_{table}_{column}_length"), table, f"length({column}) <= 4000")
    for table, change in GUARDS:
        _guard(table, change)


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _about(row: str) -> str:
    """What a row of words is about: nothing to tell of a card that is no draft, or a stage that sees not all of it."""
    keys = KEYS[op.get_bind().dialect.name]
    is_simple = "count(*) > 0 AND count(spoken) = count(seen)"
    return f"SELECT CASE WHEN {is_simple} THEN coalesce({keys}, '') END FROM ({SPOKEN.format(row=row)}) AS spoken_to"


def _written(which: str, row: str) -> str:
    """The statement that writes anew what some lines are about; of a submitted card only what its submit ends."""
    is_draft = "(SELECT state FROM scorecard WHERE scorecard.id = evidence_text.scorecard_id) = 'draft'"
    about = _about("evidence_text")
    return f"UPDATE evidence_text SET about = ({about}) WHERE {which.format(row=row)} AND (about IS NOT NULL OR {is_draft})"


def _held(whose: str, row: str) -> str:
    """In PostgreSQL two may write at once: who comes second waits, and sees what the first has written."""
    if not _is_postgresql():
        return ""
    return f"PERFORM 1 FROM ({DRAFTS}{whose.format(row=row)} ORDER BY scorecard.id FOR NO KEY UPDATE OF scorecard) AS held; "


def _drop_guards() -> None:
    for table, change in GUARDS:
        _drop_trigger(_refuse(table, change), table)


def _drop_trigger(name: str, table: str) -> None:
    if _is_postgresql():
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")
    else:
        op.execute(f"DROP TRIGGER {name}")


def _name(table: str, change: str) -> str:
    return f"about_{table}_{change.partition(' ')[0].lower()}"


def _guard(table: str, change: str, only: str = "") -> None:
    """Refuse a change. `only`: where it is asked at all whether to, which PostgreSQL knows without calling anything."""
    name = _refuse(table, change)
    if _is_postgresql():
        kept = "OLD" if change == "DELETE" else "NEW"
        body = f"BEGIN IF {CARD_IS_IN} THEN RAISE EXCEPTION '{REFUSED}'; END IF; RETURN {kept}; END"
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger AS $$ {body} $$ LANGUAGE plpgsql")
        when = f"FOR EACH ROW WHEN ({only})" if only else "FOR EACH ROW"
        op.execute(f"CREATE TRIGGER {name} BEFORE {change} ON {table} {when} EXECUTE FUNCTION {name}()")
        return
    when = f"{only} AND {CARD_IS_IN}" if only else CARD_IS_IN
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    op.execute(f"CREATE TRIGGER {name} BEFORE {change} ON {table} WHEN {when} {refuse}")


def _refuse(table: str, change: str) -> str:
    return f"refuse_{table}_{change.lower()}"


def _watch(table: str, change: str, act: str) -> None:
    name = _name(table, change)
    if _is_postgresql():
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN {act}RETURN NULL; END $$ LANGUAGE plpgsql")
        op.execute(f"CREATE TRIGGER {name} AFTER {change} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    else:
        op.execute(f"CREATE TRIGGER {name} AFTER {change} ON {table} BEGIN {act}END")


def _watch_what_comes() -> None:
    """Words that are new; PostgreSQL tells them before they are written, so that they are written once."""
    name = _name("evidence_text", "INSERT")
    if not _is_postgresql():
        _watch("evidence_text", "INSERT", f"{_written(THIS_LINE, 'NEW')}; ")
        return
    told = f"BEGIN {_held(OF_LINE, 'NEW')}NEW.about := ({_about('NEW')}); RETURN NEW; END"
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger AS $$ {told} $$ LANGUAGE plpgsql")
    op.execute(f"CREATE TRIGGER {name} BEFORE INSERT ON evidence_text FOR EACH ROW EXECUTE FUNCTION {name}()")
