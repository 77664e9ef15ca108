"""Adding a list of candidates to a loop: looked at first, line by line, then all that is good at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from hiringkit.db import rosters as stored
from hiringkit.db.engine import Database
from hiringkit.loops import rosters
from hiringkit.loops.rosters import Entry
from hiringkit.policy.people import Viewer
from hiringkit.services import candidates, duplicates
from hiringkit.services.candidates import LoopToFill
from hiringkit.services.duplicates import SOMEBODY_ELSE, Alike, Person

Same = Mapping[int, int]
WITH_ADDRESS = "Somebody with this address is on record; the same person keeps the name that stands there."
WITH_NUMBER = "Somebody with this name and number is on record under another address."


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
    alike: tuple[Alike, ...] = ()  # who on record may be the same person
    same: int = SOMEBODY_ELSE  # whose candidacy is theirs, as it was said, or as it is unless something else is said
    candidate_id: int | None = None  # who they are, of those on record

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


def look(db: Database, viewer: Viewer, loop_id: int, text: str, same: Same | None = None) -> Report:
    """What the list would do; nothing is written. `same` says by line which candidacy is the same person’s,
    or SOMEBODY_ELSE; where it says nothing, whoever has the address is, and whoever has the name and number is not.

    Raises NotFoundError, RefusedError (not the viewer's loop to fill), InvalidError (the list as a whole).
    """
    found = rosters.entries(text)
    with db.reading() as session:
        loop = candidates.fillable(session, viewer, loop_id)
        return Report(loop, _judged(session, viewer, loop_id, found, same or {}))


def add(db: Database, viewer: Viewer, loop_id: int, text: str, now: datetime, same: Same | None = None) -> Report:
    """Add every line that is good, in one transaction; the others are left out. Raises as `look`.

    A list that is sent twice adds nobody twice: the second time each line is in the loop already.
    """
    found = rosters.entries(text)
    with db.writing() as session:
        loop = candidates.fillable(session, viewer, loop_id, lock=True)
        lines = _judged(session, viewer, loop_id, found, same or {})
        for line in lines:
            if line.goes_in:
                name, email, phone = _tidied(line.entry)
                candidate_id = line.candidate_id or candidates.new_candidate(session, name, email, phone, now)
                candidates.new_candidacy(session, viewer, candidate_id, loop_id, now)
    return Report(loop, lines)


def _judged(session: Session, viewer: Viewer, loop_id: int, found: Sequence[Entry], same: Same) -> tuple[Line, ...]:
    """Each line with its fate, and who it is of those on record whom the viewer knows."""
    here = stored.here(session, {_tidied(entry)[1] for entry in found}, loop_id)
    alike = duplicates.alike(session, viewer, {_person(entry) for entry in found})
    first: dict[str, int] = {}
    taken: dict[int, int] = {}
    lines = []
    for entry in found:
        line = _line(entry, first, here)
        if line.fate is Fate.NEW:
            line = _known(line, alike[_person(entry)], same.get(entry.line), loop_id)
        if line.candidate_id in taken and line.goes_in:
            line = replace(line, fate=Fate.TWICE, said=f"Line {taken[line.candidate_id]} is the same person.")
        if line.goes_in and line.candidate_id:
            taken[line.candidate_id] = entry.line
        if line.goes_in:
            first[_tidied(entry)[1]] = entry.line
        lines.append(line)
    return tuple(lines)


def _line(
    entry: Entry,
    first: dict[str, int],
    here: Collection[str],
) -> Line:
    name, email, phone = _tidied(entry)
    problems = [entry.fault] if entry.fault else list(candidates.problems(name, email, phone).values())
    if problems:
        return Line(entry, Fate.FAULT, " ".join(problems))
    if email in first:
        return Line(entry, Fate.TWICE, f"Line {first[email]} has this address.")
    if email in here:
        return Line(entry, Fate.HERE)
    return Line(entry, Fate.NEW)


def _known(line: Line, alike: tuple[Alike, ...], same: int | None, loop_id: int) -> Line:
    """A line whose address, or name and number, is on record, as it was said who it is."""
    if not alike:
        return line
    by_address = next((one.candidacy_id for one in alike if one.by_address), SOMEBODY_ELSE)
    same = by_address if same is None else same
    line = replace(line, alike=alike, said=WITH_ADDRESS if by_address else WITH_NUMBER)
    chosen = next((one for one in alike if one.candidacy_id == same), None)
    if chosen is None:
        return line
    is_here = any(one.candidate_id == chosen.candidate_id and one.loop_id == loop_id for one in alike)
    fate = Fate.HERE if is_here else Fate.KNOWN
    return replace(line, fate=fate, same=same, candidate_id=chosen.candidate_id)


def _person(entry: Entry) -> Person:
    name, email, phone = _tidied(entry)
    return duplicates.person(name, email, phone)


def _tidied(entry: Entry) -> tuple[str, str, str]:
    return candidates.tidy(entry.name), candidates.tidy(entry.email).lower(), candidates.tidy(entry.phone)
