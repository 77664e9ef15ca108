"""What was said and done in a debrief's room, of every kind, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db.columns import UtcTime
from hiringkit.db.debriefs import NO_NUMBER, NOTHING, said
from hiringkit.db.interviews import Columns
from hiringkit.db.queries import given, run
from hiringkit.db.tables import (
    CriterionRow,
    DebriefItemRow,
    DebriefNoteRow,
    DebriefRatingRow,
    DecisionRow,
    DissentRow,
    LevelConfirmationRow,
    PersonTextRow,
)

_person = aliased(PersonTextRow)
_name = col(_person.name)


def events(session: Session, candidacy_id: int) -> Sequence[Columns]:
    """What was said and done in the room, oldest first of each kind.

    Kind; its id; when; by whom, name; card's id; criterion; step; reason or level; seconds; done. Of a decision: its
    number, choice, nothing, level; nothing; as tie-breaker; offer; day to look again.
    """
    return run(session, _events(), candidacy_id=candidacy_id).all()


@cache
def _events() -> sa.CompoundSelect[*Columns]:
    kinds = (_ratings(), _notes(), _levels(), _items(), _dissents(), _decisions())
    return sa.union_all(*kinds).order_by("kind", "number")


def _columns(  # noqa: PLR0913 -- one for each column of the union
    kind: str,
    number: Any,
    at: Any,
    *,
    name: Any = _name,
    card: Any = NO_NUMBER,
    criterion: Any = NOTHING,
    step: Any = NO_NUMBER,
    words: Any = NOTHING,
    seconds: Any = NO_NUMBER,
    done: Any = sa.false(),  # noqa: B008 -- a constant
    more: tuple[Any, Any] = (NOTHING, NOTHING),
) -> sa.Select[*Columns]:
    head = (sa.literal(kind).label("kind"), number.label("number"), sa.type_coerce(at, UtcTime()))
    return sa.select(*head, name, card, criterion, step, words, seconds, done, *more)


def _of(query: sa.Select[*Columns], row: Any, by: Any) -> sa.Select[*Columns]:
    """A candidacy's rows of a kind, with the name of whom each is by."""
    named = query.select_from(row).outerjoin(_person, col(_person.person_id) == by)
    return named.where(col(row.candidacy_id) == given("candidacy_id"))


def _ratings() -> sa.Select[*Columns]:
    row = DebriefRatingRow
    query = _columns(
        "rating",
        col(row.id),
        col(row.at),
        card=col(row.scorecard_id),
        criterion=said(col(CriterionRow.key)),
        step=col(row.step),
        words=said(col(row.reason)),
    )
    return _of(query, row, col(row.recorded_by)).join(CriterionRow, col(CriterionRow.id) == col(row.criterion_id))


def _notes() -> sa.Select[*Columns]:
    row = DebriefNoteRow
    return _of(_columns("note", col(row.id), col(row.at)), row, col(row.person_id))


def _levels() -> sa.Select[*Columns]:
    row = LevelConfirmationRow
    return _of(_columns("level", col(row.id), col(row.at), words=said(col(row.level))), row, col(row.person_id))


def _items() -> sa.Select[*Columns]:
    row = DebriefItemRow
    query = _columns(
        "item",
        col(row.criterion_id),
        col(row.started_at),
        name=NOTHING,
        criterion=said(col(CriterionRow.key)),
        seconds=col(row.seconds),
        done=col(row.done),
    )
    found = query.select_from(row).join(CriterionRow, col(CriterionRow.id) == col(row.criterion_id))
    return found.where(col(row.candidacy_id) == given("candidacy_id"))


def _dissents() -> sa.Select[*Columns]:
    row = DissentRow
    return _of(_columns("dissent", col(row.id), col(row.at)), row, col(row.person_id))


def _decisions() -> sa.Select[*Columns]:
    row = DecisionRow
    query = _columns(
        "decision",
        col(row.id),
        col(row.at),
        card=col(row.number),
        criterion=said(col(row.choice)),
        words=said(col(row.level)),
        done=col(row.as_tie_breaker),
        more=(said(col(row.offer)), said(col(row.revisit_on))),
    )
    return _of(query, row, col(row.decided_by))
