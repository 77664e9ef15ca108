"""Mails that are to be sent, and who wants none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "reminder", "digest", "panel", name="mail_kind", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "handing",
                "sent",
                "kept",
                "stopped",
                "failed",
                "unsure",
                name="mail_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("job", sa.String(length=32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=300), nullable=False),
        sa.CheckConstraint("length(fault) <= 300", name=op.f("ck_mail_fault_length")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_key")),
    )
    op.create_index(op.f("ix_mail_made_at"), "mail", ["made_at"])
    op.create_index("ix_mail_person", "mail", ["person_id", "id"])
    op.create_table(
        "mail_refusal",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_refusal_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_refusal")),
    )
    op.create_table(
        "mail_text",
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(length=20000), nullable=False),
        sa.Column("html", sa.String(length=60000), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_mail_text_mail_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mail_id", name=op.f("pk_mail_text")),
    )
    op.create_table(
        "reminder_stop",
        sa.Column("scorecard_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecard.id"], name=op.f("fk_reminder_stop_scorecard_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("scorecard_id", name=op.f("pk_reminder_stop")),
    )


def downgrade() -> None:
    op.drop_table("reminder_stop")
    op.drop_table("mail_text")
    op.drop_table("mail_refusal")
    op.drop_table("mail")
