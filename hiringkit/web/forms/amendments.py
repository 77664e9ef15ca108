"""What a browser sends of a whole card that is written at once: its fields, and its lines of evidence by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hiringkit.scoring.drafts import Line, fields
from hiringkit.services.amendments import Sheet
from hiringkit.services.scorecards import asked
from hiringkit.web.forms.scorecards import second


def written(sheet: Sheet, sent: Mapping[str, str]) -> tuple[dict[str, str], list[Line]]:
    """The fields that were filled, and the lines that hold something; a line that is known keeps its criteria."""
    known = {line.id: line for line in sheet.lines}
    values = {name: sent[name] for name in fields(asked(sheet.held, sheet.asked)) if sent.get(name)}
    lines = []
    for name, text in sent.items():
        if not name.startswith("line:") or name.count(":") != 2 or not text.strip():
            continue
        _, criterion, key = name.split(":")
        line = known.get(key) or Line(key, "", frozenset({criterion}))
        lines.append(replace(line, text=text, second=second(sent.get(f"minute:{key}", ""))))
    return values, lines
