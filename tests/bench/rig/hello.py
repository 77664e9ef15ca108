"""The reference of every page: a bare Flask page under the server that hiringkit runs under, set up alike."""

from __future__ import annotations

import sys
from pathlib import Path

from flask import Flask

from tests.bench.rig.server import serve
from tests.served import Served

application = Flask(__name__)


@application.get("/")
def hello() -> str:
    return "hello"


@application.get("/healthz")
def healthz() -> str:
    return "ok"


class Hello(Served):
    """The bare page, served."""

    def __init__(self, instance: Path, server: str) -> None:
        self.server = server
        super().__init__(instance)

    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.bench.rig.hello", str(self.port), self.server]


if __name__ == "__main__":
    serve("tests.bench.rig.hello:application", int(sys.argv[1]), sys.argv[2])
