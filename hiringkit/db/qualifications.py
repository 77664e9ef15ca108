"""How far training has come, who counts as qualified, and how much interviewing people take."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from hiringkit.db.tables import (
    CapacityRow,
    InstallationRow,
    PersonRow,
    PersonTextRow,
    QualificationRow,
    StageRow,
)
from hiringkit.policy.qualifications import Training

Columns = tuple[Any, ...]  # what a query selects, in the order in which its function says


def required() -> sa.ScalarSelect[bool]:
    """Whether the organisation requires training."""
    return sa.select(col(InstallationRow.training)).where(col(InstallationRow.id) == 1).scalar_subquery()


def is_required(session: Session) -> bool:
    """As `required`, asked now."""
    return bool(session.scalar(sa.select(required())))


def require(session: Session, *, is_required: bool) -> None:
    """Say whether training is required."""
    session.execute(sa.update(InstallationRow).values(training=is_required))


def kinds(session: Session) -> list[tuple[str, str]]:
    """The kinds of stages that loops have: key and the name that it has most lately."""
    rows = session.execute(sa.select(col(StageRow.key), col(StageRow.name)).order_by(col(StageRow.id))).all()
    return sorted({row[0]: row[1] for row in rows}.items(), key=lambda pair: pair[1])


def records(session: Session) -> Sequence[Columns]:
    """Every record, by name: person's id and name, kind, training, by whom, when."""
    person, setter = aliased(PersonTextRow), aliased(PersonTextRow)
    return session.execute(
        sa.select(
            col(QualificationRow.person_id),
            col(person.name),
            col(QualificationRow.kind),
            col(QualificationRow.training),
            col(setter.name),
            col(QualificationRow.set_at),
        )
        .join(PersonRow, col(PersonRow.id) == col(QualificationRow.person_id))
        .join(person, col(person.person_id) == col(QualificationRow.person_id))
        .outerjoin(setter, col(setter.person_id) == col(QualificationRow.set_by))
        .where(col(PersonRow.disabled_at).is_(None))
        .order_by(col(person.name), col(QualificationRow.kind))
    ).all()


def put(session: Session, person_id: int, kind: str, training: Training | None, by: int, now: datetime) -> None:
    """Set how far somebody's training has come; None takes the record away."""
    where = (col(QualificationRow.person_id) == person_id, col(QualificationRow.kind) == kind)
    session.execute(sa.delete(QualificationRow).where(*where))
    if training is not None:
        session.add(QualificationRow(person_id=person_id, kind=kind, training=training, set_by=by, set_at=now))
        session.flush()


def capacity(session: Session, person_id: int) -> CapacityRow | None:
    """How much interviewing somebody takes; None where they said nothing."""
    return session.exec(select(CapacityRow).where(CapacityRow.person_id == person_id)).one_or_none()


def put_capacity(session: Session, row: CapacityRow) -> None:
    """Keep how much interviewing somebody takes."""
    session.merge(row)
    session.flush()


def capacities(session: Session, person_ids: Collection[int]) -> Sequence[Columns]:
    """Of these people, whoever said how much they take: id, name, zone, weekly limit, begin, end, days."""
    return session.execute(
        sa.select(
            col(PersonRow.id),
            col(PersonTextRow.name),
            col(PersonRow.zone),
            col(CapacityRow.weekly_limit),
            col(CapacityRow.begins),
            col(CapacityRow.ends),
            col(CapacityRow.days),
        )
        .join(PersonTextRow, col(PersonTextRow.person_id) == col(PersonRow.id))
        .join(CapacityRow, col(CapacityRow.person_id) == col(PersonRow.id))
        .where(col(PersonRow.id).in_(person_ids))
        .order_by(col(PersonTextRow.name), col(PersonRow.id))
    ).all()
