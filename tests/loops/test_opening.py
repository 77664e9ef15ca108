"""When a loop may open, and what is said when it may not."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hiringkit.loops.designs import Meeting, design
from hiringkit.loops.opening import blocking, findings, gates
from hiringkit.loops.plans import Plan, PlannedStage, Sitter, Sitting, Upgrade
from hiringkit.loops.staffing import Interviewer
from hiringkit.rubrics.packs import Weight

ADA = Sitter(1, "Ada", "lead")
BOTH = {"tact": Weight.PRIMARY, "order": Weight.SECONDARY}
BEN = Sitter(2, "Ben", "second")
TALK = PlannedStage("talk", "Talk", 60, criteria=BOTH, panel=(ADA, BEN), risk_objection=True)
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
    assert all(gate.met for gate in gates(PLAN, findings(PLAN), ()))


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
    assert [finding.key for finding in blocking(findings(plan), ())] == [key]
    assert [gate.findings for gate in gates(plan, findings(plan), ()) if not gate.met] == [(key,)]


def test_a_criterion_that_no_stage_sees_blocks_and_says_where_it_fits() -> None:
    plan = replace(PLAN, criteria={**PLAN.criteria, "tools": "Tooling"})
    (found,) = blocking(findings(plan), ())
    assert (found.key, found.title) == ("unseen:tools", "Tooling is seen by no stage")
    assert found.mend is not None
    assert (found.mend.stage, found.mend.words) == ("talk", "Add Tooling to stage 1 as secondary")


def test_what_is_seen_once_is_advice() -> None:
    plan = replace(PLAN, stages=(TALK, replace(WRITE, criteria={"tact": Weight.PRIMARY})))
    assert [(found.key, found.blocks) for found in findings(plan)] == [("once:order", False)]
    assert blocking(findings(plan), ()) == ()


def test_a_waived_finding_blocks_no_longer() -> None:
    plan = replace(PLAN, stages=(replace(TALK, risk_objection=False), WRITE))
    assert blocking(findings(plan), {"risk-objection"}) == ()
    assert all(gate.met for gate in gates(plan, findings(plan), {"risk-objection"}))


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
    assert [(row.criterion, row.minutes, row.times) for row in PLAN.coverage] == [("tact", 60, 2), ("order", 30, 2)]


def found(plan: Plan, start: str) -> list[tuple[str, str | None]]:
    """The findings of a kind: what each says, and its mend."""
    return [(one.title, one.mend.words if one.mend else None) for one in findings(plan) if one.key.startswith(start)]


@pytest.mark.parametrize(
    ("minutes", "times", "said"),
    [
        pytest.param(30, 1, [], id="five minutes a part are enough"),
        pytest.param(
            14,
            1,
            [("Stage 2, Writing, has 2 criteria in 14 minutes", "Make stage 2 15 minutes")],
            id="a minute less is not, and more time mends it",
        ),
        pytest.param(
            14,
            3,
            [("Stage 2, Writing, has 2 criteria in 14 minutes", "Let stage 2 see Order no more")],
            id="what others see too is let go first",
        ),
    ],
)
def test_a_stage_with_too_little_time_for_what_it_sees(
    minutes: int, times: int, said: list[tuple[str, str | None]]
) -> None:
    more = tuple(replace(TALK, key=f"talk-{number}") for number in range(times - 1))
    assert found(replace(PLAN, stages=(TALK, replace(WRITE, minutes=minutes), *more)), "overload:") == said


def test_more_than_five_hours_of_a_candidate_are_advised_against() -> None:
    longer = replace(PLAN, stages=(replace(TALK, minutes=270), WRITE))
    assert found(longer, "total-minutes") == []
    longest = replace(PLAN, stages=(replace(TALK, minutes=271), WRITE))
    assert found(longest, "total-minutes") == [("A candidate gives 5 hours 1 minute", None)]


def test_a_criterion_without_words_for_its_levels_is_named() -> None:
    plan = replace(PLAN, unanchored={"tact": 2, "order": 0})
    assert found(plan, "anchors:") == [("Tact has 2 levels without an anchor", None)]


def test_one_interviewer_for_each_stage_cannot_be_told_from_the_stage() -> None:
    people = (Interviewer(1, qualified=frozenset()), Interviewer(2, qualified=frozenset({"talk"})))
    plan = replace(
        PLAN, stages=(replace(TALK, panel=(ADA,)), replace(WRITE, panel=(replace(BEN, seat="lead"),))), people=people
    )
    assert found(plan, "design:") == [("Each stage has interviewers of its own only", "Put Ben on stage 1 too")]
    busy = replace(plan, people=(people[0], replace(people[1], qualified=frozenset())))
    assert found(busy, "design:") == [("Each stage has interviewers of its own only", None)], "nobody else may"
    assert found(PLAN, "design:") == []


MONDAY = date(2026, 1, 26)
TUESDAY = datetime(2026, 1, 27, 15, tzinfo=UTC)


def test_whoever_has_more_than_they_take_is_named_with_who_could_take_one() -> None:
    ada = Interviewer(1, weekly_limit=2, taken={MONDAY: 3, date(2026, 1, 19): 9})
    ben = Interviewer(2, weekly_limit=3, taken={MONDAY: 3})
    eve = Interviewer(3, qualified=frozenset({"talk"}), taken={MONDAY: 1})
    away = Interviewer(4, conflicts=frozenset({7}))
    plan = replace(
        PLAN,
        people=(ada, ben, eve, away),
        names={1: "Ada", 2: "Ben", 3: "Eve", 4: "Zoe"},
        sittings=(Sitting(5, 7, 1, "talk", TUESDAY), Sitting(5, 7, 2, "talk", TUESDAY)),
        week=MONDAY,
    )
    (over,) = [one for one in findings(plan) if one.key.startswith("load:")]
    assert (over.title, over.how, over.interview) == (
        "Ada has 3 interviews in the week of 26 Jan",
        "Eve may take Talk, and has 1 that week.",
        5,
    )
    alone = replace(plan, people=(ada, ben, away))
    (over,) = [one for one in findings(alone) if one.key.startswith("load:")]
    assert over.how.startswith("None of this loop’s people has room that week.")


def test_planned_interviews_that_share_nobody_are_told_in_place_of_the_panels() -> None:
    apart = [Meeting(number, number, 1 + number % 2, ("talk", "write")[number // 2 % 2]) for number in range(4)]
    plan = replace(PLAN, design=design(apart), names={1: "Ada", 2: "Ben"})
    assert found(plan, "design:") == [
        ("2 groups of candidates share no interviewer", None),
        ("Ada, Ben share fewer than 3 candidates with others", None),
    ]
    both = [replace(one, interviewer=who) for one in apart for who in (1, 2)]
    assert found(replace(plan, design=design(both)), "design:") == []


UPGRADES = (
    Upgrade("include-risk-objection", "Put in an objection.", "risk_objection"),
    Upgrade("make-scope-explicit", "Say the scope.", "scope"),
    Upgrade("share-enablement-early", "Tell early what they will have."),
)


def test_the_upgrades_of_the_process_are_met_by_the_loop_or_by_somebody_s_word() -> None:
    plan = replace(PLAN, upgrades=UPGRADES)
    assert found(plan, "upgrade:") == [("Say the scope", None), ("Tell early what they will have", None)]
    named = replace(plan, purpose="Can they?")
    assert [one.key for one in findings(named)] == ["upgrade:share-enablement-early"]
    without = replace(named, stages=(replace(TALK, risk_objection=False), WRITE))
    assert "upgrade:include-risk-objection" in {one.key for one in findings(without)}
    assert not any(one.blocks for one in findings(named)), "they are advice"


def test_an_upgrade_that_names_criteria_is_met_when_stages_see_all_of_them() -> None:
    asked = Upgrade("whatever-it-is-called", "Judge how they work.", criteria=("tact", "order"))
    seen = replace(TALK, criteria={"tact": Weight.PRIMARY, "order": Weight.SECONDARY})
    assert found(replace(PLAN, stages=(seen,), upgrades=(asked,)), "upgrade:") == []
    half = replace(TALK, criteria={"tact": Weight.PRIMARY})
    assert found(replace(PLAN, stages=(half,), upgrades=(asked,)), "upgrade:") == [("Judge how they work", None)]


def test_every_finding_says_what_why_and_how_it_is_mended() -> None:
    bare = Plan(
        stages=(replace(TALK, panel=(), criteria={}, risk_objection=False), replace(WRITE, minutes=5)),
        criteria={"tact": "Tact", "order": "Order", "tools": "Tools"},
        unanchored={"tact": 1},
        upgrades=UPGRADES,
    )
    said = [*findings(bare), *findings(Plan(criteria={"tact": "Tact"})), *findings(replace(PLAN, stages=(TALK,)))]
    assert {one.key.partition(":")[0] for one in said} >= {"lead", "nothing-seen", "unseen", "once", "overload"}
    assert [one.key for one in said if not (one.title and one.why and (one.how or one.mend))] == []
