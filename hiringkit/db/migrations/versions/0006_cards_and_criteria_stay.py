"""What never changes, once more: a published version's set of criteria, ratings, and a card that was submitted."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OF_PUBLISHED = "(SELECT state FROM rubric_version WHERE id = NEW.version_id) <> 'draft'"
IS_IN = "OLD.state <> 'draft'"
MOVED = " OR ".join(
    f"OLD.{column} IS DISTINCT FROM NEW.{column}"
    for column in ("interview_id", "candidacy_id", "author_id", "submitted_at")
)
CARD_IS_IN = "(SELECT state FROM scorecard WHERE id = OLD.scorecard_id) <> 'draft'"
LINE = "A submitted line of evidence never changes."

GUARDS = (  # name, table, what is done, when it is refused, what is said
    ("criterion_insert", "criterion", "INSERT", OF_PUBLISHED, "A published rubric version never changes."),
    ("rating_delete", "rating", "DELETE", "TRUE", "A submitted rating never changes."),
    (
        "scorecard_update",
        "scorecard",
        "UPDATE",
        f"{IS_IN} AND (NEW.state = 'draft' OR {MOVED})",
        "A submitted scorecard does not become a draft again.",
    ),
    ("scorecard_delete", "scorecard", "DELETE", IS_IN, "A submitted scorecard is kept."),
    ("evidence_update", "evidence", "UPDATE", CARD_IS_IN, LINE),
    ("evidence_delete", "evidence", "DELETE", CARD_IS_IN, LINE),
    ("evidence_text_update", "evidence_text", "UPDATE", CARD_IS_IN, LINE),
)


def upgrade() -> None:
    """Refuse in the database itself. Words may be deleted, as an erasure does; they are not rewritten."""
    for guard in GUARDS:
        for statement in _postgresql(*guard) if _is_postgresql() else [_sqlite(*guard)]:
            op.execute(statement)


def downgrade() -> None:
    for name, table, *_ in GUARDS:
        if _is_postgresql():
            op.execute(f"DROP TRIGGER refuse_{name} ON {table}")
            op.execute(f"DROP FUNCTION refuse_{name}()")
        else:
            op.execute(f"DROP TRIGGER refuse_{name}")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _sqlite(name: str, table: str, done: str, when: str, said: str) -> str:
    when = when.replace("IS DISTINCT FROM", "IS NOT")
    return f"CREATE TRIGGER refuse_{name} BEFORE {done} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{said}'); END"


def _postgresql(name: str, table: str, done: str, when: str, said: str) -> list[str]:
    kept = "OLD" if done == "DELETE" else "NEW"
    body = f"BEGIN IF {when} THEN RAISE EXCEPTION '{said}'; END IF; RETURN {kept}; END"
    return [
        f"CREATE FUNCTION refuse_{name}() RETURNS trigger AS $$ {body} $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER refuse_{name} BEFORE {done} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_{name}()",
    ]
