"""Documents: what tells one from every other, whether it was printed before, and keeping what was printed."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlmodel import Session

from hiringkit.db import audit, letterheads
from hiringkit.db import documents as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import DocumentRow
from hiringkit.languages import digest as words_of
from hiringkit.languages import known
from hiringkit.pdf.sheets.frames import LOOKS, Frame, Paper
from hiringkit.policy.people import Viewer

FULL, RAW_ONLY, CANDIDATE, PLAIN = "full", "raw-only", "candidate", "plain"
FORMS = (FULL, RAW_ONLY, CANDIDATE)
Also = Callable[[Session, bytes | None], None]


@dataclass(frozen=True)
class Prepared:
    """A document ready to be printed: its sheet, the record that it carries, and what it is of."""

    kind: str
    subject_id: int
    sheet: Any
    record: bytes
    digest: str
    form: str = RAW_ONLY
    withheld: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def fingerprint(self) -> str:
        """Short hash of all that the paper says: a candidate's new name, or another translation, makes another
        document.
        """
        frame = getattr(self.sheet, "frame", None)
        words = words_of(frame.language) if frame else ""
        return hashlib.sha256(f"{self.digest} {words} {self.sheet!r}".encode()).hexdigest()[:24]


def prepared(kind: str, subject_id: int, form: str, sheet: Any) -> Prepared:
    """A document whose record is all that its sheet says, but for the record's own digest."""
    record = {"format": 1, "document": kind, "subject": subject_id, "form": form, "sheet": plain(asdict(sheet))}
    del record["sheet"]["digest"]
    content = audit.canonical(record).encode()
    digest = hashlib.sha256(content).hexdigest()
    withheld = {item.what: item.places for item in getattr(sheet, "left_out", ())}
    return Prepared(kind, subject_id, replace(sheet, digest=digest), content, digest, form, withheld)


def plain(value: Any) -> Any:
    """A value as JSON holds it: times in words, exact figures as text, no floats."""
    if isinstance(value, Mapping):
        return {str(name): plain(_bare(item) if name == "frame" else item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _bare(frame: Any) -> Any:
    """A frame as the record has it: another logo makes another paper, not another record."""
    return {name: item for name, item in frame.items() if name not in LOOKS} if isinstance(frame, Mapping) else frame


def frame(session: Session, paper: str, language: str) -> Frame:
    """The house of this installation, on a loop's paper, in its language."""
    organisation, colour, content = letterheads.house(session) or ("hiringkit", "", None)
    logo = f"data:image/png;base64,{b64encode(content).decode()}" if content else ""
    return Frame(organisation, Paper(paper), known(language), colour, logo)


def kept(db: Database, prepared: Prepared, engine: str) -> bytes | None:
    """The bytes printed of just this before, by just this engine."""
    with db.reading() as session:
        return stored.kept(
            session, prepared.kind, prepared.subject_id, prepared.form, prepared.digest, _engine(prepared, engine)
        )


def keep(
    db: Database,
    viewer: Viewer | None,
    prepared: Prepared,
    engine: str,
    content: bytes | None,
    now: datetime,
    also: Also | None = None,
) -> bytes | None:
    """Note the export in the audit chain, and keep its bytes when they are new. Gives the bytes that are kept.

    `also` is done in the same transaction, with the bytes that were kept, if any.
    """
    with db.writing() as session:
        audit.hold(session)
        if content is not None:
            row = DocumentRow(
                kind=prepared.kind,
                subject_id=prepared.subject_id,
                form=prepared.form,
                record_digest=prepared.digest,
                engine=_engine(prepared, engine),
                sha256=hashlib.sha256(content).hexdigest(),
                made_at=now,
                made_by=viewer.person_id if viewer else None,
            )
            content = stored.keep(session, row, content)
        record = audit.salted(session, prepared.kind, prepared.subject_id, prepared.digest)
        audit.append(
            session,
            now=now,
            actor=audit.person(viewer.person_id) if viewer else audit.OPERATOR,
            act=f"{prepared.kind} exported",
            kind=prepared.kind,
            subject_id=prepared.subject_id,
            detail={
                "form": prepared.form,
                "record": record,
                **({"withheld": dict(prepared.withheld)} if prepared.withheld else {}),
            },
        )
        if also:
            also(session, content)
        return content


def _engine(prepared: Prepared, engine: str) -> str:
    return f"{engine[:54]} {prepared.fingerprint}"
