"""Where the shipped files lie: templates/ and rubrics/, in a wheel or beside the package."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """The folder of shipped files called `name`: inside an installed wheel, or else beside the package."""
    installed = PACKAGE / "_shipped" / name
    return installed if installed.is_dir() else PACKAGE.parent / name
