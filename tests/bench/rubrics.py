"""Reading and linting a report, and one 200 times as long: the time may grow as the text does, and no faster."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from hiringkit.rubrics import files
from hiringkit.rubrics.lint import lint_text
from hiringkit.rubrics.reader import read_report
from tests.bench.row import Row, at_most, in_turn
from tests.served import run

REPORT = Path(__file__).parents[1] / "rubrics" / "reports" / "payroll-manager-uk-public-sector-2026.txt"
TIMES = 200
ROUNDS = 5
LINEAR = at_most(1.25, stretch=1.0)
FIVE_MEGABYTES = 5_000_000


def rows() -> Iterator[Row]:
    """The time for each copy of the text in a long one, by the time for the text alone."""
    text = REPORT.read_text(encoding="utf-8")
    long = longer(text, TIMES)
    drafts = {"one": _draft(text), "long": _draft(long)}
    for what, one, many in (
        ("import of a report", lambda: _draft(text), lambda: _draft(long)),
        ("lint of its draft", lambda: lint_text(drafts["one"]), lambda: lint_text(drafts["long"])),
    ):
        taken = in_turn(ROUNDS, {"one": _clock(one, TIMES // 10), "long": _clock(many, 1)})
        measured = [seconds * 1000 / TIMES for seconds in taken["long"]]
        reference = [seconds * 1000 for seconds in taken["one"]]
        yield Row(f"{what}, {TIMES} times as long, a copy", measured, reference, "alone", "ms", LINEAR)
    yield Row("hiringkit rubric import, 5 MB", _command(text), [5.0] * 3, "s of work allowed", "s", at_most(1.0, 0.5))


def _command(text: str) -> list[float]:
    """Seconds of work that the whole command takes, three times over; waiting for a busy machine is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "r.txt"
        report.write_bytes(longer(text, TIMES * 4).encode()[:FIVE_MEGABYTES].rpartition(b"\n")[0])
        taken = []
        for _ in range(3):
            begun = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            done = run(Path(folder), "rubric", "import", str(report), "--out", str(Path(folder) / "p.yaml"))
            assert done.returncode == 0, done.stderr
            taken.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - begun)
    return taken


def longer(text: str, times: int) -> str:
    """A report that many times as long, no bullet of which says what another says."""
    copies = (text.replace("  • ", f"  • In place {number}, ") for number in range(times))
    return "\n\n".join(copies)


def _draft(text: str) -> str:
    return files.dump(read_report(text.encode(), REPORT.name).pack)


def _clock(work: Callable[[], object], times: int) -> Callable[[], float]:
    def measure() -> float:
        begun = time.process_time()
        for _ in range(times):
            work()
        return (time.process_time() - begun) / times

    return measure
