"""The scorecard on paper: one frozen sheet in, the bytes of a PDF out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from itertools import groupby

from hiringkit.pdf import engine, texts
from hiringkit.pdf.rulers import Row, Ruler, absent, group, row, ruler
from hiringkit.pdf.sheets.scorecards import (
    RECOMMENDATIONS,
    SUPPORTS_A_DECISION,
    CriterionOnPaper,
    RubricOnPaper,
    ScorecardSheet,
)

RECORD_NAME = "scorecard.json"
RECORD_SAYS = "The record of this scorecard in canonical JSON: what the pages print, for machines."
LONGEST_IN_MARGIN = 60
SIDE_ROOM, NAME_POINTS, MARK_POINTS = 47.0, 9.5, 8.5
HIGHEST_SIDE = 5
SHORT_HASH = 12
UNCALIBRATED = {"uncalibrated": "not calibrated"}


@dataclass(frozen=True)
class Judged:
    """A criterion as the page shows it: what stands in the left column, and how many lines that takes."""

    criterion: CriterionOnPaper
    marks: tuple[str, ...]

    @property
    def text(self) -> str:
        """All that stands in its right column."""
        lines = (line.text for line in self.criterion.evidence)
        return "\n".join((self.criterion.anchor, *lines, self.criterion.changed))

    @property
    def size(self) -> str:
        """The class of its block: how many lines the left column needs, or `tall` where it has no room beside."""
        high = len(texts.lines(self.criterion.name, SIDE_ROOM, NAME_POINTS))
        high += sum(len(texts.lines(mark, SIDE_ROOM, MARK_POINTS)) for mark in self.marks)
        return f"s{max(high, 3)}" if high <= HIGHEST_SIDE else "tall"


def scorecard(sheet: ScorecardSheet, record: bytes) -> bytes:
    """The PDF of a scorecard, with its record inside. The same sheet and record give the same bytes."""
    carried = engine.Record(RECORD_NAME, record, RECORD_SAYS, sheet.submitted_at, sheet.digest)
    return engine.printed(page_of(sheet), carried)


def page_of(sheet: ScorecardSheet) -> str:
    """The HTML of a scorecard."""
    return engine.page(
        "scorecard.html",
        sheet=sheet,
        title=f"Scorecard: {sheet.candidate}, {sheet.stage}, by {sheet.interviewer}",
        made_at=f"{sheet.submitted_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        head=texts.shortened(sheet.candidate, LONGEST_IN_MARGIN),
        foot=texts.shortened(sheet.rubric.title, LONGEST_IN_MARGIN),
        code=texts.code(sheet.digest),
        held=texts.span_in(sheet.starts_at, sheet.starts_at + timedelta(minutes=sheet.minutes), sheet.zone),
        submitted=texts.moment_in(sheet.submitted_at, sheet.zone),
        published=texts.day_in(sheet.rubric.published_at, sheet.zone),
        source=_source(sheet.rubric),
        status=UNCALIBRATED.get(sheet.status, sheet.status),
        drawn=_ruler(sheet),
        judged=[_judged(sheet, criterion) for criterion in sheet.criteria],
        guardrails=[criterion.name for criterion in sheet.criteria if criterion.guardrail],
        own_scales=[criterion.name for criterion in sheet.criteria if criterion.words != sheet.words],
        recommendations=RECOMMENDATIONS,
        supports=SUPPORTS_A_DECISION,
        day=texts.day,
        minute_mark=texts.minute_mark,
    )


def _ruler(sheet: ScorecardSheet) -> Ruler:
    rows: list[Row] = []
    has_groups = len({criterion.group for criterion in sheet.criteria}) > 1
    for name, criteria in groupby(sheet.criteria, key=lambda criterion: criterion.group):
        rows += [group(name)] if has_groups and name else []
        rows += [_row(sheet, criterion) for criterion in criteria]
    return ruler(rows, sheet.words)


def _row(sheet: ScorecardSheet, criterion: CriterionOnPaper) -> Row:
    """A criterion's row: a ring where its scale is the one above the ruler, else its figure and words alone."""
    if criterion.step is None:
        return absent(criterion.name)
    on_ruler = criterion.words == sheet.words
    return row(
        criterion.name,
        step=criterion.step if on_ruler else None,
        ticked=_ticked(criterion),
        said=f"{_word(criterion)}, {UNCALIBRATED.get(sheet.status, sheet.status)}",
    )


def _judged(sheet: ScorecardSheet, criterion: CriterionOnPaper) -> Judged:
    kind = f"{criterion.weight}, guardrail" if criterion.guardrail else criterion.weight
    if criterion.step is None:
        return Judged(criterion, ("Not observed", kind))
    said = f"{_word(criterion)}, ticked {_ticked(criterion)} of {len(criterion.words)}"
    return Judged(criterion, (said, f"{kind}, {UNCALIBRATED.get(sheet.status, sheet.status)}"))


def _source(rubric: RubricOnPaper) -> str:
    """The report behind a rubric; nothing for a rubric of one's own."""
    sha256 = f"SHA-256 {rubric.report_sha256[:SHORT_HASH]}" if rubric.report_sha256 else ""
    return ", ".join(part for part in (rubric.publisher, rubric.report_date, sha256) if part)


def _word(criterion: CriterionOnPaper) -> str:
    return criterion.words[criterion.step - 1] if criterion.step else ""


def _ticked(criterion: CriterionOnPaper) -> str:
    return f"{criterion.step}†" if criterion.unevidenced else f"{criterion.step}"
