"""Papers of an interview before it is held: kit, blank scorecard, the candidate's sheet, the calibration sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hiringkit.pdf import engine, scorecards, texts
from hiringkit.pdf.heads import Head
from hiringkit.pdf.sheets.kits import AskedOnPaper, DefinitionsSheet, HandoutSheet, KitSheet

NO_RATINGS = "no ratings"
FOR_INTERVIEWERS = "For the interviewers; not for candidates"
SAYS = "The record of this paper in canonical JSON: what the pages print, for machines."
ABREAST = 5  # levels beside each other in a table


@dataclass(frozen=True)
class Levels:
    """The level words of some criteria that share them, and what each word means for each."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def widths(self) -> list[int]:
        """The widths of its columns: one for the name, the rest alike."""
        return [
            34,
            *([28] * len(self.heads) if len(self.heads) == ABREAST else [140 // len(self.heads)] * len(self.heads)),
        ]


def kit(sheet: KitSheet, record: bytes) -> bytes:
    """The PDF of an interview kit."""
    return _printed("kit.html", _kit_head(sheet, "Interview kit"), sheet, record, "kit.json", sheet.starts_at)


def blank(sheet: KitSheet, record: bytes) -> bytes:
    """The PDF of a blank scorecard, to be filled in by hand and typed in later."""
    return _printed("blank.html", _kit_head(sheet, "Blank scorecard"), sheet, record, "blank.json", sheet.starts_at)


def handout(sheet: HandoutSheet, record: bytes) -> bytes:
    """The PDF of a candidate's sheet."""
    head = Head(
        frame=sheet.frame,
        title=f"Your interviews: {sheet.loop}, {sheet.frame.organisation}",
        about=f"What {sheet.candidate} is told before the interviews",
        what="Your interviews",
        private=f"For {sheet.candidate}",
        foot=scorecards.foot(sheet.rubric, NO_RATINGS),
        digest=sheet.digest,
        dated=sheet.dated,
    )
    return _printed("handout.html", head, sheet, record, "interviews.json", sheet.dated)


def definitions(sheet: DefinitionsSheet, record: bytes) -> bytes:
    """The PDF of a calibration sheet."""
    head = Head(
        frame=sheet.frame,
        title=f"Calibration sheet: {sheet.loop}, requisition {sheet.requisition}",
        about=f"What counts, what does not, where we disagree: requisition {sheet.requisition}",
        what=f"Calibration sheet {sheet.requisition}",
        private=FOR_INTERVIEWERS,
        foot=scorecards.foot(sheet.rubric, NO_RATINGS),
        digest=sheet.digest,
        dated=sheet.rubric.published_at,
    )
    return _printed("definitions.html", head, sheet, record, "definitions.json", sheet.rubric.published_at)


def _kit_head(sheet: KitSheet, kind: str) -> Head:
    return Head(
        frame=sheet.frame,
        title=f"{kind}: stage {sheet.stage_number}, {sheet.stage}, {sheet.candidate}",
        about=f"{kind} for stage {sheet.stage_number} of requisition {sheet.requisition}",
        what=f"{kind}, stage {sheet.stage_number}",
        private=FOR_INTERVIEWERS,
        foot=scorecards.foot(sheet.rubric, NO_RATINGS),
        digest=sheet.digest,
        dated=sheet.starts_at,
    )


def _printed(template: str, head: Head, sheet: object, record: bytes, name: str, dated: datetime) -> bytes:
    html = engine.page(
        template,
        head=head,
        sheet=sheet,
        levels=levels(getattr(sheet, "criteria", ())),
        minutes=[(f"{part.begins}–{part.ends}", part.words) for part in getattr(sheet, "timings", ())],
        not_asked=[[cell or "–" for cell in row] for row in getattr(sheet, "not_asked", ())],
        moment=texts.moment_in,
        span=_span,
    )
    return engine.printed(html, engine.Record(name, record, SAYS, dated, head.digest))


def _span(start: datetime, minutes: int, zone: str) -> str:
    return texts.span_in(start, start + timedelta(minutes=minutes), zone)


def levels(criteria: tuple[AskedOnPaper, ...]) -> list[Levels]:
    """The meaning of each level, one table for each set of level words; long scales in parts."""
    scales = dict.fromkeys(criterion.words for criterion in criteria)
    return [
        Levels(
            tuple(f"{step} {word}" for step, word in list(enumerate(words, 1))[at : at + ABREAST]),
            tuple(
                (criterion.name, *criterion.anchors[at : at + ABREAST])
                for criterion in criteria
                if criterion.words == words and any(criterion.anchors)
            ),
        )
        for words in scales
        for at in range(0, len(words), ABREAST)
        if any(criterion.words == words and any(criterion.anchors) for criterion in criteria)
    ]
