"""What changed between two packs, item by item and word by word, and which statistics may still be pooled."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hiringkit.rubrics import examples
from hiringkit.rubrics.lint_rules import LISTS
from hiringkit.rubrics.packs import Criterion, Item, Pack

_WORDS = re.compile(r"\s+|[^\s]+")
_SILENT = {"id", "source", "anchors", "copied_from", "status"}  # an id tells items apart, an origin is not what is said
_WEIGHTS = {"weight", "weight_reason", "guardrail"}
_LONGEST = 2000  # words; beyond them a text is shown as replaced


class Kind(StrEnum):
    """What happened to an item."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "re-worded"
    REANCHORED = "re-anchored"
    ILLUSTRATED = "examples"  # what a level looks like; what it says is the same
    REWEIGHTED = "re-weighted"
    CHANGED = "changed"  # what it refers to, or a figure
    REORDERED = "re-ordered"


class Side(StrEnum):
    """On which side a piece of text stands."""

    BOTH = "both"
    OLD = "old"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and whether they stand in both texts or in one."""

    side: Side
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `path` by ids (`criteria.tooling.anchors[2]`), old and new as text, the words that differ."""

    kind: Kind
    path: str
    name: str
    old: str | None = None
    new: str | None = None
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Pooling:
    """Whether ratings of a criterion under both packs may go into one statistic, and why not."""

    criterion: str
    name: str
    may_pool: bool
    reason: str


@dataclass(frozen=True, slots=True)
class PackDiff:
    """All that differs."""

    changes: tuple[Change, ...]
    pooling: tuple[Pooling, ...]


def diff(old: Pack, new: Pack) -> PackDiff:
    """What changed from one pack to another. Items are the same when their ids are."""
    found = [*_fields("pack", old.pack.title or "pack", old.pack, new.pack), *_scale(old, new)]
    for name in LISTS:
        found += _list(name, getattr(old, name), getattr(new, name), old)
    return PackDiff(tuple(found), tuple(_pooling(old, new)))


def words(old: str, new: str) -> tuple[Piece, ...]:
    """Both texts in one, word by word: what they share, what was taken out, what was put in."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > _LONGEST:
        return (Piece(Side.OLD, old), Piece(Side.NEW, new))
    pieces: list[Piece] = []
    was, now = "", ""
    for same, start, end, at, to in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        shared = "".join(before[start:end])
        if same != "equal" or ((was or now) and shared.isspace()):  # a blank alone does not part two changes
            was, now = was + shared, now + "".join(after[at:to])
            continue
        pieces += [*_changed(was, now), Piece(Side.BOTH, shared)]
        was, now = "", ""
    return (*pieces, *_changed(was, now))


def _changed(was: str, now: str) -> Iterator[Piece]:
    yield from (Piece(side, text) for side, text in ((Side.OLD, was), (Side.NEW, now)) if text)


def _scale(old: Pack, new: Pack) -> Iterator[Change]:
    before, after = (_said(pack.scale.words if pack.scale else None) for pack in (old, new))
    if before != after:
        yield Change(Kind.REWORDED, "scale", "Scale", before, after, words(before or "", after or ""))


def _list(name: str, old: Sequence[Item], new: Sequence[Item], pack: Pack) -> Iterator[Change]:
    before, after = {item.id: item for item in old}, {item.id: item for item in new}
    for key, item in before.items():
        if key not in after:
            yield Change(Kind.REMOVED, f"{name}.{key}", _name(item), old=_text(item))
    for key, item in after.items():
        if key not in before:
            yield Change(Kind.ADDED, f"{name}.{key}", _name(item), new=_text(item))
        else:
            yield from _fields(f"{name}.{key}", _name(item), before[key], item)
            if isinstance(item, Criterion):
                yield from _anchors(f"{name}.{key}", before[key], item, pack)
                yield from _examples(f"{name}.{key}", before[key], item, pack)
    shared = [[key for key in side if key in before and key in after] for side in (before, after)]
    if shared[0] != shared[1]:
        yield Change(Kind.REORDERED, name, name.replace("_", " "), _said(shared[0]), _said(shared[1]))


def _fields(path: str, name: str, old: Any, new: Any) -> Iterator[Change]:
    for field in type(new).model_fields:
        before, after = getattr(old, field), getattr(new, field)
        if field in _SILENT or before == after:
            continue
        was, now = _said(before), _said(after)
        kind = Kind.REWEIGHTED if field in _WEIGHTS else _kind(before, after)
        pieces = words(was or "", now or "") if kind is Kind.REWORDED else ()
        yield Change(kind, f"{path}.{field}", name, was, now, pieces)


def _kind(before: Any, after: Any) -> Kind:
    texts = [value for value in (before, after) if value is not None]
    return Kind.REWORDED if all(type(value) is str for value in texts) else Kind.CHANGED


def _anchors(path: str, old: Item, new: Criterion, pack: Pack) -> Iterator[Change]:
    assert isinstance(old, Criterion)
    for step in sorted({anchor.level for anchor in (*old.anchors, *new.anchors)}):
        before, after = old.anchor(step), new.anchor(step)
        if before != after:
            name = f"{new.name}, {_step(pack, old, step)}"
            yield Change(Kind.REANCHORED, f"{path}.anchors[{step}]", name, before, after, words(before, after))


def _examples(path: str, old: Item, new: Criterion, pack: Pack) -> Iterator[Change]:
    assert isinstance(old, Criterion)
    for step in sorted({anchor.level for anchor in (*old.anchors, *new.anchors)}):
        for side in examples.Side:
            before, after = ("\n".join(one.examples(step).texts(side)) for one in (old, new))
            if before != after:
                name = f"{new.name}, {_step(pack, old, step)}, {side} example"
                place = f"{path}.anchors[{step}].{side}"
                yield Change(Kind.ILLUSTRATED, place, name, before, after, words(before, after))


def _step(pack: Pack, criterion: Criterion, step: int) -> str:
    scale = criterion.scale or pack.scale
    return scale.words[step - 1] if scale and step <= len(scale.words) else f"level {step}"


def _pooling(old: Pack, new: Pack) -> Iterator[Pooling]:
    before, after = ({item.id: item for item in pack.criteria} for pack in (old, new))
    for key in {**before, **after}:
        was, now = before.get(key), after.get(key)
        if was is None or now is None:
            reason = "It is in one of the two alone."
        elif was.anchor_hash != now.anchor_hash:
            reason = "Its anchors changed, so a rating no longer means the same."
        else:
            changed = next(_examples("", was, now, old), None)
            reason = f"Its anchors are the same{'; only examples of them changed' if changed else ''}."
            yield Pooling(key, now.name, may_pool=True, reason=reason)
            continue
        named = now or was
        yield Pooling(key, named.name if named else key, may_pool=False, reason=reason)


def _name(item: Item) -> str:
    name: str | None = getattr(item, "name", None)
    return name or item.id


def _text(item: Item) -> str:
    text: str | None = getattr(item, "text", None) or getattr(item, "good", None)
    return text or _name(item)


def _said(value: Any) -> str | None:
    """A value in words, for people; None stays None."""
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    if isinstance(value, (list, tuple)):
        return "; ".join(_said(part) or "" for part in value)
    if hasattr(value, "model_dump"):
        said = value.model_dump(mode="json")
        return ", ".join(f"{key} {_said(part)}" for key, part in said.items() if part not in (None, [], ""))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
