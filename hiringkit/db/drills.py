"""Drills: a person's own, open or handed in, and how the team does, without a rating that is not open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from hiringkit.db.interviews import Columns
from hiringkit.db.tables import (
    CriterionRow,
    DrillFieldRow,
    DrillRatingRow,
    DrillRow,
    PackRow,
    PersonTextRow,
    RubricVersionRow,
    SampleRatingRow,
    SampleRow,
)
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Viewer
from hiringkit.policy.samples import DrillState

_TABLE = SQLModel.metadata.tables["drill_field"]


def own(session: Session, viewer: Viewer, drill_id: int, *, lock: bool = False) -> DrillRow:
    """The viewer's own drill, or NotFoundError: nobody else's is readable."""
    query = select(DrillRow).where(DrillRow.id == drill_id, DrillRow.person_id == viewer.person_id)
    row = session.exec(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFoundError("There is no such drill of yours.", where=f"drill {drill_id}")
    return row


def listed(session: Session, viewer: Viewer) -> Sequence[Columns]:
    """The viewer's own drills, open ones first: id, state, when due, when ended, sample's id, name, kind, stage, pack's
    title, whether the sample is retired, version's id and content hash."""
    return session.execute(
        sa.select(
            col(DrillRow.id),
            col(DrillRow.state),
            col(DrillRow.due_at),
            col(DrillRow.ended_at),
            col(SampleRow.id),
            col(SampleRow.name),
            col(SampleRow.kind),
            col(SampleRow.stage),
            col(PackRow.title),
            col(SampleRow.retired_at).is_not(None),
            col(SampleRow.version_id),
            col(RubricVersionRow.content_hash),
        )
        .join(SampleRow, col(SampleRow.id) == col(DrillRow.sample_id))
        .join(RubricVersionRow, col(RubricVersionRow.id) == col(SampleRow.version_id))
        .join(PackRow, col(PackRow.id) == col(SampleRow.pack_id))
        .where(col(DrillRow.person_id) == viewer.person_id)
        .order_by(col(DrillRow.ended_at).desc(), col(DrillRow.due_at), col(DrillRow.id))
    ).all()


def fields(session: Session, drill_id: int) -> dict[str, tuple[str, int, datetime]]:
    """What was typed into an open drill: value, revision, when saved, by field."""
    rows = session.execute(
        sa.select(
            col(DrillFieldRow.field),
            col(DrillFieldRow.value),
            col(DrillFieldRow.revision),
            col(DrillFieldRow.saved_at),
        ).where(col(DrillFieldRow.drill_id) == drill_id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def keep(session: Session, drill_id: int, values: Mapping[str, tuple[str, int]], now: datetime) -> None:
    """Write fields with their new revisions; the caller has looked at the old ones within this transaction."""
    for name, (value, revision) in values.items():
        written = {"value": value, "revision": revision, "saved_at": now}
        if revision == 1:
            session.execute(sa.insert(_TABLE).values(drill_id=drill_id, field=name, **written))
        else:
            where = (_TABLE.c.drill_id == drill_id, _TABLE.c.field == name)
            session.execute(sa.update(_TABLE).where(*where).values(**written))


def add(session: Session, row: DrillRow) -> int:
    """Store a drill; gives its id."""
    session.add(row)
    session.flush()
    return row.id


def of(session: Session, sample_id: int, person_id: int) -> Columns | None:
    """Somebody's drill on a sample: id, state."""
    where = (col(DrillRow.sample_id) == sample_id, col(DrillRow.person_id) == person_id)
    return session.execute(sa.select(col(DrillRow.id), col(DrillRow.state)).where(*where)).one_or_none()


def end(session: Session, drill_id: int, state: DrillState, now: datetime) -> bool:
    """Hand in or give up, once; False when it is over already. What was typed goes."""
    where = (col(DrillRow.id) == drill_id, col(DrillRow.state) == DrillState.OPEN)
    done = session.execute(sa.update(DrillRow).where(*where).values(state=state, ended_at=now))
    session.execute(sa.delete(DrillFieldRow).where(col(DrillFieldRow.drill_id) == drill_id))
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]  # a CursorResult, which has it


def store(session: Session, drill_id: int, ratings: Sequence[Mapping[str, Any]]) -> None:
    """Write the ratings of a drill that is handed in."""
    session.add_all(DrillRatingRow(drill_id=drill_id, **rating) for rating in ratings)
    session.flush()


def ratings(session: Session, drill_id: int) -> Sequence[Columns]:
    """What was handed in: criterion's key, step, why it was not observed, evidence."""
    return session.execute(
        sa.select(
            col(CriterionRow.key),
            col(DrillRatingRow.step),
            col(DrillRatingRow.not_observed),
            col(DrillRatingRow.evidence),
        )
        .join(CriterionRow, col(CriterionRow.id) == col(DrillRatingRow.criterion_id))
        .where(col(DrillRatingRow.drill_id) == drill_id)
        .order_by(col(CriterionRow.position))
    ).all()


def team(session: Session, sample_id: int) -> Sequence[Columns]:
    """Who was asked or began: name, state, when due, when ended; and once handed in, ratings and those within one."""
    apart = sa.func.abs(col(DrillRatingRow.step) - col(SampleRatingRow.step))
    return session.execute(
        sa.select(
            col(PersonTextRow.name),
            col(DrillRow.state),
            col(DrillRow.due_at),
            col(DrillRow.ended_at),
            sa.func.count(apart),
            sa.func.coalesce(sa.func.sum(sa.case((apart <= 1, 1), else_=0)), 0),
        )
        .select_from(DrillRow)
        .join(PersonTextRow, col(PersonTextRow.person_id) == col(DrillRow.person_id))
        .outerjoin(DrillRatingRow, col(DrillRatingRow.drill_id) == col(DrillRow.id))
        .outerjoin(
            SampleRatingRow,
            sa.and_(
                col(SampleRatingRow.sample_id) == col(DrillRow.sample_id),
                col(SampleRatingRow.criterion_id) == col(DrillRatingRow.criterion_id),
            ),
        )
        .where(col(DrillRow.sample_id) == sample_id)
        .group_by(
            col(DrillRow.id), col(PersonTextRow.name), col(DrillRow.state), col(DrillRow.due_at), col(DrillRow.ended_at)
        )
        .order_by(col(PersonTextRow.name), col(DrillRow.id))
    ).all()


def is_of(person_id: int) -> sa.ColumnElement[bool]:
    """The condition on DrillRow: it is this person's."""
    return col(DrillRow.person_id) == person_id


def pairs(session: Session, *where: sa.ColumnElement[bool]) -> Sequence[Columns]:
    """Ratings of drills that were handed in beside their references: person's id, pack's id, stage, drill's id, when it
    was handed in, criterion's name, own step, reference step."""
    return session.execute(
        sa.select(
            col(DrillRow.person_id),
            col(SampleRow.pack_id),
            col(SampleRow.stage),
            col(DrillRow.id),
            col(DrillRow.ended_at),
            col(CriterionRow.name),
            col(DrillRatingRow.step),
            col(SampleRatingRow.step),
        )
        .select_from(DrillRatingRow)
        .join(DrillRow, col(DrillRow.id) == col(DrillRatingRow.drill_id))
        .join(SampleRow, col(SampleRow.id) == col(DrillRow.sample_id))
        .join(CriterionRow, col(CriterionRow.id) == col(DrillRatingRow.criterion_id))
        .join(
            SampleRatingRow,
            sa.and_(
                col(SampleRatingRow.sample_id) == col(DrillRow.sample_id),
                col(SampleRatingRow.criterion_id) == col(DrillRatingRow.criterion_id),
            ),
        )
        .where(*where)
        .order_by(col(DrillRow.ended_at), col(DrillRow.id), col(CriterionRow.position))
    ).all()
