"""Loops: reading one as a plan, the list of them, and changing them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from hiringkit.db import access, one_text
from hiringkit.db.people import ERASED_PERSON
from hiringkit.db.queries import asking, given, plain, run
from hiringkit.db.tables import (
    ConflictRow,
    CriterionRow,
    InstallationRow,
    LoopRow,
    LoopTallyRow,
    MembershipRow,
    PackRow,
    PanelRow,
    PersonRow,
    PersonTextRow,
    QualificationRow,
    RubricVersionRow,
    StageCriterionRow,
    StageRow,
    WaiverRow,
)
from hiringkit.db.tables.loops import LoopState
from hiringkit.db.tables.packs import VersionState
from hiringkit.errors import ConflictError, NotFoundError
from hiringkit.loops.plans import PlannedStage, Sitter
from hiringkit.policy.people import LoopRole, Role, Viewer
from hiringkit.policy.qualifications import Training
from hiringkit.policy.scorecards import Seat
from hiringkit.rubrics.packs import Weight

PAGE = 50
Row = tuple[Any, ...]
_decider, _breaker = aliased(PersonTextRow), aliased(PersonTextRow)


def _is_able(person: type[PersonTextRow]) -> sa.ColumnElement[bool]:
    """Whether somebody can still sign in: whoever cannot neither decides nor leads."""
    return sa.exists().where(col(PersonRow.id) == col(person.person_id), col(PersonRow.disabled_at).is_(None))


_version = aliased(RubricVersionRow)
_newest = (
    sa.select(func.coalesce(func.max(col(_version.number)), 0))
    .where(col(_version.pack_id) == col(RubricVersionRow.pack_id), col(_version.state) == VersionState.PUBLISHED)
    .scalar_subquery()
    .label("newest_version")
)
_HEAD = (
    sa.select(
        *sa.inspect(LoopRow).local_table.columns,
        col(RubricVersionRow.number).label("version_number"),
        col(RubricVersionRow.content_hash),
        col(PackRow.id).label("pack_id"),
        col(PackRow.title).label("pack_title"),
        col(_decider.name).label("decider"),
        col(_breaker.name).label("tie_breaker"),
        col(LoopTallyRow.candidates),
        _newest,
    )
    .join(RubricVersionRow, col(RubricVersionRow.id) == col(LoopRow.version_id))
    .join(PackRow, col(PackRow.id) == col(RubricVersionRow.pack_id))
    .join(LoopTallyRow, col(LoopTallyRow.loop_id) == col(LoopRow.id))
    .outerjoin(_decider, sa.and_(col(_decider.person_id) == col(LoopRow.decider_id), _is_able(_decider)))
    .outerjoin(_breaker, sa.and_(col(_breaker.person_id) == col(LoopRow.tie_breaker_id), _is_able(_breaker)))
)


def head(session: Session, viewer: Viewer | None, loop_id: int, *, lock: bool = False) -> Mapping[str, Any]:
    """A loop's own row with its version, names and count of candidates; NotFoundError when it may not be seen.

    Without a viewer it is the operator who asks, and sees every loop. `lock` keeps other managers, and the opening,
    from the loop until the act is done.
    """
    query = _head(viewer.role if viewer else None)
    query = query.with_for_update(of=LoopRow) if lock else query
    asker = {"me": viewer.person_id} if viewer else {}
    row = run(session, query, loop_id=loop_id, **asker).mappings().one_or_none()
    if row is None:
        raise NotFoundError("There is no such loop.", where=f"loop {loop_id}")
    return dict(row)


@cache
def _head(role: Role | None) -> sa.Select[*tuple[Any, ...]]:
    me = asking(role) if role else None
    manages = access.manages_loop(me) if me else sa.false()
    staffs = access.staffs(me, col(LoopRow.id)) if me else sa.false()
    reaches = access.reaches_loop(me) if me else sa.true()
    query = _HEAD.add_columns(manages.label("is_manager"), staffs.label("is_staff"))
    return query.where(col(LoopRow.id) == given("loop_id"), reaches)


def listed(
    session: Session, viewer: Viewer, *, state: LoopState | None, words: str, after: int
) -> list[tuple[str, str]]:
    """The loops that a viewer reaches, newest first; one more than a page, so that the next one is known of.

    Of each how many candidates it has, as a text, and what LoopTallyRow says of it.
    """
    words = re.sub("([/%_])", r"/\1", words)
    parts = {name: value for name, value in (("state", state), ("words", words), ("after", after)) if value}
    ((counts, lines),) = plain(session, _listed(viewer.role, frozenset(parts)), me=viewer.person_id, **parts)
    return list(zip(one_text.parts(counts), one_text.parts(lines), strict=True))


@cache
def _listed(role: Role, parts: frozenset[str]) -> sa.Select[*tuple[Any, ...]]:
    """The rows of LoopTallyRow alone are walked, unless the loop's own words are asked for."""
    tally, loop_id = LoopTallyRow, col(LoopTallyRow.loop_id)
    rows = sa.select(sa.cast(col(tally.candidates), sa.String).label("candidates"), col(tally.line)).where(
        _reached(asking(role), loop_id)
    )
    if parts & {"state", "words"}:
        rows = rows.join(LoopRow, col(LoopRow.id) == loop_id)
    words = sa.bindparam("words", type_=sa.String)
    texts = (col(LoopRow.title), col(LoopRow.requisition))
    conditions = {
        "state": col(LoopRow.state) == given("state"),
        "words": sa.or_(*(text.icontains(words, escape="/") for text in texts)),
        "after": loop_id < given("after"),
    }
    found = rows.where(*(conditions[part] for part in parts)).order_by(loop_id.desc()).limit(PAGE + 1).subquery()
    return sa.select(one_text.joined(found.c.candidates), one_text.joined(found.c.line))


def _reached(me: Viewer, loop_id: Any) -> sa.ColumnElement[bool]:
    """access.reaches_loop, of a loop that is known by its id, asked row by row."""
    if me.role is Role.ADMIN:
        return sa.true()
    return sa.or_(access.is_member(me, loop_id), access.is_named(me, loop_id, "decider_id", "tie_breaker_id"))


_stage = sa.inspect(StageRow).local_table
_STAGES = (
    sa.select(*_stage.columns, col(CriterionRow.key).label("criterion"), col(StageCriterionRow.weight))
    .outerjoin(StageCriterionRow, col(StageCriterionRow.stage_id) == _stage.c.id)
    .outerjoin(CriterionRow, col(CriterionRow.id) == col(StageCriterionRow.criterion_id))
    .where(_stage.c.loop_id == given("loop_id"))
    .order_by(_stage.c.position, col(CriterionRow.position))
)


def stage_rows(session: Session, loop_id: int) -> tuple[Row, ...]:
    """A loop's stages in order, a row for each criterion that one sees; for `stages`."""
    return tuple(run(session, _STAGES, loop_id=loop_id))


def stages(rows: Iterable[Row], panels: Mapping[str, Sequence[Sitter]]) -> tuple[PlannedStage, ...]:
    """A loop's stages in order, with what each sees and who sits on it, as `people_in` gives it."""
    heads: dict[str, Mapping[str, Any]] = {}
    criteria: dict[str, dict[str, Weight]] = {}
    for values in rows:
        row = dict(zip(_STAGE_COLUMNS, values, strict=True))
        heads.setdefault(row["key"], row)
        seen = criteria.setdefault(row["key"], {})
        if row["criterion"]:
            seen[row["criterion"]] = row["weight"]
    return tuple(
        PlannedStage(
            key=key,
            criteria=criteria[key],
            panel=tuple(panels.get(key, ())),
            **{name: row[name] for name in _STAGE_FIELDS},
        )
        for key, row in heads.items()
    )


_STAGE_COLUMNS = tuple(column.name for column in _STAGES.selected_columns)
_STAGE_FIELDS = (
    "name",
    "minutes",
    "advice",
    "format",
    "scenario",
    "work_sample",
    "risk_objection",
    "without_names",
    "ai_policy",
    "probes",
    "ai_check",
)
_SEATS = {Seat.LEAD: 0, Seat.SECOND: 1, Seat.SHADOW: 2}


def _is_trained() -> sa.ColumnElement[bool]:
    """Whether who is on a panel may take its kind of stage alone: policy.qualifications.is_qualified, said in SQL."""
    record = sa.and_(
        col(QualificationRow.person_id) == col(PanelRow.person_id), col(QualificationRow.kind) == col(StageRow.key)
    )
    none_needed = sa.not_(sa.exists().where(col(InstallationRow.training).is_(True)))
    return sa.or_(
        sa.exists().where(record, col(QualificationRow.training) == Training.QUALIFIED),
        sa.and_(none_needed, sa.not_(sa.exists().where(record))),
    )


def _has_conflict() -> sa.ColumnElement[bool]:
    """Whether who is on a panel has a conflict of interest with the whole loop."""
    return sa.exists().where(
        col(ConflictRow.person_id) == col(PanelRow.person_id), col(ConflictRow.loop_id) == col(StageRow.loop_id)
    )


_PEOPLE = sa.union_all(
    sa.select(
        col(StageRow.key),
        col(PanelRow.person_id),
        col(PersonTextRow.name),
        sa.cast(PanelRow.seat, sa.String),
        sa.case((_is_trained(), 1), else_=0),
        sa.case((_has_conflict(), 1), else_=0),
    )
    .join(StageRow, col(StageRow.id) == col(PanelRow.stage_id))
    .join(PersonTextRow, col(PersonTextRow.person_id) == col(PanelRow.person_id))
    .where(col(StageRow.loop_id) == given("loop_id"), _is_able(PersonTextRow)),
    sa.select(
        sa.literal(""),
        col(MembershipRow.person_id),
        col(PersonTextRow.name),
        sa.cast(MembershipRow.role, sa.String),
        sa.case((_is_able(PersonTextRow), 1), else_=0),
        sa.literal(0),
    )
    .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(MembershipRow.person_id))
    .where(col(MembershipRow.loop_id) == given("loop_id")),
)


def people_rows(session: Session, loop_id: int) -> tuple[Row, ...]:
    """Who is on the panels of a loop's stages, and who belongs to it; for `people_in`."""
    return tuple(run(session, _PEOPLE, loop_id=loop_id))


def people_in(
    found: Iterable[Row],
) -> tuple[Mapping[str, Sequence[Sitter]], Sequence[tuple[int, str, LoopRole, bool]]]:
    """The panel of each stage by its key, and who belongs to the loop, by name.

    Of each of these: person id, name, what they are, whether they can sign in no more.
    """
    rows = sorted(found, key=lambda row: (row[2] is not None, row[2] or "", row[3]))
    panels: dict[str, list[Sitter]] = {}
    sitting = sorted((row for row in rows if row[0]), key=lambda row: _SEATS[Seat(row[3])])
    for key, person_id, name, seat, is_trained, has_conflict in sitting:
        panels.setdefault(key, []).append(Sitter(person_id, name, seat, bool(is_trained), bool(has_conflict)))
    return panels, [(row[1], row[2] or ERASED_PERSON, LoopRole(row[3]), not row[4]) for row in rows if not row[0]]


_WAIVERS = (
    sa.select(
        col(WaiverRow.finding),
        col(WaiverRow.reason),
        col(PersonTextRow.name),
        col(WaiverRow.at),
        col(WaiverRow.is_met),
        col(WaiverRow.title),
    )
    .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(WaiverRow.person_id))
    .where(col(WaiverRow.loop_id) == given("loop_id"))
    .order_by(col(WaiverRow.at))
)


def waivers(session: Session, loop_id: int) -> tuple[tuple[str, str, str, datetime, bool, str], ...]:
    """What was answered: the finding, the reason, who, when, whether it is met rather than waived, what it said."""
    rows = run(session, _WAIVERS, loop_id=loop_id)
    return tuple((row[0], row[1], row[2] or ERASED_PERSON, row[3], row[4], row[5]) for row in rows)


def people(session: Session) -> list[tuple[int, str, str]]:
    """Everybody who can sign in: id, name, global role; by name."""
    rows = session.execute(
        sa.select(col(PersonRow.id), col(PersonTextRow.name), col(PersonRow.role))
        .join(PersonTextRow, col(PersonTextRow.person_id) == col(PersonRow.id))
        .where(col(PersonRow.disabled_at).is_(None))
        .order_by(col(PersonTextRow.name), col(PersonRow.id))
    ).all()
    return [(row[0], row[1], row[2].value) for row in rows]


def criteria(session: Session, version_id: int) -> dict[str, int]:
    """The row id of each criterion of a version, by key."""
    rows = session.exec(select(CriterionRow.key, CriterionRow.id).where(CriterionRow.version_id == version_id)).all()
    return dict(rows)


def stage_row(session: Session, loop_id: int, key: str) -> StageRow:
    """A stage of a loop, to be changed; NotFoundError."""
    row = session.exec(select(StageRow).where(StageRow.loop_id == loop_id, StageRow.key == key)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such stage in this loop.", where=key)
    return row


def update(session: Session, loop_id: int, revision: int, **values: object) -> None:
    """Change a loop if nobody has since it was read; ConflictError otherwise."""
    changed = session.execute(
        sa.update(LoopRow)
        .where(col(LoopRow.id) == loop_id, col(LoopRow.revision) == revision)
        .values(revision=revision + 1, **values)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult, which has it
        raise ConflictError(
            "Somebody changed this loop since you loaded the page.",
            mend="Load the page again, and look at what it says now.",
        )


def open_once(session: Session, loop_id: int, now: datetime) -> bool:
    """Draft to open, once; False when somebody (or a second click) was there first."""
    opened = session.execute(
        sa.update(LoopRow)
        .where(col(LoopRow.id) == loop_id, col(LoopRow.state) == LoopState.DRAFT)
        .values(state=LoopState.OPEN, opened_at=now, revision=col(LoopRow.revision) + 1)
    )
    return bool(opened.rowcount == 1)  # type: ignore[attr-defined]  # as above


def add_stage(session: Session, loop_id: int, position: int, stage: PlannedStage, known: Mapping[str, int]) -> int:
    """A new stage with its criteria and panel; `known` gives the row ids of criteria by key."""
    row = StageRow(
        loop_id=loop_id, position=position, key=stage.key, **{name: getattr(stage, name) for name in _STAGE_FIELDS}
    )
    session.add(row)
    session.flush()
    session.add_all(
        StageCriterionRow(stage_id=row.id, criterion_id=known[key], weight=weight)
        for key, weight in stage.criteria.items()
    )
    session.add_all(
        PanelRow(stage_id=row.id, person_id=sitter.person_id, seat=Seat(sitter.seat)) for sitter in stage.panel
    )
    session.flush()
    return row.id


def see(session: Session, stage_id: int, criterion_id: int, weight: Weight | None) -> None:
    """Let a stage see a criterion with a weight; None lets it see the criterion no more."""
    where = (
        col(StageCriterionRow.stage_id) == stage_id,
        col(StageCriterionRow.criterion_id) == criterion_id,
    )
    session.execute(sa.delete(StageCriterionRow).where(*where))
    if weight is not None:
        session.add(StageCriterionRow(stage_id=stage_id, criterion_id=criterion_id, weight=weight))
        session.flush()


def seat(session: Session, stage_id: int, seats: Mapping[int, Seat]) -> None:
    """Put these people, and nobody else, on a stage's panel."""
    session.execute(sa.delete(PanelRow).where(col(PanelRow.stage_id) == stage_id))
    session.add_all(PanelRow(stage_id=stage_id, person_id=person, seat=place) for person, place in seats.items())
    session.flush()


def order(session: Session, loop_id: int, keys: list[str]) -> None:
    """Put a loop's stages into this order. In two steps: positions are unique at every moment."""
    rows = {row.key: row for row in session.exec(select(StageRow).where(StageRow.loop_id == loop_id)).all()}
    for offset in (1_000, 1):
        for place, key in enumerate(keys):
            rows[key].position = place + offset
            session.add(rows[key])
        session.flush()


def people_of(session: Session, loop_id: int) -> dict[int, str]:
    """Members of a loop, who decides and who breaks ties: names by person id."""
    members = sa.select(col(MembershipRow.person_id)).where(col(MembershipRow.loop_id) == loop_id)
    here = col(LoopRow.id) == loop_id
    named = (sa.select(col(LoopRow.decider_id)).where(here), sa.select(col(LoopRow.tie_breaker_id)).where(here))
    rows = session.execute(
        sa.select(col(PersonTextRow.person_id), col(PersonTextRow.name)).where(
            col(PersonTextRow.person_id).in_(members.union(*named))
        )
    ).all()
    return {row[0]: row[1] for row in rows}
