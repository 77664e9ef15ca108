"""The scorecard on paper: one frozen sheet in, the bytes of a PDF out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from hiringkit.pdf import engine, texts
from hiringkit.pdf.heads import LONGEST_IN_MARGIN, Head
from hiringkit.pdf.rulers import Row, Ruler, absent, group, row, rulers, total
from hiringkit.pdf.sheets.scorecards import (
    RECOMMENDATIONS,
    SUPPORTS_A_DECISION,
    CriterionOnPaper,
    RubricOnPaper,
    ScorecardSheet,
    StateOnPaper,
)

RECORD_NAME = "scorecard.json"
RECORD_SAYS = "The record of this scorecard in canonical JSON: what the pages print, for machines."
SHORT_HASH = 12
RAW = "not calibrated"  # what is said of a rating beside which nothing was computed


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
        """The class of its block, by the room that its left column takes."""
        return texts.beside(self.criterion.name, *self.marks, least=3)


@dataclass(frozen=True)
class CardView:
    """A scorecard as its template shows it."""

    sheet: ScorecardSheet
    drawn: tuple[Ruler, ...]
    judged: tuple[Judged, ...]
    recommendations: tuple[str, ...] = RECOMMENDATIONS
    supports: str = SUPPORTS_A_DECISION
    day: Callable[[date], str] = texts.day
    minute_mark: Callable[[int], str] = texts.minute_mark

    @property
    def who(self) -> str:
        """Whose ratings these are; a candidate's copy names nobody."""
        return self.sheet.interviewer or "the interviewer"

    @property
    def name(self) -> str:
        """What the card is called among others."""
        by = f": {self.sheet.interviewer}" if self.sheet.interviewer else f": {self.sheet.stage}"
        return f"Scorecard, stage {self.sheet.stage_number}{by}{' (trainee)' if self.sheet.trainee else ''}"

    @property
    def has_scores(self) -> bool:
        """Whether anything computed stands beside what was ticked."""
        return any(part.has_scores for part in self.drawn)

    @property
    def held(self) -> str:
        """When the interview took place."""
        start = self.sheet.starts_at
        return texts.span_in(start, start + timedelta(minutes=self.sheet.minutes), self.sheet.zone)

    @property
    def submitted(self) -> str:
        """When the card was locked."""
        return texts.moment_in(self.sheet.submitted_at, self.sheet.zone)

    @property
    def states(self) -> list[tuple[str, StateOnPaper]]:
        """What became of the card, and when."""
        zone = self.sheet.zone
        return [(f"{state.what.capitalize()} {texts.moment_in(state.at, zone)}", state) for state in self.sheet.states]

    @property
    def published(self) -> str:
        """When the rubric version was published."""
        return texts.day_in(self.sheet.rubric.published_at, self.sheet.zone)

    @property
    def source(self) -> str:
        """The report behind the rubric; nothing for a rubric of one's own."""
        rubric = self.sheet.rubric
        sha256 = f"SHA-256 {rubric.report_sha256[:SHORT_HASH]}" if rubric.report_sha256 else ""
        return ", ".join(part for part in (rubric.publisher, rubric.report_date, sha256) if part)

    @property
    def guardrails(self) -> list[str]:
        """The criteria that are shown and never averaged."""
        return [criterion.name for criterion in self.sheet.criteria if criterion.guardrail]

    @property
    def own_scales(self) -> list[str]:
        """The criteria that have another scale than the one on the ruler."""
        return [criterion.name for criterion in self.sheet.criteria if criterion.words != self.sheet.words]


def scorecard(sheet: ScorecardSheet, record: bytes) -> bytes:
    """The PDF of a scorecard, with its record inside. The same sheet and record give the same bytes."""
    carried = engine.Record(RECORD_NAME, record, RECORD_SAYS, sheet.submitted_at, sheet.digest)
    return engine.printed(page_of(sheet), carried)


def page_of(sheet: ScorecardSheet) -> str:
    """The HTML of a scorecard."""
    by = f", by {sheet.interviewer}" if sheet.interviewer else ""
    private = f"Confidential: hiring panel of requisition {sheet.requisition}"
    head = Head(
        frame=sheet.frame,
        title=f"Scorecard: {sheet.candidate}, {sheet.stage}{by}",
        about=f"Scorecard of {sheet.candidate}, requisition {sheet.requisition}",
        what=f"Scorecard of {sheet.candidate}",
        private=private if sheet.interviewer else f"Copy for {sheet.candidate}",
        foot=foot(sheet.rubric, sheet.run or sheet.status),
        digest=sheet.digest,
        dated=sheet.submitted_at,
        author=sheet.interviewer,
    )
    return engine.page("scorecard.html", head=head, view=view(sheet))


def foot(rubric: RubricOnPaper, status: str) -> str:
    """What stands at the foot of every page: the rubric version, and the run of the figures or their status."""
    return f"Rubric: {texts.shortened(rubric.title, LONGEST_IN_MARGIN)}, version {rubric.version} · {status}"


def view(sheet: ScorecardSheet) -> CardView:
    """The scorecard as its template shows it."""
    return CardView(sheet, _ruler(sheet), tuple(_judged(criterion) for criterion in sheet.criteria))


def _ruler(sheet: ScorecardSheet) -> tuple[Ruler, ...]:
    rows: list[Row] = []
    has_groups = len({criterion.group for criterion in sheet.criteria}) > 1
    for name, criteria in groupby(sheet.criteria, key=lambda criterion: criterion.group):
        rows += [group(name)] if has_groups and name else []
        rows += [_row(sheet, criterion) for criterion in criteria]
    if sheet.total:
        rows.append(total("All criteria, all interviews", sheet.total))
    return rulers(rows, sheet.words)


def _row(sheet: ScorecardSheet, criterion: CriterionOnPaper) -> Row:
    """A criterion's row: a ring where its scale is the one above the ruler, else its figure and words alone."""
    if criterion.step is None:
        return absent(criterion.name, criterion.score)
    on_ruler = criterion.words == sheet.words
    return row(
        criterion.name,
        step=criterion.step if on_ruler else None,
        ticked=ticked(criterion),
        said=f"{word(criterion)}, {RAW}",
        score=criterion.score,
    )


def _judged(criterion: CriterionOnPaper) -> Judged:
    kind = f"{criterion.weight}, guardrail" if criterion.guardrail else criterion.weight
    if criterion.score:
        kind = f"Fair {criterion.score}, {criterion.score.status}"
    if criterion.step is None:
        return Judged(criterion, ("Not observed", kind))
    said = f"{word(criterion)}, ticked {ticked(criterion)} of {len(criterion.words)}"
    status = "" if criterion.score else f", {RAW}"
    return Judged(criterion, (said, f"{kind}{status}"))


def word(criterion: CriterionOnPaper) -> str:
    """The level word that was ticked; nothing where none was."""
    return criterion.words[criterion.step - 1] if criterion.step else ""


def ticked(criterion: CriterionOnPaper) -> str:
    """The step that was ticked, marked where it stands without evidence."""
    return f"{criterion.step}†" if criterion.unevidenced else f"{criterion.step}"
