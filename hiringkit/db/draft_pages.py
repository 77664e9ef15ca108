"""The page of a draft, in two statements: what its interview says, and what was typed, who sits there, what came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db import anonymity, notes
from hiringkit.db.asked import in_one
from hiringkit.db.columns import UtcTime
from hiringkit.db.interviews import Columns, with_cancelling
from hiringkit.db.people import ERASED_PERSON
from hiringkit.db.queries import ME, given, plain
from hiringkit.db.scorecards import LINE_REVISION, LINES, made_lines
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateTextRow,
    CriterionRow,
    DraftFieldRow,
    EvidenceRow,
    EvidenceTextRow,
    InterviewRow,
    LetterheadRow,
    LoopRow,
    PackRow,
    PersonTextRow,
    RubricVersionRow,
    ScorecardNoteRow,
    ScorecardRow,
    SeatRow,
    StageCriterionRow,
    StageRow,
)
from hiringkit.db.tables.candidates import CandidacyState, InterviewState
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState, Seat, Visibility
from hiringkit.scoring.drafts import Line
from hiringkit.scoring.notes import Note


class Setting(NamedTuple):
    """What is stored of an interview's stage and loop: the same for all who sit there, and nothing personal.

    `criteria`: what the stage sees: weight, row id and key of each, as “primary 5 depth,secondary 6 tact”.
    """

    stage: str
    stage_number: int
    stage_key: str
    minutes: int
    advice: str
    format: str
    scenario: str | None
    work_sample: str | None
    risk_objection: bool
    ai_policy: str
    probes: str | None
    ai_check: str | None
    criteria: str | None
    loop: str
    requisition: str
    track: str | None
    level: str | None
    purpose: str
    visibility: Visibility
    evidence_first: bool
    loop_zone: str
    place: str
    paper: str
    language: str
    version_id: int
    version_number: int
    content_hash: str
    pack_title: str


class Head(NamedTuple):
    """A card of one's own, with its interview; `handed`: the note to the next stage, where that was handed on."""

    scorecard_id: int
    interview_id: int
    candidacy_id: int
    loop_id: int
    candidate_id: int
    candidate: str | None
    author_id: int
    seat: Seat
    trainee: bool
    state: CardState
    interview_state: InterviewState
    candidacy_state: CandidacyState
    starts_at: datetime
    zone: str
    decider: str | None
    attestation: str | None
    submitted_at: datetime | None
    digest: str | None
    handed: str | None
    handed_at: datetime | None
    cancelled_at: datetime | None
    cancelled_by: str | None
    cancelled_why: str | None


_decider, _note = aliased(PersonTextRow), aliased(ScorecardNoteRow)
_SAID: Mapping[str, Any] = {
    "scorecard_id": col(ScorecardRow.id),
    "interview_id": col(ScorecardRow.interview_id),
    "candidacy_id": col(ScorecardRow.candidacy_id),
    "loop_id": col(CandidacyRow.loop_id),
    "candidate_id": col(CandidacyRow.candidate_id),
    "candidate": anonymity.name_seated(ME),
    "author_id": col(ScorecardRow.author_id),
    "seat": col(SeatRow.seat),
    "trainee": col(ScorecardRow.trainee),
    "state": col(ScorecardRow.state),
    "interview_state": col(InterviewRow.state),
    "candidacy_state": col(CandidacyRow.state),
    "starts_at": col(InterviewRow.starts_at),
    "zone": col(InterviewRow.zone),
    "decider": col(_decider.name),
    "attestation": sa.select(col(LetterheadRow.attestation)).scalar_subquery(),
    "submitted_at": col(ScorecardRow.submitted_at),
    "digest": col(ScorecardRow.digest),
    "handed": col(_note.text),
    "handed_at": col(_note.at),
    "stage": col(StageRow.name),
    "stage_number": col(StageRow.position),
    "stage_key": col(StageRow.key),
    "minutes": col(InterviewRow.minutes),
    "advice": col(StageRow.advice),
    "format": col(StageRow.format),
    "scenario": col(StageRow.scenario),
    "work_sample": col(StageRow.work_sample),
    "risk_objection": col(StageRow.risk_objection),
    "ai_policy": col(StageRow.ai_policy),
    "probes": col(StageRow.probes),
    "ai_check": col(StageRow.ai_check),
    "criteria": in_one(col(StageCriterionRow.weight), col(CriterionRow.id), col(CriterionRow.key)),
    "loop": col(LoopRow.title),
    "requisition": col(LoopRow.requisition),
    "track": col(LoopRow.track),
    "level": col(LoopRow.level),
    "purpose": col(LoopRow.purpose),
    "visibility": col(LoopRow.visibility),
    "evidence_first": col(LoopRow.evidence_first),
    "loop_zone": col(LoopRow.zone),
    "place": col(LoopRow.place),
    "paper": col(LoopRow.paper),
    "language": col(LoopRow.language),
    "version_id": col(LoopRow.version_id),
    "version_number": col(RubricVersionRow.number),
    "content_hash": col(RubricVersionRow.content_hash),
    "pack_title": col(PackRow.title),
}
_CANCELLING = ("cancelled_at", "cancelled_by", "cancelled_why")  # added by `with_cancelling`, behind the others
_OF_HEAD = [name for name in Head._fields if name not in _CANCELLING]
_MINE = with_cancelling(
    sa.select(*[_SAID[name].label(name) for name in (*Setting._fields, *_OF_HEAD)])
    .select_from(ScorecardRow)
    .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
    .join(
        SeatRow,
        sa.and_(
            col(SeatRow.interview_id) == col(ScorecardRow.interview_id),
            col(SeatRow.person_id) == col(ScorecardRow.author_id),
        ),
    )
    .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
    .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
    .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
    .join(RubricVersionRow, col(RubricVersionRow.id) == col(LoopRow.version_id))
    .join(PackRow, col(PackRow.id) == col(RubricVersionRow.pack_id))
    .outerjoin(_decider, col(_decider.person_id) == col(LoopRow.decider_id))
    .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
    .outerjoin(_note, sa.and_(col(_note.scorecard_id) == col(ScorecardRow.id), col(_note.kind) == Note.HANDOFF))
).where(col(ScorecardRow.author_id) == ME.person_id)
_OF_INTERVIEW = _MINE.where(col(ScorecardRow.interview_id) == given("asked"))
_OF_CARD = _MINE.where(col(ScorecardRow.id) == given("asked"))


def of_interview(session: Session, viewer: Viewer, interview_id: int) -> tuple[Setting, Head] | None:
    """The viewer's own card of an interview; None when they have no seat in it."""
    return _own(session, _OF_INTERVIEW, viewer, interview_id)


def of_card(session: Session, viewer: Viewer, scorecard_id: int) -> tuple[Setting, Head] | None:
    """A card of the viewer's own; None when it is not theirs."""
    return _own(session, _OF_CARD, viewer, scorecard_id)


def _own(session: Session, query: sa.Select[Any], viewer: Viewer, asked: int) -> tuple[Setting, Head] | None:
    rows = plain(session, query, asked=asked, me=viewer.person_id)
    if not rows:
        return None
    [row] = rows
    return Setting._make(row[:_MANY]), Head._make(row[_MANY:])


_MANY = len(Setting._fields)
_KINDS: Mapping[str, Any] = {  # the columns of each part; what it does not have is nothing
    "kind": sa.String,
    "number": sa.Integer,
    "name": sa.String,
    "seat": sa.String,
    "stage": sa.String,
    "text": sa.String,
    "at": UtcTime(),
    "hidden": sa.String,
    "second": sa.Integer,
    "position": sa.Integer,
}


def _columns(kind: Any, **said: Any) -> list[Any]:
    nothing = {name: sa.cast(sa.null(), made) for name, made in _KINDS.items()}
    return [column.label(name) for name, column in (nothing | {"kind": kind} | said).items()]


def _seats(kind: str, interview_id: Any, **said: Any) -> sa.Select[*tuple[Any, ...]]:
    said |= {"number": col(SeatRow.person_id), "name": col(PersonTextRow.name)}
    return (
        sa.select(*_columns(sa.literal(kind), seat=sa.cast(col(SeatRow.seat), sa.String), **said))
        .select_from(SeatRow)
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(SeatRow.person_id))
        .where(col(SeatRow.interview_id) == interview_id)
    )


_STAGE = (
    sa.select(col(StageRow.name))
    .join(InterviewRow, col(InterviewRow.stage_id) == col(StageRow.id))
    .where(col(InterviewRow.id) == col(SeatRow.interview_id))
    .correlate(SeatRow)
    .scalar_subquery()
)
_TYPED = sa.select(
    *_columns(
        sa.literal("field"),
        number=col(DraftFieldRow.revision),
        name=col(DraftFieldRow.field),
        text=col(DraftFieldRow.value),
        at=col(DraftFieldRow.saved_at),
    )
).where(col(DraftFieldRow.scorecard_id) == given("scorecard_id"))
_WRITTEN = LINES.order_by(None).with_only_columns(
    *_columns(
        sa.case((col(EvidenceRow.noted), "note"), else_="line"),
        number=LINE_REVISION,
        name=col(EvidenceRow.id),
        stage=col(CriterionRow.key),
        text=col(EvidenceTextRow.text),
        at=col(EvidenceTextRow.saved_at),
        second=col(EvidenceTextRow.second),
        position=col(EvidenceRow.position),
    )
)
_AT = (given("candidacy_id"), given("position"))
_HANDED = notes.handed_from(ME, notes.nearest(*_AT, before=True))
_BESIDE = sa.union_all(
    _TYPED,
    _WRITTEN,
    _seats("here", given("interview_id")),
    _seats("next", notes.nearest(*_AT, before=False), stage=_STAGE),
    _HANDED.add_columns(sa.cast(sa.null(), sa.Integer), sa.cast(sa.null(), sa.Integer)),
)


class Beside(NamedTuple):
    """What stands beside the head of a draft: its fields by name, and what is told of those who sit with a candidate.

    `lines`: in order, each with its revision; notes of the pad too. `here`: who sits in the interview: id, name, seat.
    `next`: in the one after it, with the stage's name. `handed`: the notes handed to it, as `notes.told`.
    """

    values: dict[str, str]
    revisions: dict[str, int]
    saved_at: datetime | None
    lines: list[tuple[Line, int]]
    here: list[Columns]
    next: list[Columns]
    handed: list[Columns]


def beside(session: Session, head: Head, stage_number: int) -> Beside:
    """All that stands beside the head of a card of one's own, at this stage."""
    rows = plain(
        session,
        _BESIDE,
        scorecard_id=head.scorecard_id,
        interview_id=head.interview_id,
        candidacy_id=head.candidacy_id,
        position=stage_number,
        me=head.author_id,
    )
    values: dict[str, str] = {}
    revisions: dict[str, int] = {}
    saved: list[datetime] = []
    seated: dict[str, list[Columns]] = {"here": [], "next": []}
    written: list[Columns] = []
    handed: list[Columns] = []
    for row in rows:
        kind = row[0]
        if kind == "field":
            name = row[2]
            values[name], revisions[name] = row[5], row[1]
            saved.append(row[6])
        elif kind in seated:
            seated[kind].append((row[1], row[2] or ERASED_PERSON, row[3], row[4]))
        elif kind == "handed":
            handed.append(row)
        else:
            written.append(row)
            if row[6] is not None:  # as it is of words that were erased
                saved.append(row[6])
    written.sort(key=_AS_WRITTEN)
    return Beside(
        values,
        revisions,
        max(saved, default=None),
        lines=made_lines([(row[2], row[5], row[8], row[1], row[4], row[0] == "note") for row in written]),
        here=sorted(seated["here"], key=_AS_SEATED),
        next=sorted(seated["next"], key=_AS_SEATED),
        handed=[notes.told(row) for row in sorted(handed, key=_AS_HANDED)],
    )


_AS_WRITTEN, _AS_SEATED, _AS_HANDED = itemgetter(9, 2), itemgetter(2, 1), itemgetter(6, 3)
