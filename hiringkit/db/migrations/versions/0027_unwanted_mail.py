"""Which kinds of mail somebody does not want, instead of whether they want any."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

KINDS = ("reminder", "digest", "panel", "invitation")
NOW = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "unwanted_mail",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="unwanted_mail_kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("at", NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_unwanted_mail_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_unwanted_mail")),
    )
    for kind in KINDS:  # whoever wanted none wants none of these
        op.execute(f"INSERT INTO unwanted_mail (person_id, kind, at) SELECT person_id, '{kind}', at FROM mail_refusal")
    op.drop_table("mail_refusal")


def downgrade() -> None:
    op.create_table(
        "mail_refusal",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_refusal_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_refusal")),
    )
    every = f"SELECT person_id, max(at) FROM unwanted_mail GROUP BY person_id HAVING count(*) = {len(KINDS)}"
    op.execute(f"INSERT INTO mail_refusal (person_id, at) {every}")
    op.drop_table("unwanted_mail")
