"""What is wrong with a pack, and what is missing: each finding with its path and line. Never throws for bad content."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hiringkit.errors import InvalidError
from hiringkit.rubrics import files
from hiringkit.rubrics.packs import Criterion, Item, Pack
from hiringkit.rubrics.yamltext import CONTROL, Document, read, walk

Grade = Literal["ERROR", "WARNING"]
Fault = tuple[Grade, str, str]  # grade, path, message

_CORE = (
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
LISTS = (*_CORE, *_OURS)
ALWAYS = ("pack", "scale", *_CORE, "repair", "unmapped", "gaps")
_SELLING = re.compile(r"\b(renewals?|deals?|discovery|pitch\w*|procurement)\b", re.IGNORECASE)
_SUPPORT = re.compile(r"\b(troubleshoot\w*|tickets?|incidents?|outages?|faults?)\b", re.IGNORECASE)
_OFTEN = 5
_USUAL = range(1, 6)  # the steps to expect while a draft has no scale yet
_BREAKS = "\t\n\r"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend or to know."""

    level: Grade
    path: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        """`ERROR criteria[2].name: message (line 41)`."""
        where = f" (line {self.line})" if self.line else ""
        return f"{self.level} {self.path or 'pack file'}: {self.message}{where}"


def lint(source: Path | str) -> tuple[Finding, ...]:
    """Everything to say about a pack: a file when given a path, else the text itself."""
    try:
        return lint_text(files.read_text(source) if isinstance(source, Path) else source)
    except InvalidError as error:
        return (Finding("ERROR", "", str(error)),)


def lint_text(text: str, name: str = "this text") -> tuple[Finding, ...]:
    """Everything to say about a text. Raises InvalidError where it is no YAML mapping and so no pack at all."""
    raw = tuple(_raw_controls(text))
    if raw:
        return raw
    document = read(text, name)
    if not isinstance(document.content, dict):
        raise InvalidError(
            "This is no pack.", where=name, mend="A pack is a mapping with the keys pack, scale, criteria and so on."
        )
    faults = [*_hidden_characters(document), *_absent_keys(document)]
    pack, problems = files.checked(document)
    faults += [("ERROR", path, what) for path, what in problems.items()]
    pack = pack or files.forgiven(document)
    faults += [fault for rule in RULES for fault in rule(pack)] if pack else []
    return tuple(Finding(grade, path, what, document.line(path)) for grade, path, what in faults)


def _raw_controls(text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.split("\n"), 1):
        for found in sorted(set(CONTROL.findall(line))):
            message = f"There is a control character (U+{ord(found):04X}) in this line; take it out."
            yield Finding("ERROR", f"line {number}", message, number)


def _hidden_characters(document: Document) -> Iterator[Fault]:
    for path, text in walk(document.content):
        for character in sorted(set(text)):
            if _is_hidden(character):
                yield "ERROR", path, f"There is a hidden character (U+{ord(character):04X}) in this text; take it out."


def _is_hidden(character: str) -> bool:
    """Control, line-separating and direction-changing characters: what is read is then not what is stored."""
    if character in _BREAKS:
        return False
    turns = unicodedata.bidirectional(character) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    return turns or unicodedata.category(character) in {"Cc", "Zl", "Zp"} or character in "\u200e\u200f\u061c\ufeff"


def _absent_keys(document: Document) -> Iterator[Fault]:
    for key in ALWAYS:
        if key not in document.content and key != "pack":
            yield (
                "WARNING",
                key,
                "This key is missing; other programs read it, so keep it, with an empty list if need be.",
            )


def _identity(pack: Pack) -> Iterator[Fault]:
    for name in LISTS:
        seen: dict[str, int] = {}
        for index, item in enumerate(getattr(pack, name)):
            if item.id in seen:
                yield "ERROR", f"{name}[{index}].id", f"The id {item.id} stands at {name}[{seen[item.id]}] already."
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
    for index, criterion in enumerate(pack.criteria):
        if criterion.scale and len(criterion.scale.words) != criterion.scale.levels:
            yield "ERROR", f"criteria[{index}].scale.words", "As many words as levels are needed."
        if criterion.scale and not criterion.guardrail:
            yield "ERROR", f"criteria[{index}].scale", "Only a guardrail may have a scale of its own."


def _anchors(pack: Pack) -> Iterator[Fault]:
    for index, criterion in enumerate(pack.criteria):
        path = f"criteria[{index}].anchors"
        for place, anchor in enumerate(criterion.anchors):
            if not anchor.text.strip():
                yield "ERROR", f"{path}[{place}].text", _empty(pack, criterion, anchor.level)
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
    for level in steps:
        if level not in counts:
            yield "ERROR", _empty(pack, criterion, level)
    for level in sorted(set(counts) - set(steps)):
        yield "ERROR", f"{criterion.name}: the scale has no level {level}."


def _empty(pack: Pack, criterion: Criterion, level: int) -> str:
    scale = criterion.scale or pack.scale
    word = scale.words[level - 1] if scale and level <= len(scale.words) else f"level {level}"
    return f"{criterion.name}: the anchor of “{word}” is empty; write what a person does at this level."


def _references(pack: Pack) -> Iterator[Fault]:
    known = {name: {item.id for item in getattr(pack, name)} for name in LISTS}
    for path, target, ids in _pointers(pack):
        for key in ids:
            if key not in known[target]:
                yield "ERROR", path, f"There is no {key} in {target}."


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
    for name in ("signals", "anti_signals", "scenarios", "work_samples", "probes"):
        for index, item in enumerate(getattr(pack, name)):
            yield f"{name}[{index}].criteria", "criteria", item.criteria
    for index, probe in enumerate(pack.probes):
        yield f"probes[{index}].stages", "stages", probe.stages
    for index, definition in enumerate(pack.definitions):
        yield f"definitions[{index}].criterion", "criteria", (definition.criterion,)
    for index, sample in enumerate(pack.samples):
        yield f"samples[{index}].criterion", "criteria", (sample.criterion,)


def _maybe(key: str | None) -> tuple[str, ...]:
    return () if key is None else (key,)


def _coverage(pack: Pack) -> Iterator[Fault]:
    if not pack.criteria:
        yield "ERROR", "criteria", "The pack has no criterion, so there is nothing to judge by."
    for index, criterion in enumerate(pack.criteria):
        yield from ((grade, f"criteria[{index}].stages", what) for grade, what in _seen(criterion))
        if not criterion.outcomes:
            yield "WARNING", f"criteria[{index}].outcomes", f"{criterion.name}: it leads to no day-90 outcome."


def _seen(criterion: Criterion) -> Iterator[tuple[Grade, str]]:
    stages = {use.stage for use in criterion.stages}
    if len(stages) < len(criterion.stages):
        yield "ERROR", f"{criterion.name}: a stage is named twice."
    elif not stages:
        yield "WARNING", f"{criterion.name}: no stage sees this criterion."
    elif len(stages) == 1:
        yield "WARNING", f"{criterion.name}: one stage alone sees it, so one interviewer's severity decides it."


def _risk_objection(pack: Pack) -> Iterator[Fault]:
    scenario = pack.risk_objection
    if scenario is None:
        yield "ERROR", "scenarios", "There is no risk objection; add a scenario of kind risk_objection."
        return
    path = f"scenarios[{pack.scenarios.index(scenario)}]"
    if not scenario.criteria:
        yield (
            "ERROR",
            f"{path}.criteria",
            "The risk objection names no criterion, so nobody rates how evidence is handled.",
        )
    if not any(scenario.id in stage.scenarios for stage in pack.stages):
        yield "WARNING", path, "No stage holds the risk objection."


def _anti_signals(pack: Pack) -> Iterator[Fault]:
    for index, anti_signal in enumerate(pack.anti_signals):
        if not anti_signal.criteria:
            yield "WARNING", f"anti_signals[{index}].criteria", "This anti-signal belongs to no criterion."


def _provenance(pack: Pack) -> Iterator[Fault]:
    report = pack.pack.source
    for path, item in _items(pack):
        source = item.source
        if isinstance(source, str):
            continue
        if source.line not in source.lines:
            yield "ERROR", f"{path}.source.lines", f"Line {source.line} is not among the lines."
        if report and source.sha256 == report.sha256 and max(source.lines, default=1) > report.lines:
            yield "ERROR", f"{path}.source.lines", f"The report has {report.lines} lines only."


def _items(pack: Pack) -> Iterator[tuple[str, Item]]:
    for name in LISTS:
        for index, item in enumerate(getattr(pack, name)):
            yield f"{name}[{index}]", item


def _samples(pack: Pack) -> Iterator[Fault]:
    for index, sample in enumerate(pack.samples):
        scale = next((item.scale for item in pack.criteria if item.id == sample.criterion), None) or pack.scale
        if scale and sample.step not in scale.steps:
            yield "ERROR", f"samples[{index}].step", f"The scale has no level {sample.step}."


def _weeks(pack: Pack) -> Iterator[Fault]:
    for index, block in enumerate(pack.first_quarter):
        if not 1 <= block.weeks[0] <= block.weeks[1]:
            yield (
                "ERROR",
                f"first_quarter[{index}].weeks",
                "The first week has to be 1 or later, and not after the last.",
            )


def _two_jobs(pack: Pack) -> Iterator[Fault]:
    text = " ".join(text for _path, text in walk(pack.model_dump(mode="json")) if " " in text)
    selling, support = (Counter(word.lower() for word in words.findall(text)) for words in (_SELLING, _SUPPORT))
    if min(selling.total(), support.total()) >= _OFTEN:
        counts = " against ".join(_counted(words) for words in (selling, support))
        yield "WARNING", "tracks", f"The words are those of two jobs: {counts}. Say which track the team hires."


def _counted(words: Counter[str]) -> str:
    return ", ".join(f"{word} {count}" for word, count in words.most_common(3))


RULES: tuple[Callable[[Pack], Iterator[Fault]], ...] = (
    _identity,
    _scales,
    _anchors,
    _references,
    _coverage,
    _risk_objection,
    _anti_signals,
    _provenance,
    _samples,
    _weeks,
    _two_jobs,
)
