"""The process upgrades that a pack asks for, as checks of a loop: met, not met, or waived by somebody for a reason."""

from __future__ import annotations

from collections.abc import Iterator

from hiringkit.loops.findings import Finding
from hiringkit.loops.plans import Plan, Upgrade

PREFIX = "upgrade:"
OBJECTION, SCOPE = "risk_objection", "scope"  # kinds of upgrade


def seen_to(plan: Plan, upgrade: Upgrade) -> tuple[bool, str]:
    """Whether the loop itself shows that an upgrade is met, and by what; the rest somebody has to say."""
    if upgrade.kind == OBJECTION:
        held = [stage.name for stage in plan.stages if stage.risk_objection]
        return bool(held), ", ".join(held)
    if upgrade.kind == SCOPE:
        named = (plan.track, plan.level, plan.purpose, plan.decider, plan.tie_breaker)
        return all(named), "track, level, purpose and who decides"
    asked = [key for key in upgrade.criteria if key in plan.criteria]
    seen = {key for stage in plan.stages for key in stage.criteria}
    return bool(asked) and seen.issuperset(asked), ", ".join(plan.criteria[key] for key in asked)


def of_upgrades(plan: Plan) -> Iterator[Finding]:
    """The upgrades that nothing in the loop shows to be met."""
    for upgrade in plan.upgrades:
        if not seen_to(plan, upgrade)[0]:
            yield Finding(
                f"{PREFIX}{upgrade.id}",
                blocks=False,
                title=upgrade.text.rstrip("."),
                why="The pack asks for it of every loop.",
                how=_how(upgrade),
                place="about" if upgrade.kind == SCOPE else "process",
                is_check=True,
            )


def _how(upgrade: Upgrade) -> str:
    known = {
        OBJECTION: "Place the risk objection in a stage.",
        SCOPE: "Name track and level, write the purpose, and name who decides.",
    }
    if upgrade.kind in known:
        return known[upgrade.kind]
    if upgrade.criteria:
        return "Let stages see the criteria that judge how somebody works."
    return "Do it, and say how; or waive it."
