"""The reference of every page: a bare Flask page under the server that hiringkit runs under, set up alike."""

from __future__ import annotations

import sys

from flask import Flask

from hiringkit.cli.serve import under_granian
from tests.served import Served

WORKERS = 2
application = Flask(__name__)


@application.get("/")
def hello() -> str:
    return "hello"


@application.get("/healthz")
def healthz() -> str:
    return "ok"


class Hello(Served):
    """The bare page, served."""

    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.bench.rig.hello", str(self.port)]


if __name__ == "__main__":
    under_granian("tests.bench.rig.hello:application", "127.0.0.1", int(sys.argv[1]), WORKERS)
