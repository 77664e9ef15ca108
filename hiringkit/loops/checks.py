"""The process upgrades that a pack asks for, as checks of a loop: met, not met, or waived by somebody for a reason."""

from __future__ import annotations

from collections.abc import Iterator

from hiringkit.loops.findings import Finding
from hiringkit.loops.plans import Plan

PREFIX = "upgrade:"
PROCESS = ("discovery", "stakeholder-mapping", "owned-next-steps")  # criteria that judge how somebody works
OBJECTION_KIND = "risk_objection"


def seen_to(plan: Plan, upgrade: str, kind: str | None) -> tuple[bool, str]:
    """Whether the loop itself shows that an upgrade is met, and by what; the rest somebody has to say."""
    if kind == OBJECTION_KIND:
        held = [stage.name for stage in plan.stages if stage.risk_objection]
        return bool(held), ", ".join(held)
    if upgrade == "score-the-process":
        asked = [key for key in PROCESS if key in plan.criteria]
        seen = {key for stage in plan.stages for key in stage.criteria}
        return bool(asked) and seen.issuperset(asked), ", ".join(plan.criteria[key] for key in asked)
    if upgrade == "make-scope-explicit":
        named = (plan.track, plan.level, plan.purpose, plan.decider, plan.tie_breaker)
        return all(named), "track, level, purpose and who decides"
    return False, ""


def of_upgrades(plan: Plan) -> Iterator[Finding]:
    """The upgrades that nothing in the loop shows to be met."""
    for upgrade in plan.upgrades:
        if not seen_to(plan, upgrade.id, upgrade.kind)[0]:
            yield Finding(
                f"{PREFIX}{upgrade.id}",
                blocks=False,
                title=upgrade.text.rstrip("."),
                why="The pack asks for it of every loop.",
                how=_how(upgrade.id, upgrade.kind),
                place="process",
                is_check=True,
            )


def _how(upgrade: str, kind: str | None) -> str:
    if kind == OBJECTION_KIND:
        return "Place the risk objection in a stage."
    known = {
        "score-the-process": "Let stages see the criteria that judge how somebody works.",
        "make-scope-explicit": "Name track and level, write the purpose, and name who decides.",
    }
    return known.get(upgrade, "Do it, and say how; or waive it.")
