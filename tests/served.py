"""hiringkit as an installation runs it: its own process on a free port, over an instance folder of its own."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

from tests.commands import command

START_SECONDS = 120  # on a machine that has much else to do
PROGRAM = (sys.executable, "-c", "from hiringkit.cli import main; main()")

WITHOUT_WORKER = """
import sys
from hiringkit.cli.serve import APPLICATION, make_ready, under_granian
host, port = "127.0.0.1", int(sys.argv[1])
make_ready(host, port, demo=True)
under_granian(APPLICATION, host, port, workers=2)
"""


class Served:
    """A running `hiringkit serve --demo`; over the database at this address, or else the instance's own."""

    def __init__(self, instance: Path, *, port: int | None = None, database: str = "", **settings: str) -> None:
        self.instance = instance
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = instance / "serve.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                env=environment(instance) | ({"DATABASE_URL": database} if database else {}) | settings,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()

    @property
    def database(self) -> Path:
        """The file of the instance's own database."""
        return self.instance / "hiringkit.sqlite"

    def command(self) -> list[str]:
        """What is started."""
        return [*PROGRAM, "serve", "--demo", "--port", str(self.port)]

    def _wait(self) -> None:
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends:
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).close()
                return
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def stop(self) -> int:
        """Ask it to end; gives its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=60)

    def kill(self) -> None:
        """Pull the plug: every process of it at once, with no chance to say goodbye."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class WithoutWorker(Served):
    """One with no worker beside it: it starts sooner, and what waits for a worker waits on."""

    def command(self) -> list[str]:
        return [sys.executable, "-c", WITHOUT_WORKER, str(self.port)]


class Browser:
    """A person at a running server, without scripts."""

    def __init__(self, served: Served, name: str) -> None:
        self.port = served.port
        self.cookie = ""
        page = self.ask("GET", "/sign-in")[1]
        form = re.search(rf'action="(/sign-in/demo/\d+)"(?:(?!</form>).)*Sign in as {name}<', page, re.DOTALL)
        assert form
        self.ask("POST", form[1], {"csrf_token": token_in(page), "next": "/"})

    def ask(
        self,
        method: str,
        path: str,
        fields: dict[str, str] | None = None,
        *,
        body: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, str]:
        """An answer's status and text."""
        body = urlencode(fields) if fields is not None else body
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if fields is not None else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            origin = {"Origin": f"http://127.0.0.1:{self.port}", "Cookie": self.cookie}
            connection.request(method, path, body, {**origin, **kind, **(headers or {})})
            answer = connection.getresponse()
            for value in answer.headers.get_all("Set-Cookie") or []:
                self.cookie = value.split(";", maxsplit=1)[0]
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def token_in(page: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def environment(instance: Path) -> dict[str, str]:
    """The environment of a program over this instance, and nothing of ours that could lead it elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HIRINGKIT_", "DATABASE_"))}
    return {**kept, "HIRINGKIT_INSTANCE": str(instance), "PYTHONPATH": str(Path.cwd())}


def run(instance: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of hiringkit over this instance."""
    return command(*arguments, environment=environment(instance))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
