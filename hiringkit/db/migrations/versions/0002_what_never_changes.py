"""What never changes: the audit chain, published rubric versions, ratings."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PUBLISHED = "OLD.state <> 'draft'"
REWRITTEN = " OR ".join(
    f"OLD.{column} IS DISTINCT FROM NEW.{column}"
    for column in ("pack_id", "number", "content", "content_hash", "published_at", "published_by")
)
BACK = "NEW.state = 'draft' OR (OLD.state = 'retired' AND NEW.state <> 'retired')"
OF_PUBLISHED = "(SELECT state FROM rubric_version WHERE id = OLD.version_id) <> 'draft'"

GUARDS = (  # name, table, what is done, when it is refused, what is said
    ("audit_update", "audit", "UPDATE", "TRUE", "The audit chain is append-only."),
    ("audit_delete", "audit", "DELETE", "TRUE", "The audit chain is append-only."),
    (
        "version_update",
        "rubric_version",
        "UPDATE",
        f"{PUBLISHED} AND ({REWRITTEN} OR {BACK})",
        "A published rubric version never changes.",
    ),
    ("version_delete", "rubric_version", "DELETE", PUBLISHED, "A published rubric version never changes."),
    ("criterion_update", "criterion", "UPDATE", OF_PUBLISHED, "A published rubric version never changes."),
    ("criterion_delete", "criterion", "DELETE", OF_PUBLISHED, "A published rubric version never changes."),
    ("rating_update", "rating", "UPDATE", "TRUE", "A submitted rating never changes."),
)


def upgrade() -> None:
    """Refuse in the database itself, whatever a program above it does."""
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
