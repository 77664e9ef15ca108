"""A pack: everything that a market report says about a job, as one set of typed and frozen models."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, TypeVar

from pydantic import Field

from hiringkit.errors import NotFoundError
from hiringkit.rubrics.examples import NONE, Examples
from hiringkit.rubrics.meta import PackMeta
from hiringkit.rubrics.provenance import (
    Audience,
    CopiedFrom,
    Gap,
    Line,
    Name,
    Origin,
    Plain,
    Repair,
    Slug,
    Text,
    Unmapped,
)

HIRINGKIT = "hiringkit"
RISK_OBJECTION = "risk_objection"


class Weight(StrEnum):
    """How a stage sees a criterion."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


class Scale(Plain):
    """The steps of a scale, from 1 up, and their level words."""

    levels: Annotated[int, Field(ge=2, le=10)]
    words: tuple[Annotated[str, Field(min_length=1, max_length=40)], ...]

    @property
    def steps(self) -> range:
        """The steps in order, from 1."""
        return range(1, self.levels + 1)

    @property
    def middle(self) -> int | None:
        """The step in the middle; a scale with an even number of steps has none."""
        return (self.levels + 1) // 2 if self.levels % 2 else None

    def word(self, step: int) -> str:
        """The level word of a step. Raises NotFoundError outside of the scale."""
        if step not in self.steps:
            raise NotFoundError(f"A scale of {self.levels} has no step {step}.")
        return self.words[step - 1]


class Item(Plain):
    """Anything that a pack lists."""

    id: Slug
    audience: Audience = Audience.HIRING_TEAM
    source: Origin


class Track(Item):
    """A variant of the job."""

    name: Name
    note: Text | None = None


class LevelBar(Plain):
    """What meeting the bar means at one career level: the same anchors, read against its scope."""

    text: Text
    source: Origin


class Level(Item):
    """A career level, with the scope expected there."""

    name: Name
    phrases: tuple[Text, ...] = ()
    bar: LevelBar | None = None


class PackStage(Item):
    """A stage that the report proposes. The walkthrough is the candidate's, never the length of the slot."""

    name: Name
    advice: Text | None = None
    walkthrough_min: int | None = None
    walkthrough_max: int | None = None
    slot_minutes: int | None = None
    format: Name | None = None
    probes: tuple[Slug, ...] = ()
    scenarios: tuple[Slug, ...] = ()
    ai_policy: Name | None = None
    ai_check: Text | None = None


class Anchor(Plain):
    """What a step of a criterion looks like; empty where nobody has said it yet."""

    level: Annotated[int, Field(ge=1, le=10)]
    text: Annotated[str, Field(max_length=1000)]
    source: Origin
    examples: Annotated[Examples | None, Field(exclude_if=lambda examples: examples is None)] = None


class StageUse(Plain):
    """A stage that sees a criterion; a proposal until a manager accepts it."""

    stage: Slug
    weight: Weight
    proposal: bool = True


class Criterion(Item):
    """One thing that is judged, with an anchor for each step."""

    name: Name
    good: Text | None = None
    proof: Text | None = None
    anchors: tuple[Anchor, ...] = ()
    stages: tuple[StageUse, ...] = ()
    group: Slug | None = None
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    weight_reason: Text | None = None
    guardrail: bool = False
    scale: Scale | None = None
    prompt: Text | None = None
    why: Text | None = None
    outcomes: tuple[Slug, ...] = ()
    references: tuple[Text, ...] = ()  # public sources that speak for judging it, named generally
    copied_from: Annotated[CopiedFrom | None, Field(exclude_if=lambda origin: origin is None)] = (
        None  # left out: older hashes stay true
    )

    def anchor(self, step: int) -> str:
        """The anchor's text of a step; empty where there is none."""
        return next((anchor.text for anchor in self.anchors if anchor.level == step), "")

    def examples(self, step: int) -> Examples:
        """The good and bad examples of a step; none where nobody wrote one."""
        return next((anchor.examples for anchor in self.anchors if anchor.level == step and anchor.examples), NONE)

    @property
    def anchor_hash(self) -> str:
        """SHA-256 of the anchors' steps and texts: two criteria with the same are judged by the same words."""
        return _digest([[anchor.level, anchor.text] for anchor in self.anchors])


class Signal(Item):
    """Something that a strong candidate shows."""

    text: Text
    criteria: tuple[Slug, ...] = ()
    proposal: bool = True


class AntiSignal(Signal):
    """Something that hurts; a flag with evidence, never a rejection."""


class Scenario(Item):
    """A situation to put before a candidate. The risk objection is one of kind `risk_objection`."""

    text: Text
    kind: Name = "scenario"
    name: Name | None = None
    prompt: Text | None = None
    constraint: Text | None = None
    objection: Text | None = None
    parts: tuple[Name, ...] = ()
    expected: tuple[Text, ...] = ()
    questions: tuple[Text, ...] = ()
    red_flags: tuple[Text, ...] = ()
    next_steps: tuple[Text, ...] = ()
    criteria: tuple[Slug, ...] = ()


class Outcome(Item):
    """What somebody hired has done by day 90."""

    text: Text


class ProcessUpgrade(Item):
    """Something that the hiring process itself should do.

    A loop shows by itself that it is met when it is of kind `risk_objection` or `scope`, or when stages see its
    criteria; of any other somebody has to say so.
    """

    text: Text
    kind: Name | None = None
    criteria: tuple[Slug, ...] = ()


class WorkSample(Item):
    """Something that a candidate may bring or make; one a loop is enough."""

    text: Text
    name: Name | None = None
    expected: tuple[Text, ...] = ()
    criteria: tuple[Slug, ...] = ()


class FirstQuarter(Item):
    """A block of the first-quarter plan."""

    text: Text
    weeks: tuple[int, int]


class Group(Item):
    """A group of criteria."""

    name: Name


class Probe(Item):
    """A question that an interviewer asks again and again."""

    text: Text
    criteria: tuple[Slug, ...] = ()
    stages: tuple[Slug, ...] = ()


class Metric(Item):
    """A figure that people talk about; definitions vary, so the team writes its own."""

    name: Name
    definition: Text | None = None


class Definition(Item):
    """What counts for a criterion, what does not, where people disagree."""

    criterion: Slug
    counts: Annotated[str, Field(max_length=1000)]  # may be empty while it is written; the linter says so
    does_not_count: Annotated[str, Field(max_length=1000)]
    disagree: Text | None = None


class SegmentConstraint(Item):
    """A constraint of the industry, as a tag for scenarios."""

    name: Name
    text: Text | None = None


class Workstream(Item):
    """A piece of work that the report names again and again; renamed once, it changes everywhere."""

    name: Name
    lines: tuple[Line, ...] = ()


class DecisionRight(Item):
    """Who decides what: named before a loop opens."""

    name: Name
    text: Text


class Context(Item):
    """Background, by kind: market signals, drivers, risks, facts to have ready, candidate's advice. Never scored."""

    kind: Name
    text: Text


class ReferenceRating(Plain):
    """What a sample shows of one criterion, and why that step and no other."""

    criterion: Slug
    step: Annotated[int, Field(ge=1, le=10)]
    why: Text


class Sample(Item):
    """A sample to practise on: a short answer for one criterion, or one for a whole stage with reference ratings."""

    text: Annotated[str, Field(min_length=1, max_length=8000)]
    criterion: Slug | None = None
    step: Annotated[int, Field(ge=1, le=10)] | None = None
    name: Name | None = None
    kind: Name | None = None  # what it is: a written answer, a transcript
    stage: Slug | None = None
    ratings: tuple[ReferenceRating, ...] = ()


ItemT = TypeVar("ItemT", bound=Item)


class Pack(Plain):
    """A whole pack. Key names are those of the pack file."""

    pack: PackMeta
    scale: Scale | None = None
    tracks: tuple[Track, ...] = ()
    levels: tuple[Level, ...] = ()
    stages: tuple[PackStage, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    signals: tuple[Signal, ...] = ()
    anti_signals: tuple[AntiSignal, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    process_upgrades: tuple[ProcessUpgrade, ...] = ()
    work_samples: tuple[WorkSample, ...] = ()
    first_quarter: tuple[FirstQuarter, ...] = ()
    groups: tuple[Group, ...] = ()
    probes: tuple[Probe, ...] = ()
    metrics: tuple[Metric, ...] = ()
    definitions: tuple[Definition, ...] = ()
    segment_constraints: tuple[SegmentConstraint, ...] = ()
    workstreams: tuple[Workstream, ...] = ()
    decision_rights: tuple[DecisionRight, ...] = ()
    samples: tuple[Sample, ...] = ()
    context: tuple[Context, ...] = ()
    repair: tuple[Repair, ...] = ()
    unmapped: tuple[Unmapped, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Pack:
        """A copy that differs in some fields; what was looked up in the first is looked up anew."""
        copy = super().model_copy(update=update, deep=deep)
        for name in ("risk_objection", "risk_criteria", "unanchored"):
            copy.__dict__.pop(name, None)
        return copy

    def criterion(self, key: str) -> Criterion:
        """A criterion by id, or NotFoundError."""
        return _one(self.criteria, key, "criterion")

    def stage(self, key: str) -> PackStage:
        """A stage by id, or NotFoundError."""
        return _one(self.stages, key, "stage")

    def scenario(self, key: str) -> Scenario:
        """A scenario by id, or NotFoundError."""
        return _one(self.scenarios, key, "scenario")

    def level_name(self, key: str | None) -> str | None:
        """A level as people call it; None where there is none."""
        return next((level.name for level in self.levels if level.id == key), None)

    def scale_of(self, criterion: Criterion) -> Scale:
        """The scale a criterion is rated on: the version's, unless a guardrail has its own. Raises NotFoundError."""
        scale = criterion.scale or self.scale
        if scale is None:
            raise NotFoundError("This pack has no scale.", mend="Give it one before it is published.")
        return scale

    @cached_property
    def risk_objection(self) -> Scenario | None:
        """The scenario in which a candidate meets an objection about risk."""
        return next((scenario for scenario in self.scenarios if scenario.kind == RISK_OBJECTION), None)

    @cached_property
    def risk_criteria(self) -> tuple[Criterion, ...]:
        """The criteria that the risk objection is there to show."""
        keys = self.risk_objection.criteria if self.risk_objection else ()
        return tuple(criterion for criterion in self.criteria if criterion.id in keys)

    @cached_property
    def unanchored(self) -> Mapping[str, int]:
        """How many levels of each criterion have no anchor, by its id."""
        return {
            criterion.id: sum(not criterion.anchor(step) for step in self.scale_of(criterion).steps)
            for criterion in self.criteria
        }


def content_hash(pack: Pack) -> str:
    """SHA-256 (hex) of a pack in canonical JSON: same content, same hash, whatever the file looks like."""
    return _digest(pack.model_dump(mode="json"))


def _digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _one(items: tuple[ItemT, ...], key: str, kind: str) -> ItemT:
    for item in items:
        if item.id == key:
            return item
    raise NotFoundError(f"This pack has no such {kind}.", where=key)
