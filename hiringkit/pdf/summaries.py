"""The summary of a loop on paper: candidates in groups on one ruler, decisions, process, waivers, calibration."""

from __future__ import annotations

from hiringkit.languages import decimal, gettext, in_its_language, marked
from hiringkit.pdf import engine, scorecards, texts
from hiringkit.pdf.codes import word
from hiringkit.pdf.heads import Head
from hiringkit.pdf.rulers import Row, group, row, rulers
from hiringkit.pdf.sheets.summaries import SummarySheet

RECORD_NAME = "summary.json"
RECORD_SAYS = marked("The record of this summary in canonical JSON: what the pages print, for machines.")
SUPPORTS = marked(
    "This summary supports decisions that people make. No figure here may be their only or overriding ground."
)


@in_its_language
def summary(sheet: SummarySheet, record: bytes) -> bytes:
    """The PDF of a loop's summary, with its record inside. The same sheet and record give the same bytes."""
    carried = engine.Record(RECORD_NAME, record, gettext(RECORD_SAYS), sheet.dated, sheet.digest)
    return engine.printed(page_of(sheet), carried)


@in_its_language
def page_of(sheet: SummarySheet) -> str:
    """The HTML of a summary."""
    number = sheet.requisition
    head = Head(
        frame=sheet.frame,
        title=gettext("Loop summary: requisition %(requisition)s, %(loop)s", requisition=number, loop=sheet.loop),
        about=gettext("Summary of requisition %(requisition)s", requisition=number),
        what=gettext("Loop summary %(requisition)s", requisition=number),
        private=gettext("Confidential: decider and staff of %(requisition)s", requisition=number),
        foot=scorecards.foot(sheet.rubric, sheet.run or word(sheet.status)),
        digest=sheet.digest,
        dated=sheet.dated,
    )
    return engine.page(
        "summary.html",
        head=head,
        sheet=sheet,
        drawn=rulers(_rows(sheet), sheet.words),
        dated=texts.moment_in(sheet.dated, sheet.zone),
        opened=texts.day_in(sheet.opened_at, sheet.zone) if sheet.opened_at else "",
        candidates=sum(len(one.candidates) for one in sheet.groups),
        figures=[(figure.what, figure.count, figure.share, figure.note) for figure in sheet.figures],
        decisions=[(line.candidate, line.decision, line.ground) for line in sheet.decisions],
        waivers=[
            (item.finding, f"{item.by}, {texts.day_in(item.at, sheet.zone)}", item.reason) for item in sheet.waivers
        ],
        supports=gettext(SUPPORTS),
    )


def _rows(sheet: SummarySheet) -> list[Row]:
    found = []
    for one in sheet.groups:
        found.append(group(one.name))
        for candidate in one.candidates:
            figure = "" if candidate.raw is None else decimal(candidate.raw)
            found.append(
                row(candidate.name, step=candidate.raw, ticked=figure, said=candidate.said, score=candidate.score)
            )
    return found
