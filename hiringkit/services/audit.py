"""The audit chain, as people ask about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from hiringkit.db import audit as stored
from hiringkit.db.engine import Database
from hiringkit.db.people import ERASED_PERSON
from hiringkit.db.tables import AuditRow, PersonTextRow
from hiringkit.errors import RefusedError
from hiringkit.policy.people import Viewer, may_keep_people

PAGE = 50
_PERSON = stored.person(0).removesuffix("0")


@dataclass(frozen=True)
class Entry:
    """An entry as an administrator reads it: what was done, by whom, to what; nothing of what was written."""

    number: int
    at: datetime
    who: str
    act: str
    subject: str


@dataclass(frozen=True)
class Pages:
    """Some entries, the newest first, and the number to go on before; 0 at the end."""

    entries: tuple[Entry, ...]
    further: int


@dataclass(frozen=True)
class Report:
    """Whether the chain holds: its length and head, and the first broken entry."""

    length: int
    head: str
    broken: stored.Break | None

    @property
    def sentence(self) -> str:
        """The report in one line."""
        if self.broken:
            return f"The chain breaks at entry {self.broken.number}: {self.broken.fault}."
        if not self.length:
            return "The chain is empty."
        entries = "1 entry" if self.length == 1 else f"{self.length} entries"
        return f"The chain holds: {entries}, head {self.head}."


def verify(db: Database) -> Report:
    """Check the chain from its first entry."""
    with db.reading() as session:
        number, head = stored.head(session)
        return Report(number, head, stored.first_break(session))


def entries(db: Database, viewer: Viewer, before: int = 0) -> Pages:
    """A page of the chain, the newest first. Raises RefusedError for anybody but an administrator. Two statements."""
    if not may_keep_people(viewer):
        raise RefusedError("Only an administrator reads the audit log.")
    with db.reading() as session:
        rows = stored.newest(session, before=before, limit=PAGE + 1)
        people = {stored.person(row.subject_id) for row in rows if row.kind == "person"}
        names = _names(session, {row.actor for row in rows} | people)
        found = tuple(
            Entry(
                number=row.number,
                at=datetime.fromisoformat(row.at),
                who=names.get(row.actor, ERASED_PERSON if row.actor.startswith(_PERSON) else row.actor),
                act=row.act,
                subject=_subject(row, names),
            )
            for row in rows[:PAGE]
        )
    return Pages(found, found[-1].number if len(rows) > PAGE else 0)


def _subject(row: AuditRow, names: Mapping[str, str]) -> str:
    """What an act was done to, by its number; a person by name too."""
    said = f"{row.kind} {row.subject_id}"
    name = names.get(stored.person(row.subject_id)) if row.kind == "person" else None
    return f"{said}, {name}" if name else said


def _names(session: Session, actors: Collection[str]) -> dict[str, str]:
    ids = [int(actor.removeprefix(_PERSON)) for actor in actors if actor.startswith(_PERSON)]
    query = select(PersonTextRow.person_id, PersonTextRow.name).where(col(PersonTextRow.person_id).in_(ids))
    return {stored.person(person_id): name for person_id, name in session.exec(query)}
