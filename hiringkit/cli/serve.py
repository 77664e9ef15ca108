"""hiringkit serve: the application under granian, on one address."""

from __future__ import annotations

import gc
import http.client
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress

import click

from hiringkit import settings as environment
from hiringkit.cli import prepare
from hiringkit.cli.loading import load
from hiringkit.errors import SetupError

RESTART_SECONDS, STOP_SECONDS = 2.0, 20
APPLICATION = "hiringkit.web.wsgi:application"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Server processes.")
@click.option("--demo", is_flag=True, help="Made-up people and data, on this computer only.")
def serve(host: str, port: int, workers: int, demo: bool) -> None:
    """Serve the application; with --demo a worker too."""
    if demo and host not in LOOPBACK:
        raise SetupError("Demo mode is open to everybody who reaches it, so it serves this computer only.", where=host)
    _require_free(host, port)
    make_ready(host, port, demo=demo)
    with a_worker(host, port) if demo else nullcontext():
        under_granian(APPLICATION, host, port, workers)


def make_ready(host: str, port: int, *, demo: bool) -> None:
    """Do what is done once, before there are server processes. Raises SetupError."""
    settings = environment.read(demo=demo)
    address = settings.url or f"http://{host}:{port}"
    prepare.make_ready(settings, demo=demo, address=address)
    os.environ.update(
        HIRINGKIT_INSTANCE=str(settings.instance),
        HIRINGKIT_SERVE_DEMO=str(int(demo)),
        HIRINGKIT_SERVE_PORT=str(port),
    )
    click.echo(f"hiringkit serves {address}  (Ctrl-C ends it)")
    _load_once()


@contextmanager
def a_worker(host: str, port: int) -> Iterator[None]:
    """Have `hiringkit worker` beside the server, begun once that answers, so that the first page waits for nothing.

    It is started again when it ends by itself, and ends with us however we end.
    """
    command = [sys.executable, "-c", "from hiringkit.cli import main; main()", "worker", "--demo"]
    running: list[subprocess.Popen[bytes]] = []
    is_over = threading.Event()

    def keep() -> None:
        while not (_answers(host, port) or is_over.wait(0.1)):
            pass
        while not is_over.is_set():
            running.append(subprocess.Popen([*command, "--beside", str(os.getpid())], stdin=subprocess.DEVNULL))  # noqa: S603 -- our own program
            running[-1].wait()
            is_over.wait(RESTART_SECONDS)

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        is_over.set()
        for process in running[-1:]:
            process.terminate()
        keeper.join()


def _answers(host: str, port: int) -> bool:
    """Whether the server gives an answer, whichever."""
    with closing(http.client.HTTPConnection(host, port, timeout=5)) as connection, suppress(OSError):
        connection.request("HEAD", "/healthz")
        connection.getresponse()
        return True
    return False


def _load_once() -> None:
    """Have the application's modules in memory before the server processes part from this one, which share them."""
    load("hiringkit.web")
    gc.freeze()  # a collector that walks over what is shared would make a copy of it for every process


def under_granian(application: str, host: str, port: int, workers: int) -> None:
    """Serve an application until somebody ends it."""
    from granian import Granian  # noqa: PLC0415 -- only this command needs a server
    from granian.constants import Interfaces  # noqa: PLC0415 -- as above

    Granian(
        application,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,  # one that is told to stop while it starts would never hear it
    ).serve()


def _require_free(host: str, port: int) -> None:
    """Say that a port is taken before a server starts and stops."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SetupError(
                f"Port {port} at {host} cannot be used: {error.strerror}.",
                mend="Choose another, as PORT=8001 make run.",
            ) from error
