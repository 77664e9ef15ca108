"""The scorecard on paper: one frozen sheet in, the bytes of a PDF out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from hiringkit.languages import day, gettext, in_its_language, marked
from hiringkit.pdf import engine, texts
from hiringkit.pdf.codes import word as said
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
RECORD_SAYS = marked("The record of this scorecard in canonical JSON: what the pages print, for machines.")
SHORT_HASH = 12
BECAME: dict[str, Callable[[str], str]] = {
    "amended": lambda when: gettext("Amended %(when)s", when=when),
    "returned": lambda when: gettext("Returned %(when)s", when=when),
}
RAW = marked("not calibrated")  # what is said of a rating beside which nothing was computed


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
    day: Callable[[date], str] = day
    minute_mark: Callable[[int], str] = texts.minute_mark

    @property
    def supports(self) -> str:
        """What the card may be used for."""
        return gettext(SUPPORTS_A_DECISION)

    @property
    def who(self) -> str:
        """Whose ratings these are; a candidate's copy names nobody."""
        return self.sheet.interviewer or gettext("the interviewer")

    @property
    def name(self) -> str:
        """What the card is called among others."""
        by = self.sheet.interviewer or self.sheet.stage
        name = gettext("Scorecard, stage %(stage)s: %(by)s", stage=self.sheet.stage_number, by=by)
        return gettext("%(name)s (trainee)", name=name) if self.sheet.trainee else name

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
        return [(BECAME[state.what](texts.moment_in(state.at, zone)), state) for state in self.sheet.states]

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


@in_its_language
def scorecard(sheet: ScorecardSheet, record: bytes) -> bytes:
    """The PDF of a scorecard, with its record inside. The same sheet and record give the same bytes."""
    carried = engine.Record(RECORD_NAME, record, gettext(RECORD_SAYS), sheet.submitted_at, sheet.digest)
    return engine.printed(page_of(sheet), carried)


@in_its_language
def page_of(sheet: ScorecardSheet) -> str:
    """The HTML of a scorecard."""
    title = gettext("Scorecard: %(candidate)s, %(stage)s", candidate=sheet.candidate, stage=sheet.stage)
    what = gettext("Scorecard of %(candidate)s", candidate=sheet.candidate)
    head = Head(
        frame=sheet.frame,
        title=gettext("%(title)s, by %(who)s", title=title, who=sheet.interviewer) if sheet.interviewer else title,
        about=gettext("%(what)s, requisition %(requisition)s", what=what, requisition=sheet.requisition),
        what=what,
        private=private(sheet.candidate, sheet.requisition, is_copy=not sheet.interviewer),
        foot=foot(sheet.rubric, sheet.run or said(sheet.status)),
        digest=sheet.digest,
        dated=sheet.submitted_at,
        author=sheet.interviewer,
    )
    return engine.page("scorecard.html", head=head, view=view(sheet))


def foot(rubric: RubricOnPaper, status: str) -> str:
    """What stands at the foot of every page: the rubric version, and the run of the figures or their status."""
    title = texts.shortened(rubric.title, LONGEST_IN_MARGIN)
    version = gettext("Rubric: %(title)s, version %(number)s", title=title, number=rubric.version)
    return f"{version} · {status}"


def private(candidate: str, requisition: str, *, is_copy: bool) -> str:
    """Who may read it: the candidate a copy, else the panel."""
    if is_copy:
        return gettext("Copy for %(candidate)s", candidate=candidate)
    return gettext("Confidential: hiring panel of requisition %(requisition)s", requisition=requisition)


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
        rows.append(total(gettext("All criteria, all interviews"), sheet.total))
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
        said=f"{word(criterion)}, {gettext(RAW)}",
        score=criterion.score,
    )


def _judged(criterion: CriterionOnPaper) -> Judged:
    kind = said(criterion.weight)
    if criterion.guardrail:
        kind = f"{kind}, {gettext('guardrail')}"
    if criterion.score:
        kind = gettext("Fair %(score)s, %(status)s", score=criterion.score, status=said(criterion.score.status))
    if criterion.step is None:
        return Judged(criterion, (gettext("Not observed"), kind))
    mark = gettext("%(word)s, ticked %(step)s of %(steps)s", **_ticked(criterion))
    status = "" if criterion.score else f", {gettext(RAW)}"
    return Judged(criterion, (mark, f"{kind}{status}"))


def _ticked(criterion: CriterionOnPaper) -> dict[str, object]:
    return {"word": word(criterion), "step": ticked(criterion), "steps": len(criterion.words)}


def word(criterion: CriterionOnPaper) -> str:
    """The level word that was ticked; nothing where none was."""
    return criterion.words[criterion.step - 1] if criterion.step else ""


def ticked(criterion: CriterionOnPaper) -> str:
    """The step that was ticked, marked where it stands without evidence."""
    return f"{criterion.step}†" if criterion.unevidenced else f"{criterion.step}"
