"""hiringkit as an installation runs it: its own process on a free port, over an instance folder of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PROGRAM = (sys.executable, "-c", "from hiringkit.cli import main; main()")


class Served:
    """A running `hiringkit serve --demo`."""

    def __init__(self, instance: Path, *, port: int | None = None) -> None:
        self.instance = instance
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = instance / "serve.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*PROGRAM, "serve", "--demo", "--port", str(self.port)],
                env=environment(instance),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        for _ in range(300):
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).close()
                return
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def kill(self) -> None:
        """Pull the plug: every process of it at once, with no chance to say goodbye."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def environment(instance: Path) -> dict[str, str]:
    """The environment of a program over this instance, and nothing of ours that could lead it elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HIRINGKIT_", "DATABASE_"))}
    return {**kept, "HIRINGKIT_INSTANCE": str(instance), "PYTHONPATH": str(Path.cwd())}


def run(instance: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of hiringkit over this instance."""
    return subprocess.run(
        [*PROGRAM, *arguments], env=environment(instance), capture_output=True, text=True, check=False, timeout=120
    )


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
