"""A pack is changed by small acts: a field is written, an item added, taken out, moved. Each gives a new pack.

A field has an address: `pack/title`, `scale/words`, `signals/ID/text`; of a criterion also `criteria/ID/anchors/3`,
`criteria/ID/stages/STAGE` and so on (`editing_criteria`). What is written is a text, as a form sends it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import ValidationError

from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.rubrics import editing_criteria, texts, writing
from hiringkit.rubrics.fields import LISTS, PACK, SCALE, Field, Kind
from hiringkit.rubrics.files import first_fault
from hiringkit.rubrics.packs import HIRINGKIT, Criterion, Item, Pack, Scale
from hiringkit.rubrics.provenance import Audience, Plain
from hiringkit.rubrics.reader_items import free_key

PlainT = TypeVar("PlainT", bound=Plain)
MOST_ITEMS = 1_000  # of all lists together: more than anybody goes through
_MODELS: dict[str, type[Any]] = {name: Pack.model_fields[name].annotation.__args__[0] for name in LISTS}  # type: ignore[union-attr]


def item_of(pack: Pack, where: str, key: str) -> Item:
    """An item of a list, or NotFoundError."""
    found: Item | None = next((item for item in _list(pack, where) if item.id == key), None)
    if found is not None:
        return found
    raise NotFoundError("There is no such item in this draft.", where=f"{where}/{key}"[:120], mend="Load it again.")


def value(pack: Pack, address: str) -> str:
    """What a field says, as a form shows it. Raises NotFoundError for an address that there is not."""
    where, key, name, rest = _parts(address)
    if where == "pack":
        return writing.shown(getattr(pack.pack, _field(PACK, key).name))
    if where == "scale":
        return "\n".join(pack.scale.words) if pack.scale else ""
    item = item_of(pack, where, key)
    if isinstance(item, Criterion) and name in editing_criteria.PARTS:
        return editing_criteria.value(pack, item, name, rest)
    field = _field(LISTS[where], name)
    if field.kind is Kind.PICKS:
        return _picked(pack, field, getattr(item, field.name))
    return writing.shown(getattr(item, field.name))


def _picked(pack: Pack, field: Field, chosen: tuple[str, ...]) -> str:
    """Ids in the order of the list that they point into, as the ticks of a form stand; dangling ones last."""
    known = [item.id for item in _list(pack, field.of)]
    return " ".join([*(key for key in known if key in chosen), *(key for key in chosen if key not in known)])


def written(pack: Pack, address: str, text: str, by: str) -> Pack:
    """The pack with a field written anew. `by` is whoever writes: an anchor that changes is theirs from then on.

    Raises InvalidError (a sentence to stand beside the field), NotFoundError.
    """
    text = texts.tidy(text)
    where, key, name, rest = _parts(address)
    if where == "pack":
        return pack.model_copy(update={"pack": _changed(pack.pack, _field(PACK, key), text, pack)})
    if where == "scale":
        return _rescaled(pack, _scale(text))
    item = item_of(pack, where, key)
    if isinstance(item, Criterion) and name in editing_criteria.PARTS:
        return editing_criteria.written(pack, item, name, rest, text, by)
    return _put(pack, where, _changed(item, _field(LISTS[where], name), text, pack))


def added(pack: Pack, where: str, text: str, by: str) -> tuple[Pack, str]:
    """The pack with one more item of a list, named or worded so; gives its id too. Raises InvalidError."""
    items = _list(pack, where)
    if sum(len(_list(pack, name)) for name in LISTS) >= MOST_ITEMS:
        raise InvalidError(f"A pack holds at most {MOST_ITEMS:,} items.", mend="Take some out.")
    text = texts.tidy(text)
    fault = texts.fault(text, 1000)
    if fault:
        raise InvalidError(fault)
    said: dict[str, Any] = {"text" if "text" in _MODELS[where].model_fields else "name": text}
    if where in {"scenarios", "work_samples", "segment_constraints", "decision_rights"}:
        said["name"] = text[:120]
    said |= {"weeks": (1, 1)} if where == "first_quarter" else {}
    said |= {"kind": "context"} if where == "context" else {}
    key = free_key(text, (item.id for item in items), f"{where.replace('_', '-')}-{len(items) + 1}")
    made = _made(_MODELS[where], {"id": key, "source": by, **said})
    return pack.model_copy(update={where: (*items, made)}), key


def put_back(pack: Pack, where: str, content: dict[str, Any]) -> Pack:
    """The pack with an item that was taken out of it; at the end of its list. Raises InvalidError."""
    item = _made(_MODELS[where], content)
    items = _list(pack, where)
    return pack.model_copy(update={where: (*(one for one in items if one.id != item.id), item)})


def removed(pack: Pack, where: str, key: str) -> Pack:
    """The pack without an item, and without what pointed to it. Raises NotFoundError."""
    item_of(pack, where, key)
    pack = pack.model_copy(update={where: tuple(item for item in _list(pack, where) if item.id != key)})
    for name, fields in LISTS.items():
        for field in fields:
            if field.of == where:
                pack = pack.model_copy(update={name: tuple(_without(item, field, key) for item in _list(pack, name))})
    if where == "stages":
        pack = pack.model_copy(update={"criteria": tuple(_unseen(item, key) for item in pack.criteria)})
    if where == "tracks" and pack.pack.default_track == key:
        pack = pack.model_copy(update={"pack": pack.pack.model_copy(update={"default_track": None})})
    if where == "criteria":
        pack = pack.model_copy(
            update={
                "definitions": tuple(one for one in pack.definitions if one.criterion != key),
                "samples": tuple(one for one in pack.samples if one.criterion != key),
            }
        )
    return pack


def moved(pack: Pack, where: str, key: str, by: int) -> Pack:
    """The pack with an item some places further down its list, or up. Raises NotFoundError."""
    items = list(_list(pack, where))
    at = items.index(item_of(pack, where, key))
    to = min(max(at + by, 0), len(items) - 1)
    items.insert(to, items.pop(at))
    return pack.model_copy(update={where: tuple(items)})


def transferred(pack: Pack, where: str, key: str, to: str) -> tuple[Pack, str]:
    """The pack with an item in another list, with its words and where they come from; gives its id there.

    Raises InvalidError: it is for candidates, or does not fit. What the other list has no place for is left behind.
    """
    item = item_of(pack, where, key)
    words = str(getattr(item, "text", None) or getattr(item, "name", ""))
    if item.audience is Audience.CANDIDATE and to != "context":
        raise InvalidError("This is for candidates alone.", mend="Keep it as context, or reject it.")
    _list(pack, to)
    if to == "criteria":
        raise InvalidError("A criterion has three cells.", mend="Add it in the editor.")
    grown, new = added(pack, to, words, HIRINGKIT)
    made = item_of(grown, to, new).model_copy(update={"source": item.source, "audience": item.audience})
    return removed(_put(grown, to, made), where, key), new


def _parts(address: str) -> tuple[str, str, str, str]:
    where, _, rest = address.partition("/")
    key, _, rest = rest.partition("/")
    name, _, rest = rest.partition("/")
    return where, key, name, rest


def _list(pack: Pack, where: str) -> tuple[Any, ...]:
    if where not in LISTS:
        raise NotFoundError("A pack has no such list.", where=where[:80], mend="Load the page again.")
    items: tuple[Any, ...] = getattr(pack, where)
    return items


def _field(fields: Iterable[Field], name: str) -> Field:
    for field in fields:
        if field.name == name:
            return field
    raise NotFoundError("There is no such field.", where=name[:80], mend="Load the page again.")


def _made(model: type[Any], content: dict[str, Any]) -> Any:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise InvalidError(first_fault(error)) from error


def _changed(of: PlainT, field: Field, text: str, pack: Pack) -> PlainT:
    known = [item.id for item in _list(pack, field.of)] if field.of else []
    read = writing.read(field, text, known)
    info = type(of).model_fields[field.name]
    if read is None and info.is_required():
        raise InvalidError("This cannot be empty.")
    if read is None and field.kind is Kind.CHOICE and field.options and "" not in dict(field.options):
        raise InvalidError("Choose one of them.")
    if field.name == "weight" and read is None:
        read = 1.0
    changed: PlainT = _made(type(of), {**of.model_dump(), field.name: read})
    return changed


def _put(pack: Pack, where: str, item: Item) -> Pack:
    return pack.model_copy(update={where: tuple(item if one.id == item.id else one for one in _list(pack, where))})


def _scale(text: str) -> Scale | None:
    words = writing.read(SCALE, text, ())
    if not words:
        return None
    if not 2 <= len(words) <= 10:
        raise InvalidError(f"A scale has two to ten levels; these are {len(words)}.")
    scale: Scale = _made(Scale, {"levels": len(words), "words": words})
    return scale


def _rescaled(pack: Pack, scale: Scale | None) -> Pack:
    """Places for anchors that the scale has no level for go, where nothing is written in them."""
    most = scale.levels if scale else 10
    criteria = tuple(
        one
        if one.scale
        else one.model_copy(
            update={"anchors": tuple(a for a in one.anchors if a.text or a.examples or a.level <= most)}
        )
        for one in pack.criteria
    )
    return pack.model_copy(update={"scale": scale, "criteria": criteria})


def _without(item: Any, field: Field, key: str) -> Any:
    said = getattr(item, field.name)
    if field.kind is Kind.PICKS and key in said:
        return item.model_copy(update={field.name: tuple(one for one in said if one != key)})
    return item.model_copy(update={field.name: None}) if field.kind is Kind.CHOICE and said == key else item


def _unseen(criterion: Criterion, stage: str) -> Criterion:
    return criterion.model_copy(update={"stages": tuple(use for use in criterion.stages if use.stage != stage)})
