"""The schema, from empty, on both kinds of database."""

from __future__ import annotations

from pathlib import Path
from threading import Thread, Timer

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from hiringkit.db import WRITING, migrate, schema
from hiringkit.db.engine import BUSY_SECONDS, Database, make_engine, open_database
from hiringkit.errors import SetupError
from tests.postgres import Cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.create(f"empty_{next(cluster.names)}")


def test_an_empty_database_is_brought_up_taken_down_and_up_again(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate.upgrade(engine)
    assert "scorecard" in sa.inspect(engine).get_table_names()
    migrate.downgrade(engine)
    assert sa.inspect(engine).get_table_names() == ["alembic_version"]
    migrate.upgrade(engine)
    assert schema.revision(engine) == schema.head()
    engine.dispose()


def test_the_migrations_make_the_tables_that_the_code_knows(db: Database) -> None:
    migrate.check(db.engine)


def test_the_newest_schema_is_known_without_loading_the_migrations() -> None:
    assert schema.head() == ScriptDirectory(str(schema.SCRIPTS)).get_current_head()


def test_two_servers_that_start_at_once_migrate_once(empty_url: str) -> None:
    found: list[str | None] = []

    def start() -> None:
        opened = open_database(empty_url)
        found.append(schema.revision(opened.engine))
        opened.close()

    threads = [Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [schema.head()] * 4


def test_who_starts_while_another_migrates_waits_longer_than_for_any_other_writer(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'held.sqlite'}"
    engine = make_engine(url)
    with engine.connect().execution_options(**{WRITING: True}) as other:
        held = other.begin()
        let_go = Timer(BUSY_SECONDS + 1, held.rollback)
        let_go.start()
        opened = open_database(url)
        let_go.join()
    assert schema.revision(opened.engine) == schema.head()
    with opened.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == BUSY_SECONDS * 1000
    opened.close()
    engine.dispose()


def test_a_database_from_a_newer_version_is_left_alone(empty_url: str) -> None:
    open_database(empty_url).close()
    engine = make_engine(empty_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SetupError, match="schema 9999, which this version of hiringkit does not know"):
        open_database(empty_url)
    assert schema.revision(engine) == "9999"
    engine.dispose()


def test_a_database_that_was_left_half_changed_is_named_and_left_alone(empty_url: str) -> None:
    engine = make_engine(empty_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE scorecard (id INTEGER)")
    with pytest.raises(
        SetupError, match=r'(?s)holds schema nothing and could not be brought to .*scorecard"? already exists'
    ) as told:
        open_database(empty_url)
    assert "HIRINGKIT_INSTANCE" not in str(told.value)
    assert sa.inspect(engine).get_table_names() == ["scorecard"]
    engine.dispose()


def test_a_missing_reference_is_refused_by_the_database(db: Database) -> None:
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO panel (stage_id, person_id, seat) VALUES (1, 1, 'lead')")


def test_sqlite_keeps_what_was_committed_through_a_power_cut(lite: Database) -> None:
    with lite.engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "secure_delete": 1,
    }


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        pytest.param("nonsense", "This is no database address", id="no address"),
        pytest.param("mysql://x/y", "mysql is not supported", id="another kind"),
    ],
)
def test_an_address_that_cannot_be_used_is_named(url: str, sentence: str) -> None:
    with pytest.raises(SetupError, match=sentence):
        make_engine(url)
