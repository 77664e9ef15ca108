"""What the last run says of a candidacy, for whoever may see it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db.calibrations import has_entered, visible
from hiringkit.db.interviews import Columns
from hiringkit.db.queries import ME, given, run
from hiringkit.db.scorecards import opens
from hiringkit.db.tables import CalibrationRunRow, CalibrationScoreRow, CandidacyRow, LoopRow, RubricVersionRow
from hiringkit.policy.people import Viewer


def fair(session: Session, viewer: Viewer | None, *, candidacy_id: int = 0, loop_id: int = 0) -> Sequence[Columns]:
    """The last run that the viewer may see of a candidacy's pack, or of each one's of a loop, and what it says there.

    No row where none may be shown: policy.calibrations.may_see_score, said in SQL.

    Candidacy; run's id, time, status, ratings, result; value, or None when the candidacy is not in it; version's id,
    content hash.
    Without a viewer it is the operator who asks: only once the panel is complete or it was opened.
    """
    asker = {"me": viewer.person_id} if viewer else {}
    query = _fair(in_loop=bool(loop_id), is_operator=viewer is None)
    return run(session, query, target=loop_id or candidacy_id, **asker).all()


@cache
def _fair(*, in_loop: bool, is_operator: bool) -> sa.Select[*Columns]:
    asked = col(CandidacyRow.loop_id) if in_loop else col(CandidacyRow.id)
    return (
        sa.select(
            col(CandidacyRow.id),
            col(CalibrationRunRow.id),
            col(CalibrationRunRow.made_at),
            col(CalibrationRunRow.status),
            col(CalibrationRunRow.ratings),
            col(CalibrationRunRow.result),
            col(CalibrationScoreRow.value),
            col(RubricVersionRow.id),
            col(RubricVersionRow.content_hash),
        )
        .select_from(CandidacyRow)
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(RubricVersionRow, col(RubricVersionRow.id) == col(LoopRow.version_id))
        .join(CalibrationRunRow, col(CalibrationRunRow.id) == newest(is_operator=is_operator))
        .outerjoin(CalibrationScoreRow, of_run())
        .where(asked == given("target"), has_entered() if is_operator else opens(ME))
        .order_by(col(CandidacyRow.id))
    )


def newest(*, is_operator: bool = False) -> sa.ScalarSelect[int]:
    """The id of the last run over a RubricVersionRow's pack that whoever asks may see."""
    return (
        sa.select(sa.func.max(col(CalibrationRunRow.id)))
        .where(
            col(CalibrationRunRow.pack_id) == col(RubricVersionRow.pack_id),
            sa.true() if is_operator else visible(ME),
        )
        .correlate(RubricVersionRow)
        .scalar_subquery()
    )


def of_run() -> sa.ColumnElement[bool]:
    """What joins a CalibrationScoreRow to its CalibrationRunRow and CandidacyRow."""
    return sa.and_(
        col(CalibrationScoreRow.run_id) == col(CalibrationRunRow.id),
        col(CalibrationScoreRow.candidacy_id) == col(CandidacyRow.id),
    )
