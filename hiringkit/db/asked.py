"""What a stage asks for: the criteria that it sees, as rows of their own or as one text beside what else is read."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func

from hiringkit.db.queries import given, run
from hiringkit.db.tables import CriterionRow, StageCriterionRow, StageRow
from hiringkit.rubrics.packs import Weight

_CRITERIA = (
    sa.select(
        col(CriterionRow.id),
        col(CriterionRow.key),
        col(CriterionRow.name),
        col(CriterionRow.levels),
        col(StageCriterionRow.weight),
    )
    .join(CriterionRow, col(CriterionRow.id) == col(StageCriterionRow.criterion_id))
    .where(col(StageCriterionRow.stage_id) == given("stage_id"))
    .order_by(col(StageCriterionRow.weight), col(CriterionRow.position))
)


def criteria(session: Session, stage_id: int) -> list[tuple[int, str, str, int, Weight]]:
    """What a stage sees: row id, key, name, levels, weight; primary first, then as the version orders them."""
    return [(row[0], row[1], row[2], row[3], row[4]) for row in run(session, _CRITERIA, stage_id=stage_id)]


def in_one(first: Any, *others: Any) -> sa.ScalarSelect[str]:
    """Columns of each criterion that a StageRow sees, in no order, as “depth 5,tact 5”; none may hold a blank."""
    said: sa.ColumnElement[str] = sa.cast(first, sa.String)
    for word in others:
        said = said + " " + sa.cast(word, sa.String)
    return (
        sa.select(func.aggregate_strings(said, ","))
        .select_from(CriterionRow)
        .join(StageCriterionRow, col(StageCriterionRow.criterion_id) == col(CriterionRow.id))
        .where(col(StageCriterionRow.stage_id) == col(StageRow.id))
        .scalar_subquery()
    )
