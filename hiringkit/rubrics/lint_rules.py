"""The rules that a pack is held to: each tells its faults with path, what is wrong and what would mend it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from textwrap import shorten
from typing import Literal

from hiringkit.rubrics.examples import NONE, Side
from hiringkit.rubrics.packs import RISK_OBJECTION, Criterion, Item, Pack
from hiringkit.rubrics.provenance import Audience, Origin, Source
from hiringkit.rubrics.yamltext import texts

Grade = Literal["ERROR", "WARNING"]
Fault = tuple[Grade, str, str]  # grade, path, message

CORE = (
    "tracks",
    "levels",
    "stages",
    "criteria",
    "signals",
    "anti_signals",
    "scenarios",
    "outcomes",
    "process_upgrades",
    "work_samples",
    "first_quarter",
)
_OURS = (
    "groups",
    "probes",
    "metrics",
    "definitions",
    "segment_constraints",
    "workstreams",
    "decision_rights",
    "samples",
    "context",
)
LISTS = (*CORE, *_OURS)
_SELLING = re.compile(r"\b(renewals?|deals?|discovery|pitch\w*|procurement)\b", re.IGNORECASE)
_SUPPORT = re.compile(r"\b(troubleshoot\w*|tickets?|incidents?|outages?|faults?)\b", re.IGNORECASE)
_OFTEN = 5
_USUAL = range(1, 6)  # the steps to expect while a draft has no scale yet
_QUOTED = 60
_SHOWN = 6  # ids that are named where one is unknown


def _identity(pack: Pack) -> Iterator[Fault]:
    for name in LISTS:
        seen: dict[str, int] = {}
        for index, item in enumerate(getattr(pack, name)):
            if item.id in seen:
                yield (
                    "ERROR",
                    f"{name}[{index}].id",
                    f"The id {item.id} stands at {name}[{seen[item.id]}] already; give it another.",
                )
            seen.setdefault(item.id, index)


def _scales(pack: Pack) -> Iterator[Fault]:
    if pack.scale is None:
        yield "ERROR", "scale", "The pack has no scale; give it levels and words."
    elif len(pack.scale.words) != pack.scale.levels:
        yield (
            "ERROR",
            "scale.words",
            f"{pack.scale.levels} levels need as many words; there are {len(pack.scale.words)}.",
        )
    elif len({word.strip().casefold() for word in pack.scale.words}) < pack.scale.levels:
        yield "ERROR", "scale.words", "Two levels have the same word; give each its own."
    for index, criterion in enumerate(pack.criteria):
        if criterion.scale and len(criterion.scale.words) != criterion.scale.levels:
            yield "ERROR", f"criteria[{index}].scale.words", "As many words as levels are needed; write or strike some."
        if criterion.scale and not criterion.guardrail:
            yield "ERROR", f"criteria[{index}].scale", "Only a guardrail may have a scale of its own; take it out."


EMPTY_ANCHORS = "empty-anchors"  # the one error that a person may answer for when a pack is published


def _empty_anchors(pack: Pack) -> Iterator[Fault]:
    for index, criterion in enumerate(pack.criteria):
        path = f"criteria[{index}].anchors"
        for place, anchor in enumerate(criterion.anchors):
            if not anchor.text.strip():
                yield "ERROR", f"{path}[{place}].text", _empty(pack, criterion, anchor.level)
        scale = criterion.scale or pack.scale
        for level in scale.steps if scale else _USUAL:
            if level not in {anchor.level for anchor in criterion.anchors}:
                yield "ERROR", path, _empty(pack, criterion, level)


def _anchors(pack: Pack) -> Iterator[Fault]:
    for index, criterion in enumerate(pack.criteria):
        path = f"criteria[{index}].anchors"
        yield from ((grade, path, what) for grade, what in _cover(pack, criterion))
        texts = [anchor.text.strip().casefold() for anchor in criterion.anchors if anchor.text.strip()]
        if len(set(texts)) < len(texts):
            yield "WARNING", path, f"{criterion.name}: two levels have the same words, so nobody can tell them apart."


def _cover(pack: Pack, criterion: Criterion) -> Iterator[tuple[Grade, str]]:
    counts = Counter(anchor.level for anchor in criterion.anchors)
    for level in sorted(level for level, count in counts.items() if count > 1):
        yield "ERROR", f"{criterion.name}: level {level} has {counts[level]} anchors; keep one."
    scale = criterion.scale or pack.scale
    steps = scale.steps if scale else _USUAL
    for level in sorted(set(counts) - set(steps)):
        yield "ERROR", f"{criterion.name}: the scale has no level {level}; take its anchor out."


def _empty(pack: Pack, criterion: Criterion, level: int) -> str:
    scale = criterion.scale or pack.scale
    word = scale.words[level - 1] if scale and level <= len(scale.words) else f"level {level}"
    return f"{criterion.name}: the anchor of “{word}” is empty; write what a person does at this level."


def _examples(pack: Pack) -> Iterator[Fault]:
    for index, criterion in enumerate(pack.criteria):
        levels: dict[str, int] = {}  # of each good example
        for place, anchor in enumerate(criterion.anchors):
            path = f"criteria[{index}].anchors[{place}].examples"
            sides = {side: (anchor.examples or NONE).texts(side) for side in Side}
            for side, at, text in ((side, at, text) for side, said in sides.items() for at, text in enumerate(said)):
                if not text.strip():
                    yield "ERROR", f"{path}.{side}[{at}].text", "This example is empty; write it, or take it out."
            for text in sorted({*sides[Side.GOOD]} & {*sides[Side.BAD]}):
                what = f"{criterion.name}: “{text[:_QUOTED]}” is a good and a bad example of one level; keep one."
                yield "ERROR", path, what
            for text in sides[Side.GOOD]:
                if levels.setdefault(text.strip().casefold(), anchor.level) != anchor.level:
                    what = f"{criterion.name}: “{text[:_QUOTED]}” is a good example of two levels; it is of one."
                    yield "WARNING", path, what
        yield from ((grade, f"criteria[{index}].anchors", what) for grade, what in _unillustrated(pack, criterion))


def _unillustrated(pack: Pack, criterion: Criterion) -> Iterator[tuple[Grade, str]]:
    """Examples at some levels and none at an end of the scale: people then agree on one end alone."""
    scale = criterion.scale or pack.scale
    shown = {anchor.level for anchor in criterion.anchors if anchor.examples not in (None, NONE)}
    missing = [step for step in (1, scale.levels) if step not in shown] if scale and shown else []
    for step in missing:
        word = scale.words[step - 1] if scale and step <= len(scale.words) else f"level {step}"
        what = f"{criterion.name}: other levels have examples and “{word}”, an end of the scale, has none; write one."
        yield "WARNING", what


def _references(pack: Pack) -> Iterator[Fault]:
    known = {name: {item.id for item in getattr(pack, name)} for name in LISTS}
    for path, target, ids in _pointers(pack):
        for key in ids:
            if key not in known[target]:
                yield "ERROR", path, f"There is no {key} in {target}{_meant(key, known[target])}."


def _meant(key: str, known: set[str]) -> str:
    near = get_close_matches(key, sorted(known), 1)
    if near:
        return f"; perhaps {near[0]} is meant"
    return f"; it has {', '.join(sorted(known)[:_SHOWN])}" if known else "; that list is empty"


def _pointers(pack: Pack) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every place that names something else: its path, the list it points into, the ids."""
    yield "pack.default_track", "tracks", _maybe(pack.pack.default_track)
    for index, criterion in enumerate(pack.criteria):
        path = f"criteria[{index}]"
        yield f"{path}.group", "groups", _maybe(criterion.group)
        yield f"{path}.outcomes", "outcomes", criterion.outcomes
        yield f"{path}.stages", "stages", tuple(use.stage for use in criterion.stages)
    for index, stage in enumerate(pack.stages):
        yield f"stages[{index}].probes", "probes", stage.probes
        yield f"stages[{index}].scenarios", "scenarios", stage.scenarios
    for name in ("signals", "anti_signals", "scenarios", "process_upgrades", "work_samples", "probes"):
        for index, item in enumerate(getattr(pack, name)):
            yield f"{name}[{index}].criteria", "criteria", item.criteria
    for index, probe in enumerate(pack.probes):
        yield f"probes[{index}].stages", "stages", probe.stages
    for index, definition in enumerate(pack.definitions):
        yield f"definitions[{index}].criterion", "criteria", (definition.criterion,)
    for index, sample in enumerate(pack.samples):
        yield f"samples[{index}].criterion", "criteria", _maybe(sample.criterion)
        yield f"samples[{index}].stage", "stages", _maybe(sample.stage)
        yield f"samples[{index}].ratings", "criteria", tuple(rating.criterion for rating in sample.ratings)


def _maybe(key: str | None) -> tuple[str, ...]:
    return () if key is None else (key,)


def _coverage(pack: Pack) -> Iterator[Fault]:
    if not pack.criteria:
        yield "ERROR", "criteria", "The pack has no criterion, so there is nothing to judge by; write one."
    for index, criterion in enumerate(pack.criteria):
        yield from ((grade, f"criteria[{index}].stages", what) for grade, what in _seen(criterion))
        if not criterion.outcomes:
            yield (
                "WARNING",
                f"criteria[{index}].outcomes",
                f"{criterion.name}: it leads to no day-90 outcome; name one.",
            )


def _seen(criterion: Criterion) -> Iterator[tuple[Grade, str]]:
    stages = {use.stage for use in criterion.stages}
    if len(stages) < len(criterion.stages):
        yield "ERROR", f"{criterion.name}: a stage is named twice; keep one."
    elif not stages:
        yield "WARNING", f"{criterion.name}: no stage sees this criterion; place it in one."
    elif len(stages) == 1:
        yield "WARNING", f"{criterion.name}: one stage alone sees it, so one interviewer's severity decides it."


def _risk_objection(pack: Pack) -> Iterator[Fault]:
    scenario = pack.risk_objection
    for index, upgrade in enumerate(pack.process_upgrades if scenario is None else ()):
        if upgrade.kind == RISK_OBJECTION:
            what = "No stage holds the risk objection that this asks for; write it as a scenario and place it in one."
            yield "WARNING", f"process_upgrades[{index}]", what
    if scenario is None:
        yield "ERROR", "scenarios", "There is no risk objection; add a scenario of kind risk_objection."
        return
    path = f"scenarios[{pack.scenarios.index(scenario)}]"
    if not scenario.criteria:
        yield (
            "ERROR",
            f"{path}.criteria",
            "The risk objection names no criterion, so nobody rates how evidence is handled; name one.",
        )
    if not any(scenario.id in stage.scenarios for stage in pack.stages):
        yield "WARNING", path, "No stage holds the risk objection; place it in one."


def _quoted(text: str) -> str:
    return f"“{shorten(text, 60, placeholder='…')}”"


def _anti_signals(pack: Pack) -> Iterator[Fault]:
    for index, anti_signal in enumerate(pack.anti_signals):
        if not anti_signal.criteria:
            yield (
                "WARNING",
                f"anti_signals[{index}].criteria",
                f"{_quoted(anti_signal.text)} belongs to no criterion; name the one that it speaks against.",
            )


def _provenance(pack: Pack) -> Iterator[Fault]:
    report = pack.pack.source
    for path, item in _items(pack):
        source = item.source
        if isinstance(source, str):
            continue
        if source.line not in source.lines:
            yield "ERROR", f"{path}.source.lines", f"Line {source.line} is not among the lines; add it."
        if report and source.sha256 == report.sha256 and max(source.lines, default=1) > report.lines:
            yield "ERROR", f"{path}.source.lines", f"The report has {report.lines} lines only; mend the number."


def _items(pack: Pack) -> Iterator[tuple[str, Item]]:
    for name in LISTS:
        for index, item in enumerate(getattr(pack, name)):
            yield f"{name}[{index}]", item


def _samples(pack: Pack) -> Iterator[Fault]:
    scales = {item.id: item.scale or pack.scale for item in pack.criteria}
    for index, sample in enumerate(pack.samples):
        path = f"samples[{index}]"
        if not sample.ratings and (sample.criterion is None or sample.step is None):
            yield "ERROR", path, "This sample has no rating; give it a criterion and a step, or reference ratings."
        if sample.ratings and sample.stage is None:
            yield "WARNING", f"{path}.stage", "This sample belongs to no stage; name the one that it was made for."
        rated = [rating.criterion for rating in sample.ratings]
        if len(set(rated)) < len(rated):
            yield "ERROR", f"{path}.ratings", "A criterion is rated twice; keep one rating."
        steps = [(f"{path}.step", sample.criterion, sample.step)]
        steps += [
            (f"{path}.ratings[{n}].step", rating.criterion, rating.step) for n, rating in enumerate(sample.ratings)
        ]
        for place, key, step in steps:
            scale = scales.get(key or "", pack.scale)
            if scale and step is not None and step not in scale.steps:
                yield "ERROR", place, f"The scale has no level {step}; give the sample another."


def _weeks(pack: Pack) -> Iterator[Fault]:
    for index, block in enumerate(pack.first_quarter):
        if not 1 <= block.weeks[0] <= block.weeks[1]:
            yield (
                "ERROR",
                f"first_quarter[{index}].weeks",
                "The first week has to be 1 or later, and not after the last.",
            )


def _weights(pack: Pack) -> Iterator[Fault]:
    for index, criterion in enumerate(pack.criteria):
        if criterion.weight != 1 and not criterion.guardrail and not criterion.weight_reason:
            what = f"{criterion.name}: it weighs {criterion.weight:g} and nobody says why; write the reason, or 1."
            yield "WARNING", f"criteria[{index}].weight", what


def _definitions(pack: Pack) -> Iterator[Fault]:
    for index, definition in enumerate(pack.definitions):
        for part, words in (("counts", "what counts"), ("does_not_count", "what does not count")):
            if not getattr(definition, part).strip():
                yield "ERROR", f"definitions[{index}].{part}", f"This definition does not say {words}; write it."


def _scenario_parts(pack: Pack) -> Iterator[Fault]:
    for index, scenario in enumerate(pack.scenarios):
        of_its_kind = ("objection",) if scenario.kind == RISK_OBJECTION else ("constraint", "criteria")
        wanted = ("prompt", *of_its_kind, "expected", "questions", "red_flags", "next_steps")
        missing = [name.replace("_", " ") for name in wanted if not getattr(scenario, name)]
        if missing:
            named = _quoted(scenario.name or scenario.text)
            what = f"{named} has no {', '.join(missing)}; write them, so that every candidate meets the same."
            yield "WARNING", f"scenarios[{index}]", what


def _tracks_and_levels(pack: Pack) -> Iterator[Fault]:
    for name, one in (("tracks", "track"), ("levels", "career level")):
        if not getattr(pack, name):
            yield "WARNING", name, f"The pack names no {one}, and a loop opens with one only; write them."


def _candidates(pack: Pack) -> Iterator[Fault]:
    """What the report says to candidates alone never becomes scoring."""
    private = {line for _path, item in _items(pack) for line in _lines(item) if item.audience is Audience.CANDIDATE}
    for index, criterion in enumerate(pack.criteria):
        path = f"criteria[{index}]"
        if criterion.audience is Audience.CANDIDATE:
            yield "ERROR", f"{path}.audience", f"{criterion.name}: this is for candidates alone; take it out."
        origins = [
            ("source", criterion.source),
            *((f"anchors[{n}].source", a.source) for n, a in enumerate(criterion.anchors)),
            *_origins(criterion),
        ]
        for place, origin in origins:
            found = sorted(private & set(origin.lines)) if isinstance(origin, Source) else []
            if found and criterion.audience is not Audience.CANDIDATE:
                what = f"{criterion.name}: line {found[0]} of the report is for candidates alone; rest it on another."
                yield "ERROR", f"{path}.{place}", what


def _origins(criterion: Criterion) -> Iterator[tuple[str, Origin]]:
    for place, anchor in enumerate(criterion.anchors):
        for side in Side:
            for at, example in enumerate((anchor.examples or NONE).of(side)):
                yield f"anchors[{place}].examples.{side}[{at}].source", example.source


def _lines(item: Item) -> tuple[int, ...]:
    return item.source.lines if isinstance(item.source, Source) else ()


def _two_jobs(pack: Pack) -> Iterator[Fault]:
    text = " ".join(text for text in texts(pack.model_dump(mode="json")) if " " in text)
    selling, support = (Counter(word.lower() for word in words.findall(text)) for words in (_SELLING, _SUPPORT))
    if min(selling.total(), support.total()) >= _OFTEN:
        counts = " against ".join(_counted(words) for words in (selling, support))
        yield "WARNING", "tracks", f"The words are those of two jobs: {counts}. Say which track the team hires."


def _counted(words: Counter[str]) -> str:
    return ", ".join(f"{word} {count}" for word, count in words.most_common(3))


RULES: dict[str, Callable[[Pack], Iterator[Fault]]] = {
    "unique-ids": _identity,
    "scale": _scales,
    EMPTY_ANCHORS: _empty_anchors,
    "anchors": _anchors,
    "examples": _examples,
    "references": _references,
    "coverage": _coverage,
    "risk-objection": _risk_objection,
    "anti-signals": _anti_signals,
    "provenance": _provenance,
    "samples": _samples,
    "weeks": _weeks,
    "weights": _weights,
    "definitions": _definitions,
    "scenario-parts": _scenario_parts,
    "tracks-and-levels": _tracks_and_levels,
    "candidates-only": _candidates,
    "two-jobs": _two_jobs,
}
