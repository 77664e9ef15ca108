"""A loop as it is planned: its stages, what each sees, who sits on it, who decides. And the plan a pack proposes."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from hiringkit.languages import marked, ngettext
from hiringkit.loops.designs import Design
from hiringkit.loops.staffing import Interviewer
from hiringkit.rubrics.packs import Pack, PackStage, Probe, Scenario, Weight

DEFAULT_MINUTES = 60
PARTS = {Weight.PRIMARY: 2, Weight.SECONDARY: 1}  # a primary criterion gets twice the time of a secondary one
FORMATS = {
    "video": marked("Video"),
    "phone": marked("Phone"),
    "on_site": marked("On site"),
    "take_home": marked("Take-home"),
    "written": marked("Written exercise"),
}
AI_POLICIES = {
    "not_allowed": marked("not allowed"),
    "with_disclosure": marked("allowed, named by the candidate"),
    "allowed": marked("allowed"),
}


@dataclass(frozen=True)
class Sitter:
    """Somebody planned for a stage; `seat` is lead, second or shadow.

    `is_trained` says that they may take this kind of stage alone; `has_conflict`, that they declared one with the loop.
    """

    person_id: int
    name: str
    seat: str
    is_trained: bool = True
    has_conflict: bool = False


@dataclass(frozen=True)
class PlannedStage:
    """A stage of a loop. `criteria` says how it sees each criterion, by the criterion's id."""

    key: str
    name: str
    minutes: int = DEFAULT_MINUTES
    advice: str = ""
    format: str = "video"
    scenario: str | None = None
    work_sample: str | None = None
    risk_objection: bool = False
    without_names: bool = False  # who sits here alone is not told who the candidate is
    ai_policy: str = "not_allowed"
    probes: str | None = None  # ids, with a space between; None: as the pack proposes
    ai_check: str | None = None  # None: the pack's own question
    criteria: Mapping[str, Weight] = field(default_factory=dict)
    panel: tuple[Sitter, ...] = ()

    def among(self, criteria: Container[str], people: Container[int]) -> PlannedStage:
        """The stage with those of its criteria and people alone that there are."""
        return replace(
            self,
            criteria={key: weight for key, weight in self.criteria.items() if key in criteria},
            panel=tuple(sitter for sitter in self.panel if sitter.person_id in people),
        )


@dataclass(frozen=True)
class Upgrade:
    """What a pack asks of the process of every loop."""

    id: str
    text: str
    kind: str | None = None
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sitting:
    """Somebody's seat in a planned interview of the loop that counts."""

    interview: int
    candidacy: int
    person: int
    stage: str
    starts_at: datetime


@dataclass(frozen=True)
class Coverage:
    """How the stages see one criterion: a weight or nothing for each, how often, and for how many minutes."""

    criterion: str
    name: str
    cells: tuple[Weight | None, ...]
    minutes: int

    @property
    def times(self) -> int:
        """How many stages see it."""
        return sum(cell is not None for cell in self.cells)


@dataclass(frozen=True)
class Plan:
    """A loop as it is planned. Ids and names come from the loop and its rubric version.

    `unanchored`: how many levels of a criterion have no words. `people`: who may sit, with what they take and have;
    `sittings`: who sits in its interviews of this week and later, where anybody limits what they take; `design`: who
    meets whom in all its interviews; `week`: this week's Monday. These four are empty unless asked for.
    """

    stages: tuple[PlannedStage, ...] = ()
    track: str | None = None
    level: str | None = None
    decider: str | None = None
    tie_breaker: str | None = None
    criteria: Mapping[str, str] = field(default_factory=dict)  # names by id, in the version's order
    has_risk_objection: bool = True
    purpose: str = ""
    upgrades: tuple[Upgrade, ...] = ()
    unanchored: Mapping[str, int] = field(default_factory=dict)
    people: tuple[Interviewer, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    sittings: tuple[Sitting, ...] = ()
    design: Design | None = None
    week: date | None = None

    @cached_property
    def coverage(self) -> tuple[Coverage, ...]:
        """How the stages see each criterion of the version.

        Minutes: a stage's time is shared among its criteria, two parts for a primary, one for a secondary; rounded.
        """
        parts = [sum(PARTS[weight] for weight in stage.criteria.values()) for stage in self.stages]
        rows = []
        for key, name in self.criteria.items():
            cells = tuple(stage.criteria.get(key) for stage in self.stages)
            seen = zip(cells, self.stages, parts, strict=True)
            minutes = sum(stage.minutes * PARTS[weight] / whole for weight, stage, whole in seen if weight)
            rows.append(Coverage(criterion=key, name=name, cells=cells, minutes=round(minutes)))
        return tuple(rows)

    def name_of(self, person: int) -> str:
        """Somebody's name; of whoever has none any more, a word."""
        return self.names.get(person) or next(
            (one.name for stage in self.stages for one in stage.panel if one.person_id == person), "somebody"
        )


def proposed_stages(pack: Pack) -> tuple[PlannedStage, ...]:
    """The stages that a pack proposes, in its order, each with the criteria that the pack proposes for it."""
    return tuple(_proposed(pack, stage) for stage in pack.stages)


def hours_and_minutes(minutes: int) -> str:
    """A length of time as people say it."""
    hours, rest = divmod(minutes, 60)
    parts = [ngettext("%(number)s hour", "%(number)s hours", hours)] * bool(hours)
    if rest or not hours:
        parts.append(ngettext("%(number)s minute", "%(number)s minutes", rest))
    return " ".join(parts)


def probes_of(pack: Pack, stage: str, chosen: str | None) -> tuple[Probe, ...]:
    """What is asked further at a stage: the probes that were chosen for it, or else those that the pack proposes."""
    if chosen is None:
        return tuple(probe for probe in pack.probes if stage in probe.stages)
    return tuple(probe for probe in pack.probes if probe.id in chosen.split())


def check_of(pack: Pack, stage: str, own: str | None) -> str:
    """The question that tells whether somebody understands what came from a tool: the pack’s, or the stage’s own."""
    return next((one.ai_check or "" for one in pack.stages if one.id == stage), "") if own is None else own


def constraint_of(pack: Pack, scenario: Scenario) -> str:
    """The constraint that whoever plays a scenario holds to, with what the pack says that it means; empty: none."""
    said = next((one.text for one in pack.segment_constraints if one.name == scenario.constraint and one.text), "")
    return f"{scenario.constraint}: {said}" if said else scenario.constraint or ""


def _proposed(pack: Pack, stage: PackStage) -> PlannedStage:
    criteria = {
        criterion.id: use.weight for criterion in pack.criteria for use in criterion.stages if use.stage == stage.id
    }
    proposed = next((key for key in stage.scenarios if pack.scenario(key).kind == "scenario"), None)
    return PlannedStage(
        key=stage.id,
        name=stage.name,
        minutes=stage.slot_minutes or DEFAULT_MINUTES,
        advice=stage.advice or "",
        format=stage.format if stage.format in FORMATS else "video",
        scenario=proposed,
        risk_objection=any(pack.scenario(key) is pack.risk_objection for key in stage.scenarios),
        ai_policy=stage.ai_policy if stage.ai_policy in AI_POLICIES else "not_allowed",
        criteria=criteria,
    )
