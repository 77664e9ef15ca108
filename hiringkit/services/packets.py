"""A candidate's packet, read through the same rule as the pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from hiringkit.db import left_out
from hiringkit.db import packets as stored
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.people import ERASED_PERSON
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.languages import again, capital, gettext, marked, spoken
from hiringkit.loops.plans import FORMATS, Plan
from hiringkit.pdf.sheets.packets import (
    CoverageOnPaper,
    EntryOnPaper,
    PacketSheet,
    SeatOnPaper,
    StageOnPaper,
    WaiverOnPaper,
    WithheldOnPaper,
)
from hiringkit.pdf.sheets.scorecards import ScorecardSheet
from hiringkit.policy.anonymity import named
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState
from hiringkit.services import copies, fair_scores, loops, meeting_sheets, scorecard_sheets, scorecards
from hiringkit.services.copies import withheld
from hiringkit.services.debriefs import Room
from hiringkit.services.documents import CANDIDATE, FULL, RAW_ONLY, Prepared, frame, prepared
from hiringkit.services.loops import LoopPage
from hiringkit.services.paper_scores import Said, said
from hiringkit.services.scorecard_sheets import WHO_READS, rubric

PACKET = "packet"
DRAFT = marked("a draft")
CLOSED = marked("submitted, not open to this reader")
WITHDREW = marked("The candidate has withdrawn from this loop.")
UNDECIDED = marked("None has been recorded.")
ALWAYS_WITHHELD = (
    (marked("Drafts"), marked("Not submitted, so not a record"), marked("Their authors")),
    (
        marked("Private notes of interviewers"),
        marked("Never submitted, so not a record"),
        marked("Their writers"),
    ),
    (marked("E-mail address and telephone number"), marked("Not needed to judge"), marked("The loop’s staff")),
    (marked("Other candidates"), marked("Not needed to read this one"), marked("The loop’s staff")),
)


def packet(db: Database, viewer: Viewer | None, candidacy_id: int, form: str = FULL) -> Prepared:
    """The packet of a candidacy that this viewer reaches, with the cards that they may read.

    The full form is the raw-only one until there is a fair score that this viewer may see.

    Raises NotFoundError; RefusedError: a candidate's copy is made by the loop's staff.
    """
    with db.reading() as session:
        head = stored.head(session, viewer, candidacy_id)
        if form == CANDIDATE:
            copies.require_staff(session, viewer, candidacy_id)
        loop = loops.read(session, None, head["loop_id"])
        levels = loop.pack.scale.levels if loop.pack.scale else 0
        score = None if form == RAW_ONLY else fair_scores.of_candidacy(session, viewer, candidacy_id)
        with spoken(loop.language):
            figures = said(score, loop.zone, levels)
            sheet = _sheet(session, viewer, candidacy_id, head, loop, figures)
        if form == CANDIDATE:
            redactor = copies.redactor(session, head["loop_id"], head["candidate_id"], sheet.candidate)
            with spoken(loop.language):
                copy = copies.packet(sheet, redactor, tells_scores=copies.tells_scores(session))
            return prepared(PACKET, candidacy_id, form, copy)
    return prepared(PACKET, candidacy_id, FULL if figures.run else RAW_ONLY, sheet)


def in_loop(db: Database, viewer: Viewer | None, candidacy_id: int, loop_id: int) -> int:
    """The candidacy that this candidate has in a loop, which may be another one. Raises NotFoundError."""
    with db.reading() as session:
        return stored.in_loop(session, viewer, candidacy_id, loop_id)


def _sheet(
    session: Session,
    viewer: Viewer | None,
    candidacy_id: int,
    head: Mapping[str, Any],
    loop: LoopPage,
    figures: Said,
) -> PacketSheet:
    seats = stored.seats(session, viewer, candidacy_id)
    out = left_out.of(session, candidacy_id)
    cards = {seat[5]: _card(session, viewer, seat[5], figures) for seat in seats if seat[8]}
    chain = _chain(session, {seat[5]: seat[0] for seat in seats if seat[8]})
    held = sorted(cards.values(), key=lambda card: (card.trainee, card.stage_number))
    times = [
        head["created_at"],
        head["opened_early_at"],
        *(card.submitted_at for card in held),
        *(entry.at for entry in chain),
        figures.made_at,
        *out.values(),
    ]
    pack = loop.pack
    room = meeting_sheets.room(session, viewer, loop.loop_id, candidacy_id)
    met = room if isinstance(room, Room) else None
    times += meeting_sheets.times(met) if met else []
    return PacketSheet(
        candidate=named(head["name"]),
        loop=loop.title,
        requisition=loop.requisition,
        track=loop.plan.track or "",
        level=loop.plan.level or "",
        purpose=loop.purpose,
        zone=loop.zone,
        decider=loop.plan.decider or "",
        tie_breaker=loop.plan.tie_breaker or "",
        visibility=gettext(WHO_READS[loop.visibility]),
        rubric=rubric(session, loop),
        words=pack.scale.words if pack.scale else (),
        stages=_stages(loop.plan, seats, cards, out),
        coverage=tuple(
            CoverageOnPaper(line.name, tuple(cell.value if cell else "–" for cell in line.cells))
            for line in loop.plan.coverage
            if line.times
        ),
        cards=tuple(held),
        dated=max(at for at in times if at),
        status=figures.status,
        status_reason=figures.reason,
        run=figures.run,
        basis=figures.basis,
        agreement=figures.agreement,
        scores=figures.lines({one.id: one.name for one in pack.criteria}),
        opened_early=_opening(head),
        waivers=waivers(loop),
        debrief=meeting_sheets.debrief(met) if met else None,
        decision=meeting_sheets.decision(met) if met else None,
        undecided=_undecided(head, is_closed=room is True),
        withheld=(*_closed(seats), *withheld([meeting_sheets.WITHHELD] * (room is True)), *withheld(ALWAYS_WITHHELD)),
        chain=chain,
        frame=frame(session, loop.paper, loop.language),
    )


def _card(session: Session, viewer: Viewer | None, scorecard_id: int, figures: Said) -> ScorecardSheet:
    return scorecard_sheets.of_page(session, viewer, scorecards.read_in(session, viewer, scorecard_id), figures)


def _chain(session: Session, stage_of: Mapping[int, int]) -> tuple[EntryOnPaper, ...]:
    """What the audit chain tells of these cards."""
    return tuple(
        EntryOnPaper(
            datetime.fromisoformat(entry.at),
            gettext("%(act)s, stage %(number)s", act=_act(entry.act), number=stage_of[entry.subject_id]),
            entry.number,
            entry.hash,
        )
        for entry in stored.entries(session, list(stage_of))
    )


def _stages(
    plan: Plan, seats: Sequence[Columns], cards: Mapping[int, ScorecardSheet], out: Collection[int]
) -> tuple[StageOnPaper, ...]:
    found = []
    for number, stage in enumerate(plan.stages, 1):
        here = [seat for seat in seats if seat[0] == number]
        found.append(
            StageOnPaper(
                name=stage.name,
                minutes=here[0][2] if here else stage.minutes,
                format=gettext(FORMATS.get(stage.format, stage.format)),
                starts_at=here[0][1] if here else None,
                seats=tuple(_seat(seat, cards.get(seat[5])) for seat in here),
                left_out=number in out,
            )
        )
    return tuple(found)


def _seat(seat: Columns, card: ScorecardSheet | None) -> SeatOnPaper:
    name, trainee = seat[3] or gettext("somebody"), bool(seat[7])
    if card is None:
        return SeatOnPaper(name, seat[4].value, trainee, gettext(DRAFT if seat[6] is CardState.DRAFT else CLOSED))
    return SeatOnPaper(name, seat[4].value, trainee, "", card.submitted_at, card.recommendation)


def _closed(seats: Sequence[Columns]) -> list[WithheldOnPaper]:
    """The submitted cards that this reader may not read."""
    return [
        WithheldOnPaper(
            gettext("Scorecard of %(who)s, stage %(number)s", who=seat[3] or gettext("somebody"), number=seat[0]),
            capital(gettext(CLOSED)),
            gettext("Its author"),
        )
        for seat in seats
        if not seat[8] and seat[6] is not CardState.DRAFT
    ]


ACTS = {
    "scorecard submitted": marked("Scorecard submitted"),
    "scorecard submitted on behalf": marked("Scorecard submitted on behalf"),
    "scorecard amended": marked("Scorecard amended"),
    "scorecard returned": marked("Scorecard returned"),
    "scorecard withdrawn": marked("Scorecard withdrawn"),
}


def _act(act: str) -> str:
    return gettext(ACTS[act]) if act in ACTS else act.capitalize()


def waivers(loop: LoopPage) -> tuple[WaiverOnPaper, ...]:
    """What the linter found and somebody let stand, in words."""
    titles = {finding.key: finding.title for finding in loop.findings}
    return tuple(
        WaiverOnPaper(
            titles.get(waiver.finding) or waiver.title or waiver.finding,
            waiver.reason,
            again(waiver.by, [ERASED_PERSON]),
            waiver.at,
        )
        for waiver in loop.waivers
        if not waiver.is_met
    )


def _undecided(head: Mapping[str, Any], *, is_closed: bool) -> str:
    """What stands in the place of a decision."""
    said = gettext(meeting_sheets.NOT_OPEN if is_closed else UNDECIDED)
    return f"{gettext(WITHDREW)} {said}" if head["state"] is CandidacyState.WITHDRAWN else said


def _opening(head: Mapping[str, Any]) -> str:
    if head["opened_early_at"] is None:
        return ""
    who = head["opener"] or gettext("somebody")
    if head["reason"]:
        return gettext("Opened before the panel was complete, by %(who)s: %(why)s", who=who, why=head["reason"])
    return gettext("Opened before the panel was complete, by %(who)s.", who=who)
