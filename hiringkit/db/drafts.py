"""A draft in storage: one row a field, each with its own revision; and the lock that makes it a submitted card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, func, select

from hiringkit.db import bulk
from hiringkit.db.interviews import is_planned
from hiringkit.db.queries import ME, given, run
from hiringkit.db.tables import (
    DraftFieldRow,
    EvidenceCriterionRow,
    EvidenceRow,
    EvidenceTextRow,
    InterviewRow,
    ScorecardRow,
)
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState
from hiringkit.scoring.drafts import Line
from hiringkit.scoring.notes import Note
from hiringkit.scoring.scorecards import Card, Objection

_FIELDS = sa.select(
    col(DraftFieldRow.field), col(DraftFieldRow.value), col(DraftFieldRow.revision), col(DraftFieldRow.saved_at)
).where(col(DraftFieldRow.scorecard_id) == given("scorecard_id"))


def fields(session: Session, scorecard_id: int) -> dict[str, tuple[str, int, datetime]]:
    """A draft's fields: value, revision, when saved."""
    return {row[0]: (row[1], row[2], row[3]) for row in run(session, _FIELDS, scorecard_id=scorecard_id)}


_TABLE = SQLModel.metadata.tables["draft_field"]
_KEEP_NEW = sa.insert(_TABLE)
_KEEP = (
    sa.update(_TABLE)
    .where(_TABLE.c.scorecard_id == given("of"), _TABLE.c.field == given("named"))
    .values(value=given("value"), revision=given("revision"), saved_at=given("saved_at"))
)


def keep(session: Session, scorecard_id: int, values: Mapping[str, tuple[str, int]], now: datetime) -> None:
    """Write fields with their new revisions; the caller has looked at the old ones within this transaction."""
    for field, (value, revision) in values.items():
        written = {"value": value, "revision": revision, "saved_at": now}
        if revision == 1:
            run(session, _KEEP_NEW, scorecard_id=scorecard_id, field=field, **written)
        else:
            run(session, _KEEP, of=scorecard_id, named=field, **written)


_IS_OPEN = (
    sa.select(col(ScorecardRow.id))
    .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
    .where(
        col(ScorecardRow.id) == given("scorecard_id"),
        col(ScorecardRow.author_id) == ME.person_id,
        col(ScorecardRow.state) == CardState.DRAFT,
        is_planned(),
    )
    .with_for_update(of=ScorecardRow)
)
_KEEP_OVER = _KEEP.where(_TABLE.c.revision == given("seen"))


def keep_over(
    session: Session, viewer: Viewer, scorecard_id: int, values: Mapping[str, tuple[str, int]], now: datetime
) -> bool:
    """Write fields over those of the revision before, which were looked at in another transaction.

    False: the card takes nothing more, or somebody saved one of them since. Some may be written then.
    """
    if run(session, _IS_OPEN, scorecard_id=scorecard_id, me=viewer.person_id).one_or_none() is None:
        return False
    return all(
        run(
            session,
            _KEEP_OVER,
            of=scorecard_id,
            named=field,
            value=value,
            revision=revision,
            saved_at=now,
            seen=revision - 1,
        ).rowcount
        for field, (value, revision) in values.items()
    )


def keep_line(
    session: Session, scorecard_id: int, line: Line, criteria: Iterable[int], *, revision: int, now: datetime
) -> None:
    """Write a line of evidence; one that is known by its id is written over, so that a resend is no second line."""
    known = session.get(EvidenceRow, (scorecard_id, line.id))
    if known is None:
        newest = session.exec(
            select(func.max(EvidenceRow.position)).where(EvidenceRow.scorecard_id == scorecard_id)
        ).one()
        of: dict[str, Any] = {"scorecard_id": scorecard_id, "id": line.id, "noted": line.noted}
        known = EvidenceRow(**of, position=(newest or 0) + 1, saved_at=now)
    known.second, known.revision, known.saved_at = line.second, revision, now
    session.add(known)
    session.flush()
    session.merge(EvidenceTextRow(scorecard_id=scorecard_id, evidence_id=line.id, text=line.text))
    here: dict[str, Any] = {"scorecard_id": scorecard_id, "evidence_id": line.id}
    session.execute(sa.delete(EvidenceCriterionRow).filter_by(**here))
    session.add_all(EvidenceCriterionRow(**here, criterion_id=criterion_id) for criterion_id in criteria)
    session.flush()


def drop_line(session: Session, scorecard_id: int, line_id: str) -> None:
    """Take a line of evidence out of a draft, and its words with it."""
    where = (col(EvidenceRow.scorecard_id) == scorecard_id, col(EvidenceRow.id) == line_id)
    session.execute(sa.delete(EvidenceRow).where(*where))


def lock(session: Session, scorecard_id: int, card: Card, *, digest: str, now: datetime) -> bool:
    """Draft to submitted, once. False when somebody (or a second click) was there first."""
    draft = (col(ScorecardRow.id) == scorecard_id, col(ScorecardRow.state) == CardState.DRAFT)
    locked = session.execute(
        sa.update(ScorecardRow)
        .where(*draft)
        .values(
            state=CardState.SUBMITTED,
            submitted_at=now,
            digest=digest,
            recommendation=card.recommendation,
            confidence=card.confidence,
            revision=col(ScorecardRow.revision) + 1,
        )
    )
    return bool(locked.rowcount == 1)  # type: ignore[attr-defined]  # a CursorResult, which has it


def store(session: Session, scorecard_id: int, card: Card, known: Mapping[str, tuple[int, int]]) -> None:
    """Write a locked card's ratings, flags, objection and words; its draft goes. `known`: row id and levels by key."""
    bulk.insert(session, card_rows(scorecard_id, card, known))
    session.execute(sa.delete(DraftFieldRow).where(col(DraftFieldRow.scorecard_id) == scorecard_id))


def card_rows(scorecard_id: int, card: Card, known: Mapping[str, tuple[int, int]]) -> dict[str, list[dict[str, Any]]]:
    """The rows of a submitted card, by table."""
    of: dict[str, Any] = {"scorecard_id": scorecard_id}
    ratings = [
        {
            **of,
            "criterion_id": known[rating.criterion][0],
            "levels": known[rating.criterion][1],
            "step": rating.step,
            "not_observed": rating.not_observed,
            "no_evidence": rating.is_unevidenced,
        }
        for rating in card.ratings
    ]
    texts = [{**of, "field": field, "text": text} for field, text in _words(card).items() if text]
    return {
        "rating": ratings,
        "flag": [{**of, "anti_signal": flag.anti_signal} for flag in card.flags],
        "objection": [{**of, **_objection(card.objection)}] if card.objection else [],
        "scorecard_text": texts,
    }


def _objection(objection: Objection) -> dict[str, Any]:
    offered = not objection.none_offered
    return {
        "none_offered": objection.none_offered,
        "verifiable": objection.verifiable if offered else None,
        "limits_said": objection.limits_said if offered else None,
    }


def _words(card: Card) -> dict[str, str]:
    said: dict[str, Any] = {"changed": card.changed, Note.PANEL.field: card.note}
    said |= {f"flag_evidence:{flag.anti_signal}": flag.evidence for flag in card.flags}
    met = card.objection
    if met is not None and not met.none_offered:
        said["objection:offered"] = met.offered
        said["objection:escalation"] = met.escalation
        if not met.no_next_step:
            said["objection:next_step"] = met.next_step
            said["objection:owner"] = met.owner
            said["objection:due"] = met.due.isoformat() if met.due else ""
    return said
