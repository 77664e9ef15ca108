"""What a browser sends of a draft of a pack, and where in the editor a finding is mended."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from hiringkit.errors import InvalidError
from hiringkit.rubrics.fields import NAMES
from hiringkit.rubrics.packs import Pack
from hiringkit.services.pack_drafts import Change

MOST_CHANGES = 1_000
_ADDRESS = re.compile(r"[a-z_]+(/[a-z0-9-]+){1,3}|[a-z_]+/[a-z_]+|[a-z_]+/[a-z0-9-]+/[a-z_]+(/[a-z0-9_-]+)?")
_LONGEST_ADDRESS = 250


@dataclass(frozen=True)
class Part:
    """A page of the editor: its words and the lists that stand on it."""

    key: str
    words: str
    help: str
    lists: tuple[str, ...] = ()


PARTS = {
    part.key: part
    for part in (
        Part("about", "About and scale", "What the pack is, and the level words that all criteria share."),
        Part(
            "criteria",
            "Criteria",
            "One anchor for each level: what a person does there.",
            ("groups",),
        ),
        Part(
            "stages",
            "Stages, tracks and levels",
            "What a loop proposes to its manager.",
            ("stages", "tracks", "levels"),
        ),
        Part("signals", "Signals", "Tick items with evidence; never a rejection.", ("signals", "anti_signals")),
        Part(
            "scenarios",
            "Scenarios and probes",
            "Situations, questions and work samples, the same for every candidate.",
            ("scenarios", "probes", "work_samples"),
        ),
        Part(
            "more",
            "Outcomes and the rest",
            "What somebody hired has done, how the process should run, and background.",
            (
                "outcomes",
                "process_upgrades",
                "first_quarter",
                "metrics",
                "segment_constraints",
                "decision_rights",
                "context",
            ),
        ),
    )
}
_OF = {name: part.key for part in PARTS.values() for name in part.lists} | {
    "criteria": "criteria",
    "definitions": "criteria",
    "samples": "criteria",
    "pack": "about",
    "scale": "about",
}
_PATH = re.compile(r"([a-z_]+)(?:\[(\d+)\])?")


def place_of(pack: Pack, path: str) -> tuple[str, str]:
    """The part of the editor and the anchor on it where a finding is mended: `criteria[2].anchors` is one."""
    found = _PATH.match(path)
    name, index = (found[1], found[2]) if found else ("pack", None)
    items: Sequence[Any] = getattr(pack, name, ()) if name in Pack.model_fields else ()
    if index is None or int(index) >= len(items):
        return _OF.get(name, "about"), f"list-{name}" if name in NAMES else name
    item = items[int(index)]
    if name in {"definitions", "samples"} and item.criterion:
        return "criteria", f"criteria-{item.criterion}"
    return _OF.get(name, "about"), f"{name}-{item.id}"


def whole_form(form: MultiDict[str, str]) -> list[Change]:
    """Every field of an editor page as a form sends it: several ticks of one name are one text."""
    names = [name for name in form if "/" in name]
    return _checked([(name, " ".join(filter(None, form.getlist(name))), None) for name in names])


def typed(sent: Any) -> list[Change]:
    """The fields that the page's script sends: address, text, and what it said before. Raises InvalidError."""
    rows = sent.get("changes") if isinstance(sent, Mapping) else None
    if not isinstance(rows, list):
        raise InvalidError("This is no list of changes.", mend="Load the page again.")
    read: list[tuple[str, str, str | None]] = []
    for row in rows:
        texts = [row.get(name) for name in ("address", "text", "base")] if isinstance(row, Mapping) else []
        said = [text for text in texts if isinstance(text, str)]
        if len(said) != 3:
            raise InvalidError("A change has an address, a text and a base.", mend="Load the page again.")
        read.append((said[0], said[1], said[2]))
    return _checked(read)


def _checked(rows: Sequence[tuple[str, str, str | None]]) -> list[Change]:
    if len(rows) > MOST_CHANGES:
        raise InvalidError("These are too many fields at once.", mend="Save them page by page.")
    for address, _text, _base in rows:
        if len(address) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
            raise InvalidError("There is no such field.", mend="Load the page again.")
    return [Change(*row) for row in rows]
