"""The audit chain: appended to in the act's own transaction, one writer at a time, checked from the first entry."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from hiringkit.db.queries import given, run
from hiringkit.db.tables import AuditRow, SaltRow

GENESIS = "0" * 64
ADVISORY_LOCK = 7_240_114
BATCH = 2_000
LONGEST_DETAIL = 4_000
OPERATOR = "operator"
PROGRAM = "hiringkit"


@dataclass(frozen=True)
class Break:
    """The first entry at which the chain does not hold, and what is wrong with it."""

    number: int
    fault: str


@dataclass(frozen=True)
class Entry:
    """What is to be told by an entry: when, who, what, of what thing, and its detail."""

    now: datetime
    actor: str
    act: str
    kind: str
    subject_id: int
    detail: Mapping[str, Any]


def person(person_id: int) -> str:
    """How the chain names a person: by id, so that an erasure leaves it verifiable."""
    return f"person:{person_id}"


def hold(session: Session) -> None:
    """Let nobody else append until this transaction ends. Said first by an act that looks before it writes.

    SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.exec(select(sa.func.pg_advisory_xact_lock(ADVISORY_LOCK)))


def append(
    session: Session,
    *,
    now: datetime,
    actor: str,
    act: str,
    kind: str,
    subject_id: int,
    detail: Mapping[str, Any],
) -> int:
    """Add one entry to the chain, in the transaction of the act that it tells of. Gives its number."""
    return append_all(session, [Entry(now, actor, act, kind, subject_id, detail)])


_ADD = sa.insert(AuditRow.__table__)  # type: ignore[attr-defined]  # SQLModel does not tell of it


def append_all(session: Session, entries: Iterable[Entry]) -> int:
    """Add entries to the chain in their order, in the transaction of their acts. Gives the last one's number."""
    hold(session)
    session.flush()
    number, previous = head(session)
    rows: list[dict[str, Any]] = []
    for entry in entries:
        number += 1
        row: dict[str, Any] = {
            "number": number,
            "at": entry.now.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": entry.actor,
            "act": entry.act,
            "kind": entry.kind,
            "subject_id": entry.subject_id,
            "detail": _fitting(entry.detail),
            "previous": previous,
        }
        previous = row["hash"] = _hash(row)
        rows.append(row)
    if len(rows) == 1:
        run(session, _ADD, **rows[0])
    elif rows:
        session.execute(_ADD, rows)
    return number


def canonical(value: Any) -> str:
    """JSON that is the same for the same value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _fitting(detail: Mapping[str, Any]) -> str:
    """A detail as it is stored; where it is too long for that, its lists are told by their length and digest."""
    whole = canonical(detail)
    if len(whole) <= LONGEST_DETAIL:
        return whole
    told = {name: {"count": len(one), "digest": digest(one)} for name, one in detail.items() if isinstance(one, list)}
    return canonical({**detail, **told})


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON of `value`, in hex."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


_SALT = sa.select(col(SaltRow.salt)).where(
    col(SaltRow.kind) == given("kind"), col(SaltRow.subject_id) == given("subject_id")
)


def salted(session: Session, kind: str, subject_id: int, record_digest: str) -> str:
    """A record's digest with its salt mixed in: without the salt, nobody can guess the record from the chain."""
    session.flush()
    row = run(session, _SALT, kind=kind, subject_id=subject_id).one_or_none()
    salt: str = row[0] if row else secrets.token_hex(32)
    if row is None:
        session.add(SaltRow(kind=kind, subject_id=subject_id, salt=salt))
    return salted_with(salt, record_digest)


def salted_with(salt: str, record_digest: str) -> str:
    """A record's digest with a known salt mixed in."""
    return hashlib.sha256(f"{salt}:{record_digest}".encode()).hexdigest()


_NEWEST = sa.select(col(AuditRow.number), col(AuditRow.hash)).order_by(col(AuditRow.number).desc()).limit(1)


def head(session: Session) -> tuple[int, str]:
    """The number and hash of the newest entry; (0, GENESIS) before the first."""
    last = run(session, _NEWEST).one_or_none()
    return (last[0], last[1]) if last else (0, GENESIS)


def first_break(session: Session) -> Break | None:
    """The first entry that was changed, removed, put in or moved; None when the chain holds."""
    expected, previous = 1, GENESIS
    for entry in _entries(session):
        fault = _fault(entry, expected, previous)
        if fault:
            return Break(entry["number"], fault)
        expected, previous = expected + 1, entry["hash"]
    return None


def _fault(entry: Mapping[str, Any], expected: int, previous: str) -> str:
    if entry["number"] != expected:
        return f"entry {expected} is missing before it"
    if entry["previous"] != previous:
        return "it does not follow from the entry before it"
    if entry["hash"] != _hash(entry):
        return "its content is not what was written"
    return ""


def _entries(session: Session) -> Iterator[Mapping[str, Any]]:
    """Every entry by number, a batch at a time: a long chain is not held in memory."""
    table = sa.inspect(AuditRow).local_table
    after = -(2**31)
    while True:
        query = sa.select(table).where(table.c.number > after).order_by(table.c.number).limit(BATCH)
        batch = session.execute(query).mappings().all()
        yield from (dict(row) for row in batch)
        if len(batch) < BATCH:
            return
        after = batch[-1]["number"]


def _hash(entry: Mapping[str, Any]) -> str:
    return digest({key: value for key, value in entry.items() if key != "hash"})
