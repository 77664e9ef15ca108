"""Several acts at the same moment, each in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Barrier, Thread


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """What became of each act, in its place: what it gave, or the exception that it raised."""
    barrier = Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            found[place] = act()
        except Exception as error:  # noqa: BLE001 -- whatever went wrong is what the test looks at
            found[place] = error

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
