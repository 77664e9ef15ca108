"""What somebody asks for first where they open a page, as a guess for the next time.

It is asked for together with who they are: in PostgreSQL each way to the server and back takes longer than most of what
is asked. What came by a guess is taken only where the page asks for the very same, and goes when its request does.
"""

from __future__ import annotations

from typing import Any

MOST = 2_000
_GUESSES: dict[tuple[str, str], Guess] = {}


class Guess:
    """A statement and its values, once they were asked for twice in a row: most that differ do so each time."""

    __slots__ = ("is_sure", "text", "values")

    def __init__(self) -> None:
        self.text = ""
        self.values: Any = None
        self.is_sure = False

    def told(self, text: str, values: Any) -> bool:
        """Take down what was asked for; whether it was as guessed."""
        self.is_sure = text == self.text and values == self.values
        self.text, self.values = text, values
        return self.is_sure


def of(key: str, place: str) -> Guess:
    """The guess for somebody's session and a page of theirs."""
    found = _GUESSES.get((key, place))
    if found is None:
        if len(_GUESSES) >= MOST:
            _GUESSES.clear()
        found = _GUESSES[key, place] = Guess()
    return found
