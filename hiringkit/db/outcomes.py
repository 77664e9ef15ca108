"""What came of hires: read and written for one, and set beside the ratings of the interviews for a whole pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import access, anonymity, conflicts
from hiringkit.db.amendments import independent_ratings
from hiringkit.db.decisions import standing_choice
from hiringkit.db.interviews import Columns
from hiringkit.db.tables import (
    CandidacyRow,
    CandidacyWordsRow,
    CandidateTextRow,
    CriterionRow,
    HireRow,
    LoopRow,
    OutcomeRow,
    PersonTextRow,
    RubricVersionRow,
    ScorecardRow,
)
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Viewer
from hiringkit.scoring.outcomes import Result


def head(session: Session, viewer: Viewer, candidacy_id: int) -> Mapping[str, Any]:
    """A candidacy with what was decided and recorded of it, for the loop's staff without a conflict; NotFoundError."""
    away = conflicts.stands(viewer.person_id, col(CandidacyRow.candidate_id), col(LoopRow.id))
    leads = sa.or_(access.manages_loop(viewer), col(LoopRow.decider_id) == viewer.person_id)
    row = (
        session.execute(
            sa.select(
                col(CandidacyRow.id).label("candidacy_id"),
                anonymity.name(viewer).label("candidate"),
                col(LoopRow.id).label("loop_id"),
                col(LoopRow.title).label("loop"),
                col(LoopRow.zone),
                col(LoopRow.version_id),
                col(RubricVersionRow.content_hash),
                standing_choice().label("choice"),
                col(HireRow.started_on),
                sa.func.coalesce(col(HireRow.revision), 0).label("revision"),
                col(HireRow.at),
                col(PersonTextRow.name).label("recorder"),
                leads.label("leads"),
            )
            .select_from(CandidacyRow)
            .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
            .join(RubricVersionRow, col(RubricVersionRow.id) == col(LoopRow.version_id))
            .outerjoin(HireRow, col(HireRow.candidacy_id) == col(CandidacyRow.id))
            .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(HireRow.recorded_by))
            .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
            .where(col(CandidacyRow.id) == candidacy_id, access.staffs(viewer, col(LoopRow.id)), sa.not_(away))
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise NotFoundError("There is no such candidate.", where=f"candidacy {candidacy_id}")
    return dict(row)


def results(session: Session, candidacy_id: int) -> Sequence[Columns]:
    """What was recorded of a hire: outcome, result, words."""
    said = sa.and_(
        col(CandidacyWordsRow.candidacy_id) == col(OutcomeRow.candidacy_id),
        col(CandidacyWordsRow.field) == sa.literal("outcome:") + col(OutcomeRow.outcome),
    )
    return session.execute(
        sa.select(col(OutcomeRow.outcome), col(OutcomeRow.result), sa.func.coalesce(col(CandidacyWordsRow.text), ""))
        .outerjoin(CandidacyWordsRow, said)
        .where(col(OutcomeRow.candidacy_id) == candidacy_id)
    ).all()


def store(
    session: Session,
    viewer: Viewer,
    candidacy_id: int,
    started_on: date,
    said: Mapping[str, tuple[Result, str]],
    *,
    revision: int,
    now: datetime,
) -> bool:
    """Write what came of a hire over what stood there; False when somebody did since `revision`."""
    values: dict[str, Any] = {
        "started_on": started_on,
        "recorded_by": viewer.person_id,
        "at": now,
        "revision": revision + 1,
    }
    if revision == 0:
        if session.get(HireRow, candidacy_id) is not None:
            return False
        session.add(HireRow(candidacy_id=candidacy_id, **values))
        session.flush()
    else:
        here = (col(HireRow.candidacy_id) == candidacy_id, col(HireRow.revision) == revision)
        changed = session.execute(sa.update(HireRow).where(*here).values(**values))
        if changed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult, which has it
            return False
    session.execute(sa.delete(OutcomeRow).where(col(OutcomeRow.candidacy_id) == candidacy_id))
    words = col(CandidacyWordsRow.field).startswith("outcome:")
    session.execute(sa.delete(CandidacyWordsRow).where(col(CandidacyWordsRow.candidacy_id) == candidacy_id, words))
    for outcome, (result, text) in said.items():
        session.add(OutcomeRow(candidacy_id=candidacy_id, outcome=outcome, result=result))
        if text:
            session.add(CandidacyWordsRow(candidacy_id=candidacy_id, field=f"outcome:{outcome}", text=text))
    session.flush()
    return True


def told(session: Session, pack_id: int) -> Sequence[Columns]:
    """The hires of a pack with what came of them: candidacy's id, outcome, result."""
    return session.execute(
        sa.select(col(OutcomeRow.candidacy_id), col(OutcomeRow.outcome), col(OutcomeRow.result))
        .join(CandidacyRow, col(CandidacyRow.id) == col(OutcomeRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(RubricVersionRow, col(RubricVersionRow.id) == col(LoopRow.version_id))
        .where(col(RubricVersionRow.pack_id) == pack_id)
    ).all()


def rated(session: Session, pack_id: int) -> Sequence[Columns]:
    """Mean independent rating of each such hire: candidacy's id, criterion's key, hash of its anchors, mean."""
    rating = independent_ratings()
    return session.execute(
        sa.select(
            col(ScorecardRow.candidacy_id),
            col(CriterionRow.key),
            col(CriterionRow.anchor_hash),
            sa.func.avg(sa.cast(rating.c.step, sa.Float)),
        )
        .select_from(rating)
        .join(ScorecardRow, col(ScorecardRow.id) == rating.c.scorecard_id)
        .join(HireRow, col(HireRow.candidacy_id) == col(ScorecardRow.candidacy_id))
        .join(CriterionRow, col(CriterionRow.id) == rating.c.criterion_id)
        .join(RubricVersionRow, col(RubricVersionRow.id) == col(CriterionRow.version_id))
        .where(
            col(RubricVersionRow.pack_id) == pack_id,
            rating.c.step.is_not(None),
            col(ScorecardRow.trainee).is_(False),
        )
        .group_by(col(ScorecardRow.candidacy_id), col(CriterionRow.key), col(CriterionRow.anchor_hash))
    ).all()


def newest_version(session: Session, pack_id: int) -> Columns:
    """The newest published version of a pack: id, content hash, number; NotFoundError."""
    row = session.execute(
        sa.select(col(RubricVersionRow.id), col(RubricVersionRow.content_hash), col(RubricVersionRow.number))
        .where(col(RubricVersionRow.pack_id) == pack_id, col(RubricVersionRow.published_at).is_not(None))
        .order_by(col(RubricVersionRow.number).desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such pack.", where=f"pack {pack_id}")
    return row


def anchors(session: Session, version_id: int) -> dict[str, str]:
    """The hash of each criterion's anchors in a version, by key."""
    query = sa.select(col(CriterionRow.key), col(CriterionRow.anchor_hash)).where(
        col(CriterionRow.version_id) == version_id
    )
    return {row[0]: row[1] for row in session.execute(query)}
