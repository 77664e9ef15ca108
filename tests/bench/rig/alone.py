"""hiringkit as a demo serves it, but for the worker beside it, which would take its part of the processors at times."""

from __future__ import annotations

import sys

from hiringkit.cli.serve import APPLICATION, make_ready, under_granian
from tests.bench.rig.hello import WORKERS
from tests.served import Served

HOST = "127.0.0.1"


class Alone(Served):
    """A running hiringkit of which every process answers requests."""

    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.bench.rig.alone", str(self.port)]


if __name__ == "__main__":
    make_ready(HOST, int(sys.argv[1]), demo=True)
    under_granian(APPLICATION, HOST, int(sys.argv[1]), WORKERS)
