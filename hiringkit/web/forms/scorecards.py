"""What a browser sends about a scorecard: fields by name, lines of evidence by id, each over a revision."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from hiringkit.errors import InvalidError
from hiringkit.scoring.drafts import Line, fields
from hiringkit.services.draft_pages import DraftPage
from hiringkit.services.drafts import Change, LineChange

MOST_CHANGES = 500
TICKS = ("no_evidence:", "flag:", "objection:none_offered", "objection:no_next_step")


def from_form(page: DraftPage, sent: Mapping[str, str]) -> tuple[list[Change], list[LineChange]]:
    """What a form holds. The form of the whole card says so: a tick that it does not name was taken away."""
    return changes_of(fields(page.asked), {line.id for line, _revision in page.evidence}, sent)


def changes_of(
    names: Iterable[str], known: Collection[str], sent: Mapping[str, str]
) -> tuple[list[Change], list[LineChange]]:
    """As `from_form`, of these fields; `known`: the ids of lines that are taken out where their words are."""
    revisions = _revisions(sent.get("revisions", ""))
    whole = "card" in sent
    changes = [
        Change(name, sent.get(name, ""), revisions.get(name, 0))
        for name in names
        if name in sent or (whole and name.startswith(TICKS))
    ]
    lines = [
        LineChange(line_of(name, text, sent), revisions.get(name.split(":")[2], 0))
        for name, text in sent.items()
        if name.startswith("line:") and name.count(":") == 2
    ]
    return changes, [change for change in lines if change.line.text.strip() or change.line.id in known]


def from_json(sent: bytes) -> tuple[list[Change], list[LineChange]]:
    """What a save in the background holds. Raises InvalidError when it is not in its shape."""
    body = _parsed(sent)
    try:
        changes = [Change(str(one["field"]), str(one["value"]), int(one["revision"])) for one in body["changes"]]
        lines = [
            LineChange(
                made_line(
                    str(one["id"]),
                    str(one["text"]),
                    _criteria(one["criteria"]),
                    str(one["minute"]),
                    noted=one.get("noted") is True,
                ),
                int(one["revision"]),
            )
            for one in body["lines"]
        ]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise InvalidError("This save is not in its shape.", mend="Load the page again.") from error
    if len(changes) + len(lines) > MOST_CHANGES:
        raise InvalidError("This is too much for one save.", mend="Load the page again.")
    return changes, lines


def made_line(key: str, text: str, criteria: frozenset[str], at: str, *, noted: bool) -> Line:
    """A line as it was typed, its minute (`at`) too where that cannot be read."""
    found = _second(at)
    return Line(key, text, criteria, found, noted, at.strip() if found is None else "")


def minute_of(line: Line) -> str:
    """The minute of a line as it stands in its field."""
    return line.unread or minute(line.second)


def _second(minute: str) -> int | None:
    """The second that “12:30” or “12” names; nothing for anything else."""
    minutes, _, seconds = minute.strip().partition(":")
    if not (minutes.isascii() and minutes.isdigit() and len(minutes) < 5):
        return None
    if seconds and not (seconds.isascii() and seconds.isdigit() and int(seconds) < 60):
        return None
    return int(minutes) * 60 + int(seconds or 0)


def minute(value: int | None) -> str:
    """A second as people write it: “12:30”."""
    return "" if value is None else f"{value // 60:02}:{value % 60:02}"


def line_of(name: str, text: str, sent: Mapping[str, str]) -> Line:
    """A line stands under one criterion, or in the note pad, and is ticked for others that it speaks to as well."""
    _, criterion, key = name.split(":")
    also = f"also:{key}:"
    others = {other.removeprefix(also) for other in sent if other.startswith(also)}
    criteria = frozenset({criterion, *others} - {""})
    return made_line(key, text, criteria, sent.get(f"minute:{key}", ""), noted=not criterion)


def _criteria(sent: Any) -> frozenset[str]:
    if not isinstance(sent, list):
        raise TypeError(sent)
    return frozenset(map(str, sent))


def _revisions(text: str) -> dict[str, int]:
    try:
        return {str(name): int(revision) for name, revision in _parsed(text or "{}").items()}
    except (ValueError, TypeError, AttributeError, OverflowError):
        return {}


def _parsed(text: str | bytes) -> Any:
    """What JSON says; nothing when it is none, or nested deeper than Python follows."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
