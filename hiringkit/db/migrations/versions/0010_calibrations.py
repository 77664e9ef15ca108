"""Calibration runs, and what each says of a candidacy; neither ever changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SAID = "A calibration run never changes."
GUARDS = [(table, done) for table in ("calibration_run", "calibration_score") for done in ("UPDATE", "DELETE")]


def upgrade() -> None:
    op.create_table(
        "calibration_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("program", sa.String(length=40), nullable=False),
        sa.Column("settings", sa.String(length=20000), nullable=False),
        sa.Column("inputs", sa.String(length=64), nullable=False),
        sa.Column("draw", sa.String(length=32), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "calibrated",
                "provisional",
                "uncalibrated",
                name="calibration_run_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.Column("interviewers", sa.Integer(), nullable=False),
        sa.Column("ratings", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=4000000), nullable=False),
        sa.CheckConstraint("length(inputs) = 64", name=op.f("ck_calibration_run_inputs_length")),
        sa.CheckConstraint("ratings >= 1", name=op.f("ck_calibration_run_ratings_range")),
        sa.ForeignKeyConstraint(["pack_id"], ["pack.id"], name=op.f("fk_calibration_run_pack_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_run")),
    )
    op.create_index("ix_calibration_run_pack", "calibration_run", ["pack_id", "id"])
    op.create_table(
        "calibration_score",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=100000), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["calibration_run.id"], name=op.f("fk_calibration_score_run_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["candidacy.id"], name=op.f("fk_calibration_score_candidacy_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("run_id", "candidacy_id", name=op.f("pk_calibration_score")),
    )
    op.create_index("ix_calibration_score_candidacy", "calibration_score", ["candidacy_id", "run_id"])
    for guard in GUARDS:
        for statement in _postgresql(*guard) if _is_postgresql() else [_sqlite(*guard)]:
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("calibration_score")
    op.drop_table("calibration_run")
    if _is_postgresql():
        for table, done in GUARDS:
            op.execute(f"DROP FUNCTION refuse_{table}_{done.lower()}()")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _sqlite(table: str, done: str) -> str:
    name = f"refuse_{table}_{done.lower()}"
    return f"CREATE TRIGGER {name} BEFORE {done} ON {table} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"


def _postgresql(table: str, done: str) -> list[str]:
    name = f"refuse_{table}_{done.lower()}"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{SAID}'; END $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER {name} BEFORE {done} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
