"""Decisions about candidates, who dissents, and ties."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

GUARDS = (
    ("decision", "UPDATE", "A recorded decision never changes; the next one stands in its place."),
    ("dissent", "UPDATE", "A recorded dissent never changes."),
    ("tie", "UPDATE", "A recorded tie never changes."),
)  # table, what is done, what is said


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "choice",
            sa.Enum(
                "hire", "no_hire", "hold", name="decision_choice", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("level", sa.String(length=80), nullable=True),
        sa.Column(
            "offer",
            sa.Enum(
                "now",
                "conditional",
                "none",
                name="decision_offer",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("revisit_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("as_tie_breaker", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("choice <> 'hire' OR level IS NOT NULL", name=op.f("ck_decision_hired_at_a_level")),
        sa.CheckConstraint("choice <> 'hold' OR revisit_on IS NOT NULL", name=op.f("ck_decision_held_until")),
        sa.CheckConstraint("choice = 'hire' OR offer = 'none'", name=op.f("ck_decision_offered_to_a_hire")),
        sa.CheckConstraint("length(level) <= 80", name=op.f("ck_decision_level_length")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_decision_number_range")),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["debrief.candidacy_id"], name=op.f("fk_decision_candidacy_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_decision_decided_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("candidacy_id", "number", name=op.f("uq_decision_candidacy_id_number")),
    )
    op.create_index("ix_decision_revisit", "decision", ["decided_by", "revisit_on"])
    op.create_table(
        "dissent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["debrief.candidacy_id"], name=op.f("fk_dissent_candidacy_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dissent_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dissent")),
    )
    op.create_index("ix_dissent_candidacy", "dissent", ["candidacy_id", "id"])
    op.create_index(op.f("ix_dissent_person_id"), "dissent", ["person_id"])
    op.create_table(
        "tie",
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("yes = no AND yes > 0", name=op.f("ck_tie_as_many")),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["debrief.candidacy_id"], name=op.f("fk_tie_candidacy_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_tie_recorded_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("candidacy_id", name=op.f("pk_tie")),
    )
    op.create_index(op.f("ix_tie_recorded_by"), "tie", ["recorded_by"])
    for guard in GUARDS:
        for statement in _postgresql(*guard) if _is_postgresql() else [_sqlite(*guard)]:
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("tie")
    op.drop_table("dissent")
    op.drop_table("decision")
    if _is_postgresql():
        for table, done, _said in GUARDS:
            op.execute(f"DROP FUNCTION refuse_{table}_{done.lower()}()")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _sqlite(table: str, done: str, said: str) -> str:
    name = f"refuse_{table}_{done.lower()}"
    return f"CREATE TRIGGER {name} BEFORE {done} ON {table} BEGIN SELECT RAISE(ABORT, '{said}'); END"


def _postgresql(table: str, done: str, said: str) -> list[str]:
    name = f"refuse_{table}_{done.lower()}"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{said}'; END $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER {name} BEFORE {done} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
