"""A draft in storage: one row a field, each with its own revision; and the lock that makes it a submitted card."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, func

from hiringkit.db import bulk
from hiringkit.db.asked import in_one
from hiringkit.db.interviews import is_planned
from hiringkit.db.queries import ME, given, run
from hiringkit.db.scorecards import LINE_REVISION
from hiringkit.db.tables import (
    CriterionRow,
    DraftFieldRow,
    EvidenceCriterionRow,
    EvidenceRow,
    EvidenceTextRow,
    InterviewRow,
    LoopRow,
    RubricVersionRow,
    ScorecardRow,
    StageRow,
)
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState
from hiringkit.scoring.drafts import Line
from hiringkit.scoring.notes import Note
from hiringkit.scoring.scorecards import Card, Objection

_FIELDS = sa.select(
    col(DraftFieldRow.field), col(DraftFieldRow.value), col(DraftFieldRow.revision), col(DraftFieldRow.saved_at)
).where(col(DraftFieldRow.scorecard_id) == given("scorecard_id"))


def fields(session: Session, scorecard_id: int) -> dict[str, tuple[str, int, datetime]]:
    """A draft's fields: value, revision, when saved."""
    return {row[0]: (row[1], row[2], row[3]) for row in run(session, _FIELDS, scorecard_id=scorecard_id)}


OPEN = (
    sa.select(col(ScorecardRow.id))
    .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
    .where(col(ScorecardRow.id) == given("of"), col(ScorecardRow.state) == CardState.DRAFT, is_planned())
)
_IS_OPEN = OPEN.where(col(ScorecardRow.author_id) == ME.person_id)
_CRITERIA = in_one(col(CriterionRow.key), col(CriterionRow.levels), col(CriterionRow.id))
_ASKS = (
    _IS_OPEN.with_only_columns(
        col(LoopRow.version_id),
        col(RubricVersionRow.content_hash),
        _CRITERIA.label("criteria"),
        col(StageRow.risk_objection),
        col(LoopRow.evidence_first),
    )
    .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
    .join(LoopRow, col(LoopRow.id) == col(InterviewRow.loop_id))
    .join(RubricVersionRow, col(RubricVersionRow.id) == col(LoopRow.version_id))
)
_FIELDS_BEFORE = _ASKS.add_columns(
    col(DraftFieldRow.field), col(DraftFieldRow.value), col(DraftFieldRow.revision)
).outerjoin(
    DraftFieldRow,
    sa.and_(
        col(DraftFieldRow.scorecard_id) == col(ScorecardRow.id),
        col(DraftFieldRow.field).in_(sa.bindparam("named", expanding=True)),
    ),
)
_KEYS = (
    sa.select(func.aggregate_strings(col(CriterionRow.key), ","))
    .join(EvidenceCriterionRow, col(EvidenceCriterionRow.criterion_id) == col(CriterionRow.id))
    .where(
        col(EvidenceCriterionRow.scorecard_id) == col(EvidenceRow.scorecard_id),
        col(EvidenceCriterionRow.evidence_id) == col(EvidenceRow.id),
    )
    .scalar_subquery()
)
_counted = aliased(EvidenceRow)
_LINES_BEFORE = (
    _ASKS.add_columns(
        sa.select(func.count())
        .select_from(_counted)
        .where(col(_counted.scorecard_id) == col(ScorecardRow.id))
        .scalar_subquery(),
        col(EvidenceRow.id),
        col(EvidenceTextRow.text),
        _KEYS,
        col(EvidenceTextRow.second),
        col(EvidenceRow.noted),
        LINE_REVISION,
    )
    .outerjoin(
        EvidenceRow,
        sa.and_(
            col(EvidenceRow.scorecard_id) == col(ScorecardRow.id),
            col(EvidenceRow.id).in_(sa.bindparam("named", expanding=True)),
        ),
    )
    .outerjoin(
        EvidenceTextRow,
        sa.and_(
            col(EvidenceTextRow.scorecard_id) == col(EvidenceRow.scorecard_id),
            col(EvidenceTextRow.evidence_id) == col(EvidenceRow.id),
        ),
    )
)


class Asks(NamedTuple):
    """What a draft asks for. `criteria`: key, levels and row id of each, as “depth 5 17,tact 5 18”."""

    version_id: int
    content_hash: str
    criteria: str | None
    risk_objection: bool
    evidence_first: bool


@dataclass(frozen=True)
class Before:
    """A draft that takes what is typed, as it stands: what it asks for, and what a save is typed over, by its name."""

    asks: Asks
    fields: Mapping[str, tuple[str, int]]
    lines: Mapping[str, tuple[Line, int]]
    how_many_lines: int


def before(
    session: Session, viewer: Viewer, scorecard_id: int, names: Collection[str], ids: Collection[str]
) -> Before | None:
    """The viewer's own draft with these fields and lines; None when it is not theirs, or takes nothing more."""
    of = {"of": scorecard_id, "me": viewer.person_id}
    found = run(session, _LINES_BEFORE, **of, named=list(ids)).all() if ids else ()
    typed = run(session, _FIELDS_BEFORE, **of, named=list(names)).all() if names or not ids else ()
    if not (found or typed):
        return None
    return Before(
        Asks(*(found or typed)[0][:5]),
        {row[5]: (row[6], row[7]) for row in typed if row[5]},
        {row[6]: (_line(row[6:11]), row[11]) for row in found if row[6]},
        found[0][5] if found else 0,
    )


def _line(row: Sequence[Any]) -> Line:
    key, text, criteria, second, noted = row
    return Line(key, text or "", frozenset(criteria.split(",") if criteria else ()), second, noted)


_TABLES = SQLModel.metadata.tables
_FIELD, _LINE, _TEXT = _TABLES["draft_field"], _TABLES["evidence"], _TABLES["evidence_text"]
_SPEAKS_TO = _TABLES["evidence_criterion"]
_OPEN = _IS_OPEN.with_for_update(of=ScorecardRow).scalar_subquery()  # keeps a submit away until the save is done
_NEW_FIELD, _NEW_TEXT, _NEW_CRITERION = sa.insert(_FIELD), sa.insert(_TEXT), sa.insert(_SPEAKS_TO)
_FIELD_OVER = (
    sa.update(_FIELD)
    .where(_FIELD.c.scorecard_id == _OPEN, _FIELD.c.field == given("named"), _FIELD.c.revision == given("seen"))
    .values(value=given("value"), revision=given("revision"), saved_at=given("saved_at"))
)
_NEWEST = sa.select(func.coalesce(func.max(_LINE.c.position), 0) + 1).where(_LINE.c.scorecard_id == given("of"))
_NEW_LINE = sa.insert(_LINE).values(position=_NEWEST.scalar_subquery())
_TYPED = ("text", "second", "revision", "saved_at")
_IN_ITS_LINE = (
    sa.select(_LINE.c.scorecard_id, _LINE.c.id, *[sa.bindparam(name, type_=_TEXT.c[name].type) for name in _TYPED])
    .where(_LINE.c.scorecard_id == _OPEN, _LINE.c.id == given("named"))
    .with_for_update(read=True, key_share=True, of=_LINE)  # it may be taken out at this moment
)


def _text_over(kind: Any) -> Any:
    """Write words over what was seen, also where those were erased."""
    new = kind.insert(_TEXT).from_select(["scorecard_id", "evidence_id", *_TYPED], _IN_ITS_LINE)
    return new.on_conflict_do_update(
        index_elements=[_TEXT.c.scorecard_id, _TEXT.c.evidence_id],
        set_={name: new.excluded[name] for name in _TYPED},
        where=_TEXT.c.revision == given("seen"),
    ).execution_options(preserve_rowcount=True)


_TEXT_OVER = {"sqlite": _text_over(sqlite), "postgresql": _text_over(postgresql)}
_NO_TEXT = sa.delete(_TEXT).where(
    _TEXT.c.scorecard_id == _OPEN, _TEXT.c.evidence_id == given("named"), _TEXT.c.revision == given("seen")
)
_NO_LINE = sa.delete(_LINE).where(_LINE.c.scorecard_id == given("of"), _LINE.c.id == given("named"))
_NO_CRITERIA = sa.delete(_SPEAKS_TO).where(
    _SPEAKS_TO.c.scorecard_id == given("of"), _SPEAKS_TO.c.evidence_id == given("named")
)


@dataclass(frozen=True)
class LineOver:
    """A line to be written over the revision that was seen; 0 where there was none. Without text it is taken out.

    `criteria`: the row ids of what it speaks to; None where that stays as it was.
    """

    line: Line
    seen: int
    criteria: Sequence[int] | None


def hold(session: Session, scorecard_id: int) -> None:
    """Keep other saves of a card, and its submit, from it until this transaction ends."""
    run(session, _HELD, of=scorecard_id)


_HELD = sa.select(col(ScorecardRow.id)).where(col(ScorecardRow.id) == given("of")).with_for_update()


def is_one(fields: Mapping[str, tuple[str, int]], lines: Sequence[LineOver]) -> bool:
    """Whether all of it can be kept by one statement: of a field, or of a line that stays where it is."""
    return len(fields) + len(lines) == 1 and all(one.criteria is None and one.line.text.strip() for one in lines)


def keep(
    session: Session,
    viewer: Viewer,
    scorecard_id: int,
    fields: Mapping[str, tuple[str, int]],
    lines: Iterable[LineOver],
    now: datetime,
) -> bool:
    """Write fields with their new revisions, and lines, each over what was seen, also in another transaction.

    What is new needs `hold`. False: the card takes nothing more, or somebody saved one of them since; some may be
    written then.
    """
    return all(_keep_line(session, viewer, scorecard_id, line, now) for line in lines) and all(
        _keep_field(session, viewer, scorecard_id, field, *written, now) for field, written in fields.items()
    )


def _keep_field(
    session: Session, viewer: Viewer, scorecard_id: int, field: str, value: str, revision: int, now: datetime
) -> bool:
    written = {"value": value, "revision": revision, "saved_at": now}
    if revision == 1:
        run(session, _NEW_FIELD, scorecard_id=scorecard_id, field=field, **written)
        return True
    over = run(session, _FIELD_OVER, of=scorecard_id, me=viewer.person_id, named=field, seen=revision - 1, **written)
    return over.rowcount == 1


def _keep_line(session: Session, viewer: Viewer, scorecard_id: int, over: LineOver, now: datetime) -> bool:
    line = over.line
    if not over.seen:
        add_line(session, scorecard_id, line, over.criteria or (), now)
        return True
    seen = {"of": scorecard_id, "me": viewer.person_id, "named": line.id, "seen": over.seen}
    if not line.text.strip():
        if run(session, _NO_TEXT, **seen).rowcount != 1:
            return False
        run(session, _NO_LINE, of=scorecard_id, named=line.id)
        return True
    over_it = _TEXT_OVER[session.get_bind().dialect.name]
    written = {"text": line.text, "second": line.second, "revision": over.seen + 1, "saved_at": now}
    if run(session, over_it, **seen, **written).rowcount != 1:
        return False
    if over.criteria is not None:
        run(session, _NO_CRITERIA, of=scorecard_id, named=line.id)
        _add_criteria(session, scorecard_id, line, over.criteria)
    return True


def add_line(session: Session, scorecard_id: int, line: Line, criteria: Iterable[int], now: datetime) -> None:
    """Write a new line of evidence behind the others. `criteria`: the row ids of what it speaks to."""
    run(session, _NEW_LINE, of=scorecard_id, scorecard_id=scorecard_id, id=line.id, noted=line.noted)
    _add_criteria(session, scorecard_id, line, criteria)
    typed = {"text": line.text, "second": line.second, "revision": 1, "saved_at": now}
    run(session, _NEW_TEXT, scorecard_id=scorecard_id, evidence_id=line.id, **typed)


def _add_criteria(session: Session, scorecard_id: int, line: Line, criteria: Iterable[int]) -> None:
    for criterion_id in criteria:
        run(session, _NEW_CRITERION, scorecard_id=scorecard_id, evidence_id=line.id, criterion_id=criterion_id)


def lock(session: Session, scorecard_id: int, card: Card, *, digest: str, now: datetime) -> bool:
    """Draft to submitted, once. False when somebody (or a second click) was there first."""
    draft = (col(ScorecardRow.id) == scorecard_id, col(ScorecardRow.state) == CardState.DRAFT)
    locked = session.execute(
        sa.update(ScorecardRow)
        .where(*draft)
        .values(
            state=CardState.SUBMITTED,
            submitted_at=now,
            digest=digest,
            recommendation=card.recommendation,
            confidence=card.confidence,
            revision=col(ScorecardRow.revision) + 1,
        )
    )
    return bool(locked.rowcount == 1)  # type: ignore[attr-defined]  # a CursorResult, which has it


def store(session: Session, scorecard_id: int, card: Card, known: Mapping[str, tuple[int, int]]) -> None:
    """Write a locked card's ratings, flags, objection and words; its draft goes. `known`: row id and levels by key."""
    bulk.insert(session, card_rows(scorecard_id, card, known))
    session.execute(sa.delete(DraftFieldRow).where(col(DraftFieldRow.scorecard_id) == scorecard_id))


def card_rows(scorecard_id: int, card: Card, known: Mapping[str, tuple[int, int]]) -> dict[str, list[dict[str, Any]]]:
    """The rows of a submitted card, by table."""
    of: dict[str, Any] = {"scorecard_id": scorecard_id}
    ratings = [
        {
            **of,
            "criterion_id": known[rating.criterion][0],
            "levels": known[rating.criterion][1],
            "step": rating.step,
            "not_observed": rating.not_observed,
            "no_evidence": rating.is_unevidenced,
        }
        for rating in card.ratings
    ]
    texts = [{**of, "field": field, "text": text} for field, text in _words(card).items() if text]
    return {
        "rating": ratings,
        "flag": [{**of, "anti_signal": flag.anti_signal} for flag in card.flags],
        "objection": [{**of, **_objection(card.objection)}] if card.objection else [],
        "scorecard_text": texts,
    }


def _objection(objection: Objection) -> dict[str, Any]:
    offered = not objection.none_offered
    return {
        "none_offered": objection.none_offered,
        "verifiable": objection.verifiable if offered else None,
        "limits_said": objection.limits_said if offered else None,
    }


def _words(card: Card) -> dict[str, str]:
    said: dict[str, Any] = {"changed": card.changed, Note.PANEL.field: card.note}
    said |= {f"flag_evidence:{flag.anti_signal}": flag.evidence for flag in card.flags}
    met = card.objection
    if met is not None and not met.none_offered:
        said["objection:offered"] = met.offered
        said["objection:escalation"] = met.escalation
        if not met.no_next_step:
            said["objection:next_step"] = met.next_step
            said["objection:owner"] = met.owner
            said["objection:due"] = met.due.isoformat() if met.due else ""
    return said
