"""hiringkit export: the same bytes as from the browser, and nothing half-written."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.served import run


@pytest.fixture(scope="module")
def instance(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(filled, tmp_path_factory.mktemp("export") / "instance"))


@pytest.fixture(scope="module")
def card(instance: Path) -> str:
    """The number of a card that is in."""
    listed = json.loads(run(instance, "list", "scorecards", "--json").stdout)
    return str(next(row["id"] for row in listed if row["state"] == "submitted"))


@pytest.mark.parametrize("form", ["raw-only", "candidate"])
def test_two_commands_write_the_same_bytes(instance: Path, card: str, tmp_path: Path, form: str) -> None:
    for kind, number in (("scorecard", card), ("packet", "1")):
        files = [tmp_path / f"{name}-{kind}.pdf" for name in ("one", "two")]
        for file in files:
            made = run(instance, "export", kind, number, "--form", form, "-o", str(file))
            assert made.returncode == 0, made.stderr
        assert files[0].read_bytes() == files[1].read_bytes()
        assert files[0].read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["scorecard", "9999"], 3, id="a card that is not there"),
        pytest.param(["packet", "9999"], 3, id="a candidate who is not there"),
        pytest.param(["packet", "1", "--as", "nobody@example.org"], 3, id="as nobody"),
        pytest.param(["packet", "1", "--loop", "9999"], 3, id="a loop that the candidate is not in"),
        pytest.param(["packet", "one"], 2, id="no number"),
        pytest.param(["packet", "1", "--form", "short"], 2, id="no such form"),
    ],
)
def test_what_cannot_be_exported_is_said_and_leaves_no_file(
    instance: Path, tmp_path: Path, arguments: list[str], code: int
) -> None:
    told = run(instance, "export", *arguments, "-o", str(tmp_path / "x.pdf"))
    assert told.returncode == code
    assert told.stdout == ""
    assert "Traceback" not in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_held_by_another_is_said_and_leaves_no_file(
    instance: Path, card: str, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(instance / "hiringkit.sqlite", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        told = run(instance, "export", "scorecard", card, "-o", str(tmp_path / "x.pdf"))
    assert told.returncode == 8
    assert told.stderr == (
        "hiringkit: The database could not be written or read. Is its disk full, or its server down?\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_midway_leaves_nothing_half_written(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from hiringkit.cli.files import write; "
        "write(Path(sys.argv[1]), bytes(int(sys.argv[2])))"
    )
    file = tmp_path / "x.pdf"
    file.write_bytes(b"before")
    command = ["prlimit", "--fsize=16384", sys.executable, "-c", program, str(file)]
    told = subprocess.run([*command, "40000"], capture_output=True, text=True, check=False)
    assert told.stderr.splitlines()[-1].endswith(
        "The file cannot be written: File too large. Name a file in a folder that can be written."
    )
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("x.pdf", b"before")]
    assert subprocess.run([*command, "16000"], check=False).returncode == 0
    assert file.stat().st_size == 16_000
