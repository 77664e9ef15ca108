"""What a browser sends of a whole card that is written at once: its fields, and its lines of evidence by id."""

from __future__ import annotations

from collections.abc import Mapping

from hiringkit.scoring.drafts import Line, fields
from hiringkit.services.amendment_drafts import REASON, Typed
from hiringkit.services.amendments import Sheet
from hiringkit.services.drafts import Change, LineChange
from hiringkit.services.scorecards import asked
from hiringkit.web.forms.scorecards import changes_of, line_of


def written(sheet: Sheet, sent: Mapping[str, str]) -> tuple[dict[str, str], list[Line]]:
    """The fields that were filled, and the lines that hold something."""
    values = {name: sent[name] for name in fields(asked(sheet.held, sheet.asked)) if sent.get(name)}
    names = [name for name in sent if name.startswith("line:") and name.count(":") == 2 and sent[name].strip()]
    return values, [line_of(name, sent[name], sent) for name in names]


def to_keep(sheet: Sheet, typed: Typed, sent: Mapping[str, str]) -> tuple[list[Change], list[LineChange]]:
    """All that the form holds, to be saved for later."""
    known = {line.id for line in (*sheet.lines, *typed.lines)}
    return changes_of((*fields(asked(sheet.held, sheet.asked)), REASON), known, sent)
