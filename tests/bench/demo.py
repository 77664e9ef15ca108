"""Demo data for 10,000 candidates, as the command makes it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.row import Row, at_most
from tests.served import run

ALLOWED_SECONDS = 120.0


def rows() -> Iterator[Row]:
    """The whole command, from an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        done = run(Path(folder), "demo", "--candidates", "10000")
        took = time.monotonic() - begun
    assert done.returncode == 0, done.stderr
    yield Row("hiringkit demo --candidates 10000", [took], [ALLOWED_SECONDS], "s allowed", "s", at_most(1.0, 0.5))
