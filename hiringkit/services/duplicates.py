"""Who on record may be the person who is about to be added, so that whoever adds them can say which it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session

from hiringkit.db import duplicates as stored
from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer

SOMEBODY_ELSE = 0
BY_ADDRESS = "Somebody with this address is on record. Say whether it is the same person."
BY_NUMBER = "Somebody with this name and number is on record under another address. Say whether it is the same person."
IN_LOOP = "This person is in this loop already, under the address on record."


class Person(NamedTuple):
    """What two entries of the same person have in common: the address, or the name and the digits of the number."""

    name: str
    digits: str
    email: str


@dataclass(frozen=True)
class Alike:
    """Somebody on record with the same address (`by_address`), or name and number, in one of their loops."""

    candidacy_id: int
    candidate_id: int
    name: str
    email: str
    loop_id: int
    loop: str
    by_address: bool


def person(name: str, email: str, phone: str) -> Person:
    """A person as they are looked for, however the number is set."""
    return Person(name, re.sub("[^0-9]", "", phone), email.lower())


def question(alike: Collection[Alike]) -> str:
    """What is to be answered about them."""
    return BY_ADDRESS if any(one.by_address for one in alike) else BY_NUMBER


def alike(session: Session, viewer: Viewer, people: Iterable[Person]) -> Mapping[Person, tuple[Alike, ...]]:
    """By person, those on record whom the viewer knows; each candidate once for a loop, same addresses first."""
    wanted = set(people)
    names = {one.name for one in wanted if one.digits}
    rows = stored.alike(session, viewer, names, {one.email for one in wanted})
    found = [(person(row[2], row[4], row[3]), row) for row in rows]
    by_address: dict[str, list[Alike]] = {}
    by_number: dict[tuple[str, str], list[Alike]] = {}
    for who, row in found:
        plain = (row[0], row[1], row[2], row[4], row[5], f"{row[6]}, {row[7]}")
        by_address.setdefault(who.email, []).append(Alike(*plain, by_address=True))
        if who.digits and row[8]:
            by_number.setdefault(who[:2], []).append(Alike(*plain, by_address=False))
    return {one: _of(one, by_address, by_number) for one in wanted}


def _of(
    who: Person, by_address: Mapping[str, list[Alike]], by_number: Mapping[tuple[str, str], list[Alike]]
) -> tuple[Alike, ...]:
    first = by_address.get(who.email, [])
    known = {one.candidacy_id for one in first}
    more = by_number.get(who[:2], []) if who.digits else []
    return (*first, *(one for one in more if one.candidacy_id not in known))


def of(db: Database, viewer: Viewer, name: str, email: str, phone: str) -> tuple[Alike, ...]:
    """Those alike to one person."""
    who = person(name, email, phone)
    with db.reading() as session:
        return alike(session, viewer, [who])[who]
