"""A calibration as text: what a person reads in a terminal, one decimal and never more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from hiringkit.calibration import agreement, fit
from hiringkit.calibration.results import (
    CandidateScore,
    CriterionDifficulty,
    Interval,
    InterviewerSeverity,
    Method,
    Result,
    Status,
)

RULER = 21  # characters
MIDDLE, LINE, OUTSIDE, RAW = "●", "─", "·", "○"
NOTICE = "A fair score supports a decision; it may not be its only or its overriding ground."


def table(result: Result) -> str:
    """Status first, then candidates, interviewers, criteria, agreement, and what would be enough."""
    parts = [
        "\n".join(result.reasons),
        _candidates(result),
        _interviewers(result),
        _criteria(result.criteria),
        _agreement(result),
    ]
    if result.advice:
        parts.append("What would be enough\n" + "\n".join(f"  {one.sentence}" for one in result.advice))
    return "\n\n".join([*parts, NOTICE])


def _candidates(result: Result) -> str:
    lines = []
    ordered = sorted(result.candidates, key=_place)
    for (pool, component), members in groupby(ordered, key=lambda one: (one.pool, one.component)):
        head = "Candidates" + (f", {pool}" if pool else "") + (f", group {component}" if result.components > 1 else "")
        lines += [head, *_aligned(list(_candidate_rows(result, list(members)))), ""]
    if result.status is not Status.UNCALIBRATED:
        lowest, highest = result.scale
        ends = f"{lowest}{' ' * (RULER - len(f'{lowest}{highest}'))}{highest}"
        lines.append(f"Ruler {ends}: {MIDDLE} fair score, {LINE} its 95 % range, {RAW} raw mean.")
        lines.append("A line between candidates: those below it are behind the first of those above.")
    return "\n".join(lines).rstrip()


def _place(candidate: CandidateScore) -> tuple[str, int, int, str]:
    return candidate.pool or "", candidate.component, candidate.group or 1 << 30, candidate.id


def _candidate_rows(result: Result, members: Sequence[CandidateScore]) -> Iterator[tuple[str, ...] | None]:
    yield "", "raw", "fair", "range", "", "ratings", "by", ""
    before = members[0].group
    for one in members:
        if one.group != before:
            yield None
        before = one.group
        fair = _points(one.fair_score)
        between = _between(one.interval)
        word = "" if one.status is result.status is Status.CALIBRATED else one.status.value
        ruler = _ruler(one, result.scale)
        yield one.id, _points(one.raw_mean), fair, between, ruler, str(one.ratings), str(one.interviewers), word


def _ruler(candidate: CandidateScore, scale: tuple[int, int]) -> str:
    if candidate.fair_score is None or candidate.interval is None or scale[0] == scale[1]:
        return ""

    def at(points: float) -> int:
        return round((points - scale[0]) / (scale[1] - scale[0]) * (RULER - 1))

    marks = [OUTSIDE] * RULER
    low, high = (at(end) for end in candidate.interval)
    marks[low : high + 1] = [LINE] * (high + 1 - low)
    marks[at(candidate.raw_mean)] = RAW
    marks[at(candidate.fair_score)] = MIDDLE
    return "".join(marks)


def _interviewers(result: Result) -> str:
    rows: list[tuple[str, ...] | None] = [("", "severity", "range", "ratings", "candidates", "")]
    rows += [_interviewer_row(one, result) for one in result.interviewers]
    note = "Severity in points of the scale: +0.3 takes 0.3 points off an average candidate."
    return "\n".join(["Interviewers", *_aligned(rows), note])


def _interviewer_row(one: InterviewerSeverity, result: Result) -> tuple[str, ...]:
    shown = one.shown or (result.model.method is Method.JMLE and one.severity_points is not None)
    severity = _signed(one.severity_points) if shown and one.severity_points is not None else ""
    between = _between(one.points_interval, signed=True) if shown else ""
    word = fit.words(one.infit) if shown else _not_yet(one)
    return one.id, severity, between, str(one.ratings), str(one.candidates), word


def _not_yet(one: InterviewerSeverity) -> str:
    if not one.more_candidates:
        return "cannot be told from the stage"
    return f"not enough yet: {one.candidates} of about {one.candidates + one.more_candidates} candidates"


def _criteria(criteria: Sequence[CriterionDifficulty]) -> str:
    rows: list[tuple[str, ...] | None] = [("", "ratings", "agreement", "")]
    for one in criteria:
        alpha = "" if one.alpha_ordinal is None else f"{one.alpha_ordinal:.2f}"
        rows.append((one.id, str(one.ratings), alpha, agreement.words(one.alpha_ordinal)))
    return "\n".join(["Criteria", *_aligned(rows)])


def _agreement(result: Result) -> str:
    found = result.agreement
    if found.alpha_ordinal is None:
        return "Agreement: not known; too few things were rated twice."
    between = f" ({found.interval[0]:.2f} to {found.interval[1]:.2f})" if found.interval else ""
    lines = [
        f"Agreement of raw ratings, Krippendorff's alpha: {found.alpha_ordinal:.2f}{between}, "
        f"{agreement.words(found.alpha_ordinal)}. It counts a difference in severity, which the fair score takes out."
    ]
    if found.icc and found.icc.get("ICC(2,1)") is not None:
        lines.append(f"Intraclass correlation ICC(2,1): {found.icc['ICC(2,1)']:.2f}.")
    return "\n".join(lines)


def _points(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _between(interval: Interval | None, *, signed: bool = False) -> str:
    if interval is None:
        return ""
    low, high = interval
    return f"{_signed(low)} to {_signed(high)}" if signed else f"{low:.1f} to {high:.1f}"


def _signed(points: float) -> str:
    """With its sign, and zero with none."""
    rounded = round(points, 1)
    return f"{rounded:+.1f}" if rounded else "0.0"


def _aligned(rows: Sequence[tuple[str, ...] | None]) -> Iterator[str]:
    """Columns of equal width, numbers to the right, None as a line across; trailing spaces cut."""
    filled = [row for row in rows if row]
    widths = [max(len(cell) for cell in column) for column in zip(*filled, strict=True)]
    last = len(widths) - 1
    for row in rows:
        if row is None:
            yield "  " + LINE * max(widths[0], 3)
            continue
        cells = [
            cell.ljust(width) if place in (0, last) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield ("  " + "  ".join(cells)).rstrip()
