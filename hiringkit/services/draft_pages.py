"""The page on which one's own scorecard is written: the kit of its interview, and the draft as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import NamedTuple

from sqlmodel import Session

from hiringkit.db import draft_pages as stored
from hiringkit.db import packs
from hiringkit.db.draft_pages import Head, Setting
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.notes import OwnNotes
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.errors import NotFoundError
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState, Seat
from hiringkit.rubrics.packs import Pack, Weight
from hiringkit.scoring import drafts as drafting
from hiringkit.scoring.drafts import Line
from hiringkit.scoring.scorecards import Asked, Card
from hiringkit.services.notes import Handed, made_handed
from hiringkit.services.scorecards import AskedLine, Held, asked, held_of, note_faults

PAD = ""  # what stands for a criterion where a line is typed in the note pad


@dataclass(frozen=True, eq=False)
class Kit:
    """What an interview's stage and loop say, made once of what is stored of them: two that are the same are one."""

    setting: Setting
    pack: Pack
    lines: tuple[AskedLine, ...]  # what the stage sees
    level: str | None
    purpose: str


@lru_cache(maxsize=1_000)
def _kit(setting: Setting) -> Kit:
    """The kit of what is stored; the pack of this content was read before."""
    pack = packs.known(setting.content_hash)
    words = [one.split(" ") for one in (setting.criteria or "").split(",") if one]
    seen = {key: (Weight(weight), int(row)) for weight, row, key in words}
    lines = [
        AskedLine(seen[one.id][1], one.id, one.name, pack.scale_of(one).levels, seen[one.id][0])
        for one in pack.criteria
        if one.id in seen
    ]
    return Kit(
        setting=setting,
        pack=pack,
        lines=tuple(sorted(lines, key=lambda line: line.weight)),  # as they are read: a version's order is its pack's
        level=pack.level_name(setting.level),
        purpose=setting.purpose or pack.pack.purpose or setting.loop,
    )


class Sitting(NamedTuple):
    """Somebody else in the interview, or in the one that comes next."""

    person_id: int
    name: str
    seat: Seat
    stage: str = ""  # of the one that comes next


class Places(NamedTuple):
    """Where lines are read, by criterion or in the pad (there as the interview went); where there are none, nothing."""

    written: dict[str, list[Line]]
    elsewhere: dict[str, list[tuple[str, Line]]]  # with where it is written


class Standing(NamedTuple):
    """How many criteria are rated or were not observed; and whose evidence is still to be written.

    `lacking`: before they are rated, or because of how they are.
    """

    rated: int
    unseen: int
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class DraftPage:
    """One's own card of an interview while it is written, with all that the kit says."""

    head: Head
    kit: Kit
    author: Viewer
    values: dict[str, str]
    revisions: dict[str, int]
    evidence: tuple[tuple[Line, int], ...]
    saved_at: datetime | None
    others: Sequence[Sitting]
    next: Sequence[Sitting] = ()  # who holds the stage after this one with the candidate
    handed: tuple[Handed, ...] = ()  # what the stage before this one handed on

    @cached_property
    def held(self) -> Held:
        """Its interview, as for other pages."""
        said = {**self.kit.setting._asdict(), **self.head._asdict(), "author": self.author.name}
        return held_of(said, self.kit.pack)

    @property
    def candidate(self) -> str:
        """What its author calls the candidate."""
        return self.head.candidate or ERASED

    @property
    def is_cancelled(self) -> bool:
        """Whether its interview was cancelled."""
        return self.head.interview_state is InterviewState.CANCELLED

    @property
    def lines(self) -> tuple[AskedLine, ...]:
        """What its stage sees."""
        return self.kit.lines

    @property
    def own_notes(self) -> OwnNotes:
        """What its author handed on of it."""
        return OwnNotes(handed=self.head.handed or "", handed_at=self.head.handed_at)

    @cached_property
    def asked(self) -> Asked:
        """All that the card asks for."""
        return asked(self.held, self.lines)

    def places(self) -> Places:
        """Where each line is read: written under the first criterion on the card that it speaks to, or in the pad.

        One that speaks to none is nowhere.
        """
        keys = [line.key for line in self.lines]
        found = Places({}, {})
        for line, _revision in self.evidence:
            home = PAD if line.noted else next((key for key in keys if key in line.criteria), None)
            if home is None:
                continue
            found.written.setdefault(home, []).append(line)
            if line.noted or len(line.criteria) > 1:
                for criterion in line.criteria - {home}:
                    found.elsewhere.setdefault(criterion, []).append((home, line))
        if PAD in found.written:
            found.written[PAD].sort(key=drafting.when)
        return found

    @property
    def notes_left(self) -> int:
        """How many notes of the pad speak to no criterion, and so stay with their author."""
        return sum(not line.criteria for line, _revision in self.evidence)

    def standing(self) -> Standing:
        """How far the ratings are."""
        said = {key for line, _revision in self.evidence if line.text.strip() for key in line.criteria}
        rated, unseen, lacking = 0, 0, []
        for asked_line in self.lines:
            key = asked_line.key
            one = drafting.standing(
                asked_line.levels,
                self.values.get(f"rating:{key}", ""),
                self.values.get(f"no_evidence:{key}", ""),
                has_evidence=key in said,
            )
            rated += one.is_rated
            unseen += one.is_unseen
            if one.lacks_first if self.kit.setting.evidence_first else one.lacks:
                lacking.append(key)
        return Standing(rated, unseen, tuple(lacking))

    @cached_property
    def card(self) -> Card:
        """The card as it stands."""
        return drafting.card(self.asked, self.values, [line for line, _revision in self.evidence])

    @cached_property
    def problems(self) -> dict[str, str]:
        """Why it cannot be submitted as it stands: a sentence by field."""
        return drafting.problems(self.card, self.asked, self.values) | note_faults(self.held, self.values)


def page(db: Database, viewer: Viewer, interview_id: int) -> DraftPage | None:
    """The viewer's own card of an interview; None when they have no seat in it. Three statements at most."""
    with db.reading() as session:
        found = stored.of_interview(session, viewer, interview_id)
        return _page(session, viewer, *found) if found else None


def own(db: Database, viewer: Viewer, scorecard_id: int) -> DraftPage:
    """As `page`, by the card's id; NotFoundError when it is not the viewer's own."""
    with db.reading() as session:
        found = stored.of_card(session, viewer, scorecard_id)
        if found is None:
            raise NotFoundError("There is no such scorecard of yours.", where=f"scorecard {scorecard_id}")
        return _page(session, viewer, *found)


def _page(session: Session, viewer: Viewer, setting: Setting, head: Head) -> DraftPage:
    packs.pack_of(session, setting.version_id, setting.content_hash)
    beside = stored.beside(session, head, setting.stage_number)
    is_draft = head.state is CardState.DRAFT
    return DraftPage(
        head=head,
        kit=_kit(setting),
        author=viewer,
        values=beside.values if is_draft else {},
        revisions=beside.revisions if is_draft else {},
        evidence=tuple(beside.lines),
        saved_at=beside.saved_at if is_draft else None,
        others=[_sitting(one) for one in beside.here if one[0] != viewer.person_id],
        next=[_sitting(one) for one in beside.next],
        handed=made_handed(beside.handed),
    )


def _sitting(row: Columns) -> Sitting:
    return Sitting(row[0], row[1], _SEATS[row[2]], row[3] or "")


_SEATS = {seat.value: seat for seat in Seat}
