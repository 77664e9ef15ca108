"""Load on one address, from a process of its own: wrk where it is installed, else a small loader."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
import time

from tests.bench.rig.connection import Connection

CONNECTIONS = 8
SECONDS = 2
WRK = shutil.which("wrk")
NAME = "wrk" if WRK else "own loader (wrk is not installed: apt-get install wrk)"


def requests_a_second(port: int, path: str, cookie: str = "", *, connections: int = CONNECTIONS) -> float:
    """How many answers 200 a second come from an address. An answer that is none stops the measuring."""
    if WRK:
        command = [WRK, "-t1", f"-c{connections}", f"-d{SECONDS}s", "--timeout=30s", "-H", f"Cookie: {cookie}"]
        told = subprocess.run(
            [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True
        ).stdout
        assert "Non-2xx" not in told, told
        assert "Socket errors" not in told, told
        found = re.search(r"Requests/sec:\s+([\d.]+)", told)
        assert found, told
        return float(found[1])
    command = [sys.executable, "-m", "tests.bench.rig.load", str(port), path, cookie, str(connections)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main(port: int, path: str, cookie: str, connections: int) -> None:
    """The small loader: as many connections, a thread each."""
    counts: list[int] = []
    until = time.monotonic() + SECONDS

    def ask() -> None:
        connection, count = Connection(port, cookie), 0
        while time.monotonic() < until:
            status, _body = connection.ask("GET", path)
            assert status == 200, status
            count += 1
        counts.append(count)

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(counts) == connections
    print(sum(counts) / SECONDS)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
