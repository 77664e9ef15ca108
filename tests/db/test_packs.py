"""Versions of a pack: the next one stands beside those before it, and a published one never changes."""

from __future__ import annotations

from importlib import import_module, resources

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.exc import DBAPIError

from hiringkit.db import loops as stored_loops
from hiringkit.db import migrations, packs
from hiringkit.db.engine import Database
from hiringkit.db.tables.packs import VersionState
from hiringkit.errors import NotFoundError
from hiringkit.rubrics.packs import content_hash
from tests.build_packs import PACK
from tests.conftest import NOW

NEVER = "A published rubric version never changes"
REWORDED = PACK.model_copy(
    update={"criteria": (PACK.criteria[0].model_copy(update={"name": "Fault finding"}), *PACK.criteria[1:])}
)


def test_the_next_version_stands_beside_the_one_before_it(db: Database) -> None:
    with db.writing() as session:
        first = packs.publish(session, "test-pack", PACK, by="hiringkit", now=NOW)
        second = packs.publish(session, "test-pack", REWORDED, by="Owen Price", now=NOW)
    with db.reading() as session:
        found = packs.versions(session)
        assert [(row[0], row[2], row[3], row[5], row[6]) for row in found] == [
            (second, 2, VersionState.PUBLISHED, NOW, "Owen Price"),
            (first, 1, VersionState.PUBLISHED, NOW, "hiringkit"),
        ]
        assert packs.pack_of(session, first, content_hash(PACK)) == PACK
        assert packs.pack_of(session, second, content_hash(REWORDED)) == REWORDED
        keys = [set(stored_loops.criteria(session, version)) for version in (first, second)]
        assert keys == [{"troubleshooting", "communication", "prioritization"}] * 2, "a new name, the same id"
        assert packs.has(session, "test-pack", content_hash(PACK))
        assert not packs.has(session, "another-pack", content_hash(PACK))
        with pytest.raises(NotFoundError):
            packs.version(session, found[0][1], 3)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rubric_version SET content = '{}'",
        "UPDATE rubric_version SET content_hash = repeat('0', 64)",
        "UPDATE rubric_version SET number = 7",
        "UPDATE rubric_version SET published_by = 'somebody else'",
        "UPDATE rubric_version SET state = 'draft', published_at = NULL, published_by = NULL",
        "DELETE FROM rubric_version",
        "UPDATE criterion SET name = 'Another'",
        "UPDATE criterion SET anchor_hash = repeat('0', 64)",
        "DELETE FROM criterion",
        "INSERT INTO criterion (version_id, key, name, position, guardrail, levels, anchor_hash)"
        " SELECT version_id, 'one-more', 'One more', 9, guardrail, levels, anchor_hash FROM criterion WHERE id = 1",
    ],
)
def test_the_database_itself_refuses_to_change_a_published_version(db: Database, statement: str) -> None:
    with db.writing() as session:
        packs.publish(session, "test-pack", PACK, by="hiringkit", now=NOW)
    if db.engine.dialect.name == "sqlite":
        statement = statement.replace("repeat('0', 64)", f"'{'0' * 64}'")
    with pytest.raises(DBAPIError, match=NEVER), db.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_a_version_may_be_retired_once_and_stays_so(db: Database) -> None:
    with db.writing() as session:
        packs.publish(session, "test-pack", PACK, by="hiringkit", now=NOW)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE rubric_version SET state = 'retired'")
    with pytest.raises(DBAPIError, match=NEVER), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE rubric_version SET state = 'published'")


def test_packs_that_were_published_before_are_called_what_their_newest_version_says(db: Database) -> None:
    renamed = PACK.model_copy(update={"pack": PACK.pack.model_copy(update={"title": "Service desk lead"})})
    with db.writing() as session:
        for pack in (PACK, renamed):
            packs.publish(session, "test-pack", pack, by="hiringkit", now=NOW)
        packs.publish(session, "another-pack", PACK, by="hiringkit", now=NOW)
    versions = resources.files(migrations) / "versions"
    (name,) = (file.name.removesuffix(".py") for file in versions.iterdir() if file.name.endswith("_pack_titles.py"))
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE pack SET title = 'As it was'")
        with Operations.context(MigrationContext.configure(connection)):
            import_module(f"{migrations.__name__}.versions.{name}").upgrade()
    with db.reading() as session:
        assert [(row[1], row[7]) for row in packs.versions(session)] == [
            (2, "IT service manager"),
            (1, "Service desk lead"),
            (1, "Service desk lead"),
        ]
