"""What people save as they type: others write meanwhile, and it is on the disk before anybody is told."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from hiringkit.db import CONNECTION
from hiringkit.db.engine import BUSY_SECONDS, Database, make_engine
from hiringkit.db.queries import run
from hiringkit.db.readers import IDLE_SECONDS
from hiringkit.db.tables import PersonRow
from hiringkit.db.typists import FULL
from hiringkit.policy.people import Role
from tests import build
from tests.at_once import at_once
from tests.conftest import NOW

EVERYBODY = sa.select(col(PersonRow.id))
SOMEBODY = sa.insert(PersonRow.__table__).values(role=Role.ADMIN, zone="UTC")  # type: ignore[attr-defined]  # SQLModel does not tell of it


def _type(db: Database, *, patience: int | None = None) -> None:
    with db.typing() as session:
        if patience is not None:
            session.info[CONNECTION].connection.dbapi_connection.execute(f"PRAGMA busy_timeout={patience}")
        run(session, SOMEBODY, created_at=NOW)


def _count(url: str) -> int:
    """How many people a database holds, for whoever opens it anew."""
    other = Database(make_engine(url))
    with other.reading() as session:
        found = len(run(session, EVERYBODY).all())
    other.close()
    return found


class Disk:
    """What holds what was flushed to it, and nothing that was only written: a copy of the files, made at each flush."""

    def __init__(self, url: str, copies: Path) -> None:
        self.file = Path(url.removeprefix("sqlite:///"))
        self.copy = copies / "copy.sqlite"
        self.flushes = 0
        self.works = True
        self.meanwhile: Callable[[], object] = int

    def sync(self, log: int) -> None:
        """Flush, as the system would."""
        self.meanwhile()
        if not self.works:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        self.flushes += 1
        os.fdatasync(log)
        shutil.copy(self.file, self.copy)
        Path(f"{self.copy}-wal").write_bytes(Path(f"/proc/self/fd/{log}").read_bytes())

    def kept(self) -> int:
        """How many people are there after a power cut."""
        return _count(f"sqlite:///{self.copy}")


@pytest.fixture
def disk(sqlite_url: str, tmp_path: Path) -> Disk:
    copies = tmp_path / "copies"
    copies.mkdir()
    return Disk(sqlite_url, copies)


@pytest.fixture
def typed(sqlite_url: str, disk: Disk) -> Database:
    return Database(make_engine(sqlite_url), sync=disk.sync)


def test_what_is_typed_outlives_a_power_cut_once_it_is_confirmed(typed: Database, disk: Disk) -> None:
    for number in range(3):  # the second time the statements go to the driver
        _type(typed)
        assert (disk.flushes, disk.kept()) == (number + 1, number + 1)
    typed.close()
    assert not Path(f"{disk.file}-wal").exists(), "nothing keeps the file open"


def test_others_write_while_somebody_waits_for_the_disk(typed: Database, disk: Disk, sqlite_url: str) -> None:
    other = Database(make_engine(sqlite_url))
    disk.meanwhile = lambda: at_once([partial(build.person, other), partial(build.person, typed)])
    begun = time.monotonic()
    _type(typed)
    assert time.monotonic() - begun < BUSY_SECONDS
    assert (disk.kept(), _count(sqlite_url)) == (3, 3)
    for one in (typed, other):
        one.close()


def test_what_was_typed_elsewhere_is_on_the_disk_before_it_is_told_again(
    typed: Database, disk: Disk, sqlite_url: str
) -> None:
    other = Database(make_engine(sqlite_url), sync=lambda _log: None)  # on its way, and not there yet
    _type(typed)
    _type(other)
    assert (disk.kept(), _count(sqlite_url)) == (1, 2)
    typed.settle()
    assert disk.kept() == 2
    for one in (typed, other):
        one.close()


def test_what_the_disk_did_not_take_is_put_into_the_file_before_anybody_is_told(typed: Database, disk: Disk) -> None:
    _type(typed)
    disk.works = False
    _type(typed)
    shutil.copy(disk.file, disk.copy)
    Path(f"{disk.copy}-wal").unlink()
    assert disk.kept() == 2, "without its log"
    disk.works = True
    _type(typed)
    assert (disk.flushes, disk.kept()) == (2, 3)
    typed.close()


def test_nobody_is_told_that_it_is_saved_until_the_disk_keeps_it_again(
    typed: Database, disk: Disk, sqlite_url: str
) -> None:
    reader = Database(make_engine(sqlite_url))
    with reader.reading() as session:  # who reads holds the log up
        assert not run(session, EVERYBODY).all()
        disk.works = False
        with pytest.raises(OSError, match="does not keep"):
            _type(typed, patience=0)
        disk.works = True  # and says nothing of what it lost
        with pytest.raises(OSError, match="does not keep"):
            _type(typed, patience=0)
    typed.settle()
    shutil.copy(disk.file, disk.copy)
    assert (disk.flushes, disk.kept()) == (0, 2)
    for one in (typed, reader):
        one.close()


def test_nothing_else_is_written_without_a_flush(lite: Database) -> None:
    _type(lite)
    for use in (lite.reading, lite.writing):
        with use() as session:
            driver = session.info[CONNECTION].connection.dbapi_connection
            assert driver.execute("PRAGMA synchronous").fetchone()[0] == FULL
    with lite.reading(hand_on=True, to_type=True):
        pass
    with lite.writing() as session:
        driver = session.info[CONNECTION].connection.dbapi_connection
        assert driver.execute("PRAGMA synchronous").fetchone()[0] == FULL
    with lite.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == FULL


def test_an_installation_that_chose_speed_waits_for_no_disk(sqlite_url: str, disk: Disk) -> None:
    quick = Database(make_engine(sqlite_url, sqlite_sync="normal"), sync=disk.sync)
    _type(quick)
    quick.close()
    assert (disk.flushes, _count(sqlite_url)) == (0, 1)


def _given_up(db: Database) -> None:
    with db.typing() as session:
        run(session, SOMEBODY, created_at=NOW)
        raise RuntimeError


def test_what_fails_while_it_is_written_leaves_nothing_and_holds_nobody_up(lite: Database) -> None:
    for _ in range(2):  # the second time the statements go to the driver
        with pytest.raises(RuntimeError):
            _given_up(lite)
    assert build.person(lite).person_id == 1


def test_who_comes_to_type_reads_and_writes_by_one_connection_and_leaves_no_transaction_open(db: Database) -> None:
    for number in range(2):
        with db.reading(hand_on=True, to_type=True) as session:
            assert len(run(session, EVERYBODY).all()) == number
            taken = session.connection()
        with db.typing() as session:
            assert session.connection() is taken
            run(session, SOMEBODY, created_at=NOW)
        assert not taken.in_transaction()
    with db.reading(hand_on=True, to_type=True) as session:
        assert len(run(session, EVERYBODY).all()) == 2
    db.let_go()
    db.close()
    assert taken.closed


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)
def test_in_postgres_each_statement_of_who_types_stands_by_itself(db: Database) -> None:
    url = db.engine.url.render_as_string(hide_password=False)
    with db.typing() as session:
        run(session, SOMEBODY, created_at=NOW)
        assert _count(url) == 1
        run(session, SOMEBODY, created_at=NOW)
        assert _count(url) == 2


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)  # a file has no server
def test_a_connection_that_the_server_ends_is_made_anew(db: Database) -> None:
    for _ in range(2):  # by SQLAlchemy, and by the driver
        _type(db)
        _end_the_others(db)
        time.sleep(IDLE_SECONDS)
        _type(db)
        with pytest.raises(OperationalError):
            _type_while_the_server_ends_it(db)
    with db.reading() as session:
        assert len(run(session, EVERYBODY).all()) == 4


def _type_while_the_server_ends_it(db: Database) -> None:
    with db.typing() as session:
        run(session, EVERYBODY)
        _end_the_others(db)
        run(session, SOMEBODY, created_at=NOW)


def _end_the_others(db: Database) -> None:
    other = make_engine(db.engine.url.render_as_string(hide_password=False))
    with other.connect() as connection:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        assert connection.execute(
            sa.text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
        ).all()
    other.dispose()
