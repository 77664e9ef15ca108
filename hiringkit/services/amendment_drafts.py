"""An amendment, or a card entered on behalf, as it is typed: kept field by field, over the card as it stands."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from hiringkit.db import amendment_drafts as stored
from hiringkit.db.amendment_drafts import Kept
from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.rubrics import texts
from hiringkit.scoring import drafts as drafting
from hiringkit.scoring.drafts import MOST_LINES, Line
from hiringkit.services import amendments, scorecards
from hiringkit.services.amendments import Sheet
from hiringkit.services.candidates import LONGEST_REASON
from hiringkit.services.drafts import Change, LineChange, Saved, line_fault, merged

REASON = "reason"
_LINE = "line:"


@dataclass(frozen=True)
class Typed:
    """What stands in the form: the card with what somebody typed over it. Revisions by field, or by a line's id.

    `is_stale`: the card has changed since it was begun.
    """

    values: dict[str, str]
    lines: tuple[Line, ...]
    revisions: dict[str, int]
    saved_at: datetime | None
    is_stale: bool


def read(db: Database, viewer: Viewer, sheet: Sheet) -> Typed:
    """What the viewer has typed over a card that they may write."""
    if not sheet.is_begun:
        return Typed(sheet.values, sheet.lines, {}, None, is_stale=False)
    with db.reading() as session:
        kept, over = stored.fields(session, sheet.held.scorecard_id, viewer.person_id)
    values = sheet.values | {name: one[0] for name, one in kept.items() if not name.startswith(_LINE)}
    lines = {line.id: line for line in sheet.lines}
    lines |= {name.removeprefix(_LINE): _unpacked(name, one[0]) for name, one in kept.items() if name.startswith(_LINE)}
    return Typed(
        values={name: value for name, value in values.items() if value},
        lines=tuple(line for line in lines.values() if line.text.strip()),
        revisions={name.removeprefix(_LINE): one[1] for name, one in kept.items()},
        saved_at=max((one[2] for one in kept.values()), default=None),
        is_stale=over is not None and over != sheet.revision,
    )


def save(
    db: Database,
    viewer: Viewer,
    scorecard_id: int,
    changes: Sequence[Change],
    lines: Sequence[LineChange],
    now: datetime,
    *,
    on_behalf: bool = False,
) -> Saved:
    """Save what was typed over a card that is in, or, `on_behalf`, over a draft that its author has not begun.

    What can be kept is kept, the rest is told, as in `drafts.save`. Raises NotFoundError, RefusedError.
    """
    with db.writing() as session:
        stored.lock(session, scorecard_id)
        sheet = _sheet(session, viewer, scorecard_id, now, on_behalf=on_behalf)
        typed, over = stored.fields(session, scorecard_id, viewer.person_id)
        kept = _stands(sheet, now) | typed
        faults = _line_faults(sheet, lines, {name.removeprefix(_LINE) for name in kept if name.startswith(_LINE)})
        packed = [Change(f"{_LINE}{one.line.id}", _packed(one.line), one.revision) for one in lines]

        def fault(change: Change) -> str | None:
            return faults.get(change.field) or _fault(sheet, change)

        result = Saved()
        new = merged([*changes, *packed], kept, fault, result)
        over = sheet.revision if over is None else over
        stored.keep(session, scorecard_id, viewer.person_id, new, over=over, now=now)
        return _by_id(result)


def forget(db: Database, viewer: Viewer, scorecard_id: int) -> bool:
    """Delete what the viewer has typed over a card and not sent; whether the card is in. Raises NotFoundError."""
    with db.writing() as session:
        is_in = amendments.is_in(session, viewer, scorecard_id)
        stored.forget(session, scorecard_id, viewer.person_id)
    return is_in


def _sheet(session: Session, viewer: Viewer, scorecard_id: int, now: datetime, *, on_behalf: bool) -> Sheet:
    if on_behalf:
        return amendments.blank_in(session, viewer, scorecard_id, now)
    return amendments.sheet_in(session, viewer, scorecard_id)


def _stands(sheet: Sheet, now: datetime) -> dict[str, Kept]:
    """The card itself as fields, each at revision 0: what is typed as it stands there is no change."""
    lines = {f"{_LINE}{line.id}": _packed(line) for line in sheet.lines}
    return {name: (value, 0, now) for name, value in (sheet.values | lines).items()}


def _fault(sheet: Sheet, change: Change) -> str | None:
    if change.field.startswith(_LINE):
        return None
    if change.field == REASON:
        return texts.fault(texts.unified(change.value), LONGEST_REASON)
    return drafting.fault(scorecards.asked(sheet.held, sheet.asked), change.field, change.value)


def _line_faults(sheet: Sheet, lines: Sequence[LineChange], known: set[str]) -> Mapping[str, str | None]:
    asked = scorecards.asked(sheet.held, sheet.asked)
    room = MOST_LINES - len(known | {one.line.id for one in lines})
    return {
        f"{_LINE}{one.line.id}": line_fault(asked, one.line, 1 if one.line.id in known else room + 1) for one in lines
    }


def _packed(line: Line) -> str:
    """What a line says as one text; nothing where it says nothing."""
    if not line.text.strip():
        return ""
    said = {"text": texts.unified(line.text), "criteria": sorted(line.criteria), "second": line.second}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def _unpacked(name: str, value: str) -> Line:
    said = json.loads(value) if value else {"text": "", "criteria": [], "second": None}
    return Line(name.removeprefix(_LINE), said["text"], frozenset(said["criteria"]), said["second"])


def _by_id(result: Saved) -> Saved:
    """The same, with lines by their ids and words, as their page knows them."""
    theirs = {
        name: (_unpacked(name, value).text if name.startswith(_LINE) else value, revision)
        for name, (value, revision) in result.conflicts.items()
    }
    return Saved(
        revisions={name.removeprefix(_LINE): revision for name, revision in result.revisions.items()},
        faults={name.removeprefix(_LINE): sentence for name, sentence in result.faults.items()},
        conflicts={name.removeprefix(_LINE): one for name, one in theirs.items()},
    )
