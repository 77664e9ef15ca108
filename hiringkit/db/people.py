"""People, their sessions, their failed attempts, their one-time links."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from hiringkit.db.queries import given, plain
from hiringkit.db.tables import (
    CredentialRow,
    InstallationRow,
    LinkRow,
    LoopRow,
    MembershipRow,
    PersonRow,
    PersonTextRow,
    SessionRow,
    SignInAttemptRow,
)
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.policy.people import LoopRole, Role, Viewer

ERASED_PERSON = "somebody"  # what is said where a name was erased
IDLE = timedelta(hours=8)
LONGEST = timedelta(hours=12)
KNOWN = timedelta(hours=24)

_VIEWER = (col(PersonRow.id), col(PersonRow.role), col(PersonTextRow.name), col(PersonRow.zone), col(PersonRow.keys))
_SESSION = (
    sa.select(*_VIEWER, col(SessionRow.seen_at), col(SessionRow.created_at))
    .join(PersonTextRow, col(PersonTextRow.person_id) == col(PersonRow.id))
    .join(SessionRow, col(SessionRow.person_id) == col(PersonRow.id))
    .where(col(SessionRow.id_hash) == given("id_hash"), col(PersonRow.disabled_at).is_(None))
)


def installation(session: Session) -> InstallationRow | None:
    """The installation's own row, once it is set up."""
    return session.exec(select(InstallationRow)).one_or_none()


def end_parts(session: Session, person_id: int, roles: Collection[LoopRole]) -> None:
    """Take these parts from somebody, in every loop."""
    where = (col(MembershipRow.person_id) == person_id, col(MembershipRow.role).in_(list(roles)))
    session.execute(sa.delete(MembershipRow).where(*where))


def open_decisions(session: Session, person_id: int) -> list[str]:
    """The requisition numbers of open loops whose decider or tie-breaker somebody is."""
    named = sa.or_(col(LoopRow.decider_id) == person_id, col(LoopRow.tie_breaker_id) == person_id)
    query = sa.select(col(LoopRow.requisition)).where(named, col(LoopRow.state) == LoopState.OPEN)
    return list(session.scalars(query.order_by(col(LoopRow.requisition))))


def count(session: Session) -> int:
    """How many people there are."""
    return session.exec(select(func.count()).select_from(PersonRow)).one()


def signed_in(session: Session, id_hash: str, now: datetime) -> tuple[Viewer, datetime] | None:
    """The person of a live session and when it was last seen; None when it is over, unknown, or the person disabled."""
    for row in plain(session, _SESSION, id_hash=id_hash):  # at most one; to read times is quicker than to write them
        seen_at, begun_at = row[5], row[6]
        if seen_at > now - IDLE and begun_at > now - LONGEST:
            return _viewer(row), seen_at
    return None


def ended(session: Session, id_hash: str, now: datetime) -> int | None:
    """Whose session ended of itself: it is known a while longer, so that what was typed in it can be sent again."""
    query = select(SessionRow.person_id).where(SessionRow.id_hash == id_hash, sa.not_(_lives(now)))
    return session.exec(query).one_or_none()


SIGNED_IN = (
    sa.select(col(SessionRow.person_id))
    .where(
        col(SessionRow.id_hash) == given("id_hash"),
        col(SessionRow.seen_at) > given("idle_since"),
        col(SessionRow.created_at) > given("begun_since"),
    )
    .scalar_subquery()
)
"""Whose session it is, as `signed_in` asks it in part, in a statement that writes; with the values of `live`."""


def live(id_hash: str, now: datetime, *, idle: timedelta) -> dict[str, Any]:
    """The values of `SIGNED_IN`; `idle`: for how long the session may not have been seen."""
    return {"id_hash": id_hash, "idle_since": now - idle, "begun_since": now - LONGEST}


def _lives(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(col(SessionRow.seen_at) > now - IDLE, col(SessionRow.created_at) > now - LONGEST)


def _viewer(row: Sequence[Any]) -> Viewer:
    return Viewer(row[0], row[1], row[2], row[3], row[4])


def viewer(session: Session, person_id: int) -> Viewer:
    """A person as the one who looks, or NotFoundError."""
    row = session.execute(
        sa.select(*_VIEWER)
        .join(PersonTextRow, col(PersonTextRow.person_id) == col(PersonRow.id))
        .where(col(PersonRow.id) == person_id, col(PersonRow.disabled_at).is_(None))
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such person.", where=f"person {person_id}")
    return _viewer(row)


def is_disabled(session: Session, person_id: int) -> bool:
    """Whether this is somebody as whom nobody signs in any more."""
    there = (col(PersonRow.id) == person_id, col(PersonRow.disabled_at).is_not(None))
    return session.exec(select(PersonRow.id).where(*there)).first() is not None


def by_email(session: Session, email: str) -> tuple[Viewer, str] | None:
    """A person who may sign in, and the stored hash of the password."""
    row = session.execute(
        sa.select(*_VIEWER, col(CredentialRow.password_hash))
        .join(PersonTextRow, col(PersonTextRow.person_id) == col(PersonRow.id))
        .join(CredentialRow, col(CredentialRow.person_id) == col(PersonRow.id))
        .where(col(PersonTextRow.email) == email.lower(), col(PersonRow.disabled_at).is_(None))
    ).one_or_none()
    return (_viewer(row), row[5]) if row else None


def add(session: Session, *, email: str, name: str, role: Role, zone: str, now: datetime) -> int:
    """A new person. Raises InvalidError when the address is taken."""
    taken = session.exec(select(PersonTextRow.person_id).where(PersonTextRow.email == email.lower())).first()
    if taken is not None:
        raise InvalidError(
            "Somebody has this e-mail address already.",
            where="email",
            problems={"email": "Somebody has this e-mail address already. Use another, or change that person."},
        )
    row = PersonRow(role=role, zone=zone, created_at=now)
    session.add(row)
    session.flush()
    session.add(PersonTextRow(person_id=row.id, name=name, email=email.lower()))
    session.flush()
    return row.id


def store_password(session: Session, person_id: int, password_hash: str, now: datetime) -> None:
    """Keep a new password hash."""
    session.merge(CredentialRow(person_id=person_id, password_hash=password_hash, changed_at=now))


def begin_session(session: Session, id_hash: str, person_id: int, agent: str, now: datetime) -> None:
    """A new session; those that are over go."""
    session.exec(
        sa.delete(SessionRow).where(
            sa.or_(col(SessionRow.seen_at) <= now - IDLE - KNOWN, col(SessionRow.created_at) <= now - LONGEST - KNOWN)
        )
    )
    row = SessionRow(id_hash=id_hash, person_id=person_id, created_at=now, seen_at=now, agent=agent[:200])
    session.add(row)


def touch_session(session: Session, id_hash: str, now: datetime) -> None:
    """Note that the session was used."""
    session.exec(sa.update(SessionRow).where(col(SessionRow.id_hash) == id_hash).values(seen_at=now))


def end_session(session: Session, id_hash: str, person_id: int) -> None:
    """End one session of a person."""
    session.exec(
        sa.delete(SessionRow).where(col(SessionRow.id_hash) == id_hash, col(SessionRow.person_id) == person_id)
    )


def end_sessions(session: Session, person_id: int, *, but: str = "") -> None:
    """End every session of a person, perhaps all but one."""
    session.exec(sa.delete(SessionRow).where(col(SessionRow.person_id) == person_id, col(SessionRow.id_hash) != but))


def sessions(session: Session, person_id: int, now: datetime) -> list[tuple[str, str, datetime, datetime]]:
    """A person's live sessions: id hash, browser, begun, last seen; newest first."""
    return [
        (row[0], row[1], row[2], row[3])
        for row in session.exec(
            select(SessionRow.id_hash, SessionRow.agent, SessionRow.created_at, SessionRow.seen_at)
            .where(SessionRow.person_id == person_id, _lives(now))
            .order_by(col(SessionRow.seen_at).desc())
        )
    ]


def failures(session: Session, *, account_hash: str, address_hash: str, since: datetime) -> tuple[int, int]:
    """Failed attempts since then: of this account, from this address."""
    account, address = (
        session.exec(
            select(func.count()).select_from(SignInAttemptRow).where(column == value, col(SignInAttemptRow.at) > since)
        ).one()
        for column, value in (
            (col(SignInAttemptRow.account_hash), account_hash),
            (col(SignInAttemptRow.address_hash), address_hash),
        )
    )
    return account, address


def note_failure(session: Session, *, account_hash: str, address_hash: str, now: datetime) -> None:
    """Count one failed attempt; day-old ones go."""
    session.exec(sa.delete(SignInAttemptRow).where(col(SignInAttemptRow.at) < now - timedelta(days=1)))
    session.add(SignInAttemptRow(account_hash=account_hash, address_hash=address_hash, at=now))


def forget_failures(session: Session, account_hash: str) -> None:
    """Start counting anew for an account that has signed in."""
    session.exec(sa.delete(SignInAttemptRow).where(col(SignInAttemptRow.account_hash) == account_hash))


def add_link(session: Session, token_hash: str, person_id: int | None, expires_at: datetime) -> None:
    """A one-time link."""
    session.add(LinkRow(token_hash=token_hash, person_id=person_id, expires_at=expires_at))


def link(session: Session, token_hash: str, now: datetime) -> LinkRow:
    """A link that is neither used nor over, or NotFoundError."""
    row = session.exec(
        select(LinkRow).where(
            LinkRow.token_hash == token_hash, col(LinkRow.used_at).is_(None), col(LinkRow.expires_at) > now
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("This link was used already, or is too old.", mend="Ask an administrator for a new one.")
    return row


def use_link(session: Session, token_hash: str, now: datetime) -> bool:
    """Mark a link as used, once; False when somebody was there first."""
    used = session.exec(
        sa.update(LinkRow)
        .where(col(LinkRow.token_hash) == token_hash, col(LinkRow.used_at).is_(None))
        .values(used_at=now)
    )
    return used.rowcount == 1
