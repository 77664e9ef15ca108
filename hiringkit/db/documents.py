"""Documents that were made: their bytes, kept so that a second export is the same one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from hiringkit.db.queries import given, run
from hiringkit.db.tables import (
    AuditRow,
    CandidacyRow,
    DecisionRow,
    DocumentBytesRow,
    DocumentRow,
    LoopRow,
    RubricVersionRow,
    StageRow,
)

MOST_ALIKE = 8  # documents of one record that a file is compared with


_KEPT = (
    sa.select(col(DocumentBytesRow.content))
    .join(DocumentRow, col(DocumentRow.id) == col(DocumentBytesRow.document_id))
    .where(
        col(DocumentRow.kind) == given("kind"),
        col(DocumentRow.subject_id) == given("subject_id"),
        col(DocumentRow.form) == given("form"),
        col(DocumentRow.record_digest) == given("digest"),
        col(DocumentRow.engine) == given("engine"),
    )
)


def kept(session: Session, kind: str, subject_id: int, form: str, digest: str, engine: str) -> bytes | None:
    """The bytes of a document that was made of just this before; None when it was not, or they were erased."""
    asked = {"kind": kind, "subject_id": subject_id, "form": form, "digest": digest, "engine": engine}
    row = run(session, _KEPT, **asked).one_or_none()
    return row[0] if row else None


def keep(session: Session, row: DocumentRow, content: bytes) -> bytes:
    """Keep a document's bytes; when another request was quicker, the bytes that it kept are given back."""
    before = kept(session, row.kind, row.subject_id, row.form, row.record_digest, row.engine)
    if before is not None:
        return before
    session.add(row)
    session.flush()
    session.add(DocumentBytesRow(document_id=row.id, content=content))
    session.flush()
    return content


def of_bytes(session: Session, sha256: str) -> DocumentRow | None:
    """The document that has just these bytes."""
    return session.exec(select(DocumentRow).where(DocumentRow.sha256 == sha256).limit(1)).one_or_none()


def of_records(session: Session, digests: Sequence[str]) -> Sequence[tuple[DocumentRow, bytes | None]]:
    """The documents that were made of a record with one of these digests, with their bytes where they are kept."""
    query = (
        sa.select(DocumentRow, col(DocumentBytesRow.content))
        .outerjoin(DocumentBytesRow, col(DocumentBytesRow.document_id) == col(DocumentRow.id))
        .where(col(DocumentRow.record_digest).in_(digests))
        .order_by(col(DocumentRow.id))
        .limit(MOST_ALIKE)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def changes(
    session: Session, kind: str, subjects: Sequence[int], since: datetime, acts: Sequence[str] = ()
) -> dict[int, datetime]:
    """Which of these records changed since, and when last, as the chain tells it; an export changes nothing.

    `acts`: these alone.
    """
    act = col(AuditRow.act)
    query = (
        sa.select(col(AuditRow.subject_id), sa.func.max(col(AuditRow.at)))
        .where(col(AuditRow.kind) == kind, col(AuditRow.subject_id).in_(subjects))
        .where(act.in_(acts) if acts else act.not_like("% exported"))
        .group_by(col(AuditRow.subject_id))
        .order_by(col(AuditRow.subject_id))
    )
    found = {subject: datetime.fromisoformat(at) for subject, at in session.execute(query)}
    return {subject: at for subject, at in found.items() if at > since}


def decided(session: Session, loop_id: int, since: datetime) -> datetime | None:
    """When the last decision of a loop was recorded or amended since; None when there was none."""
    query = (
        sa.select(sa.func.max(col(DecisionRow.at)))
        .join(CandidacyRow, col(CandidacyRow.id) == col(DecisionRow.candidacy_id))
        .where(col(CandidacyRow.loop_id) == loop_id, col(DecisionRow.at) > since)
    )
    at: datetime | None = session.execute(query).scalar_one()
    return at


_SUBMISSION = (
    sa.select(col(AuditRow.number), col(AuditRow.hash))
    .where(
        col(AuditRow.kind) == "scorecard",
        col(AuditRow.subject_id) == given("scorecard_id"),
        col(AuditRow.act).startswith("scorecard submitted"),  # by its author, or on their behalf
    )
    .order_by(col(AuditRow.number))
    .limit(1)
)


def submission(session: Session, scorecard_id: int) -> tuple[int, str]:
    """The number and hash of the chain's entry for a card's submission."""
    number, code = run(session, _SUBMISSION, scorecard_id=scorecard_id).one()
    return number, code


_PUBLISHED = (
    sa.select(
        col(RubricVersionRow.published_at),
        sa.select(sa.func.count()).where(col(StageRow.loop_id) == given("loop_id")).scalar_subquery(),
    )
    .join(LoopRow, col(LoopRow.version_id) == col(RubricVersionRow.id))
    .where(col(LoopRow.id) == given("loop_id"))
)


def published(session: Session, loop_id: int) -> tuple[datetime | None, int]:
    """When a loop's version was published, and how many stages the loop has."""
    at, stages = run(session, _PUBLISHED, loop_id=loop_id).one()
    return at, stages
