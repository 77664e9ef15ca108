"""Papers of an interview before it is held: kit, blank scorecard, the candidate's sheet, the calibration sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hiringkit.languages import gettext, in_its_language, marked
from hiringkit.pdf import engine, scorecards, texts
from hiringkit.pdf.heads import Head
from hiringkit.pdf.sheets.kits import AskedOnPaper, DefinitionsSheet, HandoutSheet, KitSheet

NO_RATINGS = marked("no ratings")
FOR_INTERVIEWERS = marked("For the interviewers; not for candidates")
SAYS = marked("The record of this paper in canonical JSON: what the pages print, for machines.")
Sheet = KitSheet | HandoutSheet | DefinitionsSheet
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
    return _printed(sheet, kit_page(sheet), record, "kit.json", sheet.starts_at)


def blank(sheet: KitSheet, record: bytes) -> bytes:
    """The PDF of a blank scorecard, to be filled in by hand and typed in later."""
    return _printed(sheet, blank_page(sheet), record, "blank.json", sheet.starts_at)


def handout(sheet: HandoutSheet, record: bytes) -> bytes:
    """The PDF of a candidate's sheet."""
    return _printed(sheet, handout_page(sheet), record, "interviews.json", sheet.dated)


def definitions(sheet: DefinitionsSheet, record: bytes) -> bytes:
    """The PDF of a calibration sheet."""
    return _printed(sheet, definitions_page(sheet), record, "definitions.json", sheet.rubric.published_at)


@in_its_language
def _printed(sheet: Sheet, html: str, record: bytes, name: str, dated: datetime) -> bytes:
    return engine.printed(html, engine.Record(name, record, gettext(SAYS), dated, sheet.digest))


@in_its_language
def kit_page(sheet: KitSheet) -> str:
    """The HTML of an interview kit."""
    return _page("kit.html", _kit_head(sheet, gettext("Interview kit")), sheet)


@in_its_language
def blank_page(sheet: KitSheet) -> str:
    """The HTML of a blank scorecard."""
    return _page("blank.html", _kit_head(sheet, gettext("Blank scorecard")), sheet)


@in_its_language
def handout_page(sheet: HandoutSheet) -> str:
    """The HTML of a candidate's sheet."""
    head = Head(
        frame=sheet.frame,
        title=gettext("Your interviews: %(loop)s, %(house)s", loop=sheet.loop, house=sheet.frame.organisation),
        about=gettext("What %(candidate)s is told before the interviews", candidate=sheet.candidate),
        what=gettext("Your interviews"),
        private=gettext("For %(candidate)s", candidate=sheet.candidate),
        foot=scorecards.foot(sheet.rubric, gettext(NO_RATINGS)),
        digest=sheet.digest,
        dated=sheet.dated,
    )
    return _page("handout.html", head, sheet)


@in_its_language
def definitions_page(sheet: DefinitionsSheet) -> str:
    """The HTML of a calibration sheet."""
    number = sheet.requisition
    head = Head(
        frame=sheet.frame,
        title=gettext("Calibration sheet: %(loop)s, requisition %(number)s", loop=sheet.loop, number=number),
        about=gettext("What counts, what does not, where we disagree: requisition %(number)s", number=number),
        what=gettext("Calibration sheet %(number)s", number=number),
        private=gettext(FOR_INTERVIEWERS),
        foot=scorecards.foot(sheet.rubric, gettext(NO_RATINGS)),
        digest=sheet.digest,
        dated=sheet.rubric.published_at,
    )
    return _page("definitions.html", head, sheet)


def _kit_head(sheet: KitSheet, kind: str) -> Head:
    return Head(
        frame=sheet.frame,
        title=gettext(
            "%(kind)s: stage %(number)s, %(stage)s, %(candidate)s",
            kind=kind,
            number=sheet.stage_number,
            stage=sheet.stage,
            candidate=sheet.candidate,
        ),
        about=gettext(
            "%(kind)s for stage %(number)s of requisition %(requisition)s",
            kind=kind,
            number=sheet.stage_number,
            requisition=sheet.requisition,
        ),
        what=gettext("%(kind)s, stage %(number)s", kind=kind, number=sheet.stage_number),
        private=gettext(FOR_INTERVIEWERS),
        foot=scorecards.foot(sheet.rubric, gettext(NO_RATINGS)),
        digest=sheet.digest,
        dated=sheet.starts_at,
    )


def _page(template: str, head: Head, sheet: Sheet) -> str:
    return engine.page(
        template,
        head=head,
        sheet=sheet,
        levels=levels(getattr(sheet, "criteria", ())),
        minutes=[(f"{part.begins}–{part.ends}", part.words) for part in getattr(sheet, "timings", ())],
        not_asked=[[cell or "–" for cell in row] for row in getattr(sheet, "not_asked", ())],
        moment=texts.moment_in,
        span=_span,
    )


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
