"""The Makefile is run with programs of the test in the place of the environment's."""

import hashlib
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@dataclass
class Clone:
    """A folder with the Makefile and an environment whose programs note how they were called."""

    folder: Path

    def make(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = ["make", "--no-print-directory", f"PYTHON={self.folder}/python", *arguments]
        given = {"PATH": "/usr/bin:/bin", **environment}
        return subprocess.run(command, cwd=self.folder, env=given, text=True, capture_output=True, check=False)

    def program(self, name: str, *, status: int = 0) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f'#!/bin/sh\necho "{file.name} $*" >> {self.folder}/log\nexit {status}\n')
        file.chmod(0o755)

    def stamp(self) -> None:
        made_from = b"".join((self.folder / name).read_bytes() for name in ("requirements.lock", "pyproject.toml"))
        digest = hashlib.sha256(f"{self.folder}\n".encode() + made_from).hexdigest()
        (self.folder / ".venv" / "stamp").write_text(digest)

    @property
    def called(self) -> list[str]:
        log = self.folder / "log"
        return log.read_text().splitlines() if log.exists() else []


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    (tmp_path / "Makefile").write_bytes((ROOT / "Makefile").read_bytes())
    (tmp_path / "requirements.lock").write_text("uv==1 \\\n    --hash=sha256:0\n")
    (tmp_path / "pyproject.toml").touch()
    made = Clone(tmp_path)
    for name in ("python", ".venv/bin/python", ".venv/bin/uv", ".venv/bin/hiringkit"):
        made.program(name)
    made.stamp()
    return made


def test_a_second_start_only_looks_for_pdf_libraries_and_serves(clone: Clone) -> None:
    assert clone.make("run").returncode == 0
    assert clone.called == ["python hiringkit/doctor.py --pdf", "hiringkit serve --demo --port 8000"]


def test_what_a_first_start_compiled_is_kept_for_the_second(clone: Clone) -> None:
    (clone.folder / ".venv/bin/hiringkit").write_text('#!/bin/sh\necho "kept${PYTHONDONTWRITEBYTECODE-}" >> log\n')
    clone.make("run", PYTHONDONTWRITEBYTECODE="1")
    assert clone.called[-1] == "kept"


def test_port_is_handed_on(clone: Clone) -> None:
    clone.make("run", "PORT=8123")
    assert clone.called[-1] == "hiringkit serve --demo --port 8123"


def test_missing_pdf_libraries_do_not_stop_the_start(clone: Clone) -> None:
    clone.program(".venv/bin/python", status=1)
    ran = clone.make("run")
    assert ran.returncode == 0
    assert clone.called[-1].startswith("hiringkit serve")
    assert "no PDF can be made" in ran.stdout


def test_missing_parts_stop_the_tests(clone: Clone) -> None:
    clone.program(".venv/bin/python", status=1)
    assert clone.make("test").returncode != 0
    assert clone.called == ["python hiringkit/doctor.py --tests --install"]


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_what_the_environment_was_made_from_makes_it_anew(clone: Clone, changed: str) -> None:
    with (clone.folder / changed).open("a") as file:
        file.write("# changed\n")
    assert clone.make("setup").returncode == 0
    assert any("--require-hashes requirements.lock" in call for call in clone.called)
    calls = len(clone.called)
    assert clone.make("setup").returncode == 0
    assert len(clone.called) == calls


def test_a_failed_set_up_leaves_no_stamp(clone: Clone) -> None:
    (clone.folder / "requirements.lock").write_text("uv==2 \\\n    --hash=sha256:0\n")
    clone.program(".venv/bin/python", status=1)
    assert clone.make("setup").returncode != 0
    assert not (clone.folder / ".venv" / "stamp").exists()
    assert (clone.folder / ".venv" / "unfinished").exists()


def test_pip_takes_over_where_uv_fails(clone: Clone) -> None:
    (clone.folder / ".venv" / "stamp").unlink()
    clone.program(".venv/bin/uv", status=1)
    ran = clone.make("setup")
    assert ran.returncode == 0
    assert "uv cannot be used here" in ran.stdout
    assert any(call.endswith("--require-hashes -r requirements.lock") for call in clone.called)


def test_help_names_what_people_type(clone: Clone) -> None:
    said = clone.make("help").stdout
    listed = {line.split()[1] for line in said.splitlines()}
    assert listed == {"run", "test", "setup", "lint", "bench", "words", "lock", "help"}
