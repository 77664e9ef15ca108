"""Conflicts of interest: declaring one, taking it back, and seeing which stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from hiringkit.db import audit
from hiringkit.db import conflicts as stored
from hiringkit.db import loops as stored_loops
from hiringkit.db.conflicts import Columns
from hiringkit.db.engine import Database
from hiringkit.db.people import ERASED_PERSON
from hiringkit.errors import InvalidError, RefusedError
from hiringkit.policy import conflicts as policy
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Role, Viewer
from hiringkit.rubrics import texts

LONGEST_REASON = 500


@dataclass(frozen=True)
class Declared:
    """A conflict that stands; the reason only where the viewer may read it."""

    conflict_id: int
    name: str
    about: str  # the candidate's name; nothing for the whole loop
    by: str
    at: datetime
    reason: str
    may_take_back: bool


@dataclass(frozen=True)
class ConflictsPage:
    """What is declared for a loop and its candidates, or for one of them, and for whom the viewer may declare."""

    loop_id: int
    loop: str
    candidacy_id: int | None
    candidate: str
    people: tuple[tuple[int, str], ...]
    declared: tuple[Declared, ...]


@dataclass(frozen=True)
class _Subject:
    loop_id: int
    loop: str
    candidate_id: int | None
    candidate: str
    is_manager: bool
    is_staff: bool


def page(db: Database, viewer: Viewer, loop_id: int | None = None, candidacy_id: int | None = None) -> ConflictsPage:
    """The page of a candidacy, or of a loop. Raises NotFoundError."""
    with db.reading() as session:
        subject = _subject(session, viewer, loop_id, candidacy_id)
        rows = stored.declared(
            session,
            viewer,
            subject.loop_id,
            subject.candidate_id,
            everybody=subject.is_staff or viewer.role is Role.ADMIN,
        )
        people = _people(session, viewer, subject)
    return ConflictsPage(
        loop_id=subject.loop_id,
        loop=subject.loop,
        candidacy_id=candidacy_id,
        candidate=subject.candidate,
        people=people,
        declared=tuple(_declared(viewer, row) for row in rows),
    )


def declare(
    db: Database,
    viewer: Viewer,
    *,
    person_id: int,
    reason: str,
    now: datetime,
    loop_id: int | None = None,
    candidacy_id: int | None = None,
) -> int:
    """Declare that somebody has a conflict with a candidacy's candidate, or with a loop; gives its id.

    Raises:
        NotFoundError: the candidate or the loop is not the viewer's to know of.
        RefusedError: neither for oneself nor as manager or administrator.
        InvalidError: not of the loop, no reason, or declared already.
    """
    reason = texts.tidy(reason)
    with db.writing() as session:
        subject = _subject(session, viewer, loop_id, candidacy_id)
        if not policy.may_declare_for(viewer, person_id, is_manager=subject.is_manager):
            raise RefusedError("Only the loop’s managers and administrators declare a conflict for somebody else.")
        _require(person_id, reason, _people(session, viewer, subject))
        try:
            conflict_id = stored.add(
                session,
                person_id=person_id,
                candidate_id=subject.candidate_id,
                loop_id=subject.loop_id if subject.candidate_id is None else None,
                declared_by=viewer.person_id,
                declared_at=now,
                reason=reason,
            )
        except IntegrityError as error:
            sentence = "This conflict of interest is declared already."
            raise InvalidError(sentence, problems={"person": sentence}) from error
        detail = {"person": person_id, "candidate": subject.candidate_id, "loop": subject.loop_id}
        _note(session, viewer, "conflict declared", conflict_id, now, detail)
    return conflict_id


def take_back(db: Database, viewer: Viewer, conflict_id: int, now: datetime) -> None:
    """Take a declaration back. Raises NotFoundError for everybody but who declared it, and administrators."""
    with db.writing() as session:
        row = stored.read(session, viewer, conflict_id)
        detail = {"person": row.person_id, "candidate": row.candidate_id, "loop": row.loop_id}
        stored.remove(session, conflict_id)
        _note(session, viewer, "conflict taken back", conflict_id, now, detail)


def _subject(session: Session, viewer: Viewer, loop_id: int | None, candidacy_id: int | None) -> _Subject:
    if candidacy_id is not None:
        row = stored.candidacy(session, viewer, candidacy_id)
        return _Subject(row[2], row[3], row[0], row[1] or ERASED, bool(row[4]), bool(row[5]))
    assert loop_id is not None
    loop = stored_loops.head(session, viewer, loop_id)
    return _Subject(loop_id, loop["title"], None, "", bool(loop["is_manager"]), bool(loop["is_staff"]))


def _people(session: Session, viewer: Viewer, subject: _Subject) -> tuple[tuple[int, str], ...]:
    """For whom the viewer may declare: themselves, and as manager or administrator everybody of the loop."""
    known = {viewer.person_id: viewer.name}
    if subject.is_manager or viewer.role is Role.ADMIN:
        known |= stored_loops.people_of(session, subject.loop_id)
    return tuple(sorted(known.items(), key=lambda pair: (pair[0] != viewer.person_id, pair[1], pair[0])))


def _require(person_id: int, reason: str, people: Sequence[tuple[int, str]]) -> None:
    problems = {
        "person": "" if person_id in dict(people) else "Choose somebody of the loop.",
        "reason": texts.fault(reason, LONGEST_REASON) or ("" if len(reason) >= 3 else "Write the reason."),
    }
    found = {field: problem for field, problem in problems.items() if problem}
    if found:
        raise InvalidError("Nothing was declared.", problems=found)


def _declared(viewer: Viewer, row: Columns) -> Declared:
    about = (row[2] or "one of its candidates") if row[3] else ""
    may = policy.may_take_back(viewer, row[4])
    return Declared(row[0], row[1] or ERASED_PERSON, about, row[5] or ERASED_PERSON, row[6], row[7] or "", may)


def _note(
    session: Session, viewer: Viewer, act: str, conflict_id: int, now: datetime, detail: dict[str, int | None]
) -> None:
    actor = audit.person(viewer.person_id)
    audit.append(session, now=now, actor=actor, act=act, kind="conflict", subject_id=conflict_id, detail=detail)
