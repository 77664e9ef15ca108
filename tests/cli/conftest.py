"""A demo that the command line filled, as most commands want one to work on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.served import run


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance with a demo of a dozen candidates; tests copy it, for it takes seconds to fill."""
    folder = tmp_path_factory.mktemp("filled")
    assert run(folder, "demo", "--candidates", "12").returncode == 0
    return folder


@pytest.fixture
def of_demo(filled: Path, tmp_path: Path) -> Path:
    """An instance of the test's own with that demo."""
    return Path(shutil.copytree(filled, tmp_path / "demo"))
