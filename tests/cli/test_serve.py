"""Starting, and what is said when it cannot: one sentence, a non-zero exit, nothing half-made."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.served import PROGRAM, Served, environment, free_port, run
from tests.working import until


def _one_sentence(told: subprocess.CompletedProcess[str]) -> str:
    assert told.returncode not in {0, None}
    assert "Traceback" not in told.stderr
    lines = told.stderr.strip().splitlines()
    assert len(lines) == 1, told.stderr
    return lines[0]


def test_a_demo_says_so_and_is_there_again_after_a_restart(tmp_path: Path) -> None:
    first = Served(tmp_path)
    first.kill()
    again = Served(tmp_path)
    with urllib.request.urlopen(f"{again.url}/sign-in", timeout=5) as answer:
        assert b"Sign in as Priya" in answer.read()
    again.kill()
    (candidates,) = _content(tmp_path / "hiringkit.sqlite", ("candidate_text",))
    assert len(candidates) == 40, "the demo is filled once"


def _workers(process: int) -> list[int]:
    """The processes that a server started which are workers."""
    children = Path(f"/proc/{process}/task").glob("*/children")
    found = [int(child) for file in children for child in file.read_text().split()]
    return [child for child in found if b"worker" in Path(f"/proc/{child}/cmdline").read_bytes()]


def _is_running(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_the_demo_has_a_worker_that_is_there_again_when_it_ends_and_ends_with_the_server(of_demo: Path) -> None:
    served = Served(of_demo)
    try:
        until(lambda: bool(_workers(served.process.pid)))
        (first,) = _workers(served.process.pid)
        os.kill(first, signal.SIGKILL)
        until(lambda: bool(set(_workers(served.process.pid)) - {first}))
        (second,) = _workers(served.process.pid)
        assert served.stop() == 0, served.log.read_text()
        assert not _is_running(second)
        assert "Traceback" not in served.log.read_text()
    finally:
        served.kill()


def test_pages_are_served_without_numpy_which_takes_long_to_load() -> None:
    code = "import sys, hiringkit.cli.serve, hiringkit.web; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_an_ordinary_start_prints_one_link_for_the_first_administrator(tmp_path: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        [*PROGRAM, "serve", "--port", str(port)],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    line = process.stdout.readline()
    assert re.search(rf"http://127\.0\.0\.1:{port}/links/\S+", line), line
    assert b"Sign in as" not in _page(f"http://127.0.0.1:{port}/sign-in"), "no demo account outside of a demo"
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert _content(tmp_path / "hiringkit.sqlite", ("candidate_text", "person")) == [[], []]


def _page(address: str) -> bytes:
    """The page at an address, as soon as somebody answers there."""
    for _ in range(100):
        with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(address, timeout=5) as answer:
            return bytes(answer.read())
        time.sleep(0.2)
    raise AssertionError(address)


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = _one_sentence(run(tmp_path, "serve", "--demo", "--port", str(port)))
    assert f"Port {port}" in said
    assert "PORT=8001" in said


def test_a_demo_is_for_this_computer_only(tmp_path: Path) -> None:
    assert "this computer only" in _one_sentence(run(tmp_path, "serve", "--demo", "--host", "0.0.0.0"))


def test_an_instance_that_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    assert "cannot be written" in _one_sentence(run(file, "serve", "--demo", "--port", str(free_port())))


def test_a_database_from_a_newer_version(of_demo: Path) -> None:
    with sqlite3.connect(of_demo / "hiringkit.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert "newer" in _one_sentence(run(of_demo, "serve", "--demo", "--port", str(free_port())))


def test_a_demo_is_not_served_as_real_nor_the_other_way_round(of_demo: Path, tmp_path: Path) -> None:
    assert "marked as demo" in _one_sentence(run(of_demo, "serve", "--port", str(free_port())))
    real = tmp_path / "real"
    added = run(real, "user", "add", "owen@example.org", "--name", "Owen", "--role", "admin")
    assert added.returncode == 0, added.stderr
    assert "real people" in _one_sentence(run(real, "serve", "--demo", "--port", str(free_port())))
    assert "real people" in _one_sentence(run(real, "demo"))


@pytest.mark.parametrize("arguments", [("demo", "--candidates", "2"), ("demo", "--candidates", "many")])
def test_nonsense_is_told(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    told = run(tmp_path, *arguments)
    assert told.returncode == 2
    assert "Traceback" not in told.stderr


def test_the_same_seed_gives_the_same_demo(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert run(tmp_path / name, "demo", "--candidates", "12", "--seed", "7").returncode == 0
    tables = ("candidate_text", "evidence_text", "scorecard_text", "rating", "seat")
    first, second = (_content(tmp_path / name / "hiringkit.sqlite", tables) for name in ("a", "b"))
    assert first == second
    assert run(tmp_path / "a", "audit", "verify").returncode == 0
    refused = run(tmp_path / "a", "demo")
    assert "holds demo data already" in _one_sentence(refused)


def _content(file: Path, tables: tuple[str, ...]) -> list[list[tuple[object, ...]]]:
    connection = sqlite3.connect(file)
    rows = [connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables]
    connection.close()
    return rows
