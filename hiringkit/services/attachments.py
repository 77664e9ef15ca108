"""Files of a candidacy: which there are, keeping one, handing one out, removing one; each told by the chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from hiringkit.db import attachments as stored
from hiringkit.db import audit
from hiringkit.db import candidates as stored_candidates
from hiringkit.db.candidates import Standing
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.people import ERASED_PERSON
from hiringkit.db.tables import AttachmentRow
from hiringkit.db.tables.attachments import Audience, FileKind
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer
from hiringkit.services.candidates import has_hidden_signs, tidy

LARGEST = 10 * 1024 * 1024  # bytes, as it is sent and as it is kept
MOST_FILES = 20
LONGEST_NAME = 120
TOO_LARGE = f"The file is larger than {LARGEST // 2**20} MiB. Save it smaller, or send the part that matters."
SUFFIX = {FileKind.PDF: "pdf", FileKind.PNG: "png", FileKind.TEXT: "txt"}


@dataclass(frozen=True)
class Sent:
    """A file as it was sent, at most a byte more than is taken; `stage_id` says whose work sample it is."""

    name: str
    content: bytes
    audience: Audience
    stage_id: int | None


@dataclass(frozen=True)
class Attachment:
    """One file, for people. Without a name it was removed."""

    attachment_id: int
    name: str
    kind: FileKind
    size: int
    audience: Audience
    stage: str
    by: str
    at: datetime
    removed_by: str
    removed_at: datetime | None


@dataclass(frozen=True)
class AttachmentsPage:
    """The files of a candidacy that the viewer may read."""

    candidacy_id: int
    candidate: str
    loop: str
    may_edit: bool
    files: tuple[Attachment, ...]
    stages: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class HandedOut:
    """A file to download; its name holds no name of a person."""

    filename: str
    kind: FileKind
    content: bytes


def page(db: Database, viewer: Viewer, candidacy_id: int) -> AttachmentsPage:
    """The files of a candidacy. Raises NotFoundError."""
    with db.reading() as session:
        found = stored_candidates.standing(session, viewer, candidacy_id)
        rows = stored.of_candidacy(session, viewer, candidacy_id)
        stages = stored.stages(session, found.loop_id)
    return AttachmentsPage(
        candidacy_id=candidacy_id,
        candidate=found.name or ERASED,
        loop=found.loop_title,
        may_edit=found.may_edit and found.name is not None,
        files=tuple(_attachment(row) for row in rows),
        stages=tuple((row[0], row[1]) for row in stages),
    )


def _attachment(row: Columns) -> Attachment:
    return Attachment(
        *(row[0], row[1] or "", row[2], row[3], row[4], row[5] or ""),
        *(row[6] or ERASED_PERSON, row[7], row[8] or ERASED_PERSON, row[9]),
    )


def require_addable(db: Database, viewer: Viewer, candidacy_id: int, sent: Sent) -> None:
    """Look at what can be said of a file before it is read. Raises as `hiringkit.jobs.attachments.add`."""
    with db.reading() as session:
        _addable(session, viewer, candidacy_id, sent)
    problems = {"file": _file_problem(sent.content), "name": _name_problem(tidy(sent.name)) if sent.content else ""}
    found = {field: problem for field, problem in problems.items() if problem}
    if found:
        raise InvalidError("The file was not added.", problems=found)


def keep(
    db: Database, viewer: Viewer, candidacy_id: int, sent: Sent, kind: FileKind, content: bytes, now: datetime
) -> int:
    """Keep a file that was cleaned; gives its id. Raises as `require_addable`."""
    if len(content) > LARGEST:
        raise InvalidError(TOO_LARGE, problems={"file": TOO_LARGE})
    with db.writing() as session:
        _addable(session, viewer, candidacy_id, sent, lock=True)
        row = AttachmentRow(
            candidacy_id=candidacy_id,
            stage_id=sent.stage_id,
            audience=sent.audience,
            kind=kind,
            size=max(1, len(content)),
            added_by=viewer.person_id,
            added_at=now,
        )
        attachment_id = stored.add(session, row, tidy(sent.name), content)
        _audit(session, viewer, "attachment added", attachment_id, candidacy_id, now, kind=kind, bytes=len(content))
    return attachment_id


def hand_out(db: Database, viewer: Viewer, candidacy_id: int, attachment_id: int, now: datetime) -> HandedOut:
    """A file to download; that it was handed out is kept. Raises NotFoundError."""
    with db.writing() as session:
        kind, content = stored.read(session, viewer, candidacy_id, attachment_id)
        _audit(session, viewer, "attachment downloaded", attachment_id, candidacy_id, now)
    return HandedOut(f"attachment-{attachment_id}.{SUFFIX[kind]}", kind, bytes(content))


def to_remove(db: Database, viewer: Viewer, candidacy_id: int, attachment_id: int) -> tuple[str, str]:
    """What would be removed, and of whom: the file's name, the candidate's. Raises NotFoundError, RefusedError."""
    with db.reading() as session:
        name = stored.name_of(session, viewer, candidacy_id, attachment_id)
        found = _editable(session, viewer, candidacy_id)
    return name, found.name or ERASED


def remove(db: Database, viewer: Viewer, candidacy_id: int, attachment_id: int, now: datetime) -> None:
    """Delete a file for good. Raises NotFoundError, RefusedError."""
    with db.writing() as session:
        stored.name_of(session, viewer, candidacy_id, attachment_id)
        _editable(session, viewer, candidacy_id, lock=True)
        if not stored.remove(session, viewer, attachment_id, now):
            raise NotFoundError("There is no such file.", where=f"attachment {attachment_id}")
        _audit(session, viewer, "attachment removed", attachment_id, candidacy_id, now)


def _addable(session: Session, viewer: Viewer, candidacy_id: int, sent: Sent, *, lock: bool = False) -> None:
    found = _editable(session, viewer, candidacy_id, lock=lock)
    if found.name is None:
        raise ConflictError("This candidate was erased.")
    if stored.count(session, candidacy_id) >= MOST_FILES:
        raise ConflictError(f"There are {MOST_FILES} files, which is the most.", mend="Remove one first.")
    if sent.stage_id is not None and sent.stage_id not in {row[0] for row in stored.stages(session, found.loop_id)}:
        sentence = "This stage is not in the loop any more. Choose again."
        raise InvalidError(sentence, problems={"purpose": sentence})


def _editable(session: Session, viewer: Viewer, candidacy_id: int, *, lock: bool = False) -> Standing:
    found = stored_candidates.standing(session, viewer, candidacy_id, lock=lock)
    if not found.may_edit:
        raise RefusedError("Only managers and recruiters of the loop add and remove files.")
    return found


def _file_problem(content: bytes) -> str:
    if not content.strip():
        return "Choose a file; this one is empty, or none was chosen."
    return TOO_LARGE if len(content) > LARGEST else ""


def _name_problem(name: str) -> str:
    if not name:
        return "Say what the file is, in a few words."
    if len(name) > LONGEST_NAME:
        return f"The name has {len(name)} characters; at most {LONGEST_NAME} can be kept."
    return "There are signs in the name that cannot be seen. Type it anew." if has_hidden_signs(name) else ""


def _audit(
    session: Session, viewer: Viewer, act: str, attachment_id: int, candidacy_id: int, now: datetime, **more: Any
) -> None:
    audit.append(
        session,
        now=now,
        actor=audit.person(viewer.person_id),
        act=act,
        kind="attachment",
        subject_id=attachment_id,
        detail={"candidacy": candidacy_id, **more},
    )
