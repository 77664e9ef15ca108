"""Whether a file is what this installation printed: match, changed or unknown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session, col

from hiringkit.db import documents as stored
from hiringkit.db import kits as stored_kits
from hiringkit.db import loops, packets, scorecards
from hiringkit.db.engine import Database
from hiringkit.db.tables import CandidacyRow, DocumentRow, ScorecardRow
from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.pdf import seals
from hiringkit.policy.people import Viewer
from hiringkit.services import kits
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


@dataclass(frozen=True)
class Exported:
    """The export that a file belongs to, for those who may read its record."""

    kind: str
    subject_id: int
    form: str
    made_at: datetime
    changed_at: datetime | None

    def sentences(self, zone: str) -> tuple[str, ...]:
        """What the export was, and whether its record has changed since."""
        first = f"First exported {_moment(self.made_at, zone)}: {self.kind} {self.subject_id}, {self.form} form."
        if self.changed_at is None:
            return (first, "Its record has not changed since.")
        since = f"Its record was amended {_moment(self.changed_at, zone)}; this paper is the state before that."
        return (first, since)


@dataclass(frozen=True)
class Verdict:
    """What was found about a file; `exported` only for one who may read the record."""

    outcome: Outcome
    fault: str = ""
    exported: Exported | None = None

    def sentences(self, zone: str) -> tuple[str, ...]:
        """The verdict in words, times in this zone."""
        said = (SENTENCES[self.outcome], self.fault)
        return (*(text for text in said if text), *(self.exported.sentences(zone) if self.exported else ()))


def verify(db: Database, viewer: Viewer | None, content: bytes) -> Verdict:
    """What can be said of a file. Without a viewer it is the operator who asks. Raises InvalidError: too large."""
    if len(content) > LARGEST:
        raise InvalidError(f"The file has more than {LARGEST // 2**20} MiB, which no export has.")
    sha256, digests = hashlib.sha256(content).hexdigest(), seals.digests(content)
    with db.reading() as session:
        row = stored.of_bytes(session, sha256)
        outcome = Outcome.MATCH if row else Outcome.UNKNOWN
        if row is None:
            row = stored.of_records(session, digests)
            outcome = Outcome.CHANGED if row else Outcome.UNKNOWN
        exported = _exported(session, viewer, row) if row else None
    return Verdict(outcome, "" if outcome is Outcome.MATCH else _fault(content), exported)


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
    changed_at = stored.changed_at(session, SCORECARD, _cards(session, row))
    later = changed_at if changed_at and changed_at > row.made_at else None
    return Exported(row.kind, row.subject_id, row.form, row.made_at, later)


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
