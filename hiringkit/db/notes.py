"""Notes that are no part of a card: one's own, read by its author alone; handed on, read with the next stage's kit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db import anonymity, audit, conflicts
from hiringkit.db.interviews import Columns
from hiringkit.db.people import ERASED_PERSON
from hiringkit.db.tables import (
    CandidacyRow,
    CandidateTextRow,
    EvidenceCriterionRow,
    EvidenceTextRow,
    InterviewRow,
    PersonTextRow,
    ScorecardNoteRow,
    ScorecardRow,
    SeatRow,
    StageRow,
)
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.policy.people import Viewer
from hiringkit.policy.redaction import Redactor
from hiringkit.scoring.notes import Note


@dataclass(frozen=True)
class OwnNotes:
    """The notes beside a card that its author alone sees there; empty for anybody else."""

    private: str = ""
    handed: str = ""
    handed_at: datetime | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> OwnNotes:
        """Those that a card's head holds for the viewer."""
        return cls(row.get("private_note") or "", row.get("handed") or "", row.get("handed_at"))


_there, _stage = aliased(InterviewRow), aliased(StageRow)  # slow to make: once


def mine(viewer: Viewer, column: Any, kind: Note) -> sa.ScalarSelect[Any]:
    """A column of the note of a ScorecardRow, where the viewer is its author; nothing for anybody else."""
    return (
        sa.select(column)
        .where(
            col(ScorecardNoteRow.scorecard_id) == col(ScorecardRow.id),
            col(ScorecardNoteRow.kind) == kind,
            col(ScorecardRow.author_id) == viewer.person_id,
        )
        .correlate(ScorecardRow)
        .scalar_subquery()
    )


def nearest(candidacy_id: Any, position: Any, *, before: bool) -> Any:
    """Id of a candidacy's interview at the nearest stage before (or after) the one that has this position."""
    further = col(_stage.position) < position if before else col(_stage.position) > position
    return (
        sa.select(col(_there.id))
        .join(_stage, col(_stage.id) == col(_there.stage_id))
        .where(col(_there.candidacy_id) == candidacy_id, col(_there.state) == InterviewState.PLANNED, further)
        .order_by(col(_stage.position).desc() if before else col(_stage.position))
        .limit(1)
        .scalar_subquery()
    )


def handed_from(viewer: Viewer | None, interview_id: Any) -> sa.Select[*tuple[Any, ...]]:
    """The notes that were handed on from an interview; none to whoever has a conflict of interest.

    Who asks may read the next one's kit. Kind, author's id and name, seat, stage, text, when, the name to be taken out.
    """
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            sa.literal("handed").label("kind"),
            col(ScorecardRow.author_id),
            col(PersonTextRow.name).label("name"),
            sa.cast(col(SeatRow.seat), sa.String).label("seat"),
            col(StageRow.name).label("stage"),
            col(ScorecardNoteRow.text).label("text"),
            col(ScorecardNoteRow.at).label("at"),
            (anonymity.hidden(viewer) if viewer else sa.cast(sa.null(), sa.String)).label("hidden"),
        )
        .select_from(ScorecardNoteRow)
        .join(ScorecardRow, col(ScorecardRow.id) == col(ScorecardNoteRow.scorecard_id))
        .join(
            SeatRow,
            sa.and_(
                col(SeatRow.interview_id) == col(ScorecardRow.interview_id),
                col(SeatRow.person_id) == col(ScorecardRow.author_id),
            ),
        )
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(ScorecardRow.author_id))
        .where(
            col(ScorecardNoteRow.kind) == Note.HANDOFF,
            col(ScorecardRow.interview_id) == interview_id,
        )
    )
    if viewer is None:
        return query
    away = conflicts.stands(viewer.person_id, col(CandidacyRow.candidate_id), col(CandidacyRow.loop_id))
    return query.where(sa.not_(away))


def told(row: Columns) -> Columns:
    """A row of `handed_from` without the name that its reader is not to know, in the note either."""
    text = Redactor.of([row[7]], [], "").text(row[5]) if row[7] and row[5] else row[5]
    return (row[0], row[1], row[2] or ERASED_PERSON, row[3], row[4], text, row[6])


def handed(session: Session, viewer: Viewer | None, interview_id: int) -> Sequence[Columns]:
    """The notes handed to an interview, as `told`. Without a viewer it is the operator who asks."""
    here, stage = aliased(InterviewRow), aliased(StageRow)
    of_it = sa.select(col(here.candidacy_id)).where(col(here.id) == interview_id).scalar_subquery()
    position = sa.select(col(stage.position)).join(here, col(here.stage_id) == col(stage.id))
    at = position.where(col(here.id) == interview_id).scalar_subquery()
    query = handed_from(viewer, nearest(of_it, at, before=True))
    return [told(row) for row in session.execute(query.order_by("at", "name")).all()]


def keep(session: Session, scorecard_id: int, kind: Note, text: str, now: datetime) -> None:
    """Write a note over the one before it; without text there is none any more."""
    if text:
        session.merge(ScorecardNoteRow(scorecard_id=scorecard_id, kind=kind, text=text, at=now))
    else:
        of = (col(ScorecardNoteRow.scorecard_id) == scorecard_id, col(ScorecardNoteRow.kind) == kind)
        session.execute(sa.delete(ScorecardNoteRow).where(*of))
    session.flush()


def hand_on(session: Session, viewer: Viewer, scorecard_id: int, text: str, now: datetime) -> bool:
    """Hand a note to the next stage, or take it back by an empty text; the chain tells of it. False: nothing new."""
    before = session.get(ScorecardNoteRow, (scorecard_id, Note.HANDOFF))
    if text == (before.text if before else ""):
        return False
    keep(session, scorecard_id, Note.HANDOFF, text, now)
    audit.append(
        session,
        now=now,
        actor=audit.person(viewer.person_id),
        act="handoff note handed on" if text else "handoff note taken back",
        kind="handoff_note",
        subject_id=scorecard_id,
        detail={"record": audit.salted(session, "handoff_note", scorecard_id, audit.digest(text))},
    )
    return True


def forget_pad(session: Session, scorecard_id: int) -> None:
    """Delete the words of the notes of a pad that speak to no criterion; that there were some stays."""
    speaks = sa.exists().where(
        col(EvidenceCriterionRow.scorecard_id) == col(EvidenceTextRow.scorecard_id),
        col(EvidenceCriterionRow.evidence_id) == col(EvidenceTextRow.evidence_id),
    )
    session.execute(
        sa.delete(EvidenceTextRow).where(col(EvidenceTextRow.scorecard_id) == scorecard_id, sa.not_(speaks))
    )
