"""What keeps a loop from opening, what would mend it, and what is only advice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hiringkit.loops import checks, loads
from hiringkit.loops import findings as rules
from hiringkit.loops.findings import RISK_OBJECTION, Finding
from hiringkit.loops.plans import Plan


@dataclass(frozen=True)
class Gate:
    """One condition for opening, and whether it is met; `note` says by whom or what."""

    words: str
    met: bool
    note: str = ""
    findings: tuple[str, ...] = ()


def findings(plan: Plan) -> tuple[Finding, ...]:
    """All that the linter says about a plan; what blocks comes first."""
    parts = (
        rules.of_names(plan),
        rules.of_stages(plan),
        rules.of_criteria(plan),
        rules.of_risk(plan),
        rules.of_time(plan),
        loads.of_loads(plan),
        loads.of_design(plan),
        checks.of_upgrades(plan),
    )
    return tuple(sorted((finding for part in parts for finding in part), key=lambda finding: not finding.blocks))


def blocking(found: Collection[Finding], waived: Collection[str]) -> tuple[Finding, ...]:
    """The findings that keep a loop from opening: they block, and nobody waived them."""
    return tuple(finding for finding in found if finding.blocks and finding.key not in waived)


def gates(plan: Plan, found: Collection[Finding], waived: Collection[str]) -> tuple[Gate, ...]:
    """The conditions for opening, in words."""
    stop = {finding.key: finding for finding in blocking(found, waived)}

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
