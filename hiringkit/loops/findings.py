"""What the linter says about a loop: what it is, why it matters, and what would mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from hiringkit.languages import gettext, ngettext
from hiringkit.loops.plans import PARTS, Plan, PlannedStage, hours_and_minutes
from hiringkit.rubrics.packs import Weight

RISK_OBJECTION = "risk-objection"
MOST_MINUTES = 300  # of a candidate's time, all stages together
LEAST_MINUTES = 5  # for each part of a stage's time; a primary criterion has two parts
LONGEST_STAGE = 90  # no mend makes a stage longer


class Deed(StrEnum):
    """What a mend does."""

    SEE = "see"
    DROP = "drop"
    OBJECTION = "objection"
    MINUTES = "minutes"
    SEAT = "seat"
    NO_SAMPLE = "no-sample"


@dataclass(frozen=True)
class Mend:
    """One step that mends a finding: of which stage, with which criterion, person, or number of minutes."""

    stage: str
    words: str
    deed: Deed = Deed.SEE
    criterion: str = ""
    number: int = 0


@dataclass(frozen=True)
class Finding:
    """Something that the linter says about a loop. One that blocks keeps it from opening until mended or waived.

    `why` it matters; `how` it is mended where no single step does it. `is_check`: somebody may say how it is met.
    `interview`: where it lies with one, whose seats would have to change.
    """

    key: str
    blocks: bool
    title: str
    why: str
    how: str = ""
    mend: Mend | None = None
    place: str = "about"  # the part of the page where it is mended
    waivable: bool = True
    is_check: bool = False
    interview: int | None = None


def of_names(plan: Plan) -> Iterator[Finding]:
    """Track, level and decision rights."""
    missing = {
        "track": (plan.track, "No track is named", "The same title hides different jobs; the track says which."),
        "level": (plan.level, "No level is named", "Anchors are read against the scope of a level."),
        "decider": (plan.decider, "Nobody is named who decides", "Hire, level and offer are one person’s to decide."),
        "tie-breaker": (plan.tie_breaker, "No tie-breaker is named", "A split panel waits for somebody to settle it."),
    }
    for key, (value, title, why) in missing.items():
        if not value:
            yield Finding(key, blocks=True, title=title, why=why, how="Name it.", waivable=False)


def of_stages(plan: Plan) -> Iterator[Finding]:
    """What is there to be held, by whom, and whether its time is enough."""
    if not plan.stages:
        title, why = "The loop has no stage", "Nothing can be judged without."
        yield Finding("no-stage", blocks=True, title=title, why=why, how="Add one.", place="stages", waivable=False)
    for number, stage in enumerate(plan.stages, 1):
        if not any(sitter.seat == "lead" for sitter in stage.panel):
            title = gettext("Nobody leads stage %(number)s, %(stage)s", number=number, stage=stage.name)
            yield _of_stage("lead", stage, title, "Its interviews could not be planned.", "Put somebody on its panel.")
        yield from _panel(number, stage)
        if not stage.criteria:
            title = gettext("Stage %(number)s, %(stage)s, sees no criterion", number=number, stage=stage.name)
            why = "Its interviewers would have nothing to rate."
            yield _of_stage("nothing-seen", stage, title, why, "Press a cell of the coverage table, or remove it.")
    for number, stage in enumerate(plan.stages, 1):
        yield from _overload(plan, number, stage)


def _panel(number: int, stage: PlannedStage) -> Iterator[Finding]:
    counted = [sitter for sitter in stage.panel if sitter.seat != "shadow"]
    if counted and not any(sitter.is_trained for sitter in counted):
        title = gettext("Nobody on stage %(number)s, %(stage)s, is trained for it", number=number, stage=stage.name)
        why = "Whoever is in training rates beside somebody qualified; alone, their card could not count."
        yield _of_stage("untrained", stage, title, why, "Put somebody qualified on its panel.")
    for sitter in stage.panel:
        if sitter.has_conflict:
            title = f"{sitter.name} has a conflict of interest, and is on stage {number}, {stage.name}"
            why = "A conflict keeps them from every interview of the loop."
            yield _of_stage("conflict", stage, title, why, "Put somebody else on its panel.", waivable=False)
            return


def _of_stage(kind: str, stage: PlannedStage, title: str, why: str, how: str, *, waivable: bool = True) -> Finding:
    return Finding(f"{kind}:{stage.key}", blocks=True, title=title, why=why, how=how, place="stages", waivable=waivable)


def _overload(plan: Plan, number: int, stage: PlannedStage) -> Iterator[Finding]:
    """More criteria than the stage has minutes for; a criterion that other stages see too is let go first."""
    parts = sum(PARTS[weight] for weight in stage.criteria.values())
    if stage.minutes >= parts * LEAST_MINUTES:
        return
    times = Counter(key for one in plan.stages for key in one.criteria)
    spare = [key for key, weight in stage.criteria.items() if weight is Weight.SECONDARY and times[key] > 2]
    needed = parts * LEAST_MINUTES
    mend = None
    if spare:
        key = max(spare, key=lambda one: times[one])
        name = plan.criteria.get(key, key)
        mend = Mend(stage.key, f"Let stage {number} see {name} no more", Deed.DROP, key)
    elif needed <= LONGEST_STAGE:
        mend = Mend(stage.key, f"Make stage {number} {needed} minutes", Deed.MINUTES, number=needed)
    each = stage.minutes / parts * PARTS[Weight.PRIMARY]
    yield Finding(
        f"overload:{stage.key}",
        blocks=False,
        title=gettext(
            "Stage %(number)s, %(stage)s, has %(criteria)s criteria in %(minutes)s minutes",
            number=number,
            stage=stage.name,
            criteria=len(stage.criteria),
            minutes=stage.minutes,
        ),
        why=f"A primary one gets {each:.0f} minutes; under {2 * LEAST_MINUTES} there is no time for evidence.",
        how="Take criteria out of the stage, or give it more time.",
        mend=mend,
        place="coverage",
    )


def of_criteria(plan: Plan) -> Iterator[Finding]:
    """What no stage sees, what one alone sees, and what has no words for its levels."""
    taken: Counter[str] = Counter()  # what earlier findings would add to a stage: the next one goes elsewhere
    rows = plan.coverage
    for row in rows:
        if row.times == 0:
            yield Finding(
                f"unseen:{row.criterion}",
                blocks=True,
                title=gettext("%(criterion)s is seen by no stage", criterion=row.name),
                why="Nobody would rate it, and it would stand empty on every scorecard.",
                how="Add a stage first." if not plan.stages else "",
                mend=_seen_by(plan, row.criterion, row.name, taken),
                place="coverage",
            )
    for row in rows:
        if row.times == 1:
            yield Finding(
                f"once:{row.criterion}",
                blocks=False,
                title=gettext("%(criterion)s is seen once", criterion=row.name),
                why="One interviewer’s severity decides it.",
                how="Add a stage that sees it too." if len(plan.stages) == 1 else "",
                mend=_seen_by(plan, row.criterion, row.name, taken),
                place="coverage",
            )
    for key, levels in plan.unanchored.items():
        if levels and key in plan.criteria:
            yield Finding(
                f"anchors:{key}",
                blocks=False,
                title=ngettext(
                    "%(criterion)s has %(number)s level without an anchor",
                    "%(criterion)s has %(number)s levels without an anchor",
                    levels,
                    criterion=plan.criteria[key],
                ),
                why="Where no words say what a level means, each interviewer means something else by it.",
                how="Write the anchors in the pack’s next version, and build the loop from that.",
                place="pack",
            )


def _seen_by(plan: Plan, criterion: str, name: str, taken: Counter[str]) -> Mend | None:
    """The stage with most minutes for each of its criteria that does not see this one yet: there is room for it."""
    free = [(stage, number) for number, stage in enumerate(plan.stages, 1) if criterion not in stage.criteria]
    if not free:
        return None
    stage, number = max(free, key=lambda pair: pair[0].minutes / (1 + len(pair[0].criteria) + taken[pair[0].key]))
    taken[stage.key] += 1
    return Mend(stage.key, f"Add {name} to stage {number} as {Weight.SECONDARY.value}", criterion=criterion)


def of_risk(plan: Plan) -> Iterator[Finding]:
    """The risk objection, where the pack has one and no stage holds it."""
    if not plan.has_risk_objection or any(stage.risk_objection for stage in plan.stages):
        return
    mend = None
    if plan.stages:
        longest = max(plan.stages, key=lambda stage: stage.minutes)
        number = plan.stages.index(longest) + 1
        mend = Mend(longest.key, f"Place it in stage {number}, {longest.name}", Deed.OBJECTION)
    yield Finding(
        RISK_OBJECTION,
        blocks=True,
        title=gettext("The risk objection has no stage"),
        why="The pack asks for one objection about risk, met with evidence and an owned next step.",
        how="" if mend else "Add a stage first.",
        mend=mend,
        place="stages",
    )


def of_time(plan: Plan) -> Iterator[Finding]:
    """What the loop asks of a candidate: work samples, and minutes in all."""
    asked = [(number, stage) for number, stage in enumerate(plan.stages, 1) if stage.work_sample]
    if len(asked) > 1:
        number, last = asked[-1]
        yield Finding(
            "work-samples",
            blocks=False,
            title=gettext("%(count)s work samples are asked for", count=len(asked)),
            why="One for a loop is enough; each more costs every candidate hours.",
            mend=Mend(last.key, f"Ask for none in stage {number}, {last.name}", Deed.NO_SAMPLE),
            place="stages",
        )
    total = sum(stage.minutes for stage in plan.stages)
    if total > MOST_MINUTES:
        yield Finding(
            "total-minutes",
            blocks=False,
            title=gettext("A candidate gives %(time)s", time=hours_and_minutes(total)),
            why=f"Above {hours_and_minutes(MOST_MINUTES)} people with a job and a family withdraw before the end.",
            how="Shorten stages, or leave one out that sees nothing of its own.",
            place="stages",
        )
