"""The debrief room as whoever may enter sees it: independent ratings side by side, and what was said of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import fmean

from sqlmodel import Session

from hiringkit.db import debrief_events
from hiringkit.db import debriefs as stored
from hiringkit.db import packs as stored_packs
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.meetings import FORCED
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.debriefs import Rights
from hiringkit.policy.decisions import may_call_tie_breaker, may_decide
from hiringkit.policy.people import LoopRole, Viewer
from hiringkit.policy.scorecards import CardState, Standing
from hiringkit.rubrics.packs import Criterion, Pack
from hiringkit.scoring.debriefs import Change, Movement, Verdict, movement
from hiringkit.scoring.decisions import Choice, Offer, is_tied, votes
from hiringkit.scoring.notes import Note as NoteKind
from hiringkit.scoring.scorecards import Confidence, Objection, Recommendation
from hiringkit.services import fair_scores
from hiringkit.services.fair_scores import FairScore
from hiringkit.services.matrices import Mark, Row, flags_of, objections_of, rows_of


@dataclass(frozen=True)
class Door:
    """A debrief seen from outside: whose it is, whether it is open, what the viewer may do about it."""

    candidacy_id: int
    candidate: str
    loop_id: int
    loop: str
    requisition: str
    state: CandidacyState
    opened_at: datetime | None
    enters: bool
    has_open_card: bool
    cards_in: int
    cards: int
    is_manager: bool
    is_staff: bool
    has_conflict: bool = False

    @property
    def may_open(self) -> bool:
        """Whether the viewer opens it now without a reason."""
        return self.is_ready and self.is_staff and not self._stays_out

    @property
    def may_force(self) -> bool:
        """Whether the viewer may open it before the cards are in, with a reason."""
        waits = self._is_shut and 0 < self.cards_in < self.cards
        return waits and self.is_manager and not self._stays_out

    @property
    def is_ready(self) -> bool:
        """Whether every card that counts is in."""
        return self._is_shut and 0 < self.cards_in == self.cards

    @property
    def _stays_out(self) -> bool:
        return self.has_open_card or self.has_conflict

    @property
    def _is_shut(self) -> bool:
        return self.opened_at is None and self.state is CandidacyState.ACTIVE


@dataclass(frozen=True)
class Interviewer:
    """A column of the matrix, with what they recommended stage by stage."""

    author_id: int
    name: str
    recommended: tuple[tuple[str, Recommendation, Confidence | None], ...]


@dataclass(frozen=True)
class Note:
    """A note of the meeting."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Confirmed:
    """A level at which the candidate was judged; who said so, and when."""

    level: str
    name: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Decided:
    """One state of the decision: what, by whom, and its words by field."""

    number: int
    choice: Choice
    level: str
    level_key: str
    offer: Offer
    revisit_on: date | None
    by: str
    as_tie_breaker: bool
    at: datetime
    words: Mapping[str, str]


@dataclass(frozen=True)
class Court:
    """Who decides in this room, whether the viewer does, and how the panel stands to it."""

    decider: str
    tie_breaker: str
    is_tied: bool
    may_decide: bool
    may_call: bool
    yes: int
    no: int


@dataclass(frozen=True)
class Room:
    """All that the debrief room holds."""

    door: Door
    rights: Rights
    viewer_id: int
    pack: Pack
    zone: str
    level: str
    level_at: datetime | None
    opener: str
    forced: bool
    forced_reason: str
    in_training: int
    court: Court
    interviewers: tuple[Interviewer, ...]
    rows: tuple[Row, ...]
    flags: tuple[tuple[str, str, str], ...]
    objections: tuple[tuple[str, Objection], ...]
    to_panel: tuple[tuple[str, str], ...]
    movement: Movement
    score: FairScore | None
    notes: tuple[Note, ...]
    levels: tuple[Confirmed, ...]
    dissents: tuple[Note, ...]
    decisions: tuple[Decided, ...]
    last: str

    @property
    def agenda(self) -> tuple[Row, ...]:
        """What is apart, widest first."""
        return tuple(row for row in self.rows if row.agenda)

    @property
    def gaps(self) -> tuple[Row, ...]:
        """Criteria that nobody rated."""
        return tuple(row for row in self.rows if row.judged.verdict is Verdict.NEVER)

    @property
    def mean(self) -> float | None:
        """Mean of the independent ratings that enter the total, in points of the version's scale."""
        steps = [step for row in self.rows if enters_total(row.criterion) for step in row.judged.steps]
        return fmean(steps) if steps else None

    def name_of(self, author_id: int) -> str:
        """An interviewer's name."""
        return next((one.name for one in self.interviewers if one.author_id == author_id), "somebody")

    def mark(self, at: str) -> tuple[Row, Mark] | None:
        """The rating that `CARD:CRITERION` names."""
        card, _, key = at.partition(":")
        found = ((row, mark) for row in self.rows for mark in row.marks if row.criterion.id == key)
        return next(((row, mark) for row, mark in found if str(mark.scorecard_id) == card), None)


def enters_total(criterion: Criterion) -> bool:
    """Whether a criterion enters a mean: a guardrail never does, nor what has a scale of its own."""
    return not criterion.guardrail and criterion.scale is None


def door(db: Database, viewer: Viewer, loop_id: int, candidacy_id: int) -> Door:
    """A debrief from outside. Raises NotFoundError for whoever may not know of the candidate."""
    with db.reading() as session:
        head = stored.head(session, viewer, loop_id, candidacy_id)
        return made_door(head, stored.cards(session, viewer, candidacy_id))


def made_door(head: stored.Head, cards: Sequence[Columns]) -> Door:
    """The door, from its row and the candidacy's cards."""
    counted = [row[4] for row in cards if not row[3]]
    return Door(
        candidacy_id=head["candidacy_id"],
        candidate=head["candidate"] or ERASED,
        loop_id=head["loop_id"],
        loop=head["loop"],
        requisition=head["requisition"],
        state=head["state"],
        opened_at=head["opened_at"],
        enters=bool(head["enters"]),
        has_open_card=bool(head["has_open_card"]),
        cards_in=sum(state is not CardState.DRAFT for state in counted),
        cards=len(counted),
        is_manager=bool(head["is_manager"]),
        is_staff=bool(head["is_staff"]),
        has_conflict=bool(head["has_conflict"]),
    )


def rights(head: stored.Head, viewer: Viewer) -> Rights:
    """What the viewer may do in the room."""
    leads = bool(head["is_manager"]) or head["decider_id"] == viewer.person_id
    called = standing(head, viewer).is_called
    return Rights(speaks=leads or called or bool(head["is_staff"]) or bool(head["has_card"]), leads=leads)


def standing(head: stored.Head, viewer: Viewer) -> Standing:
    """How somebody in the room stands to the decision."""
    return Standing(
        loop_roles=frozenset({LoopRole.MANAGER} if head["is_manager"] else ()),
        is_decider=head["decider_id"] == viewer.person_id,
        is_tie_breaker=head["tie_breaker_id"] == viewer.person_id,
        is_tied=head["tied_at"] is not None,
        own_cards=(CardState.DRAFT,) if head["has_open_card"] else (),
    )


def pulse(db: Database, viewer: Viewer, loop_id: int, candidacy_id: int) -> str:
    """A word that changes whenever the room does. Raises NotFoundError for whoever may not enter."""
    with db.reading() as session:
        return "-".join(map(str, stored.pulse(session, viewer, loop_id, candidacy_id)))


def room(db: Database, viewer: Viewer, loop_id: int, candidacy_id: int) -> Room | Door:
    """The room, or its door for whoever may not enter yet. Five statements, or NotFoundError."""
    with db.reading() as session:
        return room_in(session, viewer, loop_id, candidacy_id)


def room_in(session: Session, viewer: Viewer, loop_id: int, candidacy_id: int) -> Room | Door:
    """As `room`, within a transaction."""
    head = stored.head(session, viewer, loop_id, candidacy_id)
    cards = stored.cards(session, viewer, candidacy_id)
    outside = made_door(head, cards)
    if not outside.enters:
        return outside
    pack = stored_packs.pack_of(session, head["version_id"], head["content_hash"])
    shown = [row for row in cards if row[8] and not row[3]]
    ids = [row[0] for row in shown]
    marks = stored.marks(session, loop_id, candidacy_id, ids)
    texts = stored.texts(session, candidacy_id, ids)
    events = debrief_events.events(session, candidacy_id)
    words = {row[2]: row[5] for row in texts if row[0] == "words"}
    rows = rows_of(pack, shown, marks, texts, events, words)
    levels = {level.id: level.name for level in pack.levels}
    return Room(
        door=outside,
        rights=rights(head, viewer),
        viewer_id=viewer.person_id,
        pack=pack,
        zone=head["zone"],
        level=levels.get(head["level"] or "", head["level"] or ""),
        level_at=head["loop_opened_at"],
        opener=head["opener"] or "somebody",
        forced=bool(head["forced"]),
        forced_reason=words.get(FORCED, ""),
        in_training=sum(bool(row[3]) for row in cards),
        court=_court(head, viewer, shown),
        interviewers=_interviewers(shown),
        rows=rows,
        flags=flags_of(pack, shown, texts),
        objections=objections_of(shown, texts),
        to_panel=_to_panel(shown, texts),
        movement=_movement(rows),
        score=fair_scores.of_debrief(session, head),
        notes=_said("note", events, words),
        dissents=_said("dissent", events, words),
        decisions=_decisions(events, levels, words),
        levels=tuple(
            Confirmed(str(row[7]), levels.get(str(row[7]), str(row[7])), row[3] or "somebody", row[2])
            for row in events
            if row[0] == "level"
        ),
        last=_last(events),
    )


def _to_panel(cards: Sequence[Columns], texts: Sequence[Columns]) -> tuple[tuple[str, str], ...]:
    """The notes that these cards hold for the panel, with who wrote each."""
    said = {row[1]: row[5] for row in texts if row[0] == "text" and row[2] == NoteKind.PANEL.field}
    return tuple((row[2] or "somebody", said[row[0]]) for row in cards if row[0] in said)


def _interviewers(cards: Sequence[Columns]) -> tuple[Interviewer, ...]:
    found: dict[int, list[Columns]] = defaultdict(list)
    for row in cards:
        found[row[1]].append(row)
    return tuple(
        Interviewer(author, rows[0][2] or "somebody", tuple((row[5], row[9], row[10]) for row in rows if row[9]))
        for author, rows in found.items()
    )


def _movement(rows: Iterable[Row]) -> Movement:
    """How far the meeting moved what enters the total."""
    counted = [row for row in rows if enters_total(row.criterion)]
    independent: dict[tuple[int, str], list[int]] = defaultdict(list)
    changes = []
    for row in counted:
        for mark in row.marks:
            if mark.step is not None:
                independent[mark.author_id, row.criterion.id].append(mark.step)
            if mark.moved:
                changes.append(Change(mark.author_id, row.criterion.id, mark.step, mark.moved.after))
    return movement(independent, changes)


_ACTS = {
    "rating": "a debrief rating",
    "note": "a note",
    "level": "the level",
    "dissent": "a dissent",
    "decision": "a decision",
}


def _last(events: Sequence[Columns]) -> str:
    """The newest thing that was said: what, and by whom."""
    said = [row for row in events if row[0] in _ACTS]
    newest = max(said, key=lambda row: row[2], default=None)
    return f"{_ACTS[newest[0]]} by {newest[3] or 'somebody'}" if newest else ""


def _court(head: stored.Head, viewer: Viewer, cards: Sequence[Columns]) -> Court:
    held = standing(head, viewer)
    given = [Recommendation(row[9]) for row in cards if row[9]]
    return Court(
        decider=head["decider"] or "the decider",
        tie_breaker=head["tie_breaker"] or "the tie-breaker",
        is_tied=held.is_tied,
        may_decide=may_decide(held) and head["state"] is not CandidacyState.WITHDRAWN,
        may_call=may_call_tie_breaker(held) and is_tied(given),
        yes=votes(given)[0],
        no=votes(given)[1],
    )


def _said(kind: str, events: Sequence[Columns], words: Mapping[str, str]) -> tuple[Note, ...]:
    return tuple(
        Note(row[3] or "somebody", row[2], words.get(f"{kind}:{row[1]}", "")) for row in events if row[0] == kind
    )


def _decisions(events: Sequence[Columns], levels: Mapping[str, str], words: Mapping[str, str]) -> tuple[Decided, ...]:
    """Every state of the decision, the first one first."""
    return tuple(
        Decided(
            number=row[4],
            choice=Choice(row[5]),
            level=levels.get(row[7] or "", row[7] or ""),
            level_key=row[7] or "",
            offer=Offer(row[10]),
            revisit_on=date.fromisoformat(row[11]) if row[11] else None,
            by=row[3] or "somebody",
            as_tie_breaker=bool(row[9]),
            at=row[2],
            words={
                name.rsplit(":", 1)[1]: text for name, text in words.items() if name.startswith(f"decision:{row[4]}:")
            },
        )
        for row in events
        if row[0] == "decision"
    )
