"""The ruler: the level words of a scale on one axis, and a ring for each step that was ticked.

Millimetres throughout, from the top left of the text block. The axis of an n-step scale lies between 50 and 122.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hiringkit.pdf import texts

BLOCK = 174.0
AXIS, AXIS_WIDTH = 50.0, 72.0
HEAD, LINE, AIR = 4.5, 4.0, 2.0
RING, TICK = 1.6, 0.8
NAME_ROOM, SAID_ROOM, TABLE_POINTS, WORD_POINTS = 51.0, 41.0, 9.0, 7.5


@dataclass(frozen=True)
class Row:
    """A row under the ruler: a criterion, or the name of a group of them."""

    name: tuple[str, ...]  # broken into lines that have room
    step: int | None = None  # the step with the ring; None draws no line at all
    ticked: str = ""
    said: tuple[str, ...] = ()  # the last column, in lines
    is_group: bool = False
    is_absent: bool = False  # not observed

    @property
    def height(self) -> float:
        """How high the row is, in millimetres."""
        return LINE * max(len(self.name), len(self.said)) + AIR


@dataclass(frozen=True)
class Ruler:
    """A ruler ready to be drawn: one path for each kind of mark."""

    rows: tuple[Row, ...]
    labels: tuple[str, ...]
    height: str
    grid: str
    rules: str
    rings: str


def row(name: str, *, step: int | None, ticked: str, said: str) -> Row:
    """The row of a criterion."""
    return Row(_name(name), step, ticked, texts.lines(said, SAID_ROOM, TABLE_POINTS))


def absent(name: str) -> Row:
    """The row of a criterion that was not observed."""
    return Row(_name(name), ticked="not obs.", said=("not observed",), is_absent=True)


def group(name: str) -> Row:
    """The row that names a group of criteria."""
    return Row(_name(name), is_group=True)


def _name(name: str) -> tuple[str, ...]:
    return texts.lines(texts.legible(name), NAME_ROOM, TABLE_POINTS)


def ruler(rows: Sequence[Row], words: Sequence[str]) -> Ruler:
    """The drawing for these rows on a scale of these words."""
    grid, rules, rings, top = [], [], [], HEAD
    for line in rows:
        middle = top + (LINE + AIR) / 2
        grid.append(f"M0 {top:g}H{BLOCK:g}")
        if line.is_group:
            rules.append(f"M0 {top:g}H{BLOCK:g}")
        if line.step is not None:
            grid.append(_axis(len(words), middle))
            rings.append(_ring(_x(line.step, len(words)), middle))
        top += line.height
    grid.append(f"M0 {top:g}H{BLOCK:g}")
    return Ruler(tuple(rows), labels(words), f"{top:g}", "".join(grid), "".join(rules), "".join(rings))


def labels(words: Sequence[str]) -> tuple[str, ...]:
    """The words above the ticks; the numbers of the steps when a word has no room there."""
    room = AXIS_WIDTH / len(words)
    fit = all(texts.width(word, WORD_POINTS) <= room for word in words)
    return tuple(words) if fit else tuple(str(step) for step in range(1, len(words) + 1))


def _x(step: int, steps: int) -> float:
    return AXIS + AXIS_WIDTH / steps * (step - 0.5)


def _axis(steps: int, y: float) -> str:
    ticks = (f"M{_x(step, steps):.2f} {y - TICK:g}v{2 * TICK:g}" for step in range(1, steps + 1))
    return f"M{_x(1, steps):.2f} {y:g}H{_x(steps, steps):.2f}{_joined(ticks)}"


def _ring(x: float, y: float) -> str:
    return f"M{x - RING:.2f} {y:g}a{RING} {RING} 0 1 0 {2 * RING} 0a{RING} {RING} 0 1 0 {-2 * RING} 0z"


def _joined(parts: Iterable[str]) -> str:
    return "".join(parts)
