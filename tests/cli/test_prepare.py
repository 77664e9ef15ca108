"""The application under gunicorn, which `hiringkit prepare` makes the database ready for."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
import urllib.request
from functools import partial
from pathlib import Path

import pytest

from hiringkit.cli.serve import APPLICATION
from tests.at_once import at_once
from tests.served import Browser, Served, run, token_in


class Gunicorn(Served):
    """Two worker processes of gunicorn."""

    options: tuple[str, ...] = ()

    def command(self) -> list[str]:
        address = ("--bind", f"127.0.0.1:{self.port}", "--no-control-socket")
        return [sys.executable, "-m", "gunicorn", "--workers", "2", *address, *self.options, APPLICATION]


class Threaded(Gunicorn):
    """Two that answer several requests at a time, parted from one that loaded the application for them."""

    options = ("--threads", "4", "--preload")


@pytest.mark.parametrize("kind", [Gunicorn, Threaded])
def test_a_draft_that_one_process_saved_is_read_by_all(kind: type[Gunicorn], of_demo: Path) -> None:
    served = kind(of_demo, HIRINGKIT_SERVE_DEMO="1")
    try:
        priya = Browser(served, "Priya")
        token = token_in(priya.ask("GET", "/interviews/1")[1])
        headers = {"Content-Type": "application/json", "X-CSRFToken": token}
        for number in range(6):
            change = {"field": "changed", "value": f"text {number}", "revision": number}
            body = json.dumps({"changes": [change], "lines": []})
            status, said = priya.ask("POST", "/scorecards/1/draft", body=body, headers=headers)
            assert status == 200, said
        read = at_once([partial(priya.ask, "GET", "/scorecards/1/check")] * 12)
        assert all(isinstance(answer, tuple) and answer[0] == 200 and "text 5" in answer[1] for answer in read)
        assert _databases(served.process.pid) == [], "what is open before the processes part would be in all of them"
        assert served.stop() == 0
        assert "Traceback" not in served.log.read_text()
    finally:
        served.kill()


def _databases(process: int) -> list[str]:
    """The files of databases that a process holds open."""
    held = [str(link.resolve()) for link in Path(f"/proc/{process}/fd").iterdir()]
    return [name for name in held if ".sqlite" in name]


def test_a_real_installation_is_prepared_and_begins_with_the_link_that_was_printed(tmp_path: Path) -> None:
    prepared = run(tmp_path, "prepare")
    assert (prepared.returncode, prepared.stderr) == (0, "")
    link = re.search(r"at http://127\.0\.0\.1:8000(/links/\S+)\n", prepared.stdout)
    assert link
    assert _packs(tmp_path) == 3
    served = Gunicorn(tmp_path)
    try:
        with urllib.request.urlopen(served.url + link[1], timeout=10) as answer:
            assert 'name="password"' in answer.read().decode()
        with urllib.request.urlopen(f"{served.url}/sign-in", timeout=10) as answer:
            assert "Sign in as" not in answer.read().decode()
    finally:
        served.kill()
    assert run(tmp_path, "prepare").returncode == 0
    assert _packs(tmp_path) == 3, "what is there is not published again"


def _packs(instance: Path) -> int:
    connection = sqlite3.connect(instance / "hiringkit.sqlite")
    (count,) = connection.execute("SELECT count(*) FROM rubric_version").fetchone()
    connection.close()
    return int(count)


def test_a_demo_is_not_prepared_as_real(of_demo: Path) -> None:
    refused = run(of_demo, "prepare")
    assert refused.returncode != 0
    assert "marked as demo" in refused.stderr
    assert "Traceback" not in refused.stderr
