"""What a browser sends about a reference sample and about a drill."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from hiringkit.errors import InvalidError
from hiringkit.rubrics.packs import Pack
from hiringkit.services.drafts import Change
from hiringkit.services.drills import DrillPage
from hiringkit.services.samples import SamplePage, Words
from hiringkit.web.forms.scorecards import MOST_CHANGES

DAY_ENDS = time(17)


def words(sent: Mapping[str, str], pack: Pack) -> Words:
    """A sample as it was typed; of the pack's criteria only."""
    return Words(
        stage=sent.get("stage", ""),
        name=sent.get("name", ""),
        kind=sent.get("kind", ""),
        text=sent.get("text", ""),
        ratings=tuple((one.id, _step(sent, one.id), sent.get(f"why:{one.id}", "")) for one in pack.criteria),
    )


def typed(page: SamplePage) -> dict[str, str]:
    """The fields of the form that would make this sample."""
    found = {"stage": page.line.stage_key, "name": page.line.name, "kind": page.line.kind, "text": page.text}
    for one in page.reference:
        found |= {f"step:{one.criterion.id}": str(one.step), f"why:{one.criterion.id}": one.why}
    return found


def due_at(sent: Mapping[str, str], zone: str) -> datetime | None:
    """The end of the working day that was chosen, in the asker's zone; None when it is no day."""
    try:
        day = date.fromisoformat(sent.get("due", ""))
    except ValueError:
        return None
    return datetime.combine(day, DAY_ENDS, ZoneInfo(zone))


def from_form(page: DrillPage, sent: Mapping[str, str]) -> list[Change]:
    """What the form of a drill holds. It is the whole: a tick that it does not name was taken away."""
    revisions = _revisions(sent.get("revisions", ""))
    names = [f"{kind}:{one.key}" for one in page.asked for kind in ("rating", "evidence", "no_evidence")]
    return [
        Change(name, sent.get(name, ""), revisions.get(name, 0))
        for name in names
        if name in sent or name.startswith("no_evidence:")
    ]


def from_json(sent: bytes) -> list[Change]:
    """What a save in the background holds. Raises InvalidError when it is not in its shape."""
    try:
        changes = json.loads(sent)["changes"]
        found = [Change(str(one["field"]), str(one["value"]), int(one["revision"])) for one in changes]
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise InvalidError("This save is not in its shape.", mend="Load the page again.") from error
    if len(found) > MOST_CHANGES:
        raise InvalidError("This is too much for one save.", mend="Load the page again.")
    return found


def _step(sent: Mapping[str, str], key: str) -> int | None:
    value = sent.get(f"step:{key}", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 3 else None


def _revisions(text: str) -> dict[str, int]:
    try:
        return {str(name): int(revision) for name, revision in json.loads(text or "{}").items()}
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return {}
