"""A database with 100,000 submitted scorecards: the demo data's own builder, kept in build/ between runs."""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

import psycopg
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, func, select

from hiringkit.db import bulk
from hiringkit.db.engine import Database, open_database
from hiringkit.db.tables import ScorecardRow
from hiringkit.policy.scorecards import CardState
from hiringkit.services import demo, installation, packs

SCORECARDS = 100_000
CANDIDATES = 29_200
KEPT = Path("build/bench")
MADE_OF = (
    "hiringkit/db/migrations/versions/*.py",
    "hiringkit/services/demo*.py",
    "rubrics/*.yaml",
    "tests/bench/rig/filled.py",
)


def sqlite() -> Path:
    """The kept file; made when there is none, or when what it is made of has changed. It is copied, never written."""
    file = KEPT / f"{_key()}.sqlite"
    if not file.exists():
        shutil.rmtree(KEPT, ignore_errors=True)
        KEPT.mkdir(parents=True)
        print(f"(filling a database with {SCORECARDS:,} scorecards; it is kept in {KEPT} for the next run)", flush=True)
        made = file.with_suffix(".part")
        _fill(made)
        made.rename(file)
    return file


def copy(file: Path, instance: Path) -> Path:
    """The kept file as the database of an instance."""
    instance.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(file, instance / "hiringkit.sqlite"))


def into_postgres(file: Path, url: str) -> None:
    """The same rows in an empty PostgreSQL database."""
    source, target = open_database(f"sqlite:///{file}"), open_database(url)
    with target.engine.connect() as into, source.reading() as session:
        driver = into.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        driver.execute("SET session_replication_role = replica")  # the order of tables, and triggers, do not matter
        for table in SQLModel.metadata.sorted_tables:
            _copy_table(session, driver, table)
        driver.commit()
    with target.writing() as session:
        bulk.follow_ids(session)
    with target.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as into:
        into.exec_driver_sql("VACUUM (ANALYZE)")  # as PostgreSQL does by itself, some minutes after so many rows
    source.close()
    target.close()


def _copy_table(session: Session, driver: psycopg.Connection, table: sa.Table) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    driver.execute(f'DELETE FROM "{table.name}"'.encode())
    with driver.cursor().copy(f'COPY "{table.name}" ({names}) FROM STDIN'.encode()) as rows:
        for row in session.execute(sa.select(*table.columns)):
            rows.write_row([value.value if isinstance(value, Enum) else value for value in row])


def _fill(file: Path) -> None:
    now = datetime.now(UTC)
    db = open_database(f"sqlite:///{file}", sqlite_sync="normal")
    installation.prepare(db, demo=True, now=now)
    packs.publish_shipped(db, now)
    demo.fill(db, candidates=CANDIDATES, seed=1, now=now)
    assert _submitted(db) >= SCORECARDS
    with db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def _submitted(db: Database) -> int:
    with db.reading() as session:
        return session.exec(select(func.count()).where(col(ScorecardRow.state) == CardState.SUBMITTED)).one()


def _key() -> str:
    """What the data follow from."""
    files = sorted(file for pattern in MADE_OF for file in Path().glob(pattern))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
