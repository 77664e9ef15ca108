"""Criteria of one pack are taken into another, with where they come from and what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence

from hiringkit.errors import InvalidError
from hiringkit.rubrics.packs import Criterion, Definition, Group, Pack, Sample
from hiringkit.rubrics.provenance import CopiedFrom
from hiringkit.rubrics.reader_items import free_key


def fits(pack: Pack, other: Pack, criterion: Criterion) -> bool:
    """Whether the anchors of a criterion of `other` go with it: both scales have as many levels."""
    return pack.scale is None or other.scale_of(criterion).levels == pack.scale.levels


def composed(pack: Pack, other: Pack, keys: Sequence[str], title: str, version: int) -> Pack:
    """The pack with criteria of a version of another, in their order there.

    Each keeps its source and says which version it was taken from. Group, definition and short examples go with it;
    stages, outcomes and weight stay behind, as they belong to the other pack. Where the scales differ in their number
    of levels, anchors and examples stay behind too: nobody can say which level they would be.

    Raises NotFoundError, InvalidError: none chosen, or one that was taken already.
    """
    if not keys:
        raise InvalidError("Choose at least one criterion.")
    chosen = [other.criterion(key) for key in keys]
    order = [criterion.id for criterion in other.criteria]
    if pack.scale is None:
        pack = pack.model_copy(update={"scale": other.scale})
    for criterion in sorted(chosen, key=lambda one: order.index(one.id)):
        origin = CopiedFrom(pack=other.pack.id or "pack", title=title, version=version, criterion=criterion.id)
        if any(one.copied_from == origin for one in pack.criteria):
            raise InvalidError(f"{criterion.name} was taken from there already.", mend="Choose another.")
        pack = _taken(pack, other, criterion, origin)
    return pack


def _taken(pack: Pack, other: Pack, criterion: Criterion, origin: CopiedFrom) -> Pack:
    key = free_key(criterion.id, (one.id for one in pack.criteria), "criterion")
    pack, group = _grouped(pack, other, criterion)
    goes = fits(pack, other, criterion)
    made = criterion.model_copy(
        update={
            "id": key,
            "group": group,
            "anchors": criterion.anchors if goes else (),
            "scale": criterion.scale if goes else None,
            "stages": (),
            "outcomes": (),
            "weight": 1.0,
            "weight_reason": None,
            "copied_from": origin,
        }
    )
    return pack.model_copy(
        update={
            "criteria": (*pack.criteria, made),
            "definitions": (*pack.definitions, *_definitions(pack, other, criterion, key)),
            "samples": (*pack.samples, *(_samples(pack, other, criterion, key) if goes else ())),
        }
    )


def _grouped(pack: Pack, other: Pack, criterion: Criterion) -> tuple[Pack, str | None]:
    """The pack with the criterion's group, known by its name, and the group's id there."""
    theirs = next((group for group in other.groups if group.id == criterion.group), None)
    if theirs is None:
        return pack, None
    ours = next((group for group in pack.groups if group.name.casefold() == theirs.name.casefold()), None)
    if ours is None:
        key = free_key(theirs.id, (group.id for group in pack.groups), "group")
        ours = Group(id=key, audience=theirs.audience, source=theirs.source, name=theirs.name)
        pack = pack.model_copy(update={"groups": (*pack.groups, ours)})
    return pack, ours.id


def _definitions(pack: Pack, other: Pack, criterion: Criterion, key: str) -> list[Definition]:
    found = next((one for one in other.definitions if one.criterion == criterion.id), None)
    if found is None:
        return []
    mine = free_key(found.id, (one.id for one in pack.definitions), "definition")
    return [found.model_copy(update={"id": mine, "criterion": key})]


def _samples(pack: Pack, other: Pack, criterion: Criterion, key: str) -> list[Sample]:
    taken = {one.id for one in pack.samples}
    made: list[Sample] = []
    for one in other.samples:
        if one.criterion == criterion.id and not one.ratings:
            mine = free_key(one.id, taken, "sample")
            taken.add(mine)
            made.append(one.model_copy(update={"id": mine, "criterion": key, "stage": None}))
    return made
