"""A scorecard as one file: what it carries when it is handed out, and what of it was changed when it comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from hiringkit.errors import InvalidError
from hiringkit.scoring.drafts import Line, fields
from hiringkit.services.draft_pages import DraftPage
from hiringkit.services.drafts import Change, LineChange
from hiringkit.web.forms.scorecards import MOST_CHANGES, made_line, minute, minute_of

LARGEST = 2 * 2**20
_NONE_OF_OURS = "This is no scorecard file of hiringkit, or its end is missing."


def carried(page: DraftPage, made: str) -> str:
    """The answers in a file, as JSON that may stand in a page: what is written now, and over which revisions."""
    lines = [_plain(line) for line, _revision in page.evidence]
    values = {name: page.values.get(name, "") for name in fields(page.asked)}
    said = {
        "format": 1,
        "scorecard": page.held.scorecard_id,
        "made": made,
        "fields": values,
        "lines": lines,
        "began": {
            "fields": {name: [value, page.revisions.get(name, 0)] for name, value in values.items()},
            "lines": {line.id: [_plain(line), revision] for line, revision in page.evidence},
        },
    }
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")


def brought_back(content: bytes, scorecard_id: int) -> tuple[list[Change], list[LineChange]]:
    """What was changed in a file since it was handed out. Raises InvalidError: not such a file, or of another card."""
    said = _answers(content)
    if said.get("scorecard") != scorecard_id:
        raise InvalidError("This file is of another scorecard.", mend="Bring it back on its own interview’s page.")
    try:
        began, were = said["began"]["fields"], said["began"]["lines"]
        changes = [
            Change(str(name), str(value), int(began.get(name, ["", 0])[1]))
            for name, value in said["fields"].items()
            if value != began.get(name, ["", 0])[0]
        ]
        lines = [
            LineChange(_line(one), int(were.get(one["id"], [None, 0])[1]))
            for one in said["lines"]
            if one != were.get(one["id"], [None, 0])[0]
        ]
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise InvalidError(_NONE_OF_OURS) from error
    if len(changes) + len(lines) > MOST_CHANGES:
        raise InvalidError("This file holds more than a scorecard does.")
    return changes, lines


def typed(changes: list[Change], lines: list[LineChange]) -> dict[str, str]:
    """The same as a form would send it, so that what could not be kept stands in its field."""
    found = {change.field: change.value for change in changes}
    for change in lines:
        home = "" if change.line.noted else min(change.line.criteria, default="")
        found[f"line:{home}:{change.line.id}"] = change.line.text
        found |= dict.fromkeys((f"also:{change.line.id}:{key}" for key in change.line.criteria), "1")
        found[f"minute:{change.line.id}"] = minute_of(change.line)
    return found


def _plain(line: Line) -> dict[str, Any]:
    said = {"id": line.id, "text": line.text, "minute": minute(line.second), "criteria": sorted(line.criteria)}
    return said | {"noted": line.noted}


def _line(one: Mapping[str, Any]) -> Line:
    criteria, noted = frozenset(map(str, one["criteria"])), one["noted"] is True
    return made_line(str(one["id"]), str(one["text"]), criteria, str(one["minute"]), noted=noted)


class _Finder(HTMLParser):
    """Finds the answers in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """The answers begin."""
        self._inside = tag == "script" and dict(attrs).get("id") == "answers"

    def handle_endtag(self, _tag: str) -> None:
        """They end."""
        self._inside = False

    def handle_data(self, data: str) -> None:
        """They may come in pieces."""
        self.found += data if self._inside else ""


def _whole(said: Any) -> Any:
    """The same with a mark in place of each half of a character, which can be neither kept nor shown."""
    text = json.dumps(said, ensure_ascii=False)
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _answers(content: bytes) -> dict[str, Any]:
    finder = _Finder()
    try:
        finder.feed(content.decode())
        said = _whole(json.loads(finder.found))
    except (ValueError, RecursionError) as error:
        raise InvalidError(_NONE_OF_OURS) from error
    if not isinstance(said, dict) or said.get("format") != 1:
        raise InvalidError(_NONE_OF_OURS)
    return said
