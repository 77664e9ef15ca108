"""The accounts that the sign-in page of a demo offers, one click each; nowhere else are there any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from hiringkit.db import people as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import PersonRow, PersonTextRow
from hiringkit.errors import RefusedError
from hiringkit.services.people import begin

DEMO_ACCOUNTS = {  # whom the sign-in page of a demo offers: role, and what is to be seen
    "ingrid@northmere.example": (
        "Hiring manager",
        "A loop in draft to build and open, and one that is running",
    ),
    "priya@northmere.example": ("Interviewer", "A scorecard half written, another one due"),
    "marcus@northmere.example": ("Interviewer", "Has submitted; reads what colleagues submitted too"),
    "tomasz@northmere.example": (
        "Interviewer in training",
        "Shadows one stage; his scorecard is kept out of decisions",
    ),
    "leila@northmere.example": ("Recruiter", "Missing scorecards to chase, scorecards to export as PDF"),
    "owen@northmere.example": ("Admin", "People and their roles"),
}


@dataclass(frozen=True)
class DemoAccount:
    """A made-up person whom the sign-in page of a demo offers."""

    person_id: int
    name: str
    role: str
    what: str


def sign_in(db: Database, person_id: int, *, agent: str, now: datetime) -> str:
    """A session without a password, in a database of made-up people alone. Raises RefusedError elsewhere."""
    with db.writing() as session:
        place = stored.installation(session)
        if place is None or not place.demo:
            raise RefusedError("This installation has no demo accounts.")
        return begin(session, stored.viewer(session, person_id).person_id, agent, now)


def offered(db: Database) -> list[DemoAccount]:
    """The accounts that a demo offers at its sign-in page, in the order in which they were made."""
    with db.reading() as session:
        rows = session.exec(
            select(PersonRow.id, PersonTextRow.name, PersonTextRow.email)
            .join(PersonTextRow, col(PersonTextRow.person_id) == col(PersonRow.id))
            .where(col(PersonTextRow.email).in_(list(DEMO_ACCOUNTS)))
            .order_by(col(PersonRow.id))
        ).all()
    return [DemoAccount(row[0], row[1], *DEMO_ACCOUNTS[row[2]]) for row in rows]
