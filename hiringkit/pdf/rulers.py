"""The ruler: the level words of a scale on one axis, a ring for what was ticked, mark and bar for what was computed.

Millimetres throughout, from the top left of the text block. The axis of an n-step scale lies between 50 and 122.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hiringkit.languages import decimal, gettext
from hiringkit.pdf import texts
from hiringkit.pdf.sheets.scores import ScoreOnPaper

BLOCK = 174.0
HIGHEST = 150.0  # of a drawing, so that it and its heading stand on one page
AXIS, AXIS_WIDTH = 50.0, 72.0
HEAD, LINE, AIR = 4.5, 4.0, 2.0
RING, DOT, BAR, TICK = 1.6, 1.15, 1.2, 0.8
NAME_ROOM, SAID_ROOM, TABLE_POINTS, WORD_POINTS = 51.0, 41.0, 9.0, 7.5


@dataclass(frozen=True)
class Row:
    """A row under the ruler: a criterion, or the name of a group of them."""

    name: tuple[str, ...]  # broken into lines that have room
    step: int | Decimal | None = None  # where the ring stands; None draws none
    ticked: str = ""
    said: tuple[str, ...] = ()  # the last column, in lines
    is_group: bool = False
    is_absent: bool = False  # not observed
    score: ScoreOnPaper | None = None  # its mark and bar; without it and a step no line is drawn at all
    is_total: bool = False

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
    bars: str = ""
    hollow: str = ""
    dots: str = ""
    pale: str = ""

    @property
    def has_scores(self) -> bool:
        """Whether a row has a computed figure: the last column then holds it with its interval and status."""
        return any(line.score for line in self.rows)


def row(name: str, *, step: int | Decimal | None, ticked: str, said: str, score: ScoreOnPaper | None = None) -> Row:
    """The row of a criterion, or of a candidate. A computed figure stands in the place of `said`."""
    words = () if score else texts.lines(said, SAID_ROOM, TABLE_POINTS)
    return Row(_name(name), step, ticked, words, score=score)


def absent(name: str, score: ScoreOnPaper | None = None) -> Row:
    """The row of a criterion that was not observed; others may have seen it."""
    return Row(_name(name), ticked=gettext("not obs."), said=(gettext("not observed"),), is_absent=True, score=score)


def total(name: str, score: ScoreOnPaper, raw: Decimal | None = None) -> Row:
    """The row of all that was rated, with its raw mean where that says something here."""
    ticked = "" if raw is None else decimal(raw)
    return Row(_name(name), raw, ticked, said=("",), score=score, is_total=True)


def group(name: str) -> Row:
    """The row that names a group of criteria."""
    return Row(texts.lines(texts.legible(name), BLOCK, TABLE_POINTS), is_group=True)


def _name(name: str) -> tuple[str, ...]:
    return texts.lines(texts.legible(name), NAME_ROOM, TABLE_POINTS)


def ruler(rows: Sequence[Row], words: Sequence[str]) -> Ruler:
    """The drawing for these rows on a scale of these words: one path for each kind of mark."""
    steps, top = len(words), HEAD
    drawn: dict[str, list[str]] = {kind: [] for kind in ("grid", "rules", "rings", "bars", "hollow", "dots", "pale")}
    for line in rows:
        middle = top + (LINE + AIR) / 2
        drawn["grid"].append(f"M0 {top:g}H{BLOCK:g}")
        if line.is_group or line.is_total:
            drawn["rules"].append(f"M0 {top:g}H{BLOCK:g}")
        if line.step is not None or line.score:
            drawn["grid"].append(_axis(steps, middle))
        if line.step is not None:
            drawn["rings"].append(_circle(_x(line.step, steps), middle, RING))
        if line.score:
            full = line.score.is_calibrated
            drawn["bars" if full else "hollow"].append(_bar(line.score, steps, middle, full=full))
            drawn["dots" if full else "pale"].append(_circle(_x(line.score.fair, steps), middle, DOT))
        top += line.height
    drawn["grid"].append(f"M0 {top:g}H{BLOCK:g}")
    return Ruler(tuple(rows), labels(words), f"{top:g}", **{kind: "".join(paths) for kind, paths in drawn.items()})


def rulers(rows: Sequence[Row], words: Sequence[str]) -> tuple[Ruler, ...]:
    """The drawings for these rows, each low enough to stand on a page whole. The name of a group is said in each."""
    parts: list[list[Row]] = [[]]
    named: list[Row] = []
    for line in rows:
        if HEAD + sum(one.height for one in parts[-1]) + line.height > HIGHEST:
            parts.append([*named] if not line.is_group and not line.is_total else [])
        named = [line] if line.is_group else [] if line.is_total else named
        parts[-1].append(line)
    return tuple(ruler(part, words) for part in parts)


def labels(words: Sequence[str]) -> tuple[str, ...]:
    """The words above the ticks; the numbers of the steps when a word has no room there."""
    room = AXIS_WIDTH / len(words)
    fit = all(texts.width(word, WORD_POINTS) <= room for word in words)
    return tuple(words) if fit else tuple(str(step) for step in range(1, len(words) + 1))


def _x(step: int | Decimal, steps: int) -> float:
    return AXIS + AXIS_WIDTH / steps * (float(step) - 0.5)


def _axis(steps: int, y: float) -> str:
    ticks = (f"M{_x(step, steps):.2f} {y - TICK:g}v{2 * TICK:g}" for step in range(1, steps + 1))
    return f"M{_x(1, steps):.2f} {y:g}H{_x(steps, steps):.2f}{_joined(ticks)}"


def _circle(x: float, y: float, radius: float) -> str:
    across = f"{2 * radius:g}"
    return f"M{x - radius:.2f} {y:g}a{radius} {radius} 0 1 0 {across} 0a{radius} {radius} 0 1 0 -{across} 0z"


def _bar(score: ScoreOnPaper, steps: int, y: float, *, full: bool) -> str:
    low, high = _x(score.low, steps), _x(score.high, steps)
    if full:
        return f"M{low:.2f} {y:g}H{high:.2f}"
    return f"M{low:.2f} {y - BAR / 2:g}H{high:.2f}v{BAR:g}H{low:.2f}z"


def _joined(parts: Iterable[str]) -> str:
    return "".join(parts)
