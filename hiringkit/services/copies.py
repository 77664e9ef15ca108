"""The candidate's copy of a document: what is left out of it, and how many places; never what it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from sqlmodel import Session

from hiringkit.db import letterheads
from hiringkit.db import packets as stored
from hiringkit.errors import RefusedError
from hiringkit.languages import gettext, marked
from hiringkit.pdf.sheets.frames import LeftOut
from hiringkit.pdf.sheets.packets import DecisionOnPaper, PacketSheet, StageOnPaper, WithheldOnPaper
from hiringkit.pdf.sheets.scorecards import CriterionOnPaper, EvidenceLine, ObjectionOnPaper, ScorecardSheet
from hiringkit.policy.people import Viewer
from hiringkit.policy.redaction import Redactor
from hiringkit.services.paper_scores import POLICY, Said

Sheet = TypeVar("Sheet", ScorecardSheet, PacketSheet)
INTERVIEWERS = marked("interviewers, by name")
RECOMMENDATIONS = marked("recommendations, and what would have changed them")
NOTES = marked("notes to the panel")
SIGNALS = marked("prompts for the debrief")
ANCHORS = marked("the rubric’s own words for a level")
TRAINEES = marked("scorecards of people in training")
PROCESS = marked("notes on the process")
SCORES = marked("scores adjusted between interviewers")
WITHHELD = (
    (
        marked("Who interviewed, decides and takes part"),
        marked("Names of others are theirs"),
        marked("The hiring panel"),
    ),
    (
        marked("Recommendations and prompts for the debrief"),
        marked("Steps towards a decision, not the record"),
        marked("The hiring panel"),
    ),
    (marked("The rubric’s words for each level"), marked("Others will be asked the same"), marked("The hiring panel")),
    (marked("Other candidates"), marked("Their record is theirs"), marked("The loop’s staff")),
    (marked("Drafts"), marked("Not submitted, so not a record"), marked("Their authors")),
)


def withheld(kinds: Iterable[tuple[str, str, str]]) -> tuple[WithheldOnPaper, ...]:
    """What is left out, why, and who can see it, in the language that is spoken."""
    return tuple(WithheldOnPaper(*map(gettext, kind)) for kind in kinds)


def require_staff(session: Session, viewer: Viewer | None, candidacy_id: int) -> None:
    """A candidate's copy is made by those who hand it out. Raises NotFoundError, RefusedError."""
    if not stored.head(session, viewer, candidacy_id)["is_staff"]:
        raise RefusedError("Only managers, recruiters and the decider of the loop make a candidate’s copy.")


def redactor(session: Session, loop_id: int, candidate_id: int, own: str) -> Redactor:
    """What takes the names of everybody else out of a text."""
    people, candidates = stored.names(session, loop_id, candidate_id)
    return Redactor.of(people, candidates, own)


def finished(sheet: ScorecardSheet, took: Redactor) -> ScorecardSheet:
    """A card on its own, with the count of what was left out."""
    return replace(sheet, left_out=_left_out(took))


def tells_scores(session: Session) -> bool:
    """Whether candidates are told their fair scores here: the organisation's policy."""
    return letterheads.read(session).scores_to_candidates


def scorecard(sheet: ScorecardSheet, took: Redactor, *, tells_scores: bool) -> ScorecardSheet:
    """A card without its author, what they would do, and the names in what they wrote."""
    sheet = sheet if tells_scores else _raw(sheet, took)
    took.leave_out(INTERVIEWERS)
    took.leave_out(PROCESS, len(sheet.states) + bool(sheet.entered_by))
    took.leave_out(RECOMMENDATIONS, bool(sheet.recommendation) + bool(sheet.changed) + bool(sheet.confidence))
    took.leave_out(NOTES, bool(sheet.note))
    took.leave_out(SIGNALS, len(sheet.flags) + len(sheet.not_seen))
    return replace(
        sheet,
        interviewer="",
        seat="",
        criteria=tuple(_criterion(criterion, took) for criterion in sheet.criteria),
        recommendation="",
        confidence="",
        changed="",
        note="",
        flags=(),
        not_seen=(),
        objection=_objection(sheet.objection, took) if sheet.objection else None,
        visibility="",
        entered_by="",
        states=(),
        audit_number=0,
        audit_hash="",
        digest="",
    )


def packet(sheet: PacketSheet, took: Redactor, *, tells_scores: bool) -> PacketSheet:
    """A packet without the names of others, opinions on what to decide, and how the loop was made."""
    if not tells_scores:
        took.leave_out(SCORES, len(sheet.scores))
        sheet = replace(_untold(sheet), scores=())
    trainees = [card for card in sheet.cards if card.trainee]
    took.leave_out(TRAINEES, len(trainees))
    took.leave_out(PROCESS, len(sheet.waivers) + bool(sheet.opened_early) + len(sheet.chain))
    counted = [card for card in sheet.cards if not card.trainee]
    cards = tuple(scorecard(card, took, tells_scores=tells_scores) for card in counted)
    stages = tuple(_stage(stage, took) for stage in sheet.stages)
    return replace(
        sheet,
        purpose=took.text(sheet.purpose),
        decider="",
        tie_breaker="",
        visibility="",
        cards=cards,
        stages=stages,
        opened_early="",
        waivers=(),
        debrief=None,
        decision=_decision(sheet.decision, sheet.frame.organisation, took),
        withheld=withheld(WITHHELD),
        chain=(),
        is_candidates_copy=True,
        left_out=_left_out(took),
    )


def _raw(sheet: ScorecardSheet, took: Redactor) -> ScorecardSheet:
    """A card without what was computed."""
    took.leave_out(SCORES, sum(bool(one.score) for one in sheet.criteria) + bool(sheet.total))
    criteria = tuple(replace(one, score=None) for one in sheet.criteria)
    return replace(_untold(sheet), criteria=criteria, total=None)


def _untold(sheet: Sheet) -> Sheet:
    """A sheet that says nothing of a run, but why."""
    raw = Said()
    reason = gettext(POLICY) if sheet.run else raw.reason
    return replace(sheet, status=raw.status, status_reason=reason, run="", basis="", agreement="")


def _criterion(criterion: CriterionOnPaper, took: Redactor) -> CriterionOnPaper:
    took.leave_out(RECOMMENDATIONS, bool(criterion.changed))
    took.leave_out(ANCHORS, bool(criterion.anchor))
    lines = tuple(EvidenceLine(took.text(line.text), line.second) for line in criterion.evidence)
    return replace(criterion, anchor="", changed="", evidence=lines)


def _objection(met: ObjectionOnPaper, took: Redactor) -> ObjectionOnPaper:
    return replace(
        met,
        offered=took.text(met.offered),
        next_step=took.text(met.next_step),
        owner=took.text(met.owner),
        escalation=took.text(met.escalation),
    )


def _stage(stage: StageOnPaper, took: Redactor) -> StageOnPaper:
    counted = [seat for seat in stage.seats if not seat.trainee]
    took.leave_out(INTERVIEWERS, len(stage.seats))
    return replace(stage, seats=tuple(replace(seat, interviewer="", recommendation="") for seat in counted))


def _decision(decision: DecisionOnPaper | None, by: str, took: Redactor) -> DecisionOnPaper | None:
    """The decision itself; the grounds and the dissent are the panel's."""
    if decision is None:
        return None
    took.leave_out(PROCESS, 2 + len(decision.dissents) + bool(decision.condition) + bool(decision.amended))
    return replace(decision, by=by, grounds="", dissents=(), condition="", changes="", amended="")


def _left_out(took: Redactor) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(what, places) for what, places in sorted(took.counts.items()) if places)
