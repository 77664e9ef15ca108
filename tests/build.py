"""Builders: people, loops, candidates and interviews of a test, written straight into the tables."""

from __future__ import annotations

import itertools

from hiringkit.db.engine import Database
from hiringkit.policy.people import Role, Viewer
from hiringkit.services import people
from tests.conftest import NOW

_numbers = itertools.count(1)


def person(db: Database, name: str = "", role: Role = Role.INTERVIEWER, *, zone: str = "America/Chicago") -> Viewer:
    """Somebody with this role; the name is made up when none is given."""
    name = name or f"Person {next(_numbers)}"
    email = f"{name.lower().replace(' ', '.')}.{next(_numbers)}@example.org"
    with db.writing() as session:
        person_id = people.add_person(session, email=email, name=name, role=role, zone=zone, now=NOW)
    return Viewer(person_id=person_id, role=role, name=name, zone=zone)
