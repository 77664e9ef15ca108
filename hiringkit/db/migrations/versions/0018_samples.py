"""Reference samples with their agreed ratings, and the drills in which people rate them blind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=8000), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(key) <= 80", name=op.f("ck_sample_key_length")),
        sa.CheckConstraint("length(kind) <= 80", name=op.f("ck_sample_kind_length")),
        sa.CheckConstraint("length(name) <= 120", name=op.f("ck_sample_name_length")),
        sa.CheckConstraint("length(stage) <= 80", name=op.f("ck_sample_stage_length")),
        sa.CheckConstraint("length(text) <= 8000", name=op.f("ck_sample_text_length")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_sample_number_range")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_sample_made_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["pack_id"], ["pack.id"], name=op.f("fk_sample_pack_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["rubric_version.id"], name=op.f("fk_sample_version_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample")),
        sa.UniqueConstraint("pack_id", "key", "number", name=op.f("uq_sample_pack_id_key_number")),
    )
    op.create_index(op.f("ix_sample_made_by"), "sample", ["made_by"])
    op.create_index(op.f("ix_sample_version_id"), "sample", ["version_id"])
    op.create_table(
        "drill",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "handed_in",
                "given_up",
                name="drill_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_drill_ended")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_drill_asked_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_drill_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"], name=op.f("fk_drill_sample_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill")),
        sa.UniqueConstraint("sample_id", "person_id", name=op.f("uq_drill_sample_id_person_id")),
    )
    op.create_index(op.f("ix_drill_asked_by"), "drill", ["asked_by"])
    op.create_index("ix_drill_person", "drill", ["person_id", "state"])
    op.create_table(
        "sample_rating",
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=2000), nullable=False),
        sa.CheckConstraint("length(why) <= 2000", name=op.f("ck_sample_rating_why_length")),
        sa.CheckConstraint("step BETWEEN 1 AND 10", name=op.f("ck_sample_rating_step_range")),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_sample_rating_criterion_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["sample.id"], name=op.f("fk_sample_rating_sample_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sample_id", "criterion_id", name=op.f("pk_sample_rating")),
    )
    op.create_index(op.f("ix_sample_rating_criterion_id"), "sample_rating", ["criterion_id"])
    op.create_table(
        "drill_field",
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=120), nullable=False),
        sa.Column("value", sa.String(length=4000), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(field) <= 120", name=op.f("ck_drill_field_field_length")),
        sa.CheckConstraint("length(value) <= 4000", name=op.f("ck_drill_field_value_length")),
        sa.ForeignKeyConstraint(["drill_id"], ["drill.id"], name=op.f("fk_drill_field_drill_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("drill_id", "field", name=op.f("pk_drill_field")),
    )
    op.create_table(
        "drill_rating",
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column(
            "not_observed",
            sa.Enum(
                "time",
                "not_asked",
                "cannot_judge",
                name="drill_not_observed",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("evidence", sa.String(length=4000), nullable=False),
        sa.CheckConstraint("(step IS NULL) <> (not_observed IS NULL)", name=op.f("ck_drill_rating_rated_or_not")),
        sa.CheckConstraint("length(evidence) <= 4000", name=op.f("ck_drill_rating_evidence_length")),
        sa.CheckConstraint("step BETWEEN 1 AND 10", name=op.f("ck_drill_rating_step_range")),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_drill_rating_criterion_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["drill_id"], ["drill.id"], name=op.f("fk_drill_rating_drill_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("drill_id", "criterion_id", name=op.f("pk_drill_rating")),
    )
    op.create_index(op.f("ix_drill_rating_criterion_id"), "drill_rating", ["criterion_id"])


def downgrade() -> None:
    op.drop_table("drill_rating")
    op.drop_table("drill_field")
    op.drop_table("sample_rating")
    op.drop_table("drill")
    op.drop_table("sample")
