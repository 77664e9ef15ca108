"""Several people who type at once, in a process of its own: each saves one field, or one line, again and again.

With wrk, which takes little of the processors that the server is measured on; or else with a small program.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from statistics import median, quantiles

from tests.bench.rig.connection import Connection
from tests.bench.rig.load import WRK

FIELD = "changed"
NO_CRITERION = "-"
TEXT = "Asked about the failed interface engine, the candidate named the ward first and the vendor second. " * 2
SCRIPT = Path(__file__).with_name("typing.lua")


@dataclass(frozen=True)
class Writer:
    """Somebody at their card: their cookie and form token, and what they type in, with the revision that it has.

    `name` is a field's, or a line's id, and then it speaks to `criterion`.
    """

    cookie: str
    token: str
    card: int
    name: str
    criterion: str = NO_CRITERION
    revision: int = 0


@dataclass
class Typed:
    """What came of it: the last revision that was confirmed, how many were, and how many saves were refused."""

    card: int
    name: str
    revision: int
    saves: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Round:
    """What came of all of them; the median of the waits, and the slowest of a hundred, in seconds."""

    typed: list[Typed]
    median: float
    slowest: float


def said(revision: int) -> str:
    """What stands in the field at a revision."""
    return f"{TEXT}{revision - 1}"


def typed(port: int, seconds: int, writers: Sequence[Writer]) -> Round:
    """Let them all type for so long."""
    return _by_wrk(port, seconds, writers) if WRK else _by_ourselves(port, seconds, writers)


def _by_wrk(port: int, seconds: int, writers: Sequence[Writer]) -> Round:
    many = len(writers)
    command = [str(WRK), f"-t{many}", f"-c{many}", f"-d{seconds}s", "--timeout=30s", "-s", str(SCRIPT)]
    given = [str(value) for one in writers for value in astuple(one)]
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}", "--", *given, TEXT], capture_output=True, text=True, check=True
    ).stdout
    lines = [line.split()[1:] for line in done.splitlines() if line.startswith("typed ")]
    waited = next(line.split()[1:] for line in done.splitlines() if line.startswith("waited "))
    assert (len(lines), waited[2]) == (many, "0"), done
    results = [Typed(int(card), name, *(int(value) for value in counts)) for card, name, *counts in lines]
    return Round(results, float(waited[0]) / 1e6, float(waited[1]) / 1e6)


def _by_ourselves(port: int, seconds: int, writers: Sequence[Writer]) -> Round:
    asked = json.dumps({"port": port, "seconds": seconds, "writers": [asdict(writer) for writer in writers]})
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.rig.writers"], input=asked, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    waits = told["seconds"]
    return Round([Typed(**one) for one in told["typed"]], median(waits), quantiles(waits, n=100)[98])


def _type(port: int, until: float, writer: Writer, result: Typed, waits: list[float]) -> None:
    connection = Connection(port, writer.cookie)
    head = f"Content-Type: application/json\r\nX-CSRFToken: {writer.token}\r\n"
    while time.monotonic() < until:
        body = json.dumps(_body(writer, result.revision)).encode()
        begun = time.perf_counter()
        status, answer = connection.ask("POST", f"/scorecards/{writer.card}/draft", body, head)
        waits.append(time.perf_counter() - begun)
        kept = json.loads(answer)["revisions"].get(writer.name) if status == 200 else None
        if kept == result.revision + 1:
            result.revision, result.saves = kept, result.saves + 1
        else:
            result.refused += 1


def _body(writer: Writer, revision: int) -> dict[str, list[dict[str, object]]]:
    text = said(revision + 1)
    if writer.criterion == NO_CRITERION:
        return {"changes": [{"field": writer.name, "value": text, "revision": revision}], "lines": []}
    line = {"id": writer.name, "criteria": [writer.criterion], "minute": "12:30", "text": text, "revision": revision}
    return {"changes": [], "lines": [line]}


def main() -> None:
    asked = json.load(sys.stdin)
    writers = [Writer(**one) for one in asked["writers"]]
    results = [Typed(writer.card, writer.name, writer.revision) for writer in writers]
    waits: list[float] = []
    until = time.monotonic() + asked["seconds"]
    threads = [
        threading.Thread(target=_type, args=(asked["port"], until, writer, result, waits))
        for writer, result in zip(writers, results, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump({"typed": [asdict(result) for result in results], "seconds": waits}, sys.stdout)


if __name__ == "__main__":
    main()
