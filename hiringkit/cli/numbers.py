"""The number of a thing on the command line, as `hiringkit list` prints it."""

from __future__ import annotations

import click

from hiringkit.db.columns import LARGEST_ID


class Number(click.ParamType[int]):
    """The number of a loop, candidate, interview or scorecard; whoever gives something else is told where it stands."""

    name = "integer"

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. Fails with the command that prints it."""
        text = str(value)
        if not (text.isascii() and text.isdigit() and 0 < int(text[:20]) <= LARGEST_ID):
            self.fail(f"{text[:40]!r} is no number of the list that “hiringkit list {self._kind}” prints.", param, ctx)
        return int(text)
