"""What somebody asks for first where they open a page, as a guess for the next time.

It is asked for together with who they are: in PostgreSQL each way to the server and back takes longer than most of what
is asked. What came by a guess is taken only where the page asks for the very same, and goes when its request does.
"""

from __future__ import annotations

from typing import Any

MOST = 2_000
_GUESSES: dict[tuple[str, str], Guess] = {}


Asked = tuple[str, Any]
"""A statement's text, and its values."""


class Guess:
    """What is sure to be asked for, once it was twice in a row: most that differ do so each time.

    Several threads may open the page at once. So each takes what is sure once, and goes by that.
    """

    __slots__ = ("_last", "sure")

    def __init__(self) -> None:
        self._last: Asked | None = None
        self.sure: Asked | None = None

    def told(self, asked: Asked) -> None:
        """Take down what was asked for."""
        self.sure = asked if asked == self._last else None
        self._last = asked


def of(key: str, place: str) -> Guess:
    """The guess for somebody's session and a page of theirs."""
    found = _GUESSES.get((key, place))
    if found is None:
        if len(_GUESSES) >= MOST:
            _GUESSES.clear()
        found = _GUESSES[key, place] = Guess()
    return found
