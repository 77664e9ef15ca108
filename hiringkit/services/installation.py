"""The installation: set up once, marked when it holds made-up people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hiringkit.db import audit
from hiringkit.db import people as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import InstallationRow
from hiringkit.errors import SetupError

ORGANISATION = "Your organisation"


@dataclass(frozen=True)
class Installation:
    """Whose installation it is, and whether its people are made up."""

    organisation: str
    demo: bool


def prepare(db: Database, *, demo: bool, now: datetime) -> Installation:
    """Mark an empty database, or check the mark of one in use.

    Raises SetupError: demo mode on a database of real people, or the other way round.
    """
    with db.writing() as session:
        audit.hold(session)  # two servers may start at once
        row = stored.installation(session)
        if row is None:
            if demo and stored.count(session):
                raise SetupError(_REAL, mend=_ELSEWHERE)
            name = "Northmere Health" if demo else ORGANISATION
            row = InstallationRow(id=1, organisation=name, demo=demo, created_at=now)
            session.add(row)
        if row.demo and not demo:
            raise SetupError("This database is marked as demo.", mend=f"Start it with --demo. {_ELSEWHERE}")
        if demo and not row.demo:
            raise SetupError(_REAL, mend=_ELSEWHERE)
        return Installation(row.organisation, row.demo)


def read(db: Database) -> Installation:
    """The installation as it stands. Raises SetupError: it was not prepared."""
    with db.reading() as session:
        row = stored.installation(session)
    if row is None:
        raise SetupError("This installation is not set up yet.")
    return Installation(row.organisation, row.demo)


def is_empty(db: Database) -> bool:
    """Whether nobody is in the database yet."""
    with db.reading() as session:
        return stored.count(session) == 0


_REAL = "This database holds real people, and demo mode is open to everybody at this computer."
_ELSEWHERE = "Set HIRINGKIT_INSTANCE or DATABASE_URL to another database."
