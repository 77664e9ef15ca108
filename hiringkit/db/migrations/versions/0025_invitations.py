"""What each person was told last of an interview."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KINDS = ("reminder", "digest", "panel")


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("telling", _enum("invited", "changed", "cancelled", name="invitation_telling"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("seat", _enum("lead", "second", "shadow", name="invitation_seat"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("mail_key", sa.String(length=80), nullable=False),
        sa.Column("is_out", sa.Boolean(), nullable=False),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_invitation_sequence_range")),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interview.id"], name=op.f("fk_invitation_interview_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("interview_id", "person_id", name=op.f("pk_invitation")),
    )
    op.create_index(op.f("ix_invitation_starts_at"), "invitation", ["starts_at"])
    op.create_index("ix_invitation_mail_key", "invitation", ["mail_key"])
    _kinds(*KINDS, "invitation")


def downgrade() -> None:
    op.execute("DELETE FROM mail_text WHERE mail_id IN (SELECT id FROM mail WHERE kind = 'invitation')")
    op.execute("DELETE FROM mail WHERE kind = 'invitation'")
    _kinds(*KINDS)
    op.drop_table("invitation")


def _kinds(*kinds: str) -> None:
    """What a mail may be about."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("mail") as batch_op:
        batch_op.drop_constraint(op.f("ck_mail_mail_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mail_mail_kind"), f"kind IN ({listed})")


def _enum(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)
