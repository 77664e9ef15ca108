"""The later states of scorecards, and drafts that were withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

GUARDS = (
    ("scorecard_state", "UPDATE", "A state of a scorecard never changes."),
    ("scorecard_state", "DELETE", "A state of a scorecard is kept."),
    ("amended_rating", "UPDATE", "A submitted rating never changes."),
    ("amended_rating", "DELETE", "A submitted rating never changes."),
)  # table, what is done, what is said


def upgrade() -> None:
    op.create_table(
        "withdrawn_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["candidacy.id"], name=op.f("fk_withdrawn_draft_candidacy_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interview.id"], name=op.f("fk_withdrawn_draft_interview_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_withdrawn_draft_person_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawn_draft")),
    )
    op.create_index("ix_withdrawn_draft_candidacy", "withdrawn_draft", ["candidacy_id"])
    op.create_index(op.f("ix_withdrawn_draft_interview_id"), "withdrawn_draft", ["interview_id"])
    op.create_index(op.f("ix_withdrawn_draft_person_id"), "withdrawn_draft", ["person_id"])
    op.create_table(
        "scorecard_state",
        sa.Column("scorecard_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "amended",
                "returned",
                name="scorecard_state_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_independent", sa.Boolean(), nullable=False),
        sa.Column(
            "recommendation",
            sa.Enum(
                "strong_no",
                "no",
                "yes",
                "strong_yes",
                name="scorecard_state_recommendation",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "confidence",
            sa.Enum(
                "guess",
                "fairly_sure",
                "sure",
                name="scorecard_state_confidence",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("(number = 1) = (state = 'submitted')", name=op.f("ck_scorecard_state_first_submitted")),
        sa.CheckConstraint(
            "(state = 'amended') = (recommendation IS NOT NULL)", name=op.f("ck_scorecard_state_recommended")
        ),
        sa.CheckConstraint(
            "NOT is_independent OR state <> 'returned'", name=op.f("ck_scorecard_state_returned_says_nothing")
        ),
        sa.CheckConstraint("state <> 'draft'", name=op.f("ck_scorecard_state_after_a_draft")),
        sa.CheckConstraint("number BETWEEN 1 AND 1000", name=op.f("ck_scorecard_state_number_range")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_scorecard_state_person_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecard.id"], name=op.f("fk_scorecard_state_scorecard_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("scorecard_id", "number", name=op.f("pk_scorecard_state")),
    )
    op.create_index(op.f("ix_scorecard_state_person_id"), "scorecard_state", ["person_id"])
    op.create_table(
        "amended_rating",
        sa.Column("scorecard_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("criterion_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("levels", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column(
            "not_observed",
            sa.Enum(
                "time",
                "not_asked",
                "cannot_judge",
                name="amended_rating_not_observed",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("no_evidence", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(step IS NULL) <> (not_observed IS NULL)", name=op.f("ck_amended_rating_one_of_two")),
        sa.CheckConstraint("levels BETWEEN 2 AND 10", name=op.f("ck_amended_rating_levels_range")),
        sa.CheckConstraint("step BETWEEN 1 AND levels", name=op.f("ck_amended_rating_step_range")),
        sa.ForeignKeyConstraint(
            ["criterion_id", "levels"],
            ["criterion.id", "criterion.levels"],
            name=op.f("fk_amended_rating_criterion_id_levels"),
        ),
        sa.ForeignKeyConstraint(
            ["scorecard_id", "number"],
            ["scorecard_state.scorecard_id", "scorecard_state.number"],
            name=op.f("fk_amended_rating_scorecard_id_number"),
        ),
        sa.PrimaryKeyConstraint("scorecard_id", "number", "criterion_id", name=op.f("pk_amended_rating")),
    )
    op.create_table(
        "scorecard_state_text",
        sa.Column("scorecard_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("content", sa.String(length=4000000), nullable=False),
        sa.CheckConstraint("length(reason) <= 500", name=op.f("ck_scorecard_state_text_reason_length")),
        sa.ForeignKeyConstraint(
            ["scorecard_id", "number"],
            ["scorecard_state.scorecard_id", "scorecard_state.number"],
            name=op.f("fk_scorecard_state_text_scorecard_id_number"),
        ),
        sa.PrimaryKeyConstraint("scorecard_id", "number", name=op.f("pk_scorecard_state_text")),
    )
    for guard in GUARDS:
        for statement in _postgresql(*guard) if _is_postgresql() else [_sqlite(*guard)]:
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("scorecard_state_text")
    op.drop_table("amended_rating")
    op.drop_table("scorecard_state")
    op.drop_table("withdrawn_draft")
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
