"""Calibration sessions: what was looked at, what people would rate after the talk, what was agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calibration_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("led_by", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(title) <= 120", name=op.f("ck_calibration_session_title_length")),
        sa.ForeignKeyConstraint(
            ["led_by"], ["person.id"], name=op.f("fk_calibration_session_led_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"], ["pack.id"], name=op.f("fk_calibration_session_pack_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["rubric_version.id"], name=op.f("fk_calibration_session_version_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_session")),
    )
    op.create_index(op.f("ix_calibration_session_led_by"), "calibration_session", ["led_by"])
    op.create_index(op.f("ix_calibration_session_pack_id"), "calibration_session", ["pack_id"])
    op.create_index(op.f("ix_calibration_session_version_id"), "calibration_session", ["version_id"])
    op.create_table(
        "definition_proposal",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("counts", sa.String(length=2000), nullable=False),
        sa.Column("does_not_count", sa.String(length=2000), nullable=False),
        sa.Column("disagree", sa.String(length=2000), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(counts) <= 2000", name=op.f("ck_definition_proposal_counts_length")),
        sa.CheckConstraint("length(disagree) <= 2000", name=op.f("ck_definition_proposal_disagree_length")),
        sa.CheckConstraint("length(does_not_count) <= 2000", name=op.f("ck_definition_proposal_does_not_count_length")),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_definition_proposal_criterion_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["said_by"], ["person.id"], name=op.f("fk_definition_proposal_said_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["calibration_session.id"],
            name=op.f("fk_definition_proposal_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "criterion_id", name=op.f("pk_definition_proposal")),
    )
    op.create_index(op.f("ix_definition_proposal_criterion_id"), "definition_proposal", ["criterion_id"])
    op.create_index(op.f("ix_definition_proposal_said_by"), "definition_proposal", ["said_by"])
    op.create_table(
        "session_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=True),
        sa.Column("candidacy_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(sample_id IS NULL) <> (candidacy_id IS NULL)", name=op.f("ck_session_item_one_of_both")),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["candidacy.id"], name=op.f("fk_session_item_candidacy_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["sample.id"], name=op.f("fk_session_item_sample_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["calibration_session.id"], name=op.f("fk_session_item_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_item")),
    )
    op.create_index(op.f("ix_session_item_candidacy_id"), "session_item", ["candidacy_id"])
    op.create_index(op.f("ix_session_item_sample_id"), "session_item", ["sample_id"])
    op.create_index(op.f("ix_session_item_session_id"), "session_item", ["session_id"])
    op.create_table(
        "session_count",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people BETWEEN 1 AND 99", name=op.f("ck_session_count_people_range")),
        sa.CheckConstraint("step BETWEEN 1 AND 10", name=op.f("ck_session_count_step_range")),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_session_count_criterion_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["session_item.id"], name=op.f("fk_session_count_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "criterion_id", "step", name=op.f("pk_session_count")),
    )
    op.create_index(op.f("ix_session_count_criterion_id"), "session_count", ["criterion_id"])


def downgrade() -> None:
    op.drop_table("session_count")
    op.drop_table("session_item")
    op.drop_table("definition_proposal")
    op.drop_table("calibration_session")
