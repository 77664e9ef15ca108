"""What is said and done in a debrief, as it is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db.interviews import Columns
from hiringkit.db.tables import (
    CandidacyWordsRow,
    CriterionRow,
    DebriefItemRow,
    DebriefNoteRow,
    DebriefRatingRow,
    DebriefRow,
    DissentRow,
    LevelConfirmationRow,
    PersonTextRow,
    RatingRow,
    ScorecardRow,
)
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Viewer

FORCED = "debrief:forced"


def begin(session: Session, viewer: Viewer, candidacy_id: int, *, forced: bool, now: datetime) -> None:
    """Open a debrief; a second one for the candidacy is refused by the key."""
    session.add(DebriefRow(candidacy_id=candidacy_id, opened_at=now, opened_by=viewer.person_id, forced=forced))
    session.flush()


def touch(session: Session, candidacy_id: int) -> None:
    """Let everybody in the room know that there is something new; holds its row until the act is done."""
    here = col(DebriefRow.candidacy_id) == candidacy_id
    session.execute(sa.update(DebriefRow).where(here).values(revision=col(DebriefRow.revision) + 1))


def say(session: Session, candidacy_id: int, field: str, text: str) -> None:
    """Keep words about a candidacy."""
    session.add(CandidacyWordsRow(candidacy_id=candidacy_id, field=field, text=text))
    session.flush()


def rated(session: Session, candidacy_id: int, scorecard_id: int, criterion: str) -> Columns | None:
    """A rating that counts, of a card that is in: criterion's row id, levels, author's id, author's name."""
    return session.execute(
        sa.select(
            col(RatingRow.criterion_id), col(RatingRow.levels), col(ScorecardRow.author_id), col(PersonTextRow.name)
        )
        .select_from(RatingRow)
        .join(CriterionRow, col(CriterionRow.id) == col(RatingRow.criterion_id))
        .join(ScorecardRow, col(ScorecardRow.id) == col(RatingRow.scorecard_id))
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(ScorecardRow.author_id))
        .where(
            col(ScorecardRow.id) == scorecard_id,
            col(ScorecardRow.candidacy_id) == candidacy_id,
            col(ScorecardRow.trainee).is_(False),
            col(CriterionRow.key) == criterion,
        )
    ).one_or_none()


def newest_rating(session: Session, scorecard_id: int, criterion_id: int) -> Columns | None:
    """What was recorded last for a rating: its number, step, reason, words; by whom, id and name."""
    row = DebriefRatingRow
    return session.execute(
        sa.select(
            *(col(row.id), col(row.step), col(row.reason)),
            sa.func.coalesce(col(CandidacyWordsRow.text), ""),
            *(col(row.recorded_by), col(PersonTextRow.name)),
        )
        .outerjoin(CandidacyWordsRow, _words_of("rating", row))
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(row.recorded_by))
        .where(col(row.scorecard_id) == scorecard_id, col(row.criterion_id) == criterion_id)
        .order_by(col(row.id).desc())
        .limit(1)
    ).one_or_none()


def newest_words(session: Session, candidacy_id: int, row: type[DebriefNoteRow | DissentRow]) -> Columns | None:
    """Who wrote the last note, or the last dissent, and its words."""
    kind = "note" if row is DebriefNoteRow else "dissent"
    return session.execute(
        sa.select(col(row.person_id), col(CandidacyWordsRow.text))
        .join(CandidacyWordsRow, _words_of(kind, row))
        .where(col(row.candidacy_id) == candidacy_id)
        .order_by(col(row.id).desc())
        .limit(1)
    ).one_or_none()


def _words_of(kind: str, row: type[DebriefRatingRow | DebriefNoteRow | DissentRow]) -> sa.ColumnElement[bool]:
    field = sa.literal(f"{kind}:") + sa.cast(col(row.id), sa.String)
    here = col(CandidacyWordsRow.candidacy_id) == col(row.candidacy_id)
    return sa.and_(here, col(CandidacyWordsRow.field) == field)


def newest_level(session: Session, candidacy_id: int) -> Columns | None:
    """The level that was confirmed last, and by whom."""
    row = LevelConfirmationRow
    newest = sa.select(col(row.level), col(row.person_id)).where(col(row.candidacy_id) == candidacy_id)
    return session.execute(newest.order_by(col(row.id).desc()).limit(1)).one_or_none()


def criterion_id(session: Session, version_id: int, key: str) -> int:
    """The row id of a criterion of a version, or NotFoundError."""
    found = session.execute(
        sa.select(col(CriterionRow.id)).where(col(CriterionRow.version_id) == version_id, col(CriterionRow.key) == key)
    ).scalar()
    if found is None:
        raise NotFoundError("There is no such criterion in this rubric.", where=key)
    return int(found)


def items(session: Session, candidacy_id: int) -> Sequence[DebriefItemRow]:
    """The items that were begun."""
    return session.scalars(
        sa.select(DebriefItemRow).where(col(DebriefItemRow.candidacy_id) == candidacy_id).with_for_update()
    ).all()
