"""hiringkit as a demo serves it, but for the worker beside it, which would take its part of the processors at times."""

from __future__ import annotations

import sys
from pathlib import Path

from hiringkit.cli.serve import APPLICATION, make_ready
from tests.bench.rig.server import HOST, serve
from tests.served import Served


class Alone(Served):
    """A running hiringkit of which every process answers requests."""

    def __init__(self, instance: Path, server: str, *, database: str) -> None:
        self.server = server
        super().__init__(instance, database=database)

    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.bench.rig.alone", str(self.port), self.server]


if __name__ == "__main__":
    make_ready(HOST, int(sys.argv[1]), demo=True)
    serve(APPLICATION, int(sys.argv[1]), sys.argv[2])
