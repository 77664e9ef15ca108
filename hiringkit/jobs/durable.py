"""Work that outlives the process that does it: durable workflows, kept by dbos in a file or schema of their own.

What is to be done is written in our own database, in the act's transaction (`hiringkit.db.jobs`). A worker hands it to
dbos with its key as the workflow's id, as often as it likes: it runs once. A step that is done is not done again when
the worker was killed; the step in hand is, so each looks first at what is there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime, timedelta

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer
from sqlalchemy.exc import SQLAlchemyError

from hiringkit.db import jobs, slots
from hiringkit.db.engine import Database
from hiringkit.db.jobs import Job
from hiringkit.errors import SetupError
from hiringkit.jobs import workflows
from hiringkit.jobs.mails import Post
from hiringkit.services import bundles, mails
from hiringkit.settings import Settings

VERSION = "1"  # of the workflows: one that was begun in another shape of them must not be gone on with by these
SCHEMA, FILE = "jobs", "jobs.sqlite"
SEEN_EVERY, LOOKED_EVERY, CALIBRATED_EVERY = timedelta(seconds=15), timedelta(seconds=20), timedelta(minutes=15)
MAILED_EVERY = timedelta(seconds=30)
KEPT = timedelta(days=7)  # what dbos notes of workflows that ended
POLL_SECONDS, GRACE_SECONDS = 0.5, 15.0
CALIBRATION = "calibration"
QUEUES = {"bundle": 1, "mail": 2, CALIBRATION: 1}  # by queue: how many of its workflows one worker runs at once


class Worker:
    """One worker process: its place, its workflows, and what it does by the clock. Call `turn` again and again."""

    def __init__(self, db: Database, settings: Settings, post: Post | None, *, runs_by_the_clock: bool) -> None:
        self._db, self._runs_by_the_clock, self._has_mail = db, runs_by_the_clock, post is not None
        slot = slots.take_first(db)
        if slot is None:
            raise SetupError(f"{slots.MOST} workers are running already.", mend="End one of them first.")
        self._slot = slot
        self._next: dict[str, datetime] = {}
        workflows.PLACE.db = db
        if post:
            workflows.PLACE.post = post
        _launch(db, settings, slot.number, [name for name in QUEUES if post or name != "mail"])
        with db.reading() as session:
            lost = jobs.handed(session)
        _hand(lost)  # known to dbos, unless its file was lost

    def turn(self, now: datetime) -> None:
        """Hand over what is due, and do what the clock says."""
        with self._db.reading() as session:
            due = jobs.due(session, now)
        if due:
            _hand(due)
            with self._db.writing() as session:
                jobs.hand(session, [key for key, _kind, _subject in due], now)
        if self._is_time("seen", SEEN_EVERY, now):
            self._require_place()
            with self._db.writing() as session:
                jobs.see(session, self._slot.number, now)
        if self._is_time("looked", LOOKED_EVERY, now):
            self._take_over()
            bundles.expire(self._db, now)
        if self._has_mail and self._is_time("mailed", MAILED_EVERY, now):
            mails.write_due(self._db, now)
        if self._runs_by_the_clock and self._is_time(CALIBRATION, CALIBRATED_EVERY, now):
            _calibrate(now)
            _forget(now - KEPT)
            mails.forget(self._db, now)
            self._db.survey()

    def is_idle(self, now: datetime) -> bool:
        """Whether nothing that is due waits to be done."""
        with self._db.reading() as session:
            return jobs.count(session, now) == 0 and not DBOS.list_workflows(status=["ENQUEUED", "PENDING"], limit=1)

    def stop(self) -> None:
        """Let no step begin, and wait a while for those in hand. What is left is gone on with by the next worker."""
        workflows.STEPS.close(GRACE_SECONDS)
        self._slot.give_back()

    def _require_place(self) -> None:
        """Raises SetupError: the connection that held this worker's place broke, and another may have it by now."""
        try:
            self._slot.require_held()
        except SQLAlchemyError as error:
            raise SetupError("The database gave this worker's place away.", mend="Start it again.") from error

    def _is_time(self, name: str, every: timedelta, now: datetime) -> bool:
        if name in self._next and now < self._next[name]:
            return False
        self._next[name] = now + every
        return True

    def _take_over(self) -> None:
        """Go on with what a worker that is gone had begun."""
        for executor in sorted({one.executor_id or "" for one in DBOS.list_workflows(status="PENDING", limit=100)}):
            number = _number(executor)
            slot = slots.take(self._db, number) if number not in {None, self._slot.number} else None
            if slot is None:
                continue
            try:
                DBOS._recover_pending_workflows([executor])  # noqa: SLF001 -- what its own service for this calls
            finally:
                slot.give_back()


def _launch(db: Database, settings: Settings, number: int, queues: Sequence[str]) -> None:
    """Start dbos in this process. Its values are JSON, so that nothing that is read there can run as code."""
    if db.is_file:
        with closing(sqlite3.connect(settings.instance / FILE)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    url = f"sqlite:///{settings.instance / FILE}" if db.is_file else _address(db)
    config = DBOSConfig(
        name="hiringkit",
        system_database_url=url,
        dbos_system_schema=SCHEMA,
        executor_id=_executor(number),
        application_version=VERSION,
        serializer=DBOSPortableJSONSerializer(),
        log_level="ERROR",
        sys_db_pool_size=5,
        use_listen_notify=False,
        scheduler_polling_interval_sec=3600,
        notification_listener_polling_interval_sec=60,
    )
    DBOS(config=config)
    DBOS.listen_queues(queues)
    DBOS.launch()
    for name, at_once in QUEUES.items():
        DBOS.register_queue(name, worker_concurrency=at_once, polling_interval_sec=POLL_SECONDS)


def _address(db: Database) -> str:
    return db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def _executor(number: int) -> str:
    return f"worker-{number}"


def _number(executor: str) -> int | None:
    name, _, number = executor.rpartition("-")
    return int(number) if name == "worker" and number.isdecimal() else None


def _hand(found: Iterable[Job]) -> None:
    for key, kind, subject_id in found:
        _enqueue(kind.value, key, key, subject_id)


def _enqueue(name: str, key: str, *arguments: str | int) -> None:
    DBOS.enqueue_workflow_with_options(
        {"workflow_name": name, "queue_name": name, "workflow_id": key, "app_version": VERSION}, *arguments
    )


def _calibrate(now: datetime) -> None:
    """Look whether new scorecards ask for a calibration run; one worker of all, once in a quarter of an hour."""
    quarter = int(now.timestamp() // CALIBRATED_EVERY.total_seconds())
    _enqueue(CALIBRATION, f"{CALIBRATION}-{quarter}")


def _forget(before: datetime) -> None:
    """Let dbos forget workflows that ended long ago."""
    ended = DBOS.list_workflows(
        status=["SUCCESS", "ERROR", "CANCELLED"], completed_before=before.isoformat(), limit=1000
    )
    if ended:
        DBOS.delete_workflows([one.workflow_id for one in ended])
