"""The published examples of tests/calibration/data."""

import json
from pathlib import Path
from typing import Any

from hiringkit.calibration import rows
from hiringkit.calibration.ratings import Ratings

DATA = Path(__file__).parent / "data"


def example(name: str) -> Ratings:
    """The ratings of an example."""
    with (DATA / f"{name}.csv").open("rb") as file:
        return rows.read(file)


def numbers(name: str) -> dict[str, Any]:
    """The numbers that belong to it."""
    found: dict[str, Any] = json.loads((DATA / f"{name}.expected.json").read_text())
    return found
