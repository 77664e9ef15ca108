"""Scorecards: reading one as the visibility rule allows, and submitting one's own, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from hiringkit.db import amendments, audit, conflicts, drafts, notes
from hiringkit.db import asked as stored_asked
from hiringkit.db import packs as stored_packs
from hiringkit.db import scorecards as stored
from hiringkit.db.engine import Database
from hiringkit.db.notes import OwnNotes
from hiringkit.db.people import ERASED_PERSON
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.anonymity import ERASED, alias
from hiringkit.policy.letterheads import ATTESTATION
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState, Seat, Visibility
from hiringkit.rubrics import texts
from hiringkit.rubrics.packs import Pack, Weight
from hiringkit.scoring import amendments as restoring
from hiringkit.scoring import drafts as drafting
from hiringkit.scoring.drafts import Line
from hiringkit.scoring.notes import Note, verdict_fault
from hiringkit.scoring.scorecards import (
    Asked,
    AskedCriterion,
    Card,
    Confidence,
    Flag,
    Objection,
    Rating,
    Recommendation,
)
from hiringkit.services.card_records import record


class Held(NamedTuple):
    """An interview with its stage and loop, and whose card of it this is."""

    scorecard_id: int
    interview_id: int
    candidacy_id: int
    loop_id: int
    candidate_id: int
    candidate: str
    author_id: int
    author: str
    seat: Seat
    trainee: bool
    state: CardState
    cancelled: bool
    starts_at: datetime
    minutes: int
    zone: str
    stage: str
    stage_number: int
    stage_key: str
    advice: str
    format: str
    scenario: str | None
    work_sample: str | None
    risk_objection: bool
    ai_policy: str
    loop: str
    requisition: str
    track: str | None
    level: str | None
    purpose: str
    visibility: Visibility
    loop_zone: str
    paper: str
    language: str
    version_number: int
    content_hash: str
    pack_title: str
    pack: Pack
    decider: str | None
    submitted_at: datetime | None
    digest: str | None
    probes: str | None = None
    ai_check: str | None = None
    evidence_first: bool = False
    cancelled_at: datetime | None = None
    cancelled_by: str | None = None
    cancelled_why: str | None = None  # not told where the candidate's name is not
    place: str = ""  # whose law it is held under; empty: that of the loop's zone
    attestation: str = ATTESTATION  # what its author says by a tick on submitting

    @property
    def held_on(self) -> date:
        """The interview's date in its own zone."""
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date()


class AskedLine(NamedTuple):
    """A criterion that the stage sees, with its row id and weight."""

    row_id: int
    key: str
    name: str
    levels: int
    weight: Weight


@dataclass(frozen=True)
class State:
    """A state of a card after its submission; `by` somebody else than its author when it is `on_behalf`."""

    number: int
    state: CardState
    at: datetime
    by: str
    on_behalf: bool
    is_independent: bool
    reason: str

    @property
    def is_amended(self) -> bool:
        """Whether it says something else than the state before it."""
        return self.state is CardState.AMENDED


@dataclass(frozen=True)
class ScorecardPage:
    """A submitted card, as somebody reads it."""

    held: Held
    asked: tuple[AskedLine, ...]
    card: Card
    lines: tuple[Line, ...]
    states: tuple[State, ...] = ()
    shown: int = 1
    manages: bool = False
    own_draft: bool = False  # whether a card of the viewer's own on this candidate is a draft
    revision: int = 0
    own_notes: OwnNotes = field(default_factory=OwnNotes)
    is_amending: bool = False  # whether the viewer has begun an amendment of it
    pad: tuple[Line, ...] = ()  # notes that speak to no criterion, for their author alone

    @property
    def is_current(self) -> bool:
        """Whether the state that is shown is the one that stands."""
        return self.shown == max((state.number for state in self.states if state.is_amended), default=1)

    @property
    def returned(self) -> State | None:
        """That it was given back, by whom and why; None where it was not, or was amended since."""
        return self.states[-1] if self.held.state is CardState.RETURNED else None

    @property
    def entered_by(self) -> str:
        """Who entered the card on its author's behalf; empty where the author submitted it."""
        return next((state.by for state in self.states if state.number == 1), "")


def read(db: Database, viewer: Viewer | None, scorecard_id: int, number: int | None = None) -> ScorecardPage:
    """A card that this viewer may read, or NotFoundError; `number` names a state of it, else the one that stands.

    Without a viewer it is the operator's. Raises ConflictError for the viewer's own draft: that is read where it is
    written.
    """
    with db.reading() as session:
        return read_in(session, viewer, scorecard_id, number)


def read_in(
    session: Session, viewer: Viewer | None, scorecard_id: int, number: int | None = None, *, history: bool = True
) -> ScorecardPage:
    """As `read`, within a transaction. Without `history` a card neither amended nor returned has no states."""
    row = stored.head(session, viewer, scorecard_id)
    held = made_held(session, row)
    if held.state is CardState.DRAFT:
        raise ConflictError("This scorecard is still a draft.", where=str(held.interview_id))
    asked_for = asked_lines(session, row)
    told = history or row["was_amended"] or held.state is CardState.RETURNED
    rows = amendments.states(session, scorecard_id) if told else ()
    states = tuple(
        State(one[0], one[1], one[2], one[4] or "somebody", one[3] != held.author_id, bool(one[5]), one[6])
        for one in rows
    )
    contents = {state[0]: state[7] for state in rows if state[7]}
    shown = max(contents, default=1) if number is None else number
    is_mine = viewer is not None and viewer.person_id == held.author_id
    if shown in contents:
        fields, typed = restoring.restored(contents[shown])
        card = drafting.card(asked(held, asked_for), fields, typed)
        every = [line for line, _revision in stored.lines(session, scorecard_id, notes=True)] if is_mine else []
        return ScorecardPage(held, asked_for, card, tuple(typed), states, shown, *_part(row), _left(every))
    if shown != 1:
        raise NotFoundError("There is no such state of this scorecard.", where=f"state {shown}")
    every = [line for line, _revision in stored.lines(session, scorecard_id, notes=is_mine)]
    lines = tuple(line for line in every if line.criteria)
    card = _card(session, row, asked_for, lines)
    return ScorecardPage(held, asked_for, card, lines, states, 1, *_part(row), _left(every))


def _left(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The notes among these lines, as the interview went."""
    return tuple(sorted((line for line in lines if line.text and not line.criteria), key=drafting.when))


def _part(row: stored.Head) -> tuple[bool, bool, int, OwnNotes, bool]:
    """Whether the viewer manages the loop and has a draft of their own; the card's revision, and notes of theirs."""
    own = OwnNotes.of(row)
    return bool(row["manages"]), bool(row.get("own_draft")), row.get("revision") or 0, own, bool(row.get("is_amending"))


def _card(session: Session, row: stored.Head, asked: Sequence[AskedLine], lines: Sequence[Line]) -> Card:
    ticked, said, flags = stored.said(session, row["scorecard_id"])
    nothing = (None, None, False)
    return Card(
        ratings=tuple(
            Rating(
                criterion=line.key,
                step=ticked.get(line.key, nothing)[0],
                not_observed=ticked.get(line.key, nothing)[1],
                evidence=tuple(one.text for one in lines if line.key in one.criteria and one.text.strip()),
                no_evidence=ticked.get(line.key, nothing)[2],
            )
            for line in asked
        ),
        objection=_objection(row, said),
        flags=tuple(Flag(key, said.get(f"flag_evidence:{key}", "")) for key in sorted(flags)),
        recommendation=Recommendation(row["recommendation"]) if row["recommendation"] else None,
        confidence=Confidence(row["confidence"]) if row["confidence"] else None,
        changed=said.get("changed", ""),
        note=said.get(Note.PANEL.field, ""),
    )


def _objection(row: stored.Head, said: Mapping[str, str]) -> Objection | None:
    if row["none_offered"] is None:
        return None
    due = said.get("objection:due")
    return Objection(
        none_offered=row["none_offered"],
        offered=said.get("objection:offered", ""),
        verifiable=row["verifiable"],
        limits_said=row["limits_said"],
        next_step=said.get("objection:next_step", ""),
        no_next_step=not row["none_offered"] and "objection:next_step" not in said,
        owner=said.get("objection:owner", ""),
        due=date.fromisoformat(due) if due else None,
        escalation=said.get("objection:escalation", ""),
    )


def made_held(session: Session, row: stored.Head) -> Held:
    """The interview of a card's head, with the pack of its loop."""
    return held_of(row, stored_packs.pack_of(session, row["version_id"], row["content_hash"]))


def held_of(row: stored.Head, pack: Pack) -> Held:
    """As `made_held`, of a pack that was read."""
    candidate = row["candidate"] or ERASED
    told = {
        **Held._field_defaults,
        **row,
        "pack": pack,
        "cancelled": row["interview_state"] is InterviewState.CANCELLED,
        "candidate": candidate,
        "attestation": row["attestation"] or ATTESTATION,
        "author": row["author"] or ERASED_PERSON,
        "track": next((track.name for track in pack.tracks if track.id == row["track"]), None),
        "level": pack.level_name(row["level"]),
        "pack_title": pack.pack.title or row["pack_title"],  # as its version says; the pack may be called otherwise
    }
    if candidate == alias(row["candidacy_id"]):
        told["cancelled_why"] = None
    return Held._make(_held_in(told))


_held_in = itemgetter(*Held._fields)


def asked_lines(session: Session, row: stored.Head) -> tuple[AskedLine, ...]:
    """What the stage of a card sees."""
    return tuple(map(AskedLine._make, stored_asked.criteria(session, row["stage_id"])))


def asked(held: Held, lines: Sequence[AskedLine]) -> Asked:
    """All that the card asks for: the stage's criteria, their anti-signals, the risk objection where it is placed."""
    return Asked(
        criteria=tuple(AskedCriterion(line.key, line.name, line.levels) for line in lines),
        held_on=held.held_on,
        objection=held.risk_objection,
        anti_signals=anti_signals(held.pack, {line.key for line in lines}),
        evidence_first=held.evidence_first,
    )


def anti_signals(pack: Pack, criteria: Set[str]) -> tuple[str, ...]:
    """The ids of a pack's anti-signals that a stage with these criteria looks for."""
    return tuple(item.id for item in pack.anti_signals if criteria & set(item.criteria))


def submit(db: Database, viewer: Viewer, scorecard_id: int, now: datetime, attested: str = ATTESTATION) -> None:
    """Lock one's own draft as it stands in storage; the audit entry goes with it.

    `attested`: the sentence that its author ticked, which is kept; it must be the one that the organisation asks for.

    Raises:
        NotFoundError: no card of this viewer's to read.
        RefusedError: not the author, a conflict of interest, or the interview was cancelled or has not begun.
        InvalidError: the card is not whole; `problems` by field.
        ConflictError: it was submitted already.
    """
    with db.writing() as session:
        row = stored.head(session, viewer, scorecard_id, lock=True)
        held = made_held(session, row)
        require_own_draft(held, viewer)
        if now < held.starts_at:
            raise RefusedError("The interview has not begun.", mend="Submit the scorecard after it.")
        if conflicts.is_declared(session, viewer.person_id, held.candidate_id, held.loop_id):
            raise RefusedError(
                "A conflict of interest is declared, so this scorecard is not submitted.",
                mend="Ask who plans the interviews for somebody else to take the seat.",
            )
        lines = asked_lines(session, row)
        typed = {name: kept[0] for name, kept in drafts.fields(session, scorecard_id).items()}
        evidence = [line for line, _revision in stored.lines(session, scorecard_id)]
        card = drafting.card(asked(held, lines), typed, evidence)
        found = drafting.problems(card, asked(held, lines), typed) | note_faults(held, typed)
        if attested != held.attestation:
            found["independent"] = ANOTHER if attested else UNATTESTED
        if found:
            raise InvalidError("The scorecard is not complete.", problems=found)
        digest = audit.digest(record(held, card, now))
        if not drafts.lock(session, scorecard_id, card, digest=digest, now=now):
            raise ConflictError(ALREADY)
        drafts.store(session, scorecard_id, card, {line.key: (line.row_id, line.levels) for line in lines})
        _keep_notes(session, viewer, scorecard_id, typed, now)
        _note(session, viewer, scorecard_id, digest, attested, now)


UNATTESTED = "Tick the sentence under “Submit” if it is true; a scorecard is not submitted without it."
ANOTHER = "Your organisation changed this sentence since you opened the page. Read it again."
ALREADY = "This scorecard was already submitted."


def _note(session: Session, viewer: Viewer, scorecard_id: int, digest: str, attested: str, now: datetime) -> None:
    audit.append(
        session,
        now=now,
        actor=audit.person(viewer.person_id),
        act="scorecard submitted",
        kind="scorecard",
        subject_id=scorecard_id,
        detail={"record": audit.salted(session, "scorecard", scorecard_id, digest), "attested": attested},
    )


def require_own_draft(held: Held, viewer: Viewer) -> None:
    """Only its author writes a card, while it is a draft, for an interview that takes place."""
    if held.author_id != viewer.person_id:
        raise RefusedError("Only its author writes a scorecard.")
    if held.state is not CardState.DRAFT:
        raise ConflictError(ALREADY)
    if held.cancelled:
        raise RefusedError("This interview was cancelled.", mend="Its scorecard is kept as it was.")


def note_faults(held: Held, typed: Mapping[str, str]) -> dict[str, str]:
    """Why the note to the next stage cannot be handed on as it is typed, by field."""
    words = held.pack.scale.words if held.pack.scale else ()
    fault = verdict_fault(typed.get(Note.HANDOFF.field, ""), words)
    return {Note.HANDOFF.field: fault} if fault else {}


def _keep_notes(session: Session, viewer: Viewer, scorecard_id: int, typed: Mapping[str, str], now: datetime) -> None:
    """What is no part of the card outlives its draft: one's own note stays one's own, the other is handed on."""
    notes.keep(session, scorecard_id, Note.PRIVATE, texts.tidy(typed.get(Note.PRIVATE.field, "")), now)
    if Note.HANDOFF.field in typed:
        notes.hand_on(session, viewer, scorecard_id, texts.tidy(typed[Note.HANDOFF.field]), now)
