"""When a loop may open, and what is said when it may not."""

from dataclasses import replace

import pytest

from hiringkit.loops.opening import blocking, findings, gates
from hiringkit.loops.plans import Plan, PlannedStage, Sitter, coverage
from hiringkit.rubrics.packs import Weight

ADA = Sitter(1, "Ada", "lead")
BOTH = {"tact": Weight.PRIMARY, "order": Weight.SECONDARY}
TALK = PlannedStage("talk", "Talk", 60, criteria=BOTH, panel=(ADA,), risk_objection=True)
WRITE = PlannedStage("write", "Writing", 30, criteria=BOTH, panel=(ADA,))
PLAN = Plan(
    stages=(TALK, WRITE),
    track="operations",
    level="mid",
    decider="Ingrid",
    tie_breaker="Ruth",
    criteria={"tact": "Tact", "order": "Order"},
)


def test_a_loop_that_can_be_judged_opens() -> None:
    assert findings(PLAN) == ()
    assert all(gate.met for gate in gates(PLAN, ()))


@pytest.mark.parametrize(
    ("plan", "key"),
    [
        pytest.param(replace(PLAN, track=None), "track", id="track"),
        pytest.param(replace(PLAN, level=None), "level", id="level"),
        pytest.param(replace(PLAN, decider=None), "decider", id="decider"),
        pytest.param(replace(PLAN, tie_breaker=None), "tie-breaker", id="tie-breaker"),
        pytest.param(replace(PLAN, stages=(replace(TALK, panel=()), WRITE)), "lead:talk", id="nobody leads"),
        pytest.param(
            replace(PLAN, stages=(replace(TALK, panel=(Sitter(1, "Ada", "shadow"),)), WRITE)),
            "lead:talk",
            id="a shadow does not lead",
        ),
        pytest.param(
            replace(PLAN, stages=(replace(TALK, panel=(replace(ADA, is_trained=False),)), WRITE)),
            "untrained:talk",
            id="in training, and alone",
        ),
        pytest.param(
            replace(PLAN, stages=(replace(TALK, panel=(replace(ADA, has_conflict=True),)), WRITE)),
            "conflict:talk",
            id="a conflict of interest",
        ),
        pytest.param(
            replace(PLAN, stages=(TALK, WRITE, replace(WRITE, key="x", criteria={}))), "nothing-seen:x", id="empty"
        ),
        pytest.param(
            replace(PLAN, stages=(replace(TALK, risk_objection=False), WRITE)), "risk-objection", id="risk objection"
        ),
    ],
)
def test_each_condition_is_named_and_its_gate_shut(plan: Plan, key: str) -> None:
    assert [finding.key for finding in blocking(plan, ())] == [key]
    assert [gate.findings for gate in gates(plan, ()) if not gate.met] == [(key,)]


def test_a_criterion_that_no_stage_sees_blocks_and_says_where_it_fits() -> None:
    plan = replace(PLAN, criteria={**PLAN.criteria, "tools": "Tooling"})
    (found,) = blocking(plan, ())
    assert (found.key, found.title) == ("unseen:tools", "Tooling is seen by no stage")
    assert found.mend is not None
    assert (found.mend.stage, found.mend.words) == ("talk", "Add Tooling to stage 1 as secondary")


def test_what_is_seen_once_is_advice() -> None:
    plan = replace(PLAN, stages=(TALK, replace(WRITE, criteria={"tact": Weight.PRIMARY})))
    assert [(found.key, found.blocks) for found in findings(plan)] == [("once:order", False)]
    assert blocking(plan, ()) == ()


def test_a_waived_finding_blocks_no_longer() -> None:
    plan = replace(PLAN, stages=(replace(TALK, risk_objection=False), WRITE))
    assert blocking(plan, {"risk-objection"}) == ()
    assert all(gate.met for gate in gates(plan, {"risk-objection"}))


def test_names_cannot_be_waived() -> None:
    empty = Plan(criteria={"tact": "Tact"})
    assert {finding.key for finding in findings(empty) if not finding.waivable} == {
        "track",
        "level",
        "decider",
        "tie-breaker",
        "no-stage",
    }


def test_a_second_work_sample_is_advised_against() -> None:
    plan = replace(PLAN, stages=(replace(TALK, work_sample="memo"), replace(WRITE, work_sample="plan")))
    assert [found.key for found in findings(plan)] == ["work-samples"]


def test_a_primary_criterion_gets_twice_the_time() -> None:
    assert [(row.criterion, row.minutes, row.times) for row in coverage(PLAN)] == [("tact", 60, 2), ("order", 30, 2)]
