"""What keeps a loop from opening, what would mend it, and what is only advice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from hiringkit.loops.plans import Plan, PlannedStage, coverage
from hiringkit.rubrics.packs import Weight

RISK_OBJECTION = "risk-objection"


@dataclass(frozen=True)
class Mend:
    """One step that would mend a finding: put a criterion, or the risk objection, into a stage."""

    stage: str
    words: str
    criterion: str | None = None


@dataclass(frozen=True)
class Finding:
    """Something that the linter says about a loop. One that blocks keeps it from opening until mended or waived."""

    key: str
    blocks: bool
    title: str
    text: str
    mend: Mend | None = None
    place: str = "about"  # the part of the page where it is mended
    waivable: bool = True


@dataclass(frozen=True)
class Gate:
    """One condition for opening, and whether it is met; `note` says by whom or what."""

    words: str
    met: bool
    note: str = ""
    findings: tuple[str, ...] = ()


def findings(plan: Plan) -> tuple[Finding, ...]:
    """All that the linter says about a plan; what blocks comes first."""
    found = [*_names(plan), *_stages(plan), *_criteria(plan), *_risk(plan), *_samples(plan)]
    return tuple(sorted(found, key=lambda finding: not finding.blocks))


def blocking(plan: Plan, waived: Collection[str]) -> tuple[Finding, ...]:
    """The findings that keep a loop from opening: they block, and nobody waived them."""
    return tuple(finding for finding in findings(plan) if finding.blocks and finding.key not in waived)


def gates(plan: Plan, waived: Collection[str]) -> tuple[Gate, ...]:
    """The conditions for opening, in words."""
    stop = {finding.key: finding for finding in blocking(plan, waived)}

    def gate(words: str, *starts: str, note: str = "") -> Gate:
        hits = tuple(key for key in stop if key.startswith(starts))
        return Gate(words, not hits, "" if hits else note, hits)

    return (
        gate("Track named", "track", note=plan.track or ""),
        gate("Level named", "level", note=plan.level or ""),
        gate("Who decides hire, level and offer", "decider", note=plan.decider or ""),
        gate("Tie-breaker", "tie-breaker", note=plan.tie_breaker or ""),
        gate("At least one stage", "no-stage"),
        gate("Each stage has somebody who leads it", "lead:"),
        gate("Each stage has somebody trained for it", "untrained:"),
        gate("Nobody on a panel has a conflict of interest", "conflict:"),
        gate("Each stage sees a criterion", "nothing-seen:"),
        gate("Every criterion is seen by a stage", "unseen:"),
        gate("The risk objection has a stage", RISK_OBJECTION),
    )


def _names(plan: Plan) -> Iterator[Finding]:
    missing = {
        "track": (plan.track, "No track is named", "The same title hides different jobs; the track says which."),
        "level": (plan.level, "No level is named", "Anchors are read against the scope of a level."),
        "decider": (plan.decider, "Nobody is named who decides", "Name who decides hire, level and offer."),
        "tie-breaker": (plan.tie_breaker, "No tie-breaker is named", "Name who decides when the panel is split."),
    }
    for key, (value, title, text) in missing.items():
        if not value:
            yield Finding(key, blocks=True, title=title, text=text, waivable=False)


def _stages(plan: Plan) -> Iterator[Finding]:
    if not plan.stages:
        title, text = "The loop has no stage", "Add one; nothing can be judged without."
        yield Finding("no-stage", blocks=True, title=title, text=text, place="stages", waivable=False)
    for number, stage in enumerate(plan.stages, 1):
        if not any(sitter.seat == "lead" for sitter in stage.panel):
            yield _of_stage("lead", stage, f"Nobody leads stage {number}, {stage.name}", "Put somebody on its panel.")
        yield from _panel(number, stage)
        if not stage.criteria:
            title = f"Stage {number}, {stage.name}, sees no criterion"
            yield _of_stage("nothing-seen", stage, title, "Give it a criterion in the coverage table, or remove it.")


def _panel(number: int, stage: PlannedStage) -> Iterator[Finding]:
    counted = [sitter for sitter in stage.panel if sitter.seat != "shadow"]
    if counted and not any(sitter.is_trained for sitter in counted):
        title = f"Nobody on stage {number}, {stage.name}, is trained for it"
        yield _of_stage("untrained", stage, title, "Put somebody qualified beside those in training.")
    for sitter in stage.panel:
        if sitter.has_conflict:
            title = f"{sitter.name} has a conflict of interest, and is on stage {number}, {stage.name}"
            yield replace(_of_stage("conflict", stage, title, "Put somebody else on its panel."), waivable=False)
            return


def _of_stage(kind: str, stage: PlannedStage, title: str, text: str) -> Finding:
    return Finding(f"{kind}:{stage.key}", blocks=True, title=title, text=text, place="stages")


def _criteria(plan: Plan) -> Iterator[Finding]:
    taken: Counter[str] = Counter()  # what earlier findings would add to a stage: the next one goes elsewhere
    for row in coverage(plan):
        if row.times == 0:
            yield Finding(
                f"unseen:{row.criterion}",
                blocks=True,
                title=f"{row.name} is seen by no stage",
                text="Nobody would rate it, and it would stand empty on every scorecard.",
                mend=_seen_by(plan, row.criterion, row.name, taken),
                place="coverage",
            )
    once = [row for row in coverage(plan) if row.times == 1]
    for row in once:
        yield Finding(
            f"once:{row.criterion}",
            blocks=False,
            title=f"{row.name} is seen once",
            text="One interviewer’s severity decides it.",
            mend=_seen_by(plan, row.criterion, row.name, taken),
            place="coverage",
        )


def _seen_by(plan: Plan, criterion: str, name: str, taken: Counter[str]) -> Mend | None:
    """The stage with most minutes for each of its criteria that does not see this one yet: there is room for it."""
    free = [(stage, number) for number, stage in enumerate(plan.stages, 1) if criterion not in stage.criteria]
    if not free:
        return None
    stage, number = max(free, key=lambda pair: pair[0].minutes / (1 + len(pair[0].criteria) + taken[pair[0].key]))
    taken[stage.key] += 1
    return Mend(stage.key, f"Add {name} to stage {number} as {Weight.SECONDARY.value}", criterion)


def _risk(plan: Plan) -> Iterator[Finding]:
    if not plan.has_risk_objection or any(stage.risk_objection for stage in plan.stages):
        return
    mend = None
    if plan.stages:
        longest = max(plan.stages, key=lambda stage: stage.minutes)
        number = plan.stages.index(longest) + 1
        mend = Mend(longest.key, f"Place it in stage {number}, {longest.name}")
    yield Finding(
        RISK_OBJECTION,
        blocks=True,
        title="The risk objection has no stage",
        text="The pack asks for one objection about risk, met with evidence and an owned next step.",
        mend=mend,
        place="stages",
    )


def _samples(plan: Plan) -> Iterator[Finding]:
    asked = [stage.name for stage in plan.stages if stage.work_sample]
    if len(asked) > 1:
        yield Finding(
            "work-samples",
            blocks=False,
            title=f"{len(asked)} work samples are asked for",
            text="One for a loop is enough; each more costs every candidate hours.",
            place="stages",
        )
