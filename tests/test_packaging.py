"""The wheel is built and installed for real, and works away from this folder."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ("hiringkit", "rubrics", "templates")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("source")
    for name in SOURCES:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, copy)
    _run(copy, "-m", "build", "--wheel", "--no-isolation")
    (built,) = (copy / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the installed wheel; what it depends on comes from this environment."""
    target = tmp_path_factory.mktemp("installed")
    _run(target, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target), str(wheel))
    return target


def _run(folder: Path, *arguments: str, **environment: str) -> str:
    ran = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"} | environment,
        text=True,
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.strip()


def _files(folder: Path) -> set[str]:
    found = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    return {str(file) for file in found if "__pycache__" not in file.parts}


def test_wheel_holds_every_file_of_the_product_and_nothing_else(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if not name.startswith("hiringkit-")}
    shipped = {f"hiringkit/_shipped/{kind}/{name}" for kind in ("templates", "rubrics") for name in _files(ROOT / kind)}
    assert held == shipped | {f"hiringkit/{name}" for name in _files(ROOT / "hiringkit")}
    assert "hiringkit/_shipped/templates/base.html" in held
    assert any(name.startswith("hiringkit/_shipped/rubrics/") for name in held)


@pytest.mark.parametrize("kind", ["templates", "rubrics"])
def test_installed_program_takes_the_files_that_came_with_it(installed: Path, kind: str, tmp_path: Path) -> None:
    program = f"from hiringkit.resources import shipped; print(shipped({kind!r}))"
    assert _run(tmp_path, "-c", program, PYTHONPATH=str(installed)) == str(installed / "hiringkit/_shipped" / kind)


def test_installed_command_makes_a_database_and_verifies_it(installed: Path, tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    command = str(installed / "bin" / "hiringkit")
    said = _run(tmp_path, command, "audit", "verify", PYTHONPATH=str(installed), HIRINGKIT_INSTANCE=str(instance))
    assert said
    assert (instance / "hiringkit.sqlite").is_file()
