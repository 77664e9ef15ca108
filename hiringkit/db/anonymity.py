"""What a candidate is called by whoever looks: the one place in which a query reads a candidate's name.

Who sits with a candidate only in stages that are graded without names is told an alias instead: policy.anonymity, said
in SQL. Each query that shows a name asks for it here, and a test sees to that.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from hiringkit.db import access
from hiringkit.db.tables import CandidacyRow, CandidateTextRow, InterviewRow, ScorecardRow, StageRow
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.policy.anonymity import LETTERS
from hiringkit.policy.people import Viewer

_card, _interview, _stage = aliased(ScorecardRow), aliased(InterviewRow), aliased(StageRow)  # slow to make: once
full_name = col(CandidateTextRow.name)
"""The name itself: for the operator, for who changes it, for who is asked about the loop's staff alone."""


def alias_of(number: Any) -> sa.ColumnElement[str]:
    """The alias of a candidacy's number: policy.anonymity.alias, said in SQL."""
    letter = sa.func.substr(LETTERS, number % len(LETTERS) + 1, 1)
    return sa.literal("Candidate ") + letter + sa.cast(number // len(LETTERS) + 1, sa.String)


def _sits(viewer: Viewer, *, unnamed: bool) -> sa.ColumnElement[bool]:
    """Whether the viewer has a seat with a CandidacyRow in such a stage; each seat has its scorecard.

    A seat without names counts though its interview was cancelled; one that tells the name does not any more.
    """
    return sa.exists(
        sa.select(sa.literal(1))
        .select_from(_card)
        .join(_interview, col(_interview.id) == col(_card.interview_id))
        .join(_stage, col(_stage.id) == col(_interview.stage_id))
        .where(
            col(_card.candidacy_id) == col(CandidacyRow.id),
            col(_card.author_id) == viewer.person_id,
            col(_stage.without_names) if unnamed else sa.not_(col(_stage.without_names)),
            sa.true() if unnamed else col(_interview.state) == InterviewState.PLANNED,
        )
        .correlate(CandidacyRow)
    )


def is_unnamed(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Whether the viewer is told the alias of a CandidacyRow: policy.anonymity.knows_name, said in SQL."""
    return sa.and_(
        _sits(viewer, unnamed=True),
        sa.not_(_sits(viewer, unnamed=False)),
        sa.not_(access.is_staff(viewer, col(CandidacyRow.loop_id))),
        sa.not_(access.is_called(viewer)),
    )


def name(viewer: Viewer | None) -> Any:
    """What a CandidacyRow with its CandidateTextRow is called by a viewer; the operator is told the name."""
    if viewer is None:
        return full_name
    return sa.case((is_unnamed(viewer), alias_of(col(CandidacyRow.id))), else_=full_name)


def name_at(viewer: Viewer, stage: type[StageRow] = StageRow) -> Any:
    """As `name`, where the viewer has a seat with the candidate in this stage, of an interview that is planned.

    One that tells the name is enough, so that the other seats are looked for only where this one does not.
    """
    return sa.case(
        (sa.and_(col(stage.without_names), is_unnamed(viewer)), alias_of(col(CandidacyRow.id))), else_=full_name
    )


def name_seated(viewer: Viewer) -> Any:
    """As `name`, where the viewer has a seat of an InterviewRow at a StageRow.

    One that takes place and tells the name is enough, so that other seats are looked for only where this one does not.
    """
    tells = sa.and_(sa.not_(col(StageRow.without_names)), col(InterviewRow.state) == InterviewState.PLANNED)
    return sa.case((sa.and_(sa.not_(tells), is_unnamed(viewer)), alias_of(col(CandidacyRow.id))), else_=full_name)


def hidden(viewer: Viewer) -> Any:
    """The name that a viewer is not to know, to be taken out of what others wrote; nothing for who knows it."""
    return sa.case((is_unnamed(viewer), full_name))


def grades(viewer: Viewer, stage_id: Any) -> sa.ColumnElement[bool]:
    """Whether the viewer has a seat with a CandidacyRow in this stage."""
    return sa.exists(
        sa.select(sa.literal(1))
        .select_from(_card)
        .join(_interview, col(_interview.id) == col(_card.interview_id))
        .where(
            col(_card.candidacy_id) == col(CandidacyRow.id),
            col(_card.author_id) == viewer.person_id,
            col(_interview.state) == InterviewState.PLANNED,
            col(_interview.stage_id) == stage_id,
        )
        .correlate_except(_card, _interview)
    )


def has_unnamed(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Whether the viewer sits in any stage that is graded without names.

    Whether there is any such stage is asked first, of an index of their own: then nobody's seats are gone through.
    """
    mine = sa.exists(
        sa.select(sa.literal(1))
        .select_from(_stage)
        .join(_interview, col(_interview.stage_id) == col(_stage.id))
        .join(_card, col(_card.interview_id) == col(_interview.id))
        .where(col(_stage.without_names), col(_card.author_id) == viewer.person_id)
    )
    return sa.case((sa.exists(sa.select(sa.literal(1)).where(col(StageRow.without_names))), mine), else_=sa.false())
