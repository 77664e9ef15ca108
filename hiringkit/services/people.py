"""People: signing in and out, adding, roles, passwords, sessions."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from sqlmodel import Session, col, select

from hiringkit.db import audit, guesses
from hiringkit.db import people as stored
from hiringkit.db.engine import Database
from hiringkit.db.queries import expect
from hiringkit.db.tables import PersonRow, PersonTextRow
from hiringkit.errors import InvalidError, NotFoundError, RefusedError, TooManyError
from hiringkit.policy.people import LoopRole, Role, Viewer, may_be_given, may_decide, may_keep_people
from hiringkit.services import passwords

WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS = 5, 30
LINK_LASTS = timedelta(minutes=30)
TOUCH_EVERY = timedelta(minutes=5)
LONGEST_NAME = 120


@dataclass(frozen=True)
class OpenSession:
    """One of a person's sessions, as its owner sees it."""

    key: str
    agent: str
    begun: datetime
    seen: datetime


@dataclass(frozen=True)
class Person:
    """A person in the administrator's list."""

    person_id: int
    name: str
    email: str
    role: Role
    disabled: bool


def token_hash(token: str) -> str:
    """What is kept of a random token: SHA-256, so that the database opens no door."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed_in(db: Database, token: str, now: datetime, *, to_type: bool = False, opens: str = "") -> Viewer | None:
    """The person of a session; notes at most every five minutes that it was used. `opens`: the page that they open.

    What is read next belongs to the same transaction, but for who comes `to_type`: in the end, `db.let_go()`.
    """
    key = token_hash(token)
    with db.reading(hand_on=True, to_type=to_type) as session:
        if opens and not db.is_file:
            expect(session, guesses.of(key, opens))
        found = stored.signed_in(session, key, now)
    if found is None:
        return None
    if now - found[1] > TOUCH_EVERY:
        with db.writing() as session:
            stored.touch_session(session, key, now)
    return found[0]


def ended(db: Database, token: str, now: datetime) -> int | None:
    """The id of the person whose session this was, when it ended of itself not long ago."""
    with db.reading() as session:
        return stored.ended(session, token_hash(token), now)


def sign_in(db: Database, email: str, password: str, *, address: str, agent: str, now: datetime) -> str:
    """A new session's token. The same answer, after the same work, for a wrong password and an unknown address.

    Raises:
        TooManyError: five failures of the account, or thirty from the address, within a quarter of an hour.
        InvalidError: the two do not belong together.
    """
    account = token_hash(email.strip().lower())
    with db.writing() as session:
        _count_try(session, account, token_hash(address), now)
        found = stored.by_email(session, email.strip())
    if not passwords.is_right(password, found[1] if found else None) or found is None:
        sentence = "This e-mail address and password do not belong together."
        raise InvalidError(sentence, problems={"password": sentence})
    person, kept = found
    renewed = passwords.hashed(password) if passwords.is_outdated(kept) else None
    with db.writing() as session:
        if renewed:
            stored.store_password(session, person.person_id, renewed, now)
        stored.forget_failures(session, account)
        return begin(session, person.person_id, agent, now)


def sign_out(db: Database, token: str, viewer: Viewer) -> None:
    """End this session."""
    with db.writing() as session:
        stored.end_session(session, token_hash(token), viewer.person_id)


def open_sessions(db: Database, viewer: Viewer, now: datetime) -> list[OpenSession]:
    """The viewer's own sessions, the last used first."""
    with db.reading() as session:
        return [OpenSession(*row) for row in stored.sessions(session, viewer.person_id, now)]


def end_session(db: Database, viewer: Viewer, key: str) -> None:
    """End one of the viewer's own sessions; ending it twice is ending it."""
    with db.writing() as session:
        stored.end_session(session, key, viewer.person_id)


def add(db: Database, *, email: str, name: str, role: Role, zone: str, by: Viewer | None, now: datetime) -> str:
    """A new person; gives the token of the link with which they set a password.

    Raises InvalidError (address or name), RefusedError (only an administrator adds people).
    """
    _require_admin(by)
    with db.writing() as session:
        person_id = add_person(session, email=email, name=name, role=role, zone=zone, now=now)
        _audit(session, by, "person added", person_id, now, role=role.value)
        return _new_link(session, person_id, now)


def add_person(session: Session, *, email: str, name: str, role: Role, zone: str, now: datetime) -> int:
    """A new person within somebody's transaction. Raises InvalidError with the fault beside its field."""
    problems = {"email": _email_problem(email), "name": _name_problem(name)}
    problems = {field: problem for field, problem in problems.items() if problem}
    if problems:
        raise InvalidError(next(iter(problems.values())), where=next(iter(problems)), problems=problems)
    return stored.add(session, email=email.strip(), name=name.strip(), role=role, zone=zone, now=now)


def new_link(db: Database, person_id: int, *, by: Viewer | None, now: datetime) -> str:
    """A fresh one-time link for somebody. Raises NotFoundError, RefusedError."""
    _require_admin(by)
    with db.writing() as session:
        stored.viewer(session, person_id)
        _audit(session, by, "link made", person_id, now)
        return _new_link(session, person_id, now)


def first_admin_link(db: Database, now: datetime) -> str | None:
    """The token of a link that makes the first administrator; None once there are people."""
    with db.writing() as session:
        if stored.count(session):
            return None
        token = secrets.token_urlsafe(32)
        stored.add_link(session, token_hash(token), None, now + timedelta(days=1))
        return token


def named(db: Database, email: str) -> Viewer:
    """The person with this e-mail address, or NotFoundError."""
    with db.reading() as session:
        query = select(PersonTextRow.person_id).where(PersonTextRow.email == email.strip().lower())
        person_id = session.exec(query).one_or_none()
        if person_id is None:
            raise NotFoundError("Nobody has this e-mail address.", where=email)
        return stored.viewer(session, person_id)


def link_person(db: Database, token: str, now: datetime) -> Viewer | None:
    """Whom a link is for; None for the first administrator's. Raises NotFoundError when it is used or too old."""
    with db.reading() as session:
        row = stored.link(session, token_hash(token), now)
        return stored.viewer(session, row.person_id) if row.person_id else None


def follow_link(
    db: Database,
    token: str,
    password: str,
    *,
    email: str = "",
    name: str = "",
    zone: str = "UTC",
    agent: str,
    now: datetime,
) -> str:
    """Set a password through a link, once; the first one makes the first administrator. Gives a session's token.

    Raises NotFoundError (used or too old), InvalidError (password, name or address).
    """
    person = link_person(db, token, now)
    words = [person.name] if person else [name, email]
    passwords.require_good(password, admin=person is None or person.role is Role.ADMIN, words=[*words, "hiringkit"])
    password_hash = passwords.hashed(password)
    with db.writing() as session:
        if not stored.use_link(session, token_hash(token), now):
            raise NotFoundError("This link was used already.", mend="Ask an administrator for a new one.")
        person_id = person.person_id if person else _first_admin(session, email, name, zone, now)
        stored.end_sessions(session, person_id)
        stored.store_password(session, person_id, password_hash, now)
        audit.append(
            session,
            now=now,
            actor=audit.person(person_id),
            act="password set",
            kind="person",
            subject_id=person_id,
            detail={},
        )
        return begin(session, person_id, agent, now)


def change_password(db: Database, viewer: Viewer, *, old: str, new: str, token: str, now: datetime) -> None:
    """A new password; every other session of the person ends.

    Raises InvalidError beside `old` or `password`, TooManyError as `sign_in`: a session left open is no way to guess.
    """
    with db.writing() as session:
        email = session.exec(select(PersonTextRow.email).where(PersonTextRow.person_id == viewer.person_id)).one()
        _count_try(session, token_hash(email), token_hash(f"session of {viewer.person_id}"), now)
        found = stored.by_email(session, email)
    if not passwords.is_right(old, found[1] if found else None):
        raise InvalidError("The password was not changed.", problems={"old": "This is not your present password."})
    passwords.require_good(new, admin=viewer.role is Role.ADMIN, words=[viewer.name, email, "hiringkit"])
    password_hash = passwords.hashed(new)
    with db.writing() as session:
        stored.forget_failures(session, token_hash(email))
        stored.store_password(session, viewer.person_id, password_hash, now)
        stored.end_sessions(session, viewer.person_id, but=token_hash(token))
        _audit(session, viewer, "password set", viewer.person_id, now)


def change_role(db: Database, by: Viewer, person_id: int, role: Role, now: datetime) -> None:
    """Another global role; the person signs in anew, and gives up the parts in loops that it does not allow.

    Raises RefusedError (the last administrator; whoever is still to decide in an open loop), NotFoundError.
    """
    _require_admin(by)
    with db.writing() as session:
        audit.hold(session)  # two administrators who demote each other at once leave one
        before = stored.viewer(session, person_id)
        if before.role is Role.ADMIN and role is not Role.ADMIN:
            _require_another_admin(session, person_id)
        if not may_decide(role):
            _require_nothing_to_decide(session, person_id)
        session.exec(sa.update(PersonRow).where(col(PersonRow.id) == person_id).values(role=role))
        stored.end_parts(session, person_id, [part for part in LoopRole if not may_be_given(role, part)])
        stored.end_sessions(session, person_id)
        _audit(session, by, "role changed", person_id, now, before=before.role.value, after=role.value)


def _require_nothing_to_decide(session: Session, person_id: int) -> None:
    loops = stored.open_decisions(session, person_id)
    if loops:
        raise RefusedError(
            f"This person decides or breaks ties in {', '.join(loops)}.",
            mend="Name somebody else there first: a manager of the loop does.",
        )


def disable(db: Database, by: Viewer, person_id: int, now: datetime) -> None:
    """Nobody signs in as this person any more, and every session ends at once. Raises as `change_role`."""
    _require_admin(by)
    with db.writing() as session:
        audit.hold(session)  # as in `change_role`
        if stored.is_disabled(session, person_id):  # a second click, or a colleague, was quicker
            return
        if stored.viewer(session, person_id).role is Role.ADMIN:
            _require_another_admin(session, person_id)
        session.exec(sa.update(PersonRow).where(col(PersonRow.id) == person_id).values(disabled_at=now))
        stored.end_sessions(session, person_id)
        _audit(session, by, "person disabled", person_id, now)


def enable(db: Database, by: Viewer, person_id: int, now: datetime) -> None:
    """A person who was disabled signs in again, with the password they had. Raises RefusedError, NotFoundError."""
    _require_admin(by)
    with db.writing() as session:
        disabled = (col(PersonRow.id) == person_id, col(PersonRow.disabled_at).is_not(None))
        if session.exec(sa.update(PersonRow).where(*disabled).values(disabled_at=None)).rowcount:
            _audit(session, by, "person enabled", person_id, now)
        else:
            stored.viewer(session, person_id)  # enabled already, or nobody


def change_own(db: Database, viewer: Viewer, *, name: str, zone: str, keys: bool, now: datetime) -> None:
    """One's own name, zone and keys. Raises InvalidError with the fault beside its field."""
    problems = {"name": _name_problem(name)} if _name_problem(name) else {}
    if problems:
        raise InvalidError("This was not saved.", problems=problems)
    with db.writing() as session:
        of = col(PersonRow.id) == viewer.person_id
        session.exec(sa.update(PersonRow).where(of).values(zone=zone, keys=keys))
        if name.strip() != viewer.name:
            own = col(PersonTextRow.person_id) == viewer.person_id
            session.exec(sa.update(PersonTextRow).where(own).values(name=name.strip()))
            _audit(session, viewer, "name changed", viewer.person_id, now)


def everybody(db: Database, by: Viewer) -> list[Person]:
    """All people by name. Raises RefusedError for anybody but an administrator."""
    _require_admin(by)
    with db.reading() as session:
        rows = session.execute(
            sa.select(
                col(PersonRow.id),
                col(PersonTextRow.name),
                col(PersonTextRow.email),
                col(PersonRow.role),
                col(PersonRow.disabled_at),
            )
            .join(PersonTextRow, col(PersonTextRow.person_id) == col(PersonRow.id))
            .order_by(col(PersonTextRow.name), col(PersonRow.id))
        ).all()
    return [Person(row[0], row[1], row[2], row[3], row[4] is not None) for row in rows]


def _count_try(session: Session, account: str, address: str, now: datetime) -> None:
    """Count a try before the password is looked at: many at once are no way around the limit. A right one clears it."""
    tries = stored.failures(session, account_hash=account, address_hash=address, since=now - WINDOW)
    if tries[0] >= PER_ACCOUNT or tries[1] >= PER_ADDRESS:
        raise TooManyError(
            "Too many attempts to sign in.",
            wait_seconds=int(WINDOW.total_seconds()),
            mend="Wait a quarter of an hour, or ask an administrator for a new link.",
        )
    stored.note_failure(session, account_hash=account, address_hash=address, now=now)


def begin(session: Session, person_id: int, agent: str, now: datetime) -> str:
    """A new session of somebody, within a transaction; gives its token."""
    token = secrets.token_urlsafe(32)
    stored.begin_session(session, token_hash(token), person_id, agent, now)
    return token


def _new_link(session: Session, person_id: int, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    stored.add_link(session, token_hash(token), person_id, now + LINK_LASTS)
    return token


def _first_admin(session: Session, email: str, name: str, zone: str, now: datetime) -> int:
    if stored.count(session):
        raise NotFoundError("There is an administrator already.", mend="Sign in, or ask for a link.")
    return add_person(session, email=email, name=name, role=Role.ADMIN, zone=zone, now=now)


def _require_admin(by: Viewer | None) -> None:
    """The operator at the command line is nobody in the database, and may."""
    if by is not None and not may_keep_people(by):
        raise RefusedError("Only an administrator does this.")


def _require_another_admin(session: Session, person_id: int) -> None:
    others = session.exec(
        select(PersonRow.id).where(
            PersonRow.role == Role.ADMIN, PersonRow.id != person_id, col(PersonRow.disabled_at).is_(None)
        )
    ).first()
    if others is None:
        raise RefusedError("This is the only administrator.", mend="Make somebody else one first.")


def _audit(session: Session, by: Viewer | None, act: str, person_id: int, now: datetime, **detail: str) -> None:
    actor = audit.person(by.person_id) if by else audit.OPERATOR
    audit.append(session, now=now, actor=actor, act=act, kind="person", subject_id=person_id, detail=detail)


def _email_problem(email: str) -> str:
    try:
        validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return "This is no e-mail address. Write it as name@example.org."
    return ""


def _name_problem(name: str) -> str:
    if not name.strip():
        return "Say the person’s name."
    if len(name.strip()) > LONGEST_NAME:
        return f"The name has {len(name.strip())} characters; at most {LONGEST_NAME} can be kept."
    return ""
