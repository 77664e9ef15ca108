"""Who on record may be the person who is about to be added, so that whoever adds them can say which it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from hiringkit.db import duplicates as stored
from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer

SOMEBODY_ELSE = 0
QUESTION = "Somebody with this name and number is on record under another address. Say whether it is the same person."
IN_LOOP = "This person is in this loop already, under the address on record."
Person = tuple[str, str]  # name, digits of the number


@dataclass(frozen=True)
class Alike:
    """Somebody on record with the same name and number, in one of their loops."""

    candidacy_id: int
    candidate_id: int
    name: str
    email: str
    loop_id: int
    loop: str


def person(name: str, phone: str) -> Person:
    """What two entries of the same person have in common, however the number is set."""
    return name, re.sub("[^0-9]", "", phone)


def alike(session: Session, viewer: Viewer, people: Iterable[Person]) -> Mapping[Person, tuple[Alike, ...]]:
    """By person, those on record in loops that the viewer runs; each candidate once for a loop. One statement."""
    wanted = {one for one in people if one[1]}
    found: dict[Person, list[Alike]] = defaultdict(list)
    if not wanted:
        return {}
    for row in stored.named(session, viewer, {name for name, _digits in wanted}):
        who = person(row[2], row[3])
        if who in wanted:
            found[who].append(Alike(row[0], row[1], row[2], row[4], row[5], f"{row[6]}, {row[7]}"))
    return {who: tuple(several) for who, several in found.items()}


def of(db: Database, viewer: Viewer, name: str, phone: str) -> tuple[Alike, ...]:
    """Those alike to one person."""
    with db.reading() as session:
        return alike(session, viewer, [person(name, phone)]).get(person(name, phone), ())
