"""The later states of scorecards: reading them, writing them, and which one statistics use."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import access
from hiringkit.db.interviews import Columns, is_begun, is_planned
from hiringkit.db.queries import given, run
from hiringkit.db.scorecards import opens, own_cards
from hiringkit.db.tables import (
    AmendedRatingRow,
    CandidacyRow,
    CandidacyWordsRow,
    InterviewRow,
    LoopRow,
    PersonTextRow,
    RatingRow,
    ScorecardRow,
    ScorecardStateRow,
    ScorecardStateTextRow,
    WithdrawnDraftRow,
)
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState

_STATES = (
    sa.select(
        col(ScorecardStateRow.number),
        col(ScorecardStateRow.state),
        col(ScorecardStateRow.at),
        col(ScorecardStateRow.person_id),
        col(PersonTextRow.name),
        col(ScorecardStateRow.is_independent),
        sa.func.coalesce(col(ScorecardStateTextRow.reason), ""),
        sa.func.coalesce(col(ScorecardStateTextRow.content), ""),
    )
    .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(ScorecardStateRow.person_id))
    .outerjoin(
        ScorecardStateTextRow,
        sa.and_(
            col(ScorecardStateTextRow.scorecard_id) == col(ScorecardStateRow.scorecard_id),
            col(ScorecardStateTextRow.number) == col(ScorecardStateRow.number),
        ),
    )
    .where(col(ScorecardStateRow.scorecard_id) == given("scorecard_id"))
    .order_by(col(ScorecardStateRow.number))
)


def states(session: Session, scorecard_id: int) -> Sequence[Columns]:
    """The states of a card that stand apart from its submission: number, state, when, by whom (id, name), whether
    independent, reason, content."""
    return run(session, _STATES, scorecard_id=scorecard_id).all()


def independent_ratings() -> sa.Subquery:
    """Every rating that statistics may use: of each card's last state before its author could read another card.

    `number` is that of the state: 1 as it was submitted.
    """
    last = (
        sa.select(col(ScorecardStateRow.scorecard_id), sa.func.max(col(ScorecardStateRow.number)).label("number"))
        .where(col(ScorecardStateRow.is_independent), col(ScorecardStateRow.state) == CardState.AMENDED)
        .group_by(col(ScorecardStateRow.scorecard_id))
        .subquery()
    )

    def columns(row: type[RatingRow] | type[AmendedRatingRow]) -> list[Any]:
        named = (row.scorecard_id, row.criterion_id, row.step, row.not_observed, row.no_evidence)
        return [col(one) for one in named]

    first = (
        sa.select(*columns(RatingRow), sa.literal(1).label("number"))
        .outerjoin(last, last.c.scorecard_id == col(RatingRow.scorecard_id))
        .where(last.c.number.is_(None))
    )
    later = sa.select(*columns(AmendedRatingRow), col(AmendedRatingRow.number)).join(
        last,
        sa.and_(
            last.c.scorecard_id == col(AmendedRatingRow.scorecard_id), last.c.number == col(AmendedRatingRow.number)
        ),
    )
    return first.union_all(later).subquery("independent")


def evidenced(session: Session, states: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], str]:
    """What was written in these states of cards, each a card's id and a number above 1: as it was kept."""
    if not states:
        return {}
    row = ScorecardStateTextRow
    here = sa.tuple_(col(row.scorecard_id), col(row.number)).in_(states)
    found = session.execute(sa.select(col(row.scorecard_id), col(row.number), col(row.content)).where(here)).all()
    return {(one[0], one[1]): one[2] for one in found if one[2]}


def could_read_another(session: Session, viewer: Viewer, candidacy_id: int) -> bool:
    """Whether somebody may read a card of a candidacy that is not their own."""
    query = (
        sa.select(col(ScorecardRow.id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .where(
            col(ScorecardRow.candidacy_id) == candidacy_id,
            col(ScorecardRow.author_id) != viewer.person_id,
            col(ScorecardRow.state) != CardState.DRAFT,
            opens(viewer),
        )
    )
    return session.execute(query.limit(1)).first() is not None


def add_state(
    session: Session, row: ScorecardStateRow, text: ScorecardStateTextRow, ratings: Sequence[Mapping[str, Any]]
) -> None:
    """Write a state with its words and ratings."""
    session.add(row)
    session.flush()
    session.add(text)
    if ratings:
        session.execute(sa.insert(AmendedRatingRow), [{**one, "number": row.number} for one in ratings])
    session.flush()


def turn(session: Session, scorecard_id: int, revision: int, **values: Any) -> bool:
    """Give a card its next state; False when somebody did since it was read."""
    here = (col(ScorecardRow.id) == scorecard_id, col(ScorecardRow.revision) == revision)
    turned = session.execute(sa.update(ScorecardRow).where(*here).values(revision=revision + 1, **values))
    return bool(turned.rowcount == 1)  # type: ignore[attr-defined]  # a CursorResult, which has it


def standing(session: Session, viewer: Viewer, scorecard_id: int) -> Columns | None:
    """How somebody stands to a card of an interview that takes place, without a word of what it says.

    Card's revision, state, author's id; whether the viewer manages the loop; whether a card of their own is a draft;
    whether anything is typed in it. None for whoever does not know of the candidate.
    """
    return session.execute(
        sa.select(
            col(ScorecardRow.revision),
            col(ScorecardRow.state),
            col(ScorecardRow.author_id),
            access.manages_loop(viewer),
            own_cards(viewer, draft=True),
            is_begun(),
        )
        .select_from(ScorecardRow)
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .where(col(ScorecardRow.id) == scorecard_id, access.reaches_candidacy(viewer), is_planned())
    ).one_or_none()


def note_withdrawn(
    session: Session, viewer: Viewer, candidacy_id: int, interview_id: int, reason: str, now: datetime
) -> None:
    """Keep that a draft was given back, and why."""
    row = WithdrawnDraftRow(candidacy_id=candidacy_id, interview_id=interview_id, person_id=viewer.person_id, at=now)
    session.add(row)
    session.flush()
    session.add(CandidacyWordsRow(candidacy_id=candidacy_id, field=f"withdrawn:{row.id}", text=reason))
    session.flush()
