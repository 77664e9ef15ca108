"""What belongs to a criterion beside its own fields: anchors with their examples, stages, answers, its definition.

Addresses go on from the criterion's: `anchors/3`, `examples/3-good`, `examples/3-bad`, `answers/3` (a short answer that
people practise on), `stages/STAGE`, `definition/counts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.rubrics import texts, writing
from hiringkit.rubrics.examples import MOST, Side
from hiringkit.rubrics.packs import Anchor, Criterion, Definition, Pack, Sample, StageUse, Weight
from hiringkit.rubrics.reader_items import free_key

PARTS = ("anchors", "examples", "answers", "stages", "definition")
_SIDES = {side.value: side for side in Side}


def value(pack: Pack, criterion: Criterion, name: str, rest: str) -> str:
    """What a part of a criterion says, as a form shows it. Raises NotFoundError."""
    if name == "anchors":
        return criterion.anchor(_step(rest))
    if name == "examples":
        step, side = _side(rest)
        return "\n".join(criterion.examples(step).texts(side))
    if name == "answers":
        found = _answer(pack, criterion.id, _step(rest))
        return found.text if found else ""
    if name == "stages":
        return next((use.weight.value for use in criterion.stages if use.stage == rest), "")
    definition = _definition(pack, criterion.id)
    return (getattr(definition, rest, None) or "") if definition and rest in writing.DEFINED else ""


def written(pack: Pack, criterion: Criterion, name: str, rest: str, text: str, by: str) -> Pack:
    """The pack with a part of a criterion written anew, in the name of `by`. Raises InvalidError, NotFoundError."""
    if name == "anchors":
        return _put(pack, _anchored(criterion, _step(rest), text, by))
    if name == "examples":
        return _put(pack, _illustrated(criterion, *_side(rest), text, by))
    if name == "answers":
        return _answered(pack, criterion, _step(rest), text, by)
    if name == "stages":
        return _put(pack, _placed(pack, criterion, rest, text))
    return _defined(pack, criterion, rest, text, by)


def _put(pack: Pack, criterion: Criterion) -> Pack:
    changed = tuple(criterion if one.id == criterion.id else one for one in pack.criteria)
    return pack.model_copy(update={"criteria": changed})


def _step(text: str) -> int:
    if text not in {str(step) for step in range(1, 11)}:
        raise NotFoundError("A scale has no such level.", where=text[:20], mend="Load the page again.")
    return int(text)


def _side(text: str) -> tuple[int, Side]:
    step, _, side = text.partition("-")
    if side not in _SIDES:
        raise NotFoundError("An example is good or bad.", where=text[:20], mend="Load the page again.")
    return _step(step), _SIDES[side]


def _anchored(criterion: Criterion, step: int, text: str, by: str) -> Criterion:
    if criterion.anchor(step) == text and any(anchor.level == step for anchor in criterion.anchors):
        return criterion
    return _anchor(criterion, step, by, text=_plain(text), source=by)


def _illustrated(criterion: Criterion, step: int, side: Side, text: str, by: str) -> Criterion:
    """The examples of a side, one a line; the anchor's own words and origin stay."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > MOST:
        raise InvalidError(f"These are {len(lines)} examples; a level holds {MOST} of a kind.")
    for line in lines:
        _plain(line)
    return _anchor(criterion, step, by, examples=criterion.examples(step).rewritten(side, lines, by))


def _anchor(criterion: Criterion, step: int, by: str, **said: Any) -> Criterion:
    """The criterion with fields of one anchor written anew; where there is none, `by` makes one."""
    known = next((anchor for anchor in criterion.anchors if anchor.level == step), None)
    made = known.model_copy(update=said) if known else Anchor(**{"level": step, "text": "", "source": by, **said})
    others = [anchor for anchor in criterion.anchors if anchor.level != step]
    anchors = tuple(sorted([*others, made], key=lambda anchor: anchor.level))
    return criterion.model_copy(update={"anchors": anchors})


def _plain(text: str, longest: int = 1000) -> str:
    fault = texts.fault(text, longest)
    if fault:
        raise InvalidError(fault)
    return text


def _placed(pack: Pack, criterion: Criterion, stage: str, weight: str) -> Criterion:
    if stage not in {item.id for item in pack.stages}:
        raise NotFoundError("There is no such stage in this draft.", where=stage[:80], mend="Load it again.")
    if weight not in {"", *Weight}:
        raise InvalidError("Choose primary, secondary or not seen here.")
    others = [use for use in criterion.stages if use.stage != stage]
    mine = [StageUse(stage=stage, weight=Weight(weight))] if weight else []
    order = [item.id for item in pack.stages]
    uses = sorted([*others, *mine], key=lambda use: order.index(use.stage) if use.stage in order else len(order))
    return criterion.model_copy(update={"stages": tuple(uses)})


def _answer(pack: Pack, key: str, step: int) -> Sample | None:
    return next((one for one in pack.samples if one.criterion == key and one.step == step and not one.ratings), None)


def _answered(pack: Pack, criterion: Criterion, step: int, text: str, by: str) -> Pack:
    known = _answer(pack, criterion.id, step)
    others = tuple(one for one in pack.samples if one is not known)
    if not text:
        return pack.model_copy(update={"samples": others})
    if known:
        made = known.model_copy(update={"text": _plain(text, 8000)})
        return pack.model_copy(update={"samples": tuple(made if one is known else one for one in pack.samples)})
    key = free_key(f"{criterion.id[:60]}-example-{step}", (one.id for one in others), "example")
    content = {"id": key, "source": by, "text": _plain(text, 8000), "criterion": criterion.id, "step": step}
    return pack.model_copy(update={"samples": (*others, Sample.model_validate(content))})


def completed(pack: Pack) -> Pack:
    """The pack with a place for each level of each criterion; one that nobody wrote is empty."""
    return pack.model_copy(update={"criteria": tuple(_completed(pack, one) for one in pack.criteria)})


def _completed(pack: Pack, criterion: Criterion) -> Criterion:
    scale = criterion.scale or pack.scale
    missing = set(scale.steps if scale else ()) - {anchor.level for anchor in criterion.anchors}
    if not missing:
        return criterion
    empty = [Anchor(level=step, text="", source=criterion.source) for step in missing]
    anchors = sorted([*criterion.anchors, *empty], key=lambda anchor: anchor.level)
    return criterion.model_copy(update={"anchors": tuple(anchors)})


def defined(pack: Pack, key: str, said: Mapping[str, str], by: str) -> Pack:
    """The pack with what counts for a criterion as somebody said it; a part that is empty stays as it was.

    `by` becomes the definition's origin. Raises InvalidError, NotFoundError.
    """
    criterion = pack.criterion(key)
    for name, text in said.items():
        if text:
            pack = _defined(pack, criterion, name, text, by)
    known = _definition(pack, key)
    others = pack.definitions
    if known is None:
        return pack
    made = known.model_copy(update={"source": by})
    return pack.model_copy(update={"definitions": tuple(made if one is known else one for one in others)})


def _definition(pack: Pack, key: str) -> Definition | None:
    return next((one for one in pack.definitions if one.criterion == key), None)


def _defined(pack: Pack, criterion: Criterion, name: str, text: str, by: str) -> Pack:
    if name not in writing.DEFINED:
        raise NotFoundError("A definition has no such part.", where=name[:80], mend="Load the page again.")
    known = _definition(pack, criterion.id)
    key = free_key(f"{criterion.id[:60]}-defined", (one.id for one in pack.definitions), "defined")
    said: dict[str, Any] = (
        known.model_dump()
        if known
        else {"id": key, "source": by, "criterion": criterion.id, "counts": "", "does_not_count": ""}
    )
    said[name] = _plain(text) or (None if name == "disagree" else "")
    others = pack.definitions
    if not any(said.get(part) for part in writing.DEFINED):
        return pack.model_copy(update={"definitions": tuple(one for one in others if one is not known)})
    made = Definition.model_validate(said)
    kept = tuple(made if one is known else one for one in others) if known else (*others, made)
    return pack.model_copy(update={"definitions": kept})
