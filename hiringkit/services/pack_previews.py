"""A draft of a pack as the sheet of a blank scorecard: every criterion, and the risk objection."""

from __future__ import annotations

from hiringkit.errors import ConflictError
from hiringkit.pdf.sheets.frames import Frame, Paper
from hiringkit.pdf.sheets.kits import KitSheet
from hiringkit.pdf.sheets.scorecards import RubricOnPaper
from hiringkit.rubrics.packs import Weight, content_hash
from hiringkit.services.documents import PLAIN, Prepared, prepared
from hiringkit.services.kits import asked, scenario_on_paper
from hiringkit.services.pack_drafts import DraftPage

NAMELESS = "Draft, not for use"


def blank(page: DraftPage, organisation: str) -> Prepared:
    """The blank scorecard of a draft, made out to nobody. Raises ConflictError where it has no scale yet."""
    pack, line = page.pack, page.line
    if pack.scale is None or not pack.criteria:
        raise ConflictError("There is nothing to print yet.", mend="Give the draft a scale and a criterion first.")
    risk = pack.risk_objection
    rubric = RubricOnPaper(line.title, (line.newest or 0) + 1, content_hash(pack), line.saved_at)
    sheet = KitSheet(
        interview_id=0,
        candidate=NAMELESS,
        loop=line.title,
        requisition="none",
        track="",
        level="",
        purpose=pack.pack.purpose or "",
        zone="UTC",
        stage="all criteria of the draft",
        stage_number=1,
        stages=1,
        starts_at=line.saved_at,
        minutes=60,
        format="",
        ai_policy="",
        advice="",
        listen="",
        seats=("nobody",),
        visibility="",
        criteria=asked(pack, {criterion.id: Weight.PRIMARY for criterion in pack.criteria}),
        probes=tuple(probe.text for probe in pack.probes),
        scenario=None,
        work_sample="",
        objection=scenario_on_paper(pack, risk) if risk else None,
        anti_signals=tuple(item.text for item in pack.anti_signals),
        rubric=rubric,
        frame=Frame(organisation, Paper("a4")),
    )
    return prepared("blank", line.draft_id, PLAIN, sheet)
