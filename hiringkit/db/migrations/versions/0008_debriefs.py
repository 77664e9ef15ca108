"""Debriefs: the meeting, its agenda, what people would rate now, notes, the level."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

GUARDS = (
    ("debrief_rating", "UPDATE", "A recorded rating never changes; the next one stands in its place."),
    ("level_confirmation", "UPDATE", "A confirmed level never changes; the next one stands in its place."),
)  # table, what is done, what is said


def upgrade() -> None:
    op.create_table(
        "candidacy_words",
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.CheckConstraint("length(text) <= 4000", name=op.f("ck_candidacy_words_text_length")),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["candidacy.id"], name=op.f("fk_candidacy_words_candidacy_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("candidacy_id", "field", name=op.f("pk_candidacy_words")),
    )
    op.create_table(
        "debrief",
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("forced", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["candidacy.id"], name=op.f("fk_debrief_candidacy_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_debrief_opened_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("candidacy_id", name=op.f("pk_debrief")),
    )
    op.create_index(op.f("ix_debrief_opened_by"), "debrief", ["opened_by"])
    op.create_table(
        "debrief_item",
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.CheckConstraint("NOT (done AND started_at IS NOT NULL)", name=op.f("ck_debrief_item_done_or_running")),
        sa.CheckConstraint("seconds BETWEEN 0 AND 86400", name=op.f("ck_debrief_item_seconds_range")),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["debrief.candidacy_id"], name=op.f("fk_debrief_item_candidacy_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_debrief_item_criterion_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("candidacy_id", "criterion_id", name=op.f("pk_debrief_item")),
    )
    op.create_index(
        "uq_debrief_item_running",
        "debrief_item",
        ["candidacy_id"],
        unique=True,
        sqlite_where=sa.text("started_at IS NOT NULL"),
        postgresql_where=sa.text("started_at IS NOT NULL"),
    )
    op.create_table(
        "debrief_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["debrief.candidacy_id"], name=op.f("fk_debrief_note_candidacy_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_debrief_note_person_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debrief_note")),
    )
    op.create_index("ix_debrief_note_candidacy", "debrief_note", ["candidacy_id", "id"])
    op.create_index(op.f("ix_debrief_note_person_id"), "debrief_note", ["person_id"])
    op.create_table(
        "level_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(level) <= 80", name=op.f("ck_level_confirmation_level_length")),
        sa.ForeignKeyConstraint(
            ["candidacy_id"],
            ["debrief.candidacy_id"],
            name=op.f("fk_level_confirmation_candidacy_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_level_confirmation_person_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_confirmation")),
    )
    op.create_index("ix_level_confirmation_candidacy", "level_confirmation", ["candidacy_id", "id"])
    op.create_index(op.f("ix_level_confirmation_person_id"), "level_confirmation", ["person_id"])
    op.create_table(
        "debrief_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("scorecard_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("levels", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "new_evidence",
                "misread_rubric",
                "other",
                name="debrief_rating_reason",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("step BETWEEN 1 AND levels", name=op.f("ck_debrief_rating_step_range")),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["debrief.candidacy_id"], name=op.f("fk_debrief_rating_candidacy_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id", "levels"],
            ["criterion.id", "criterion.levels"],
            name=op.f("fk_debrief_rating_criterion_id_levels"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_debrief_rating_recorded_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["scorecard_id", "criterion_id"],
            ["rating.scorecard_id", "rating.criterion_id"],
            name=op.f("fk_debrief_rating_scorecard_id_criterion_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debrief_rating")),
    )
    op.create_index("ix_debrief_rating_candidacy", "debrief_rating", ["candidacy_id", "id"])
    op.create_index(op.f("ix_debrief_rating_recorded_by"), "debrief_rating", ["recorded_by"])
    for guard in GUARDS:
        for statement in _postgresql(*guard) if _is_postgresql() else [_sqlite(*guard)]:
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("debrief_rating")
    op.drop_table("level_confirmation")
    op.drop_table("debrief_note")
    op.drop_table("debrief_item")
    op.drop_table("debrief")
    op.drop_table("candidacy_words")
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
