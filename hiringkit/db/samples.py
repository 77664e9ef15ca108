"""Reference samples: reading them, and their reference ratings only for whoever has nothing left to hand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from hiringkit.db.interviews import Columns
from hiringkit.db.tables import (
    CriterionRow,
    DrillRow,
    LoopRow,
    MembershipRow,
    PackRow,
    PersonRow,
    PersonTextRow,
    RubricVersionRow,
    SampleRatingRow,
    SampleRow,
)
from hiringkit.db.tables.packs import VersionState
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import LoopRole, Viewer
from hiringkit.policy.samples import DrillState
from hiringkit.rubrics.packs import ReferenceRating

_DONE = (DrillState.HANDED_IN, DrillState.GIVEN_UP)


def sees_reference(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition on SampleRow: policy.samples.may_see_reference, said in SQL."""
    done = aliased(DrillRow)
    over = sa.exists().where(
        col(done.sample_id) == col(SampleRow.id),
        col(done.person_id) == viewer.person_id,
        col(done.state).in_(_DONE),
    )
    return sa.or_(sa.func.coalesce(col(SampleRow.made_by), 0) == viewer.person_id, over)


def _samples(viewer: Viewer) -> sa.Select[*Columns]:
    own = aliased(DrillRow)
    made_by = aliased(PersonTextRow)
    others = sa.select(sa.func.count()).where(col(DrillRow.sample_id) == col(SampleRow.id)).correlate(SampleRow)
    return (
        sa.select(
            col(SampleRow.id),
            col(SampleRow.pack_id),
            col(PackRow.title),
            col(SampleRow.version_id),
            col(RubricVersionRow.content_hash),
            col(SampleRow.key),
            col(SampleRow.number),
            col(SampleRow.stage),
            col(SampleRow.name),
            col(SampleRow.kind),
            col(SampleRow.text),
            col(SampleRow.made_by),
            col(made_by.name).label("maker"),
            col(SampleRow.made_at),
            col(SampleRow.retired_at),
            col(own.id).label("drill_id"),
            col(own.state).label("drill"),
            col(own.due_at).label("due_at"),
            sees_reference(viewer).label("is_open"),
            others.scalar_subquery().label("drills"),
            others.where(col(DrillRow.state) == DrillState.HANDED_IN).scalar_subquery().label("handed_in"),
            col(RubricVersionRow.number).label("version_number"),
        )
        .join(PackRow, col(PackRow.id) == col(SampleRow.pack_id))
        .join(RubricVersionRow, col(RubricVersionRow.id) == col(SampleRow.version_id))
        .outerjoin(made_by, col(made_by.person_id) == col(SampleRow.made_by))
        .outerjoin(own, sa.and_(col(own.sample_id) == col(SampleRow.id), col(own.person_id) == viewer.person_id))
    )


def listed(session: Session, viewer: Viewer, *, retired: bool) -> Sequence[sa.RowMapping]:
    """Every sample, by pack, stage and name: those in use, or those retired."""
    is_retired = col(SampleRow.retired_at).is_not(None)
    order = (col(PackRow.title), col(SampleRow.pack_id), col(SampleRow.stage), col(SampleRow.name), col(SampleRow.id))
    query = _samples(viewer).where(is_retired if retired else sa.not_(is_retired)).order_by(*order)
    return session.execute(query).mappings().all()


def read(session: Session, viewer: Viewer, sample_id: int) -> sa.RowMapping:
    """One sample, or NotFoundError."""
    row = session.execute(_samples(viewer).where(col(SampleRow.id) == sample_id)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("There is no such sample.", where=f"sample {sample_id}")
    return row


def criteria(session: Session, sample_id: int) -> Sequence[Columns]:
    """What a sample is rated on, in the order of the rubric: criterion's id, key, name, levels. Never a rating."""
    return session.execute(
        sa.select(col(CriterionRow.id), col(CriterionRow.key), col(CriterionRow.name), col(CriterionRow.levels))
        .join(SampleRatingRow, col(SampleRatingRow.criterion_id) == col(CriterionRow.id))
        .where(col(SampleRatingRow.sample_id) == sample_id)
        .order_by(col(CriterionRow.position))
    ).all()


def reference(session: Session, viewer: Viewer, sample_id: int) -> Sequence[Columns]:
    """The reference ratings of a sample, nothing while they are closed to the viewer: key, step, why."""
    return session.execute(
        sa.select(col(CriterionRow.key), col(SampleRatingRow.step), col(SampleRatingRow.why))
        .select_from(SampleRatingRow)
        .join(CriterionRow, col(CriterionRow.id) == col(SampleRatingRow.criterion_id))
        .join(SampleRow, col(SampleRow.id) == col(SampleRatingRow.sample_id))
        .where(col(SampleRatingRow.sample_id) == sample_id, sees_reference(viewer))
        .order_by(col(CriterionRow.position))
    ).all()


def versions(session: Session, pack_id: int, key: str) -> Sequence[Columns]:
    """The versions of a sample, newest first: id, number, when it was made, when retired."""
    return session.execute(
        sa.select(col(SampleRow.id), col(SampleRow.number), col(SampleRow.made_at), col(SampleRow.retired_at))
        .where(col(SampleRow.pack_id) == pack_id, col(SampleRow.key) == key)
        .order_by(col(SampleRow.number).desc())
    ).all()


def askable(session: Session, sample_id: int, pack_id: int) -> Sequence[Columns]:
    """Who interviews in a loop of the pack and has no drill on the sample yet, by name: id, name."""
    in_loops = (
        sa.select(col(MembershipRow.person_id))
        .join(LoopRow, col(LoopRow.id) == col(MembershipRow.loop_id))
        .join(RubricVersionRow, col(RubricVersionRow.id) == col(LoopRow.version_id))
        .where(col(RubricVersionRow.pack_id) == pack_id, col(MembershipRow.role) == LoopRole.INTERVIEWER)
    )
    asked = sa.select(col(DrillRow.person_id)).where(col(DrillRow.sample_id) == sample_id)
    maker = sa.select(col(SampleRow.made_by)).where(col(SampleRow.id) == sample_id, col(SampleRow.made_by).is_not(None))
    return session.execute(
        sa.select(col(PersonRow.id), col(PersonTextRow.name))
        .join(PersonTextRow, col(PersonTextRow.person_id) == col(PersonRow.id))
        .where(
            col(PersonRow.id).in_(in_loops),
            col(PersonRow.id).not_in(asked),
            col(PersonRow.id).not_in(maker),
            col(PersonRow.disabled_at).is_(None),
        )
        .order_by(col(PersonTextRow.name), col(PersonRow.id))
    ).all()


def newest_versions(session: Session) -> Sequence[Columns]:
    """The newest published version of each pack, by title: pack's id, version's id, content hash, title, slug."""
    newest = (
        sa.select(col(RubricVersionRow.pack_id), sa.func.max(col(RubricVersionRow.number)).label("number"))
        .where(col(RubricVersionRow.state) == VersionState.PUBLISHED)
        .group_by(col(RubricVersionRow.pack_id))
        .subquery()
    )
    return session.execute(
        sa.select(
            col(PackRow.id),
            col(RubricVersionRow.id),
            col(RubricVersionRow.content_hash),
            col(PackRow.title),
            col(PackRow.slug),
        )
        .join(RubricVersionRow, col(RubricVersionRow.pack_id) == col(PackRow.id))
        .join(
            newest,
            sa.and_(newest.c.pack_id == col(PackRow.id), newest.c.number == col(RubricVersionRow.number)),
        )
        .order_by(col(PackRow.title), col(PackRow.id))
    ).all()


def newest(session: Session, pack_id: int, key: str) -> SampleRow | None:
    """The newest version of a sample."""
    query = select(SampleRow).where(SampleRow.pack_id == pack_id, SampleRow.key == key)
    return session.exec(query.order_by(col(SampleRow.number).desc()).limit(1)).one_or_none()


def keep(session: Session, row: SampleRow, ratings: Sequence[ReferenceRating]) -> int:
    """Store a sample's next version with its reference ratings; gives its id."""
    session.add(row)
    session.flush()
    version = col(CriterionRow.version_id) == row.version_id
    rows = session.execute(sa.select(col(CriterionRow.key), col(CriterionRow.id)).where(version)).all()
    known = {row[0]: row[1] for row in rows}
    session.add_all(
        SampleRatingRow(sample_id=row.id, criterion_id=known[one.criterion], step=one.step, why=one.why)
        for one in ratings
    )
    session.flush()
    return row.id


def retire(session: Session, sample_id: int, now: datetime) -> bool:
    """Take a sample out of use; False when it was already."""
    where = (col(SampleRow.id) == sample_id, col(SampleRow.retired_at).is_(None))
    retired = session.execute(sa.update(SampleRow).where(*where).values(retired_at=now))
    return bool(retired.rowcount == 1)  # type: ignore[attr-defined]  # a CursorResult, which has it


def same(row: SampleRow, version_id: int, values: Mapping[str, str]) -> bool:
    """Whether a stored version already says this for that rubric version."""
    return row.version_id == version_id and all(getattr(row, name) == value for name, value in values.items())
