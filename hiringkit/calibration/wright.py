"""A Wright map: candidates, interviewers, criteria and the steps of the scale on one ruler, as an SVG picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np

from hiringkit.calibration.kernel import Curve, curve
from hiringkit.calibration.results import Method, Result, Status

ROW = 16  # pixels: one line of names
TOP, BOTTOM, AXIS = 88, 34, 92
ROWS = 30
COLUMNS = ((AXIS, 250), (AXIS + 270, 170), (AXIS + 460, 210), (AXIS + 690, 90))  # left edge and width of each
WIDTH = AXIS + 800
LETTER = 6.8  # pixels of an ordinary letter
NAMES = 4  # in one line; more become a count
MOST_TICKS = 11

STYLE = """
text { font: 13px Inter, system-ui, "Liberation Sans", Arial, sans-serif; fill: #182024; }
text { font-variant-numeric: tabular-nums; paint-order: stroke; stroke: #ffffff; stroke-width: 4px; }
.head { font-weight: 600; } .note { fill: #56626a; } .paper { fill: #ffffff; } .bar { fill: #849198; }
line { stroke: #d3dadd; } .tick { stroke: #78858c; }
@media (prefers-color-scheme: dark) {
  text { fill: #e7ebec; stroke: #14191b; } .note { fill: #a7b2b7; } .paper { fill: #14191b; } .bar { fill: #66747b; }
  line { stroke: #354046; } .tick { stroke: #7d8a91; }
}
@media (forced-colors: active) {
  text, .note, .bar { fill: CanvasText; } text { stroke: Canvas; } .paper { fill: Canvas; }
  line, .tick { stroke: CanvasText; }
}
"""


@dataclass(frozen=True)
class _Mark:
    """Something with a place on the ruler, in logits."""

    name: str
    at: float


@dataclass(frozen=True)
class _Ruler:
    """From logits to pixels from the top; whole rows, so that names stand beneath each other."""

    low: float
    high: float

    def row(self, at: float) -> int:
        share = (self.high - at) / (self.high - self.low)
        return min(max(round(share * (ROWS - 1)), 0), ROWS - 1)

    def y(self, at: float) -> float:
        return TOP + (self.high - at) / (self.high - self.low) * (ROWS - 1) * ROW


def wright_map(result: Result, named: Callable[[str], str] = str) -> str:
    """The picture, as a text in SVG that stands alone; readable in light and dark and without colour.

    Args:
        result: of a calibration; one that is not calibrated gives a picture that says so.
        named: what to call an interviewer, as a letter instead of the name.
    """
    columns = _columns(result, named)
    marks = [mark for column in columns for mark in column]
    if not columns[0] or any(step is None for step in result.thresholds) or not result.thresholds:
        return _picture(result, 120, [_text(20, 60, result.reasons[0], "head")])
    low, high = min(mark.at for mark in marks) - 0.3, max(mark.at for mark in marks) + 0.3
    ruler = _Ruler(low, high)
    parts = [*_axis(result, ruler)]
    heads = ("Candidates", "Interviewers", "Criteria", "Steps")
    hints = ("better is higher", "harsher is higher", "harder is higher", "higher is rarer")
    for place, (left, width) in enumerate(COLUMNS):
        parts += [_text(left, 44, heads[place], "head"), _text(left, 60, hints[place], "note")]
        parts += list(_column(columns[place], ruler, left, width))
    hidden = sum(not one.shown for one in result.interviewers)
    if hidden and result.model.method is Method.MAP:
        parts.append(_text(COLUMNS[1][0], _height() - 12, f"{hidden} not shown: not enough is known", "note"))
    return _picture(result, _height(), parts)


def _columns(result: Result, named: Callable[[str], str]) -> tuple[list[_Mark], ...]:
    joint = result.model.method is Method.JMLE
    steps = [value for value in result.thresholds if value is not None]
    lowest = result.scale[0]
    return (
        [_Mark(one.id, one.measure) for one in result.candidates if one.measure is not None],
        [
            _Mark(named(one.id), one.severity)
            for one in result.interviewers
            if one.severity is not None and (one.shown or joint)
        ],
        [_Mark(one.id, one.difficulty) for one in result.criteria if one.difficulty is not None],
        [_Mark(f"{lowest + place} | {lowest + place + 1}", at) for place, at in enumerate(steps)],
    )


def _height() -> int:
    return TOP + ROWS * ROW + BOTTOM


def _axis(result: Result, ruler: _Ruler) -> Iterator[str]:
    """The ruler in points: where an average interviewer is expected to give how much."""
    shape = curve(np.array([value for value in result.thresholds if value is not None]))
    lowest, highest = result.scale
    yield _text(AXIS - 12, 44, "Expected", "head", anchor="end")
    yield _text(AXIS - 12, 60, "rating", "head", anchor="end")
    between = 1.0 if highest - lowest > MOST_TICKS // 2 else 0.5
    for points in np.arange(lowest + between, highest, between):
        at = _measure_at(shape, float(points) - lowest)
        if ruler.low <= at <= ruler.high:
            y = ruler.y(at)
            yield f'<line x1="{AXIS - 6}" x2="{WIDTH - 10}" y1="{y:.1f}" y2="{y:.1f}"/>'
            yield f'<line class="tick" x1="{AXIS - 6}" x2="{AXIS}" y1="{y:.1f}" y2="{y:.1f}"/>'
            yield _text(AXIS - 12, y + 4, f"{points:.1f}", anchor="end")


def _measure_at(shape: Curve, level: float) -> float:
    """The measure at which this level is expected, by halving."""
    low, high = -30.0, 30.0
    for _ in range(50):
        middle = (low + high) / 2
        if float(shape.expected(np.array([middle]))[0]) < level:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _column(marks: Sequence[_Mark], ruler: _Ruler, left: float, width: float) -> Iterator[str]:
    """Names on their line of the ruler; where they do not fit, a bar with a count."""
    lines: defaultdict[int, list[str]] = defaultdict(list)
    for mark in sorted(marks, key=lambda mark: mark.name):
        lines[ruler.row(mark.at)].append(mark.name)
    most = max((len(names) for names in lines.values()), default=1)
    for row, names in sorted(lines.items()):
        y = TOP + row * ROW + 4
        together = ", ".join(names)
        if len(names) <= NAMES and len(together) * LETTER <= width:
            yield _text(left, y, together)
        else:
            bar = max(3.0, (width - 50) * len(names) / most)
            yield f'<rect class="bar" x="{left}" y="{y - 9}" width="{bar:.1f}" height="9"/>'
            yield _text(left + bar + 6, y, str(len(names)))


def _text(x: float, y: float, text: str, kind: str = "", *, anchor: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{named}{anchored}>{escape(text)}</text>'


def _picture(result: Result, height: int, parts: Sequence[str]) -> str:
    word = "" if result.status is Status.CALIBRATED else f" ({result.status.value})"
    description = " ".join([*result.reasons, *_spread(result)])
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
            'role="img" aria-labelledby="wright-title wright-description">',
            f'<title id="wright-title">Wright map{word}</title>',
            f'<desc id="wright-description">{escape(description)}</desc>',
            f"<style>{STYLE}</style>",
            f'<rect class="paper" width="{WIDTH}" height="{height}"/>',
            _text(20, 20, f"Candidates, interviewers, criteria and steps of the scale on one ruler{word}", "head"),
            *parts,
            "</svg>",
            "",
        ]
    )


def _spread(result: Result) -> Iterator[str]:
    """What the picture shows, in words."""
    scores = [one.fair_score for one in result.candidates if one.fair_score is not None]
    if scores:
        yield f"Fair scores of {len(scores)} candidates lie between {min(scores):.1f} and {max(scores):.1f}."
    points = [one.severity_points for one in result.interviewers if one.severity_points is not None and one.shown]
    if points:
        yield (
            f"The most lenient of {len(points)} interviewers gives {-min(points):.1f} points more than the average, "
            f"the harshest {max(points):.1f} fewer."
        )
    criteria = sorted((one.difficulty, one.id) for one in result.criteria if one.difficulty is not None)
    if len(criteria) > 1:
        yield f"The hardest criterion is {criteria[-1][1]}, the easiest {criteria[0][1]}."
