"""The shipped packs hold everything their reports say, each thing in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from hiringkit.loops.opening import findings
from hiringkit.loops.plans import Plan, proposed_stages
from hiringkit.rubrics.files import dump, load, shipped_packs
from hiringkit.rubrics.lint import lint
from hiringkit.rubrics.lint_rules import CORE, LISTS
from hiringkit.rubrics.packs import Item, Pack, Weight
from hiringkit.rubrics.provenance import Audience, Source

PATH = next(path for path in shipped_packs() if path.stem == "it-service-manager-us-healthcare")
PACK = load(PATH)
SKILLS = ("communication", "troubleshooting", "process-improvement", "tooling", "escalation-judgment")
PROCESS = ("evidence-handling", "discovery", "stakeholder-mapping", "owned-next-steps")
CANDIDATE_ONLY = {125, 126, 127, 128, 192, 196, 199, 202, 219, 220, 221, 222, 223, 224, 243, 244, 245}


def items(pack: Pack) -> Iterator[Item]:
    for name in LISTS:
        yield from getattr(pack, name)


def lines_of(name: str) -> list[int]:
    return [item.source.line for item in getattr(PACK, name) if isinstance(item.source, Source)]


def test_the_report_is_named_by_hash_and_date() -> None:
    meta, report = PACK.pack, PACK.pack.source
    assert report is not None
    assert (meta.country, meta.segment, meta.year, meta.published) == ("US", "Healthcare", 2025, "2025-12-17")
    assert (report.file, report.lines) == ("it-service-manager-us-healthcare-2025.txt", 302)


def test_the_scale_is_the_reports() -> None:
    assert PACK.scale is not None
    assert PACK.scale.words == ("Well below", "Below", "Meets bar", "Above", "Well above")


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("tracks", [100, 101, 102, 103, 104]),
        ("levels", [234, 235, 236, 237]),
        ("stages", [170, 171, 172, 173]),
        ("signals", [138, 139, 140, 141, 142, 143, 144]),
        ("anti_signals", [150, 151, 152, 153]),
        ("scenarios", [86, 87, 88, 252]),
        ("outcomes", [61, 62, 63]),
        ("process_upgrades", [249, 250, 251, 252, 253]),
        ("first_quarter", [55, 56, 57]),
        ("work_samples", [92, 93, 94, 179, 180, 181, 182, 183, 184, 185, 186, 18, 294]),
        ("probes", [170, 170, 170, 170, 171, 171, 171, 172, 172, 173, 193, 198, 200, 201, 202, 203, 30, 132]),
    ],
)
def test_every_element_of_the_report_has_its_place(name: str, lines: list[int]) -> None:
    assert sorted(lines_of(name)) == sorted(lines)


def test_no_point_of_the_report_is_left_out() -> None:
    bullets = {
        *(range(12, 19), range(26, 32), range(35, 40), range(55, 58), range(61, 64), range(77, 83), range(86, 89)),
        *(range(92, 95), range(100, 105), range(110, 116), range(125, 129), range(138, 145), range(150, 154)),
        *(range(160, 165), range(170, 174), range(179, 189), range(192, 204), range(209, 216), range(219, 223)),
        *(range(234, 238), range(243, 246), range(249, 254), range(259, 264), range(273, 277)),
    }
    cited = {line for item in items(PACK) if isinstance(item.source, Source) for line in item.source.lines}
    assert {line for block in bullets for line in block} - cited == set()


def test_who_takes_part_in_a_scenario_is_named_in_the_report() -> None:
    named = {entry.text for entry in PACK.context if entry.kind == "stakeholder"}
    assert named == {"Implementation", "IT", "Compliance", "Clinical ops", "Product"}
    assert {part for scenario in PACK.scenarios for part in scenario.parts} == named


def test_every_level_says_how_its_bar_is_read() -> None:
    bars = [level.bar for level in PACK.levels]
    assert all(bar and bar.source == "hiringkit" for bar in bars)
    assert len({bar.text for bar in bars if bar}) == 4


def test_what_is_written_twice_is_kept_once_with_both_lines() -> None:
    twice = {
        item.source.line: item.source.lines
        for item in PACK.work_samples
        if isinstance(item.source, Source) and item.source.line in {93, 94}
    }
    assert twice == {93: (93, 188), 94: (94, 187)}


def test_background_is_complete_by_kind() -> None:
    counts = Counter(entry.kind for entry in PACK.context)
    assert [counts[kind] for kind in ("market_signal", "demand_driver", "risk", "source_to_track", "faq")] == [
        6,
        6,
        5,
        4,
        4,
    ]
    assert (counts["fact_to_have_ready"], counts["fact_sheet"]) == (11, 4)


def test_five_matrix_rows_have_all_three_cells() -> None:
    rows = {item.id: (item.name, item.good, item.proof) for item in PACK.criteria if item.group == "skill-matrix"}
    assert tuple(rows) == SKILLS
    assert rows["tooling"] == ("Tooling", "Uses ticketing/CRM well", "Workflow explanation + hygiene habits")


def test_every_criterion_has_five_different_anchors_an_outcome_and_a_definition() -> None:
    assert {item.id for item in PACK.criteria} == {*SKILLS, *PROCESS, "guardrail"}
    assert {len({anchor.text for anchor in item.anchors}) for item in PACK.criteria} == {5}
    assert all(len(anchor.text.split()) <= 45 for item in PACK.criteria for anchor in item.anchors)
    assert all(item.outcomes and item.good and item.proof and item.prompt for item in PACK.criteria)
    assert {definition.criterion for definition in PACK.definitions} == {item.id for item in PACK.criteria}


def test_an_anchor_says_whether_the_report_supports_it() -> None:
    supported = {
        (criterion.id, anchor.level): anchor.source.line
        for criterion in PACK.criteria
        for anchor in criterion.anchors
        if isinstance(anchor.source, Source)
    }
    assert supported == {
        ("communication", 1): 151,
        ("communication", 3): 160,
        ("communication", 5): 144,
        ("troubleshooting", 3): 161,
        ("process-improvement", 3): 162,
        ("process-improvement", 5): 142,
        ("tooling", 3): 163,
        ("escalation-judgment", 3): 164,
        ("evidence-handling", 1): 150,
        ("evidence-handling", 3): 63,
        ("discovery", 1): 153,
        ("discovery", 3): 138,
        ("owned-next-steps", 1): 152,
    }
    ours = {a.source for item in PACK.criteria for a in item.anchors if not isinstance(a.source, Source)}
    assert ours == {"hiringkit"}


def test_only_the_first_stage_has_a_walkthrough_and_no_stage_a_length() -> None:
    assert [(stage.walkthrough_min, stage.walkthrough_max, stage.slot_minutes) for stage in PACK.stages] == [
        (5, 7, None),
        (None, None, None),
        (None, None, None),
        (None, None, None),
    ]


def test_the_mapping_to_stages_is_a_proposal_with_its_holes() -> None:
    seen = {item.id: {use.stage: use.weight for use in item.stages} for item in PACK.criteria}
    primary, secondary = Weight.PRIMARY, Weight.SECONDARY
    assert seen == {
        "communication": {
            "live-troubleshooting": secondary,
            "writing-exercise": primary,
            "collaboration-product-engineering": secondary,
        },
        "troubleshooting": {"live-troubleshooting": primary},
        "process-improvement": {"collaboration-product-engineering": primary},
        "tooling": {},
        "escalation-judgment": {
            "live-troubleshooting": secondary,
            "writing-exercise": secondary,
            "prioritization-escalation": primary,
        },
        "guardrail": {"live-troubleshooting": secondary, "prioritization-escalation": secondary},
        **{key: {} for key in PROCESS},
    }
    assert all(use.proposal for item in PACK.criteria for use in item.stages)


def test_every_stage_asks_what_was_checked() -> None:
    assert all("what-did-you-check" in stage.probes for stage in PACK.stages)


def test_the_risk_objection_names_evidence_and_next_step() -> None:
    scenario = PACK.risk_objection
    assert scenario is not None
    assert scenario.objection
    assert scenario.expected
    assert scenario.red_flags
    assert scenario.next_steps
    assert [item.id for item in PACK.risk_criteria] == ["evidence-handling", "owned-next-steps"]


def test_the_guardrail_alone_is_shown_and_not_averaged() -> None:
    assert [item.id for item in PACK.criteria if item.guardrail] == ["guardrail"]


def test_signals_and_anti_signals_belong_to_criteria_as_proposals() -> None:
    signals = {line: item.criteria for line, item in zip(lines_of("signals"), PACK.signals, strict=True)}
    assert signals[144] == ("troubleshooting", "communication")
    assert signals[142] == ("process-improvement",)
    assert signals[138] == signals[143] == ()
    assert [item.criteria for item in PACK.anti_signals] == [
        ("evidence-handling",),
        ("communication",),
        ("owned-next-steps",),
        ("discovery", "stakeholder-mapping"),
    ]


def test_the_first_quarter_has_its_weeks() -> None:
    assert [block.weeks for block in PACK.first_quarter] == [(1, 2), (3, 6), (7, 12)]


def test_every_metric_has_a_definition_that_is_called_ours() -> None:
    assert len(PACK.metrics) == 7
    assert all(metric.definition and metric.definition.startswith("Definitions vary") for metric in PACK.metrics)


def test_two_tracks_have_a_note() -> None:
    assert [track.id for track in PACK.tracks if track.note] == ["support-operations", "tier-1-support"]
    assert PACK.pack.default_track == "support-operations"


def test_every_line_lies_within_the_report() -> None:
    report = PACK.pack.source
    assert report is not None
    sources = [item.source for item in items(PACK) if isinstance(item.source, Source)]
    assert len(sources) > 100
    assert {(source.file, source.sha256) for source in sources} == {(report.file, report.sha256)}
    assert all(1 <= line <= report.lines for source in sources for line in (source.line, *source.lines))


def test_what_is_for_the_candidate_scores_nothing() -> None:
    for criterion in PACK.criteria:
        for origin in (criterion.source, *(anchor.source for anchor in criterion.anchors)):
            assert not isinstance(origin, Source) or not CANDIDATE_ONLY & set(origin.lines)
    assert all(not probe.criteria for probe in PACK.probes if probe.audience is Audience.CANDIDATE)


def test_sample_answers_lie_on_the_scale() -> None:
    assert {sample.criterion for sample in PACK.samples} >= {*SKILLS, "evidence-handling"}


PACKS = {path.stem: load(path) for path in shipped_packs()}
OURS = ("back-end-software-engineer", "registered-nurse-team-lead")


@pytest.mark.parametrize("path", shipped_packs(), ids=lambda path: path.stem)
def test_the_file_is_written_as_the_program_writes_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#")) == dump(load(path))


def test_three_packs_are_shipped_on_scales_of_five_and_four_levels() -> None:
    assert {name: pack.scale and pack.scale.levels for name, pack in PACKS.items()} == {
        "back-end-software-engineer": 4,
        "it-service-manager-us-healthcare": 5,
        "registered-nurse-team-lead": 5,
    }
    assert {name: pack.scale and pack.scale.middle for name, pack in PACKS.items()}[
        "back-end-software-engineer"
    ] is None


@pytest.mark.parametrize("name", OURS)
def test_a_pack_of_ours_has_no_finding_at_all(name: str) -> None:
    assert [str(finding) for finding in lint(next(path for path in shipped_packs() if path.stem == name))] == []


@pytest.mark.parametrize("name", OURS)
def test_a_pack_of_ours_is_complete(name: str) -> None:
    pack = PACKS[name]
    assert all(getattr(pack, key) for key in (*CORE, "groups", "probes", "metrics", "definitions", "decision_rights"))
    assert {definition.criterion for definition in pack.definitions} == {item.id for item in pack.criteria}
    assert all(item.references and item.why and item.prompt and item.proof for item in pack.criteria)
    assert all(len({use.stage for use in item.stages}) >= 2 for item in pack.criteria)
    assert {key for item in pack.criteria for key in item.outcomes} == {item.id for item in pack.outcomes}
    assert all(level.bar for level in pack.levels)
    assert all(stage.ai_policy and stage.ai_check and stage.slot_minutes and stage.probes for stage in pack.stages)
    assert {item.source for item in items(pack)} == {"hiringkit"}


@pytest.mark.parametrize("name", PACKS)
def test_low_middle_and_high_of_every_criterion_have_good_and_bad_examples_of_ours(name: str) -> None:
    texts: list[str] = []
    for criterion in PACKS[name].criteria:
        scale = PACKS[name].scale_of(criterion)
        for step in {1, (scale.levels + 1) // 2, scale.levels // 2 + 1, scale.levels}:
            examples = criterion.examples(step)
            assert examples.good, (criterion.id, step)
            assert examples.bad, (criterion.id, step)
            assert {one.source for one in (*examples.good, *examples.bad)} == {"hiringkit"}
            texts += [one.text for one in (*examples.good, *examples.bad)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("name", OURS)
def test_a_loop_of_a_pack_of_ours_lacks_only_people(name: str) -> None:
    pack = PACKS[name]
    plan = Plan(
        stages=proposed_stages(pack),
        criteria={item.id: item.name for item in pack.criteria},
        has_risk_objection=pack.risk_objection is not None,
    )
    missing = {finding.key.partition(":")[0] for finding in findings(plan) if finding.blocks}
    assert missing == {"track", "level", "decider", "tie-breaker", "lead"}


@pytest.mark.parametrize(("name", "stages"), [(PATH.stem, 4), *((name, 2) for name in OURS)])
def test_reference_samples_rate_what_their_stage_sees(name: str, stages: int) -> None:
    pack = PACKS[name]
    whole = [sample for sample in pack.samples if sample.ratings]
    assert len({sample.stage for sample in whole}) == len(whole) == stages
    for sample in whole:
        seen = {item.id for item in pack.criteria for use in item.stages if use.stage == sample.stage}
        rated = [rating.criterion for rating in sample.ratings]
        assert set(rated) <= seen
        assert len(rated) >= 2
        assert len(sample.text.split()) > 90
        assert all(len(rating.why.split()) >= 8 for rating in sample.ratings)
    assert len({rating.step for sample in whole for rating in sample.ratings}) >= 2


@pytest.mark.parametrize("path", shipped_packs(), ids=lambda path: path.stem)
def test_a_shipped_pack_has_no_error(path: Path) -> None:
    assert [finding for finding in lint(path) if finding.level == "ERROR"] == []


def test_the_holes_are_the_known_ones() -> None:
    assert [(finding.path, finding.message.split(":")[0]) for finding in lint(PATH)] == [
        ("criteria[1].stages", "Troubleshooting"),
        ("criteria[2].stages", "Process improvement"),
        ("criteria[3].stages", "Tooling"),
        ("criteria[5].stages", "Evidence handling"),
        ("criteria[6].stages", "Discovery"),
        ("criteria[7].stages", "Stakeholder mapping"),
        ("criteria[8].stages", "Owned next steps"),
        ("scenarios[3]", "No stage holds the risk objection; place it in one."),
        ("tracks", "The words are those of two jobs"),
    ]
