"""Candidates: adding them to a loop, one person's way through it, opening their scorecards early."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from sqlmodel import Session, col

from hiringkit.db import audit
from hiringkit.db import candidates as stored
from hiringkit.db.candidates import Standing
from hiringkit.db.engine import Database
from hiringkit.db.tables import CandidacyRow, CandidateRow, CandidateTextRow, EarlyOpeningRow
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import ConflictError, InvalidError, RefusedError
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Visibility
from hiringkit.services import duplicates

LONGEST_NAME, LONGEST_REASON = 120, 500
JOINERS = "\u200c\u200d"  # names in several scripts are spelled with them
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
PHONE = re.compile(r"\+?[0-9(][0-9 ()./-]{3,}(\s?(x|ext\.?)\s?[0-9]{1,6})?")


@dataclass(frozen=True)
class LoopToFill:
    """A loop that a candidate is about to be added to."""

    loop_id: int
    title: str
    requisition: str


@dataclass(frozen=True)
class Words:
    """A candidate's name and addresses, to be changed."""

    candidacy_id: int
    name: str
    email: str
    phone: str


def loop_to_fill(db: Database, viewer: Viewer, loop_id: int) -> LoopToFill:
    """The loop that a candidate is to be added to. Raises NotFoundError, RefusedError."""
    with db.reading() as session:
        return fillable(session, viewer, loop_id)


def add(
    db: Database,
    viewer: Viewer,
    loop_id: int,
    *,
    name: str,
    email: str,
    phone: str,
    now: datetime,
    same: int | None = None,
) -> int:
    """A candidate in a loop; gives the candidacy. Who is on record already gets one more, and keeps name and number.

    `same` answers who they are where somebody of this address, or of this name and number, is on record: that one's
    candidacy, or SOMEBODY_ELSE.

    Raises:
        NotFoundError, RefusedError: the loop is not the viewer's to fill, or is not open.
        InvalidError: a fault in name, address or number, the address is in this loop already, or nobody has said
            whether it is the same person.
    """
    name, email, phone = tidy(name), tidy(email).lower(), tidy(phone)
    _require_good(name, email, phone)
    with db.writing() as session:
        fillable(session, viewer, loop_id, lock=True)
        _require_new(session, loop_id, email)
        known = _same_person(session, viewer, loop_id, duplicates.person(name, email, phone), same)
        candidate_id = known or new_candidate(session, name, email, phone, now)
        return new_candidacy(session, viewer, candidate_id, loop_id, now)


def _same_person(
    session: Session, viewer: Viewer, loop_id: int, person: duplicates.Person, same: int | None
) -> int | None:
    """Which candidate on record this is; None when it is somebody else."""
    alike = duplicates.alike(session, viewer, [person])[person]
    if not alike or same == duplicates.SOMEBODY_ELSE:
        return None
    chosen = next((one for one in alike if one.candidacy_id == same), None)
    if chosen is None:
        question = duplicates.question(alike)
        raise InvalidError(question, problems={"same": question})
    if any(one.candidate_id == chosen.candidate_id and one.loop_id == loop_id for one in alike):
        raise InvalidError(duplicates.IN_LOOP, problems={"same": duplicates.IN_LOOP})
    return chosen.candidate_id


def new_candidacy(session: Session, viewer: Viewer, candidate_id: int, loop_id: int, now: datetime) -> int:
    """A candidate in a loop, within a transaction that has seen to it that they may be; gives the candidacy's id."""
    row = CandidacyRow(candidate_id=candidate_id, loop_id=loop_id, state=CandidacyState.ACTIVE, created_at=now)
    session.add(row)
    session.flush()
    _audit(session, viewer, "candidate added", row.id, now, candidate=candidate_id, loop=loop_id)
    return row.id


def words(db: Database, viewer: Viewer, candidacy_id: int) -> Words:
    """A candidate's name and addresses, for one who may change them. Raises NotFoundError, RefusedError."""
    with db.reading() as session:
        found = editable(session, viewer, candidacy_id)
    return Words(candidacy_id, found.name or "", found.email, found.phone)


def edit(db: Database, viewer: Viewer, candidacy_id: int, *, name: str, email: str, phone: str, now: datetime) -> None:
    """Another name, address or number, in every loop of the candidate. Raises as `add`."""
    name, email, phone = tidy(name), tidy(email).lower(), tidy(phone)
    _require_good(name, email, phone)
    with db.writing() as session:
        found = editable(session, viewer, candidacy_id, lock=True)
        before = {"name": found.name, "email": found.email.lower(), "phone": found.phone}
        after = {"name": name, "email": email, "phone": phone}
        changed = sorted(field for field, text in after.items() if text != before[field])
        if "email" in changed:
            _require_new(session, found.loop_id, email)
        if not changed:
            return
        session.execute(
            sa.update(CandidateTextRow).where(col(CandidateTextRow.candidate_id) == found.candidate_id).values(**after)
        )
        _audit(session, viewer, "candidate changed", candidacy_id, now, candidate=found.candidate_id, fields=changed)


def name_to_open(db: Database, viewer: Viewer, candidacy_id: int) -> str:
    """Whose scorecards the viewer may open early. Raises as `open_early`."""
    with db.reading() as session:
        found = stored.standing(session, viewer, candidacy_id)
        _require_openable(session, found)
    return found.name or ERASED


def open_early(db: Database, viewer: Viewer, candidacy_id: int, reason: str, now: datetime) -> None:
    """Open the submitted scorecards before the panel is complete; those with an open card of their own still wait.

    Raises:
        NotFoundError, RefusedError: the viewer does not manage the loop, or its rule knows no early opening.
        InvalidError: the reason is missing, too long, or holds hidden signs.
        ConflictError: they are open already.
    """
    with db.writing() as session:
        found = stored.standing(session, viewer, candidacy_id, lock=True)
        _require_openable(session, found)
        reason = reason.strip()
        problem = reason_problem(reason)
        if problem:
            raise InvalidError(problem, problems={"reason": problem})
        note_early_opening(session, viewer, found.loop_id, candidacy_id, reason, now)


def note_early_opening(
    session: Session, viewer: Viewer, loop_id: int, candidacy_id: int, reason: str, now: datetime
) -> None:
    """Open the cards that are in, within the act that is the reason for it."""
    session.add(EarlyOpeningRow(candidacy_id=candidacy_id, person_id=viewer.person_id, reason=reason, at=now))
    _set(session, candidacy_id, opened_early_at=now)
    kept = audit.salted(session, "early_opening", candidacy_id, audit.digest(reason))
    _audit(session, viewer, "opened early", candidacy_id, now, loop=loop_id, reason=kept)


def _require_openable(session: Session, found: Standing) -> None:
    if not found.may_manage:
        raise RefusedError("Only a manager of the loop opens scorecards early.")
    if found.visibility is not Visibility.AFTER_PANEL:
        raise RefusedError(
            "Only a loop whose scorecards open after the whole panel can be opened early.",
            mend="Here a scorecard opens to each member of the panel after their own.",
        )
    if found.opened_early_at is not None:
        raise ConflictError("These scorecards were opened already.")
    if not stored.is_waiting_for_cards(session, found.candidacy_id):
        raise ConflictError("No scorecard is waited for, so there is nothing to open early.")


def reason_problem(reason: str) -> str:
    """What is wrong with a reason; nothing when it will do."""
    if not reason.strip():
        return "Say why. The reason is kept with your name."
    if len(reason) > LONGEST_REASON:
        return f"The reason has {len(reason)} characters; at most {LONGEST_REASON} can be kept."
    return "" if not has_hidden_signs(reason, lines=True) else _HIDDEN


def _name_problem(name: str) -> str:
    """What is wrong with a candidate's name; nothing when it will do."""
    if not name:
        return "Say the candidate’s name."
    if len(name) > LONGEST_NAME:
        return f"The name has {len(name)} characters; at most {LONGEST_NAME} can be kept."
    return _HIDDEN if has_hidden_signs(name) else ""


def has_hidden_signs(text: str, *, lines: bool = False) -> bool:
    """Whether a text holds signs that are not seen, or that turn the order in which others are read."""
    kept = JOINERS + "\r\n\t" if lines else JOINERS
    return any(unicodedata.category(sign) in HIDDEN and sign not in kept for sign in text)


_HIDDEN = "There are signs in it that cannot be seen, such as those that turn the direction of text. Type it anew."


def problems(name: str, email: str, phone: str) -> dict[str, str]:
    """What is wrong with a candidate's name, address and number, by field."""
    found = {"name": _name_problem(name), "email": _email_problem(email), "phone": _phone_problem(phone)}
    return {field: problem for field, problem in found.items() if problem}


def _require_good(name: str, email: str, phone: str) -> None:
    found = problems(name, email, phone)
    if found:
        raise InvalidError(next(iter(found.values())), where=next(iter(found)), problems=found)


def _email_problem(email: str) -> str:
    try:
        validate_email(email, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return "This is no e-mail address. Write it as name@example.org."
    return "" if len(email) <= 254 else "The address is longer than 254 characters, which no mail server takes."


def _phone_problem(phone: str) -> str:
    if not phone or (len(phone) <= 40 and PHONE.fullmatch(phone)):
        return ""
    return "This is no telephone number. Write it as +1 312 555 0100, or leave it out."


def tidy(text: str) -> str:
    """One spelling for what looks the same, and no space around it."""
    return unicodedata.normalize("NFC", text).strip()


def fillable(session: Session, viewer: Viewer, loop_id: int, *, lock: bool = False) -> LoopToFill:
    """As `loop_to_fill`, within a transaction; `lock` keeps others from filling it until the act is done."""
    row = stored.loop_to_fill(session, viewer, loop_id, lock=lock)
    if not row[4]:
        raise RefusedError("Only managers and recruiters of the loop add candidates.")
    if row[3] != LoopState.OPEN:
        said = "This loop is not open yet." if row[3] == LoopState.DRAFT else "This loop is closed."
        raise RefusedError(said, mend="Candidates are added to open loops.")
    return LoopToFill(row[0], row[1], row[2])


def _require_new(session: Session, loop_id: int, email: str) -> None:
    if stored.has_email(session, loop_id, email):
        sentence = "A candidate with this e-mail address is in this loop already."
        raise InvalidError(sentence, where="email", problems={"email": sentence})


def new_candidate(session: Session, name: str, email: str, phone: str, now: datetime) -> int:
    """A candidate who was not on record; gives the id."""
    candidate = CandidateRow(created_at=now)
    session.add(candidate)
    session.flush()
    session.add(CandidateTextRow(candidate_id=candidate.id, name=name, email=email, phone=phone))
    return candidate.id


def editable(session: Session, viewer: Viewer, candidacy_id: int, *, lock: bool = False) -> Standing:
    """A candidacy that the viewer may change, within a transaction; NotFoundError, RefusedError, ConflictError."""
    found = stored.standing(session, viewer, candidacy_id, lock=lock)
    if not found.may_edit:
        raise RefusedError("Only managers and recruiters of the loop change its candidates.")
    if found.name is None:
        raise ConflictError("This candidate was erased.")
    return found


def _set(session: Session, candidacy_id: int, **values: Any) -> None:
    session.execute(sa.update(CandidacyRow).where(col(CandidacyRow.id) == candidacy_id).values(**values))


def _audit(session: Session, viewer: Viewer, act: str, candidacy_id: int, now: datetime, **detail: Any) -> None:
    actor = audit.person(viewer.person_id)
    audit.append(session, now=now, actor=actor, act=act, kind="candidacy", subject_id=candidacy_id, detail=detail)
