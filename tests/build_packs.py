"""A small pack that is whole: criteria, stages, an anti-signal, a scenario, the risk objection; a report to read."""

from hiringkit.rubrics.meta import PackMeta
from hiringkit.rubrics.packs import (
    HIRINGKIT,
    Anchor,
    AntiSignal,
    Criterion,
    Level,
    Outcome,
    Pack,
    PackStage,
    Scale,
    Scenario,
    StageUse,
    Track,
    Weight,
)

REPORT = """Pastry chef report 2026

Red flags

• Guesses the weights
• Hides a burnt tray

Skill Matrix

Skill / Signal\tWhat good looks like\tHow to prove it
Baking\tEven and on time\tA tray of twelve
HygieneKeeps McDowell clean\tLog

What the guild says

• Ovens are scarce
• Candidates only: bring a whisk

Interview prep for candidates

• Sleep well
"""
WORDS = ("Well below", "Below", "Meets bar", "Above", "Well above")


def _criterion(key: str, *stages: StageUse) -> Criterion:
    name = key.capitalize()
    anchors = tuple(Anchor(level=step, text=f"{name}, step {step}.", source=HIRINGKIT) for step in range(1, 6))
    tells = () if key == "communication" else ("calls-down",)
    return Criterion(id=key, name=name, anchors=anchors, stages=stages, outcomes=tells, source=HIRINGKIT)


PACK = Pack(
    pack=PackMeta(format=1, id="test-pack", title="IT service manager", status="published"),
    scale=Scale(levels=5, words=WORDS),
    tracks=(Track(id="operations", name="Operations", source=HIRINGKIT),),
    levels=(Level(id="mid", name="Mid", source=HIRINGKIT),),
    stages=(
        PackStage(id="talk", name="Live troubleshooting", advice="Listen for order.", source=HIRINGKIT),
        PackStage(id="triage", name="Prioritization", source=HIRINGKIT),
    ),
    criteria=(
        _criterion("troubleshooting", StageUse(stage="talk", weight=Weight.PRIMARY)),
        _criterion(
            "communication",
            StageUse(stage="talk", weight=Weight.SECONDARY),
            StageUse(stage="triage", weight=Weight.PRIMARY),
        ),
        _criterion("prioritization"),
    ),
    outcomes=(Outcome(id="calls-down", text="The wards call less often.", source=HIRINGKIT),),
    anti_signals=(AntiSignal(id="blames", text="Blames users", criteria=("communication",), source=HIRINGKIT),),
    scenarios=(
        Scenario(id="outage", text="The interface that stopped", name="The interface", source=HIRINGKIT),
        Scenario(
            id="risk",
            text="Objection by Security",
            name="Objection by Security",
            kind="risk_objection",
            objection="What shows me that this is safe?",
            criteria=("prioritization",),
            source=HIRINGKIT,
        ),
    ),
)
