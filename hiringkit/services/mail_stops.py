"""Addresses in mails that stop mails like them, without signing in: whoever has the mail has the word."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import datetime

from hiringkit.db import mails as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import UnwantedMailRow
from hiringkit.db.tables.mails import MailKind
from hiringkit.errors import NotFoundError

LONGEST_ID = 12


def token(secret: str, person_id: int, kind: MailKind) -> str:
    """What stands in the address that stops a kind of mail to somebody: both, and a signature that does not age."""
    return f"{person_id}-{kind.value}-{_signature(secret, person_id, kind)}"


def read(secrets: Iterable[str], word: str) -> tuple[int, MailKind]:
    """Whose mail of which kind an address stops, or NotFoundError; `secrets`: the installation's, newest first."""
    found = re.fullmatch(rf"(\d{{1,{LONGEST_ID}}})-([a-z]+)-([0-9a-f]{{64}})", word, re.ASCII)
    if found and found[2] in set(MailKind):
        person_id, kind = int(found[1]), MailKind(found[2])
        if any(hmac.compare_digest(found[3], _signature(secret, person_id, kind)) for secret in secrets):
            return person_id, kind
    raise _no_such()


def refuse(db: Database, person_id: int, kind: MailKind, now: datetime) -> None:
    """No mail of a kind any more to somebody; to refuse twice is to refuse. Raises NotFoundError: they left."""
    with db.writing() as session:
        if stored.address(session, person_id) is None:
            raise _no_such()
        if kind not in stored.unwanted(session, person_id):
            session.add(UnwantedMailRow(person_id=person_id, kind=kind, at=now))


def _signature(secret: str, person_id: int, kind: MailKind) -> str:
    return hmac.new(secret.encode(), f"stop-mail:{person_id}:{kind.value}".encode(), hashlib.sha256).hexdigest()


def _no_such() -> NotFoundError:
    return NotFoundError("This address stops no mail.", mend="Sign in, and choose there what you are sent.")
