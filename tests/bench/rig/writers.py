"""Several people who type at once, from a process of its own: each saves one field of their own card, again and again.

Reads from standard input what to do, writes what came of it to standard output; both as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from tests.bench.rig.connection import Connection

FIELD = "changed"
TEXT = "Asked about the failed interface engine, the candidate named the ward first and the vendor second. " * 2


@dataclass(frozen=True)
class Writer:
    """Somebody at their card: their cookie and form token, and the revision that the field has."""

    cookie: str
    token: str
    card: int
    revision: int


@dataclass
class Typed:
    """What came of it: saves that were confirmed, with the last one's text, refused ones, seconds that each took."""

    card: int
    revision: int
    text: str = ""
    saves: int = 0
    refused: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def typed(port: int, seconds: float, writers: Sequence[Writer]) -> list[Typed]:
    """Let them all type for so long."""
    asked = json.dumps({"port": port, "seconds": seconds, "writers": [asdict(writer) for writer in writers]})
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.rig.writers"], input=asked, capture_output=True, text=True, check=True
    )
    return [Typed(**one) for one in json.loads(done.stdout)]


def _type(port: int, until: float, writer: Writer, result: Typed) -> None:
    connection = Connection(port, writer.cookie)
    head = f"Content-Type: application/json\r\nX-CSRFToken: {writer.token}\r\n"
    while time.monotonic() < until:
        text = f"{TEXT}{result.saves}"
        change = {"field": FIELD, "value": text, "revision": result.revision}
        body = json.dumps({"changes": [change], "lines": []}).encode()
        begun = time.perf_counter()
        status, answer = connection.ask("POST", f"/scorecards/{writer.card}/draft", body, head)
        result.seconds.append(time.perf_counter() - begun)
        kept = json.loads(answer)["revisions"].get(FIELD) if status == 200 else None
        if kept == result.revision + 1:
            result.revision, result.text, result.saves = kept, text, result.saves + 1
        else:
            result.refused.append(f"{status} {answer[:200]!r}")


def main() -> None:
    asked = json.load(sys.stdin)
    writers = [Writer(**one) for one in asked["writers"]]
    results = [Typed(writer.card, writer.revision) for writer in writers]
    until = time.monotonic() + asked["seconds"]
    threads = [
        threading.Thread(target=_type, args=(asked["port"], until, writer, result))
        for writer, result in zip(writers, results, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump([asdict(result) for result in results], sys.stdout)


if __name__ == "__main__":
    main()
