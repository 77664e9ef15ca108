"""Whether a file is what this installation printed: match, changed or unknown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session, col

from hiringkit.db import documents as stored
from hiringkit.db import kits as stored_kits
from hiringkit.db import loops, packets, scorecards
from hiringkit.db.engine import Database
from hiringkit.db.tables import CandidacyRow, DocumentRow, ScorecardRow
from hiringkit.errors import ConflictError, InvalidError, NotFoundError
from hiringkit.pdf import seals
from hiringkit.policy.people import Viewer
from hiringkit.services import card_states, kits, meeting_changes, meeting_sheets
from hiringkit.services import scorecards as scorecard_pages
from hiringkit.services.debriefs import Room
from hiringkit.services.packets import PACKET
from hiringkit.services.scorecard_sheets import SCORECARD
from hiringkit.services.summaries import SUMMARY

LARGEST = 10 * 2**20


class Outcome(StrEnum):
    """What can be said of a file."""

    MATCH = "match"
    CHANGED = "changed"
    UNKNOWN = "unknown"


SENTENCES = {
    Outcome.MATCH: "This file is, byte for byte, one that was exported here.",
    Outcome.CHANGED: "This file is of a record that was exported here, and it is not the file that was exported.",
    Outcome.UNKNOWN: "No export of this installation is this file, or what it was made of has been erased.",
}
NO_PDF = "It is not a PDF."
CUT_OFF = "Its end is missing, as after a broken transfer."
BEGINNING = (
    "It is the beginning of that file, unchanged as far as it goes: its end is missing, as after a broken transfer. "
    "Get the whole file and check that."
)
INCOMPLETE = (
    "This file is incomplete: its end is missing, as after a broken transfer, and what is left does not say which "
    "export it was. Get the whole file and check that."
)
DECIDED_SINCE = "A decision about a candidate was recorded or amended since."


PARTS = {
    seals.PAGES: "what its pages show",
    seals.RECORD: "the record that it carries",
    seals.METADATA: "its metadata",
    seals.STRUCTURE: "its structure (fonts, tags, outline, title)",
}
MOST_CHANGES = 40


@dataclass(frozen=True)
class Exported:
    """The export that a file belongs to, for those who may read its record."""

    kind: str
    subject_id: int
    form: str
    made_at: datetime
    changed_at: datetime | None
    differs: tuple[str, ...] | None = None  # the parts of the file that are otherwise; None: nothing to compare with
    changes: tuple[str, ...] = ()  # what of the record is otherwise since, each a sentence

    def sentences(self, zone: str) -> tuple[str, ...]:
        """What the export was, what of the file is otherwise, and what of its record has changed since."""
        first = f"First exported {_moment(self.made_at, zone)}: {self.kind} {self.subject_id}, {self.form} form."
        said = (first,) if self.differs is None else (_differing(self.differs), first)
        if self.changed_at is None:
            return (*said, "Its record has not changed since.")
        since = f"Its record was amended {_moment(self.changed_at, zone)}; this paper is the state before that."
        return (*said, since, *self.changes)


@dataclass(frozen=True)
class Verdict:
    """What was found about a file; `exported` only for one who may read the record."""

    outcome: Outcome
    fault: str = ""
    exported: Exported | None = None

    def sentences(self, zone: str) -> tuple[str, ...]:
        """The verdict in words, times in this zone."""
        if (self.outcome, self.fault) == (Outcome.UNKNOWN, CUT_OFF):
            return (INCOMPLETE,)
        said = (SENTENCES[self.outcome], self.fault)
        return (*(text for text in said if text), *(self.exported.sentences(zone) if self.exported else ()))


def verify(db: Database, viewer: Viewer | None, content: bytes) -> Verdict:
    """What can be said of a file. Without a viewer it is the operator who asks. Raises InvalidError: too large."""
    if len(content) > LARGEST:
        raise InvalidError(f"The file has more than {LARGEST // 2**20} MiB, which no export has.")
    sha256, digests = hashlib.sha256(content).hexdigest(), seals.digests(content)
    with db.reading() as session:
        row = stored.of_bytes(session, sha256)
        if row:
            return Verdict(Outcome.MATCH, "", _exported(session, viewer, row))
        alike = stored.of_records(session, digests)
        exported = _exported(session, viewer, alike[0][0]) if alike else None
    files = [kept for _row, kept in alike if kept]
    if any(kept.startswith(content) for kept in files):
        return Verdict(Outcome.CHANGED, BEGINNING, exported)
    if exported:
        exported = replace(exported, differs=_closest(content, files))
    return Verdict(Outcome.CHANGED if alike else Outcome.UNKNOWN, _fault(content), exported)


def _closest(content: bytes, kept: Sequence[bytes]) -> tuple[str, ...] | None:
    """The parts in which a file differs from the export that is most like it; None where no bytes are kept."""
    return min((seals.differing(one, content) for one in kept), key=len, default=None)


def _differing(parts: Sequence[str]) -> str:
    same = [PARTS[part] for part in PARTS if part not in parts]
    if not parts:
        return "All its parts are as exported; they are written down otherwise, as after a program saved the file anew."
    changed = f"Not as exported: {', '.join(PARTS[part] for part in parts)}."
    return f"{changed} As exported: {', '.join(same)}." if same else changed


def _fault(content: bytes) -> str:
    if not seals.is_pdf(content):
        return NO_PDF
    return "" if seals.is_whole(content) else CUT_OFF


def _exported(session: Session, viewer: Viewer | None, row: DocumentRow) -> Exported | None:
    """The export, where the viewer may read the record that it is of."""
    try:
        _READ[row.kind](session, viewer, row.subject_id)
    except NotFoundError:
        return None
    changed = stored.changes(session, SCORECARD, _cards(session, row), row.made_at)
    if row.kind == SUMMARY:  # of a hundred cards; its readers are staff, who read them where they stand
        decided = stored.decided(session, row.subject_id, row.made_at)
        at = [*changed.values(), *([decided] if decided else [])]
        return _made(row, max(at, default=None), [DECIDED_SINCE] if decided else [])
    told, at = [], []
    for scorecard_id, when in changed.items():
        said = _changes(session, viewer, scorecard_id, row)
        if said is not None:
            told += said
            at.append(when)
    met = _met(session, viewer, row) if row.kind == PACKET else []
    told += [sentence for _when, sentence in met]
    at += [when for when, _sentence in met]
    return _made(row, max(at, default=None), told[:MOST_CHANGES])


def _met(session: Session, viewer: Viewer | None, row: DocumentRow) -> list[tuple[datetime, str]]:
    """What was said in the debrief or decided since, as far as this viewer may enter; the operator is told that."""
    if viewer is None:
        acts = stored.changes(session, "candidacy", [row.subject_id], row.made_at, meeting_changes.ACTS)
        return [(when, meeting_changes.NOT_OPEN) for when in acts.values()]
    head = packets.head(session, viewer, row.subject_id)
    room = meeting_sheets.room(session, viewer, head["loop_id"], row.subject_id)
    return meeting_changes.changes(room, row.made_at) if isinstance(room, Room) else []


def _made(row: DocumentRow, changed_at: datetime | None, changes: Sequence[str]) -> Exported:
    return Exported(row.kind, row.subject_id, row.form, row.made_at, changed_at, changes=tuple(changes))


def _changes(session: Session, viewer: Viewer | None, scorecard_id: int, row: DocumentRow) -> list[str] | None:
    """What of a card is otherwise since an export; None for a card that this viewer may not read."""
    try:
        page = scorecard_pages.read_in(session, viewer, scorecard_id)
    except (NotFoundError, ConflictError):
        return None
    of = f"{page.held.stage}, {page.held.author}: " if row.kind == PACKET else ""
    return [
        f"{of}{what}: “{was}” before, “{now}” since."
        for state in card_states.states(session, viewer, page)
        if state.at > row.made_at
        for what, was, now in state.changes
    ]


def _cards(session: Session, row: DocumentRow) -> Sequence[int]:
    """The cards that a document prints; none for one that prints no rating."""
    if row.kind == SCORECARD:
        return [row.subject_id]
    if row.kind == PACKET:
        return packets.cards(session, col(ScorecardRow.candidacy_id) == row.subject_id)
    return packets.cards(session, col(CandidacyRow.loop_id) == row.subject_id) if row.kind == SUMMARY else []


_READ: Mapping[str, Callable[[Session, Viewer | None, int], object]] = {
    SCORECARD: scorecards.head,
    PACKET: packets.head,
    kits.KIT: stored_kits.head,
    kits.BLANK: stored_kits.head,
    kits.HANDOUT: packets.head,
    kits.DEFINITIONS: loops.head,
    SUMMARY: loops.head,
}


def _moment(instant: datetime, zone: str) -> str:
    local = instant.astimezone(ZoneInfo(zone))
    return f"on {local.day} {local:%b %Y}, {local:%H:%M} {local.tzname()}"
