"""What stands beside a draft's head, by one statement: what was typed, who sits there, what was handed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import notes
from hiringkit.db.columns import UtcTime
from hiringkit.db.interviews import Columns
from hiringkit.db.people import ERASED_PERSON
from hiringkit.db.queries import ME, given, plain
from hiringkit.db.scorecards import LINES, made_lines
from hiringkit.db.tables import (
    CriterionRow,
    DraftFieldRow,
    EvidenceRow,
    EvidenceTextRow,
    InterviewRow,
    PersonTextRow,
    SeatRow,
    StageRow,
)
from hiringkit.policy.people import Viewer
from hiringkit.scoring.drafts import Line

_KINDS: Mapping[str, Any] = {  # the columns of each part; what it does not have is nothing
    "kind": sa.String,
    "number": sa.Integer,
    "name": sa.String,
    "seat": sa.String,
    "stage": sa.String,
    "text": sa.String,
    "at": UtcTime(),
    "hidden": sa.String,
    "second": sa.Integer,
    "position": sa.Integer,
}


def _columns(kind: Any, **said: Any) -> list[Any]:
    nothing = {name: sa.cast(sa.null(), made) for name, made in _KINDS.items()}
    return [column.label(name) for name, column in (nothing | {"kind": kind} | said).items()]


def _seats(kind: str, interview_id: Any) -> sa.Select[*tuple[Any, ...]]:
    stage = sa.select(col(StageRow.name)).join(InterviewRow, col(InterviewRow.stage_id) == col(StageRow.id))
    said = {
        "number": col(SeatRow.person_id),
        "name": col(PersonTextRow.name),
        "seat": sa.cast(col(SeatRow.seat), sa.String),
        "stage": stage.where(col(InterviewRow.id) == interview_id).scalar_subquery(),
    }
    return (
        sa.select(*_columns(sa.literal(kind), **said))
        .select_from(SeatRow)
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(SeatRow.person_id))
        .where(col(SeatRow.interview_id) == interview_id)
    )


_TYPED = sa.select(
    *_columns(
        sa.literal("field"),
        number=col(DraftFieldRow.revision),
        name=col(DraftFieldRow.field),
        text=col(DraftFieldRow.value),
        at=col(DraftFieldRow.saved_at),
    )
).where(col(DraftFieldRow.scorecard_id) == given("scorecard_id"))
_WRITTEN = LINES.order_by(None).with_only_columns(
    *_columns(
        sa.case((col(EvidenceRow.noted), "note"), else_="line"),
        number=col(EvidenceRow.revision),
        name=col(EvidenceRow.id),
        stage=col(CriterionRow.key),
        text=col(EvidenceTextRow.text),
        second=col(EvidenceRow.second),
        position=col(EvidenceRow.position),
    )
)
_AT = (given("candidacy_id"), given("position"))
_HANDED = notes.handed_from(ME, notes.nearest(*_AT, before=True))
_BESIDE = sa.union_all(
    _TYPED,
    _WRITTEN,
    _seats("here", given("interview_id")),
    _seats("next", notes.nearest(*_AT, before=False)),
    _HANDED.add_columns(sa.cast(sa.null(), sa.Integer), sa.cast(sa.null(), sa.Integer)),
)


class Beside(NamedTuple):
    """What stands beside the head of a draft.

    `fields`: name, value, revision, when saved. `lines`: in order, each with its revision; notes of the pad too.
    `here`: who sits in the interview; `next`: in the one after it; `handed`: the notes handed to it: as `notes.told`.
    """

    fields: list[Columns]
    lines: list[tuple[Line, int]]
    here: list[Columns]
    next: list[Columns]
    handed: list[Columns]


def beside(session: Session, viewer: Viewer, head: Mapping[str, Any]) -> Beside:
    """All that stands beside the head of a draft of the viewer's own."""
    rows = plain(
        session,
        _BESIDE,
        scorecard_id=head["scorecard_id"],
        interview_id=head["interview_id"],
        candidacy_id=head["candidacy_id"],
        position=head["stage_number"],
        me=viewer.person_id,
    )
    parts: dict[str, list[Columns]] = {"field": [], "line": [], "here": [], "next": [], "handed": []}
    for row in rows:
        parts["line" if row[0] == "note" else row[0]].append(row)
    written = sorted(parts["line"], key=_AS_WRITTEN)
    return Beside(
        fields=[(row[2], row[5], row[1], row[6]) for row in parts["field"]],
        lines=made_lines([(row[2], row[5], row[8], row[1], row[4], row[0] == "note") for row in written]),
        here=_people(parts["here"]),
        next=_people(parts["next"]),
        handed=[notes.told(row) for row in sorted(parts["handed"], key=_AS_HANDED)],
    )


_AS_WRITTEN, _AS_HANDED = itemgetter(9, 2), itemgetter(6, 3)


def _people(rows: Iterable[Columns]) -> list[Columns]:
    return sorted([(row[1], row[2] or ERASED_PERSON, row[3], row[4]) for row in rows], key=itemgetter(2, 1))
