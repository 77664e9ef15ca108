from __future__ import annotations

import tempfile
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hiringkit.rubrics.files import shipped_packs
from hiringkit.rubrics.lint import HIDDEN, Finding, lint
from hiringkit.rubrics.packs import Pack

WHOLE = """\
pack: {format: 1, status: draft}
scale: {levels: 2, words: [Below, Meets]}
tracks: [{id: one, name: One, source: us}]
levels: [{id: mid, name: Mid, source: us}]
stages:
- {id: talk, name: Talk, source: us, scenarios: [objection]}
- {id: case, name: Case, source: us}
criteria:
- id: tact
  name: Tact
  source: us
  outcomes: [trust]
  stages: [{stage: talk, weight: primary}, {stage: case, weight: secondary}]
  anchors:
  - {level: 1, text: Shouts., source: us}
  - {level: 2, text: Listens., source: us}
signals: []
anti_signals:
- {id: rude, text: Rude., source: us, criteria: [tact]}
scenarios:
- {id: objection, kind: risk_objection, text: An objection., source: us, criteria: [tact],
   prompt: Answer., objection: Why so, expected: [A fact], questions: [Which one], red_flags: [No],
   next_steps: [A date]}
outcomes:
- {id: trust, text: Is trusted., source: us}
process_upgrades: []
work_samples: []
first_quarter: []
repair: []
unmapped: []
gaps: []
"""


def said(old: str, new: str) -> list[tuple[str, str, str]]:
    assert old in WHOLE
    return [(finding.level, finding.path, finding.message) for finding in lint(WHOLE.replace(old, new))]


def test_a_whole_pack_has_nothing_to_mend() -> None:
    assert lint(WHOLE) == ()


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        pytest.param(
            "text: Listens.",
            'text: " "',
            (
                "ERROR",
                "criteria[0].anchors[1].text",
                "Tact: the anchor of “Meets” is empty; write what a person does at this level.",
            ),
            id="empty anchor",
        ),
        pytest.param(
            "  - {level: 2, text: Listens., source: us}\n",
            "",
            (
                "ERROR",
                "criteria[0].anchors",
                "Tact: the anchor of “Meets” is empty; write what a person does at this level.",
            ),
            id="no anchor for a level",
        ),
        pytest.param(
            "text: Listens.",
            "text: shouts.",
            (
                "WARNING",
                "criteria[0].anchors",
                "Tact: two levels have the same words, so nobody can tell them apart.",
            ),
            id="same anchor twice",
        ),
        pytest.param(
            "signals: []\nanti",
            "signals: [{id: a, text: b, source: us}, {id: a, text: c, source: us}]\nanti",
            ("ERROR", "signals[1].id", "The id a stands at signals[0] already; give it another."),
            id="id twice",
        ),
        pytest.param(
            "outcomes: [trust]",
            "outcomes: [fame]",
            ("ERROR", "criteria[0].outcomes", "There is no fame in outcomes; it has trust."),
            id="unknown outcome",
        ),
        pytest.param(
            "stage: case,",
            "stage: lunch,",
            ("ERROR", "criteria[0].stages", "There is no lunch in stages; it has case, talk."),
            id="unknown stage",
        ),
        pytest.param(
            "scenarios: [objection]",
            "scenarios: [objection, party]",
            ("ERROR", "stages[0].scenarios", "There is no party in scenarios; it has objection."),
            id="unknown scenario",
        ),
        pytest.param(
            "stage: case,",
            "stage: talk,",
            ("ERROR", "criteria[0].stages", "Tact: a stage is named twice; keep one."),
            id="stage twice",
        ),
        pytest.param(
            "  stages: [{stage: talk, weight: primary}, {stage: case, weight: secondary}]",
            "  stages: []",
            ("WARNING", "criteria[0].stages", "Tact: no stage sees this criterion; place it in one."),
            id="no stage sees it",
        ),
        pytest.param(
            ", {stage: case, weight: secondary}]",
            "]",
            (
                "WARNING",
                "criteria[0].stages",
                "Tact: one stage alone sees it, so one interviewer's severity decides it.",
            ),
            id="seen once",
        ),
        pytest.param(
            "outcomes: [trust]",
            "outcomes: []",
            ("WARNING", "criteria[0].outcomes", "Tact: it leads to no day-90 outcome; name one."),
            id="no outcome",
        ),
        pytest.param(
            "criteria: [tact]}\nscenarios",
            "criteria: []}\nscenarios",
            (
                "WARNING",
                "anti_signals[0].criteria",
                "“Rude.” belongs to no criterion; name the one that it speaks against.",
            ),
            id="anti-signal of no criterion",
        ),
        pytest.param(
            "kind: risk_objection, text: An objection.",
            "kind: scenario, constraint: Time, text: An objection.",
            ("ERROR", "scenarios", "There is no risk objection; add a scenario of kind risk_objection."),
            id="no risk objection",
        ),
        pytest.param(
            ", scenarios: [objection]",
            "",
            ("WARNING", "scenarios[0]", "No stage holds the risk objection; place it in one."),
            id="risk objection in no stage",
        ),
        pytest.param(
            "An objection., source: us, criteria: [tact]",
            "An objection., source: us",
            (
                "ERROR",
                "scenarios[0].criteria",
                "The risk objection names no criterion, so nobody rates how evidence is handled; name one.",
            ),
            id="risk objection without criteria",
        ),
        pytest.param(
            "[Below, Meets]",
            "[Below]",
            ("ERROR", "scale.words", "2 levels need as many words; there are 1."),
            id="too few words",
        ),
        pytest.param(
            "text: Is trusted.",
            'text: "Is \\u202etrusted."',
            ("ERROR", "outcomes[0].text", "There is a hidden character (U+202E) in this text; take it out."),
            id="turned text",
        ),
        pytest.param(
            "text: Is trusted.",
            'text: "Is \\etrusted."',
            ("ERROR", "outcomes[0].text", "There is a hidden character (U+001B) in this text; take it out."),
            id="escaped control character",
        ),
        pytest.param(
            "Is trusted.",
            "a" * 1001,
            ("ERROR", "outcomes[0].text", "This is longer than 1000 characters."),
            id="over-long text",
        ),
        pytest.param(
            "gaps: []\n",
            "",
            (
                "WARNING",
                "gaps",
                "This key is missing; other programs read it, so keep it, with an empty list if need be.",
            ),
            id="key missing",
        ),
        pytest.param(
            "first_quarter: []",
            "first_quarter: [{id: w, text: x, source: us, weeks: [6, 3]}]",
            ("ERROR", "first_quarter[0].weeks", "The first week has to be 1 or later, and not after the last."),
            id="weeks turned round",
        ),
        pytest.param(
            "  outcomes: [trust]",
            "  outcomes: [trust]\n  weight: 0.5",
            ("WARNING", "criteria[0].weight", "Tact: it weighs 0.5 and nobody says why; write the reason, or 1."),
            id="weight without a reason",
        ),
        pytest.param(
            "objection: Why so, expected: [A fact]",
            "expected: []",
            (
                "WARNING",
                "scenarios[0]",
                "“An objection.” has no objection, expected; write them, so that every candidate meets the same.",
            ),
            id="scenario without its parts",
        ),
        pytest.param(
            "gaps: []",
            "gaps: []\nsamples: [{id: a, source: us, text: Hello.}]",
            (
                "ERROR",
                "samples[0]",
                "This sample has no rating; give it a criterion and a step, or reference ratings.",
            ),
            id="sample without a rating",
        ),
        pytest.param(
            "gaps: []",
            "gaps: []\nsamples: [{id: a, source: us, text: Hello., stage: talk, "
            "ratings: [{criterion: tact, step: 3, why: Because.}]}]",
            ("ERROR", "samples[0].ratings[0].step", "The scale has no level 3; give the sample another."),
            id="sample off the scale",
        ),
        pytest.param(
            "gaps: []",
            "gaps: []\nsamples: [{id: a, source: us, text: Hello., stage: talk, "
            "ratings: [{criterion: tact, step: 1, why: So.}, {criterion: tact, step: 2, why: So.}]}]",
            ("ERROR", "samples[0].ratings", "A criterion is rated twice; keep one rating."),
            id="sample with two ratings of one criterion",
        ),
        pytest.param(
            "gaps: []",
            "gaps: []\nsamples: [{id: a, source: us, text: Hello., stage: lunch, "
            "ratings: [{criterion: tact, step: 1, why: So.}]}]",
            ("ERROR", "samples[0].stage", "There is no lunch in stages; it has case, talk."),
            id="sample of an unknown stage",
        ),
        pytest.param(
            "tracks: [{id: one, name: One, source: us}]",
            "tracks: []",
            ("WARNING", "tracks", "The pack names no track, and a loop opens with one only; write them."),
            id="no track",
        ),
        pytest.param(
            "levels: [{id: mid, name: Mid, source: us}]",
            "levels: []",
            ("WARNING", "levels", "The pack names no career level, and a loop opens with one only; write them."),
            id="no career level",
        ),
        pytest.param(
            "status: draft}",
            "status: draft, default_track: won}",
            ("ERROR", "pack.default_track", "There is no won in tracks; perhaps one is meant."),
            id="unknown track",
        ),
        pytest.param(
            "[Below, Meets]",
            "[Meets, meets]",
            ("ERROR", "scale.words", "Two levels have the same word; give each its own."),
            id="same word twice",
        ),
        pytest.param(
            "  source: us\n  outcomes",
            "  source: us\n  audience: candidate\n  outcomes",
            ("ERROR", "criteria[0].audience", "Tact: this is for candidates alone; take it out."),
            id="criterion for candidates",
        ),
        pytest.param(
            "text: Is trusted.",
            "txt: Is trusted., text: Is trusted.",
            ("ERROR", "outcomes[0].txt", "A pack has no such key here; did you mean text?"),
            id="misspelt key",
        ),
        pytest.param(
            "scale: {",
            "scale: {colour: red, ",
            ("ERROR", "scale.colour", "A pack has no such key here; it may have levels, words."),
            id="unknown key",
        ),
        pytest.param(
            "  outcomes: [trust]",
            "  outcomes: [trust]\n  guardrail: perhaps",
            ("ERROR", "criteria[0].guardrail", "This has to be true or false."),
            id="wrong type",
        ),
        pytest.param(
            "text: Shouts., source: us",
            "text: Shouts., source: us, examples: {god: []}",
            ("ERROR", "criteria[0].anchors[0].examples.god", "A pack has no such key here; did you mean good?"),
            id="misspelt side",
        ),
        pytest.param(
            "text: Shouts., source: us}\n  - {level: 2, text: Listens., source: us",
            "text: Shouts., source: us, examples: {good: [{text: ' ', source: us}]}}\n"
            "  - {level: 2, text: Listens., source: us, examples: {bad: [{text: Nods., source: us}]}",
            (
                "ERROR",
                "criteria[0].anchors[0].examples.good[0].text",
                "This example is empty; write it, or take it out.",
            ),
            id="blank example",
        ),
    ],
)
def test_one_fault_is_one_finding(old: str, new: str, finding: tuple[str, str, str]) -> None:
    assert said(old, new) == [finding]


def test_a_finding_has_the_line_to_mend() -> None:
    (finding,) = lint(WHOLE.replace("text: Listens.", "text: ''"))
    assert finding.line == WHOLE[: WHOLE.index("text: Listens.")].count("\n") + 1
    assert str(finding).startswith("ERROR criteria[0].anchors[1].text: Tact: ")
    assert str(finding).endswith("(line 16)")


def test_an_unknown_key_and_a_long_text_do_not_hide_what_else_is_wrong() -> None:
    text = WHOLE.replace("Is trusted., source: us", "a" * 1001 + ", source: us, colour: red")
    findings = lint(text.replace("text: Listens.", "text: ''"))
    assert [(finding.level, finding.path) for finding in findings] == [
        ("ERROR", "outcomes[0].text"),
        ("ERROR", "outcomes[0].colour"),
        ("ERROR", "criteria[0].anchors[1].text"),
    ]


def test_a_draft_without_scale_misses_the_usual_levels_too() -> None:
    findings = said("{levels: 2, words: [Below, Meets]}", "null")
    assert [(level, path) for level, path, _what in findings] == [
        ("ERROR", "scale"),
        ("ERROR", "criteria[0].anchors"),
        ("ERROR", "criteria[0].anchors"),
        ("ERROR", "criteria[0].anchors"),
    ]


def test_a_raw_control_character_is_named_with_its_line() -> None:
    findings = lint(WHOLE.replace("Shouts", "Shouts\x1b"))
    assert findings == (
        Finding(
            "ERROR",
            "line 15",
            "There is a control character (U+001B) in this line; take it out.",
            15,
            "hidden-character",
        ),
    )


def test_a_line_of_the_report_that_does_not_exist_is_an_error() -> None:
    source = '{file: r.txt, sha256: "%s", line: 7, lines: [7]}' % ("0a" * 32)
    report = '{file: r.txt, sha256: "%s", lines: 6}' % ("0a" * 32)
    text = WHOLE.replace("status: draft}", f"status: draft, source: {report}}}").replace(
        "Is trusted., source: us", f"Is trusted., source: {source}"
    )
    assert [(finding.path, finding.message) for finding in lint(text)] == [
        ("outcomes[0].source.lines", "The report has 6 lines only; mend the number.")
    ]


def test_a_line_that_is_for_candidates_alone_supports_no_criterion() -> None:
    source = '{file: r.txt, sha256: "%s", line: 7, lines: [7, 9]}' % ("0a" * 32)
    advice = "- {id: advice, kind: advice, text: Rehearse., audience: candidate, source: " + source + "}"
    text = WHOLE.replace("text: Listens., source: us", f"text: Listens., source: {source}") + f"context:\n{advice}\n"
    assert [(finding.level, finding.path, finding.message) for finding in lint(text)] == [
        (
            "ERROR",
            "criteria[0].anchors[1].source",
            "Tact: line 7 of the report is for candidates alone; rest it on another.",
        )
    ]


def test_an_objection_that_the_report_asks_for_is_missed_in_the_stages() -> None:
    upgrade = "process_upgrades: [{id: ask, kind: risk_objection, text: Ask., source: us}]"
    text = WHOLE.replace("kind: risk_objection", "kind: scenario, constraint: Time").replace(
        "process_upgrades: []", upgrade
    )
    assert [(finding.level, finding.path, finding.rule) for finding in lint(text)] == [
        ("WARNING", "process_upgrades[0]", "risk-objection"),
        ("ERROR", "scenarios", "risk-objection"),
    ]


def test_a_finding_names_its_rule() -> None:
    (finding,) = lint(WHOLE.replace("stage: case,", "stage: lunch,"))
    assert finding.rule == "references"


@pytest.mark.parametrize("text", ["", "just words", "a: [", "&a [*a]", "\x00", "\ud800", "- a", "a: !!x b"])
def test_what_is_no_pack_is_one_error_and_never_thrown(text: str) -> None:
    assert [finding.level for finding in lint(text)] == ["ERROR"]


def test_a_missing_file_is_one_error(tmp_path: Path) -> None:
    (finding,) = lint(tmp_path / "none.yaml")
    assert finding.message == "none.yaml: This file cannot be read: no such file or directory. Check the name."


@pytest.mark.parametrize("key", ["Source", "constrained-str", "source", "0", "''"])
@pytest.mark.parametrize(
    "place", ["\n%s: 1", "\ngroups: [{id: a, name: b, source: us, %s: 1}]", "\ngroups: [{source: {%s: {}}}]"]
)
def test_a_key_of_any_name_is_an_error_and_never_thrown(place: str, key: str) -> None:
    assert {finding.level for finding in lint(WHOLE + place % key)} == {"ERROR"}


@given(st.text())
def test_no_text_throws(text: str) -> None:
    assert all(finding.level in {"ERROR", "WARNING"} for finding in lint(text))


@given(st.binary(max_size=200))
def test_no_file_throws(content: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".yaml") as file:
        file.write(WHOLE[:300].encode() + content)
        file.flush()
        assert all(finding.level in {"ERROR", "WARNING"} for finding in lint(Path(file.name)))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*Pack.model_fields, "pakc"]), values, max_size=4))
def test_no_content_throws(content: dict[str, object]) -> None:
    text = yaml.safe_dump({**yaml.safe_load(WHOLE), **content}, allow_unicode=True)
    assert all(finding.message for finding in lint(text))


@given(st.integers(0, 10**6), st.integers(1, 400), st.text(max_size=5))
def test_no_damage_to_a_pack_throws(start: int, length: int, instead: str) -> None:
    text = shipped_packs()[0].read_text(encoding="utf-8")[:12_000]
    place = start % len(text)
    assert isinstance(lint(text[:place] + instead + text[place + length :]), tuple)


def test_a_hidden_character_is_one_that_steers_parts_lines_or_turns_the_direction() -> None:
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    expected = {
        character
        for character in map(chr, range(0x110000))
        if character not in "\t\n\r"
        and (
            unicodedata.bidirectional(character) in turning
            or unicodedata.category(character) in {"Cc", "Zl", "Zp"}
            or character in "\u200e\u200f\u061c\ufeff"
        )
    }
    assert set(HIDDEN.findall("".join(map(chr, range(0x110000))))) == expected
