"""Drafts of packs, what became of a report's items, and who published or retired a version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

SAID = "What was done to a version never changes."
NOW = sa.DateTime(timezone=True)


def upgrade() -> None:
    _drafts()
    _belongings()
    _acts()


def _drafts() -> None:
    op.create_table(
        "pack_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "beginning", _enum("report", "file", "version", "copy", "empty", name="draft_beginning"), nullable=False
        ),
        sa.Column("pack_id", sa.Integer(), nullable=True),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content", sa.String(length=4_000_000), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", _enum("open", "published", "discarded", name="pack_draft_state"), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("maker_id", sa.Integer(), nullable=False),
        sa.Column("made_at", NOW, nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("saved_at", NOW, nullable=False),
        sa.CheckConstraint("length(title) <= 200", name=op.f("ck_pack_draft_title_length")),
        sa.CheckConstraint("length(content) <= 4000000", name=op.f("ck_pack_draft_content_length")),
        sa.CheckConstraint("(state = 'published') = (version_id IS NOT NULL)", name=op.f("ck_pack_draft_published")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_pack_draft_revision_range")),
        *(
            sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_pack_draft_{column}"), ondelete="RESTRICT")
            for column, to in (
                ("pack_id", "pack.id"),
                ("based_on", "rubric_version.id"),
                ("version_id", "rubric_version.id"),
                ("maker_id", "person.id"),
                ("saved_by", "person.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_draft")),
    )
    for column in ("pack_id", "based_on", "version_id", "maker_id", "saved_by"):
        op.create_index(op.f(f"ix_pack_draft_{column}"), "pack_draft", [column])


def _belongings() -> None:
    op.create_table(
        "pack_draft_source",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("length(name) <= 120", name=op.f("ck_pack_draft_source_name_length")),
        sa.CheckConstraint("length(sha256) <= 64", name=op.f("ck_pack_draft_source_sha256_length")),
        _of_draft("pack_draft_source"),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_pack_draft_source")),
    )
    op.create_table(
        "pack_draft_mark",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("state", _enum("accepted", "rejected", name="mark_state"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", NOW, nullable=False),
        sa.Column("content", sa.String(length=100_000), nullable=True),
        sa.CheckConstraint("length(element) <= 40", name=op.f("ck_pack_draft_mark_element_length")),
        sa.CheckConstraint("length(key) <= 80", name=op.f("ck_pack_draft_mark_key_length")),
        sa.CheckConstraint("length(content) <= 100000", name=op.f("ck_pack_draft_mark_content_length")),
        _of_draft("pack_draft_mark"),
        _by_person("pack_draft_mark"),
        sa.PrimaryKeyConstraint("draft_id", "element", "key", name=op.f("pk_pack_draft_mark")),
    )
    op.create_index(op.f("ix_pack_draft_mark_person_id"), "pack_draft_mark", ["person_id"])


def _acts() -> None:
    op.create_table(
        "version_act",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("act", _enum("published", "retired", name="version_act_kind"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", NOW, nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.CheckConstraint("length(note) <= 1000", name=op.f("ck_version_act_note_length")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["rubric_version.id"], name=op.f("fk_version_act_version_id"), ondelete="RESTRICT"
        ),
        _by_person("version_act"),
        sa.PrimaryKeyConstraint("version_id", "act", name=op.f("pk_version_act")),
    )
    op.create_index(op.f("ix_version_act_person_id"), "version_act", ["person_id"])
    for done in ("update", "delete"):
        for statement in _refusal(f"version_act_{done}", done.upper()):
            op.execute(statement)


def _enum(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def _of_draft(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["draft_id"], ["pack_draft.id"], name=op.f(f"fk_{table}_draft_id"), ondelete="CASCADE"
    )


def _by_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id"), ondelete="RESTRICT"
    )


def _refusal(name: str, done: str) -> list[str]:
    if op.get_bind().dialect.name != "postgresql":
        return [f"CREATE TRIGGER refuse_{name} BEFORE {done} ON version_act BEGIN SELECT RAISE(ABORT, '{SAID}'); END"]
    body = f"BEGIN RAISE EXCEPTION '{SAID}'; END"
    return [
        f"CREATE FUNCTION refuse_{name}() RETURNS trigger AS $$ {body} $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER refuse_{name} BEFORE {done} ON version_act FOR EACH ROW EXECUTE FUNCTION refuse_{name}()",
    ]


def downgrade() -> None:
    op.drop_table("version_act")
    if op.get_bind().dialect.name == "postgresql":
        for done in ("update", "delete"):
            op.execute(f"DROP FUNCTION refuse_version_act_{done}()")
    for table in ("pack_draft_mark", "pack_draft_source", "pack_draft"):
        op.drop_table(table)
