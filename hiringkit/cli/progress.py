"""How far a long command is: one line on standard error that replaces itself, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SILENT_SECONDS, BETWEEN_SECONDS = 1.0, 0.1

Told = Callable[[str, float], None]


@contextmanager
def progress() -> Iterator[Told | None]:
    """What to call with the present doing and a count; None where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    begun = last = time.monotonic()
    shown = False

    def tell(doing: str, done: float) -> None:
        nonlocal last, shown
        now = time.monotonic()
        if now - begun < SILENT_SECONDS or now - last < BETWEEN_SECONDS:
            return
        last, shown = now, True
        what = f"{done:,.0f} rows" if doing == "reading" else f"round {done:.0f}"
        print(f"\r\033[K{doing}: {what}, {now - begun:.0f} s", end="", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        if shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
