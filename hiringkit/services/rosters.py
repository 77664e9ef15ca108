"""Adding a list of candidates to a loop: looked at first, line by line, then all that is good at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col

from hiringkit.db import access
from hiringkit.db import rosters as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import CandidacyRow
from hiringkit.loops import rosters
from hiringkit.loops.rosters import Entry
from hiringkit.policy.people import Viewer
from hiringkit.services import candidates
from hiringkit.services.candidates import LoopToFill


class Fate(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    KNOWN = "known from another loop"
    HERE = "in this loop already"
    TWICE = "twice in the list"
    FAULT = "to mend"


@dataclass(frozen=True)
class Line:
    """A line of the list, what becomes of it, and why."""

    entry: Entry
    fate: Fate
    said: str = ""

    @property
    def goes_in(self) -> bool:
        """Whether the line makes a candidacy."""
        return self.fate in {Fate.NEW, Fate.KNOWN}


@dataclass(frozen=True)
class Report:
    """What a list would do to a loop, or did."""

    loop: LoopToFill
    lines: tuple[Line, ...]

    @property
    def good(self) -> int:
        """How many candidates go in."""
        return sum(line.goes_in for line in self.lines)

    def of(self, fate: Fate) -> int:
        """How many lines have this fate."""
        return sum(line.fate is fate for line in self.lines)


def look(db: Database, viewer: Viewer, loop_id: int, text: str) -> Report:
    """What the list would do; nothing is written.

    Raises NotFoundError, RefusedError (not the viewer's loop to fill), InvalidError (the list as a whole).
    """
    found = rosters.entries(text)
    with db.reading() as session:
        loop = candidates.fillable(session, viewer, loop_id)
        return Report(loop, _judged(session, viewer, loop_id, found)[0])


def add(db: Database, viewer: Viewer, loop_id: int, text: str, now: datetime) -> Report:
    """Add every line that is good, in one transaction; the others are left out. Raises as `look`.

    A list that is sent twice adds nobody twice: the second time each line is in the loop already.
    """
    found = rosters.entries(text)
    with db.writing() as session:
        loop = candidates.fillable(session, viewer, loop_id, lock=True)
        lines, known = _judged(session, viewer, loop_id, found)
        for line in lines:
            if line.goes_in:
                name, email, phone = _tidied(line.entry)
                candidate_id = known.get(email) or candidates.new_candidate(session, name, email, phone, now)
                candidates.new_candidacy(session, viewer, candidate_id, loop_id, now)
    return Report(loop, lines)


def _judged(
    session: Session, viewer: Viewer, loop_id: int, found: Sequence[Entry]
) -> tuple[tuple[Line, ...], dict[str, int]]:
    """Each line with its fate, and the candidates whom the viewer knows from elsewhere, by address."""
    emails = {_tidied(entry)[1] for entry in found}
    here = stored.by_emails(session, emails, col(CandidacyRow.loop_id) == loop_id)
    known = stored.by_emails(session, emails, access.reaches_candidacy(viewer))
    alike = stored.named_alike(session, loop_id, {_tidied(entry)[0] for entry in found})
    first: dict[str, int] = {}
    lines = []
    for entry in found:
        line = _line(entry, first, here, known, alike)
        if line.goes_in:
            first[_tidied(entry)[1]] = entry.line
        lines.append(line)
    return tuple(lines), known


def _line(
    entry: Entry,
    first: dict[str, int],
    here: Collection[str],
    known: Collection[str],
    alike: Collection[tuple[str, str]],
) -> Line:
    name, email, phone = _tidied(entry)
    problems = [entry.fault] if entry.fault else list(candidates.problems(name, email, phone).values())
    if problems:
        return Line(entry, Fate.FAULT, " ".join(problems))
    if email in first:
        return Line(entry, Fate.TWICE, f"Line {first[email]} has this address.")
    if email in here:
        return Line(entry, Fate.HERE)
    if phone and (name, phone) in alike:
        return Line(entry, Fate.NEW, "Somebody with this name and number is in the loop under another address.")
    return Line(entry, Fate.KNOWN, "Keeps the name on record.") if email in known else Line(entry, Fate.NEW)


def _tidied(entry: Entry) -> tuple[str, str, str]:
    return candidates.tidy(entry.name), candidates.tidy(entry.email).lower(), candidates.tidy(entry.phone)
