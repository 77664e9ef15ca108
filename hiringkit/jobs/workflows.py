"""The durable workflows: an archive, file by file; a mail; the calibration runs that new scorecards ask for."""

from __future__ import annotations

import logging
import secrets
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from dbos import DBOS
from sqlalchemy.exc import OperationalError

from hiringkit.db import jobs
from hiringkit.db.engine import Database
from hiringkit.errors import HiringkitError, UnprintableError
from hiringkit.jobs import bundles, mails
from hiringkit.jobs.bundles import BATCH, Wanted
from hiringkit.jobs.mails import Post
from hiringkit.services import bundles as services_bundles
from hiringkit.services import calibrations
from hiringkit.services import mails as services_mails
from hiringkit.services.bundles import GivenUpError
from hiringkit.services.mails import NotDueError

log = logging.getLogger(__name__)


class Place:
    """What the workflows of this process work on: dbos hands them nothing but their arguments."""

    db: Database
    post: Post


class Steps:
    """Counts the steps in hand; once it is closed no step begins any more, and the process may end."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count, self._is_closed = 0, False

    @contextmanager
    def step(self) -> Iterator[None]:
        """A step; once closed, wait for the end of the process here."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_closed)
            self._count += 1
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def close(self, seconds: float) -> None:
        """Let no step begin, and wait for those in hand."""
        with self._changed:
            self._is_closed = True
            self._changed.wait_for(lambda: self._count == 0, timeout=seconds)


PLACE, STEPS = Place(), Steps()


def _is_of_the_database(error: BaseException) -> bool:
    return isinstance(error, OperationalError)


# An hour of tries while the database does not answer; whatever else goes wrong is said by the step itself.
_step = DBOS.step(
    retries_allowed=True, interval_seconds=5, max_attempts=720, backoff_rate=1, should_retry=_is_of_the_database
)


@DBOS.workflow(name="bundle")
def bundle(job: str, bundle_id: int) -> None:
    """Make an archive: its list of files, some files a step, and the whole."""
    files = begin(job, bundle_id)
    for first in range(0, len(files or ()), BATCH):
        if not go_on(job, bundle_id, files or [], first):
            return
    if files is not None:
        finish(job, bundle_id)


@_step
def begin(job: str, bundle_id: int) -> list[dict[str, Any]] | None:
    """The files of an archive; None when it is not to be made."""
    files: list[dict[str, Any]] = []

    def do() -> None:
        files.extend(asdict(one) for one in bundles.begin(PLACE.db, bundle_id, job))

    return files if _done(job, bundle_id, do) else None


@_step
def go_on(job: str, bundle_id: int, files: list[dict[str, Any]], first: int) -> bool:
    """Some files of an archive; whether it is to be gone on with."""
    wanted = [Wanted(**one) for one in files]
    return _done(job, bundle_id, lambda: bundles.go_on(PLACE.db, bundle_id, job, wanted, first, _now()))


@_step
def finish(job: str, bundle_id: int) -> bool:
    """The whole archive."""
    return _done(job, bundle_id, lambda: bundles.finish(PLACE.db, bundle_id, job, _now()))


def _done(job: str, bundle_id: int, do: Callable[[], None]) -> bool:
    """Whether a step was done; when not, its archive says why, or was given up."""
    with STEPS.step():
        try:
            do()
        except GivenUpError:
            with PLACE.db.writing() as session:
                jobs.end(session, job)
            return False
        except OperationalError:
            raise
        except HiringkitError as error:
            services_bundles.fail(PLACE.db, bundle_id, job, error, _now())
            return False
        except Exception as error:  # noqa: BLE001 -- a page waits for it and must not wait for ever
            services_bundles.fail(PLACE.db, bundle_id, job, _unforeseen(error), _now())
            return False
        return True


def _unforeseen(error: Exception) -> HiringkitError:
    """What is said of a fault that nobody foresaw; the log says where, without what people typed."""
    number = f"E-{secrets.token_hex(4).upper()}"
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-4:]]
    log.error("%s: %s at %s", number, type(error).__name__, ", ".join(places))
    mend = f"Try again. If it stays so, give this number to an administrator: {number}"
    return UnprintableError("Something went wrong on the server.", mend=mend)


@DBOS.workflow(name="mail")
def mail(job: str, mail_id: int) -> None:
    """Send a mail."""
    deliver(job, mail_id)


@_step
def deliver(job: str, mail_id: int) -> None:
    """Send it, once: a step that is done again finds that it was about to be sent, and does not send it."""
    with STEPS.step():
        try:
            mails.deliver(PLACE.db, PLACE.post, mail_id, job, _now)
        except OperationalError:
            raise
        except NotDueError:
            with PLACE.db.writing() as session:
                jobs.end(session, job)
        except Exception as error:  # noqa: BLE001 -- it stands in the outbox with the number of the log's line
            unforeseen = _unforeseen(error)
            services_mails.fail(PLACE.db, mail_id, job, f"{unforeseen.what} {unforeseen.mend}", _now())


@DBOS.workflow(name="calibration")
def calibration() -> None:
    """Look whether new scorecards ask for calibration runs."""
    calibrate()


@_step
def calibrate() -> int:
    """Make them. Gives how many packs have a run of their ratings."""
    with STEPS.step():
        return len(calibrations.refresh_all(PLACE.db, _now()))


def _now() -> datetime:
    return datetime.now(UTC)
