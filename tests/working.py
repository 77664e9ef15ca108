"""hiringkit worker as a process of its own, over the database of a test."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from hiringkit.db.engine import Database
from tests.served import PROGRAM, environment


def until(is_so: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends, "it never was"
        time.sleep(0.02)


class Working:
    """A running `hiringkit worker`."""

    def __init__(self, db: Database, folder: Path, *arguments: str, **settings: str) -> None:
        self.log = folder / "worker.log"
        url = db.engine.url.set(drivername=db.engine.dialect.name).render_as_string(hide_password=False)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*PROGRAM, "worker", *arguments],
                env=environment(folder) | {"DATABASE_URL": url, **settings},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so; the worker must live as long."""

        def look() -> bool:
            assert self.process.poll() is None, self.log.read_text()
            return is_so()

        until(look)

    def kill(self) -> None:
        """End it with no chance to say goodbye."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end; gives its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=30)
