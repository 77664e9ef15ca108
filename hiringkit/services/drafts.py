"""The draft of one's own scorecard: the page it is written on, and saving it field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import NoReturn

from sqlmodel import Session

from hiringkit.db import drafts as stored
from hiringkit.db import packs, scorecards
from hiringkit.db.drafts import Asks, Before, LineOver
from hiringkit.db.engine import Database
from hiringkit.errors import ConflictError
from hiringkit.policy.people import Viewer
from hiringkit.rubrics import texts
from hiringkit.rubrics.packs import Pack
from hiringkit.scoring import drafts as drafting
from hiringkit.scoring.drafts import Line
from hiringkit.scoring.scorecards import Asked, AskedCriterion
from hiringkit.services.scorecards import (
    anti_signals,
    made_held,
    require_own_draft,
)

_LINE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Change:
    """A field as it was typed, and the revision that it was typed over; 0 where there was none."""

    field: str
    value: str
    revision: int


@dataclass(frozen=True)
class LineChange:
    """A line of evidence as it was typed; without text it is taken out."""

    line: Line
    revision: int


@dataclass(frozen=True)
class Saved:
    """What became of a save: new revisions by field or line id, faults, and texts that somebody else saved since."""

    revisions: dict[str, int] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, tuple[str, int]] = field(default_factory=dict)


def save(
    db: Database,
    viewer: Viewer,
    scorecard_id: int,
    changes: Sequence[Change],
    lines: Sequence[LineChange],
    now: datetime,
) -> Saved:
    """Save what was typed. Each field stands alone: what can be kept is kept, the rest is told.

    A field that somebody (or another window) saved since is not written over: it is told with both texts at hand.

    Raises NotFoundError, RefusedError (not the author, cancelled), ConflictError (submitted already).
    """
    of = (viewer, scorecard_id)
    looked: _New | None = None
    if _is_over(changes, lines):  # looked at while others may write; it is written only if that stands by then
        with db.reading(hand_on=True) as session:
            looked = _looked_at(session, *of, changes, lines)
        if not (looked.fields or looked.lines):
            db.settle()  # the same was saved a moment ago, or nothing can be kept
            return looked.saved
        if stored.is_one(looked.fields, looked.lines):
            with db.typing() as session:
                is_kept = stored.keep(session, *of, looked.fields, looked.lines, now)
            if is_kept:
                return looked.saved
            looked = None
    with db.writing() as session:
        if looked and stored.keep(session, *of, looked.fields, looked.lines, now):
            return looked.saved
        stored.hold(session, scorecard_id)
        new = _looked_at(session, *of, changes, lines)
        if not stored.keep(session, *of, new.fields, new.lines, now):
            _refuse(session, *of)
        return new.saved


def _is_over(changes: Sequence[Change], lines: Sequence[LineChange]) -> bool:
    """Whether all of it is typed over something that was there."""
    return all(change.revision for change in changes) and all(change.revision for change in lines)


@dataclass(frozen=True)
class _New:
    """What becomes of a save: what is to be written, and what is told of it then."""

    saved: Saved
    fields: Mapping[str, tuple[str, int]]
    lines: Sequence[LineOver]


def _looked_at(
    session: Session, viewer: Viewer, scorecard_id: int, changes: Sequence[Change], lines: Sequence[LineChange]
) -> _New:
    """What is new in what was typed. Raises as `save`."""
    before = stored.before(
        session, viewer, scorecard_id, {change.field for change in changes}, {change.line.id for change in lines}
    )
    if before is None:
        _refuse(session, viewer, scorecard_id)
    asks = before.asks
    asked_for, rows = _asked_for(asks, _Says(packs.pack_of(session, asks.version_id, asks.content_hash)))
    saved = Saved()
    new_lines = _new_lines(asked_for, rows, before, lines, saved)
    waits = _waits(session, scorecard_id, asked_for, changes, new_lines)

    def fault(change: Change) -> str | None:
        wrong = drafting.fault(asked_for, change.field, change.value)
        if wrong or change.value == before.fields.get(change.field, ("", 0))[0]:
            return wrong
        return waits(change)

    return _New(saved, merged(changes, before.fields, fault, saved), new_lines)


@dataclass(frozen=True)
class _Says:
    """What a version says; which one it is, `Asks.content_hash` tells."""

    pack: Pack = field(compare=False)


@lru_cache(maxsize=500)
def _asked_for(asks: Asks, says: _Says) -> tuple[Asked, Mapping[str, int]]:
    """What a stage asks for, made once of what is stored of it; and the row id of each criterion.

    Nothing in a draft is looked at by the day on which the interview is held.
    """
    seen = [words.split(" ") for words in (asks.criteria or "").split(",") if words]
    keys = {key for key, _levels, _row in seen}
    asked_for = Asked(
        criteria=tuple(AskedCriterion(key, says.pack.criterion(key).name, int(levels)) for key, levels, _row in seen),
        held_on=date.min,
        objection=asks.risk_objection,
        anti_signals=anti_signals(says.pack, keys),
        evidence_first=asks.evidence_first,
    )
    return asked_for, {key: int(row) for key, _levels, row in seen}


def _waits(
    session: Session, scorecard_id: int, asked_for: Asked, changes: Sequence[Change], new: Sequence[LineOver]
) -> Callable[[Change], str | None]:
    """Why a rating waits for its evidence, where that comes first; lines that come with it are before it."""
    if not (asked_for.evidence_first and any(change.field.startswith("rating:") for change in changes)):
        return lambda _change: None
    stands = {name: value for name, (value, _revision, _at) in stored.fields(session, scorecard_id).items()}
    typed = stands | {change.field: change.value for change in changes}
    lines = {line.id: line for line, _revision in scorecards.lines(session, scorecard_id)}
    lines |= {over.line.id: over.line for over in new}
    return lambda change: drafting.early(asked_for, change.field, change.value, typed, lines.values())


def _refuse(session: Session, viewer: Viewer, scorecard_id: int) -> NoReturn:
    """Say why a card takes nothing of this viewer's."""
    row = scorecards.own(session, viewer, scorecard_id) or scorecards.head(session, viewer, scorecard_id)
    require_own_draft(made_held(session, row), viewer)
    raise ConflictError("This scorecard was changed at the same moment.", mend="Save it again.")


def merged(
    changes: Sequence[Change],
    kept: Mapping[str, tuple[str, int, *tuple[object, ...]]],
    fault: Callable[[Change], str | None],
    result: Saved,
) -> dict[str, tuple[str, int]]:
    """What is to be kept of what was typed, with its new revision; `result` is told what became of each field.

    `kept`: value, revision, and maybe more, of each field now. Another revision than the one typed over is a conflict.
    """
    new: dict[str, tuple[str, int]] = {}
    for change in changes:
        value = texts.unified(change.value)
        before, revision = kept[change.field][:2] if change.field in kept else ("", 0)
        wrong = fault(change)
        if wrong:
            result.faults[change.field] = wrong
        elif value == before:
            result.revisions[change.field] = revision
        elif change.revision != revision:
            result.conflicts[change.field] = (before, revision)
        else:
            new[change.field] = (value, revision + 1)
    result.revisions.update({name: revision for name, (_value, revision) in new.items()})
    return new


def _new_lines(
    asked_for: Asked, rows: Mapping[str, int], before: Before, lines: Sequence[LineChange], saved: Saved
) -> list[LineOver]:
    """The lines that are to be written; `saved` is told what becomes of each."""
    room = drafting.MOST_LINES - before.how_many_lines
    new: dict[str, LineOver] = {}
    for change in lines:
        line = change.line
        is_known = line.id in before.lines
        stands, revision = before.lines[line.id] if is_known else (Line(line.id, ""), 0)
        fault = line_fault(asked_for, line, 1 if is_known or line.id in new else room)
        if fault:
            saved.faults[line.id] = fault
        elif _is_same(line, stands):
            saved.revisions[line.id] = revision
        elif change.revision != revision:
            saved.conflicts[line.id] = (stands.text, revision)
        else:
            text = texts.unified(line.text)
            is_moved = line.criteria != stands.criteria
            ids = [rows[key] for key in sorted(line.criteria)] if is_moved else None
            room -= not (is_known or line.id in new)
            new[line.id] = LineOver(line._replace(text=text), revision, ids)
            saved.revisions[line.id] = revision + 1 if text.strip() else 0
    return list(new.values())


def _is_same(line: Line, before: Line) -> bool:
    """Whether nothing changed; a line that is empty before and after is about nothing, whatever else it says."""
    text = texts.unified(line.text)
    return text == before.text and (not text or (line.criteria, line.second) == (before.criteria, before.second))


def line_fault(asked_for: Asked, line: Line, room: int) -> str | None:
    """Why a line cannot be kept; None when it can. `room`: how many more lines the card may have."""
    if not _LINE_ID.fullmatch(line.id):
        return "This line has no proper id. Load the page again."
    if room <= 0:
        return f"A scorecard holds at most {drafting.MOST_LINES} lines of evidence."
    return drafting.line_fault(asked_for, line)
