"""Calibration sessions: read with the independent ratings that their viewer may see; what is written down in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import access, anonymity
from hiringkit.db.amendments import independent_ratings
from hiringkit.db.calibrations import reaches_pack
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.samples import sees_reference
from hiringkit.db.scorecards import opens
from hiringkit.db.tables import (
    CalibrationSessionRow,
    CandidacyRow,
    CandidateTextRow,
    CriterionRow,
    DefinitionProposalRow,
    DrillRatingRow,
    DrillRow,
    InterviewRow,
    LoopRow,
    PackRow,
    PersonTextRow,
    RubricVersionRow,
    SampleRatingRow,
    SampleRow,
    ScorecardRow,
    SessionCountRow,
    SessionItemRow,
)
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Viewer
from hiringkit.policy.samples import DrillState
from hiringkit.policy.scorecards import CardState


def _sessions(viewer: Viewer) -> sa.Select[*Columns]:
    sheet = (
        sa.select(sa.func.min(col(LoopRow.id)))
        .where(col(LoopRow.version_id) == col(CalibrationSessionRow.version_id), access.manages_loop(viewer))
        .correlate(CalibrationSessionRow)
        .scalar_subquery()
    )
    return (
        sa.select(
            col(CalibrationSessionRow.id),
            col(CalibrationSessionRow.pack_id),
            col(PackRow.title).label("pack"),
            col(CalibrationSessionRow.version_id),
            col(RubricVersionRow.content_hash),
            col(RubricVersionRow.number),
            col(CalibrationSessionRow.title),
            col(PersonTextRow.name).label("leader"),
            col(CalibrationSessionRow.begun_at),
            col(CalibrationSessionRow.closed_at),
            sheet.label("sheet_of"),
        )
        .join(PackRow, col(PackRow.id) == col(CalibrationSessionRow.pack_id))
        .join(RubricVersionRow, col(RubricVersionRow.id) == col(CalibrationSessionRow.version_id))
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(CalibrationSessionRow.led_by))
        .where(reaches_pack(viewer))
    )


def listed(session: Session, viewer: Viewer) -> Sequence[sa.RowMapping]:
    """The sessions of packs whose calibration the viewer may see, newest first."""
    return session.execute(_sessions(viewer).order_by(col(CalibrationSessionRow.id).desc())).mappings().all()


def read(session: Session, viewer: Viewer, session_id: int, *, lock: bool = False) -> sa.RowMapping:
    """One session, or NotFoundError."""
    query = _sessions(viewer).where(col(CalibrationSessionRow.id) == session_id)
    row = session.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError("There is no such session.", where=f"session {session_id}")
    if lock:
        mine = sa.select(col(CalibrationSessionRow.id)).where(col(CalibrationSessionRow.id) == session_id)
        session.execute(mine.with_for_update())
    return row


def may_look_at(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition on CandidacyRow joined to LoopRow: decided about, and its cards open to the viewer."""
    return sa.and_(
        col(CandidacyRow.state) == CandidacyState.CLOSED, access.staffs(viewer, col(LoopRow.id)), opens(viewer)
    )


def choices(session: Session, viewer: Viewer, pack_id: int) -> Sequence[Columns]:
    """What a session of a pack could look at: “sample” or “candidacy”, id, name.

    Samples whose reference ratings are open to the viewer, so that to lead it spoils no drill of theirs; candidates who
    are decided about and whose cards are open.
    """
    samples: sa.Select[*Columns] = sa.select(
        sa.literal("sample").label("kind"), col(SampleRow.id).label("id"), col(SampleRow.name).label("name")
    ).where(col(SampleRow.pack_id) == pack_id, col(SampleRow.retired_at).is_(None), sees_reference(viewer))
    people = (
        sa.select(sa.literal("candidacy"), col(CandidacyRow.id), anonymity.name(viewer))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(RubricVersionRow, col(RubricVersionRow.id) == col(LoopRow.version_id))
        .join(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .where(col(RubricVersionRow.pack_id) == pack_id, may_look_at(viewer))
    )
    both = sa.union_all(samples, people).subquery()
    return session.execute(sa.select(both).order_by(both.c.kind.desc(), both.c.name, both.c.id)).all()


def items(session: Session, viewer: Viewer, session_id: int) -> Sequence[Columns]:
    """What a session looks at, as far as it is open to the viewer: item's id, sample's id, candidacy's id, name."""
    rows = session.execute(
        sa.select(
            col(SessionItemRow.id),
            col(SessionItemRow.sample_id),
            col(SessionItemRow.candidacy_id),
            sa.func.coalesce(col(SampleRow.name), anonymity.name(viewer)),
            sa.case((col(SessionItemRow.sample_id).is_not(None), sees_reference(viewer)), else_=may_look_at(viewer)),
        )
        .outerjoin(SampleRow, col(SampleRow.id) == col(SessionItemRow.sample_id))
        .outerjoin(CandidacyRow, col(CandidacyRow.id) == col(SessionItemRow.candidacy_id))
        .outerjoin(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .where(col(SessionItemRow.session_id) == session_id)
        .order_by(col(SessionItemRow.id))
    ).all()
    return [row[:4] for row in rows if row[4]]


def before(session: Session, viewer: Viewer, session_id: int) -> Sequence[Columns]:
    """The ratings that were made independently, without who made them, of the items that are open to the viewer.

    Item's id, criterion's key, step, reference step of a sample. Drills as handed in; cards as statistics use them.
    """
    reference = sa.and_(
        col(SampleRatingRow.sample_id) == col(SampleRow.id),
        col(SampleRatingRow.criterion_id) == col(DrillRatingRow.criterion_id),
    )
    drills: sa.Select[*Columns] = (
        sa.select(
            col(SessionItemRow.id).label("item"),
            col(CriterionRow.key).label("key"),
            col(DrillRatingRow.step).label("step"),
            col(SampleRatingRow.step).label("reference"),
        )
        .join(SampleRow, col(SampleRow.id) == col(SessionItemRow.sample_id))
        .join(DrillRow, col(DrillRow.sample_id) == col(SampleRow.id))
        .join(DrillRatingRow, col(DrillRatingRow.drill_id) == col(DrillRow.id))
        .join(CriterionRow, col(CriterionRow.id) == col(DrillRatingRow.criterion_id))
        .join(SampleRatingRow, reference)
        .where(
            col(SessionItemRow.session_id) == session_id,
            col(DrillRow.state) == DrillState.HANDED_IN,
            col(DrillRatingRow.step).is_not(None),
            sees_reference(viewer),
        )
    )
    ticked = independent_ratings()
    cards = (
        sa.select(col(SessionItemRow.id), col(CriterionRow.key), ticked.c.step, sa.null())
        .join(CandidacyRow, col(CandidacyRow.id) == col(SessionItemRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(ScorecardRow, col(ScorecardRow.candidacy_id) == col(CandidacyRow.id))
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(ticked, ticked.c.scorecard_id == col(ScorecardRow.id))
        .join(CriterionRow, col(CriterionRow.id) == ticked.c.criterion_id)
        .where(
            col(SessionItemRow.session_id) == session_id,
            col(ScorecardRow.state) != CardState.DRAFT,
            col(ScorecardRow.trainee).is_(False),
            ticked.c.step.is_not(None),
            is_planned(),
            may_look_at(viewer),
        )
    )
    both = sa.union_all(drills, cards).subquery()
    return session.execute(sa.select(both).order_by(both.c.item, both.c.key, both.c.step)).all()


def after(session: Session, session_id: int) -> Sequence[Columns]:
    """The shows of hands, and what was agreed on: item's id, criterion's key, step, people.

    Where the item is 0 it is what was agreed on, and the words follow: counts, does not count, where it is disagreed.
    """
    hands: sa.Select[*Columns] = (
        sa.select(
            col(SessionCountRow.item_id).label("item"),
            col(CriterionRow.key).label("key"),
            col(SessionCountRow.step).label("step"),
            col(SessionCountRow.people).label("people"),
            sa.literal("").label("counts"),
            sa.literal("").label("does_not"),
            sa.literal("").label("disagree"),
        )
        .join(SessionItemRow, col(SessionItemRow.id) == col(SessionCountRow.item_id))
        .join(CriterionRow, col(CriterionRow.id) == col(SessionCountRow.criterion_id))
        .where(col(SessionItemRow.session_id) == session_id)
    )
    agreed = (
        sa.select(
            sa.literal(0),
            col(CriterionRow.key),
            sa.literal(0),
            sa.literal(0),
            col(DefinitionProposalRow.counts),
            col(DefinitionProposalRow.does_not_count),
            col(DefinitionProposalRow.disagree),
        )
        .join(CriterionRow, col(CriterionRow.id) == col(DefinitionProposalRow.criterion_id))
        .where(col(DefinitionProposalRow.session_id) == session_id)
    )
    both = sa.union_all(hands, agreed).subquery()
    return session.execute(sa.select(both).order_by(both.c.item, both.c.key, both.c.step)).all()


def criterion_ids(session: Session, version_id: int) -> dict[str, tuple[int, int]]:
    """A version's criteria: row id and levels by key."""
    rows = session.execute(
        sa.select(col(CriterionRow.key), col(CriterionRow.id), col(CriterionRow.levels)).where(
            col(CriterionRow.version_id) == version_id
        )
    ).all()
    return {row[0]: (row[1], row[2]) for row in rows}


def keep_hands(session: Session, item_id: int, criterion_id: int, counts: Mapping[int, int]) -> None:
    """Write a show of hands in place of the one before."""
    where = (col(SessionCountRow.item_id) == item_id, col(SessionCountRow.criterion_id) == criterion_id)
    session.execute(sa.delete(SessionCountRow).where(*where))
    session.add_all(
        SessionCountRow(item_id=item_id, criterion_id=criterion_id, step=step, people=people)
        for step, people in counts.items()
        if people
    )
    session.flush()


def keep_proposal(session: Session, row: DefinitionProposalRow) -> None:
    """Write what was agreed for a criterion in place of what was written before."""
    session.merge(row)
    session.flush()


def close(session: Session, session_id: int, now: datetime) -> bool:
    """Close a session, once."""
    where = (col(CalibrationSessionRow.id) == session_id, col(CalibrationSessionRow.closed_at).is_(None))
    closed = session.execute(sa.update(CalibrationSessionRow).where(*where).values(closed_at=now))
    return bool(closed.rowcount == 1)  # type: ignore[attr-defined]  # a CursorResult, which has it
