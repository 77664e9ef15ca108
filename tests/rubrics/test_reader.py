"""A report of the common grammar becomes a draft: each thing once, with its lines, and nothing that it does not say."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiringkit.rubrics.files import dump, parse
from hiringkit.rubrics.lint import lint
from hiringkit.rubrics.packs import Pack
from hiringkit.rubrics.provenance import Audience, Source
from hiringkit.rubrics.reader import Reading, read_report, read_text
from hiringkit.rubrics.reader_draft import MODELS, Fate

REPORT = Path(__file__).parent / "reports" / "payroll-manager-uk-public-sector-2026.txt"
RAW = REPORT.read_bytes()
READING = read_report(RAW, REPORT.name)
DRAFT = READING.pack


def draft(text: str) -> Pack:
    return read_text(text, "r.txt", "0a" * 32).pack


def lines_of(pack: Pack, name: str) -> list[tuple[int, ...]]:
    return [item.source.lines for item in getattr(pack, name) if isinstance(item.source, Source)]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("tracks", [61, 62, 63, 64, 65]),
        ("levels", [147, 148, 149, 150]),
        ("stages", [115, 116, 117, 118]),
        ("criteria", [105, 106, 107, 108, 109]),
        ("signals", [85, 86, 87, 88, 89, 90, 91]),
        ("anti_signals", [95, 96, 97, 98]),
        ("scenarios", [48, 49, 50]),
        ("outcomes", [36, 37, 38]),
        ("process_upgrades", [161, 162, 163, 164, 165]),
        ("first_quarter", [30, 31, 32]),
    ],
)
def test_every_element_is_found_with_its_line(name: str, lines: list[int]) -> None:
    assert lines_of(DRAFT, name) == [(line,) for line in lines]


def test_what_stands_in_two_sections_is_one_work_sample_with_both_lines() -> None:
    assert lines_of(DRAFT, "work_samples") == [(54,), (55, 125), (124,), (126,)]


def test_names_and_notes_are_parted_at_the_dash() -> None:
    assert [(track.name, track.note) for track in DRAFT.tracks] == [
        ("Monthly payroll", None),
        ("Pensions and deductions", "ask which schemes and who reconciles them"),
        ("Shared services payroll", "ask how many employers one team pays"),
        ("Payroll systems / migration", None),
        ("Payroll control (audit)", None),
    ]


def test_stages_keep_their_order_and_minutes_are_the_walkthroughs() -> None:
    assert [(stage.name, stage.walkthrough_min, stage.walkthrough_max) for stage in DRAFT.stages] == [
        ("Closed-month case", 10, 15),
        ("Written reply (staff complaint)", None, None),
        ("Planning exercise", None, None),
        ("Panel with HR and finance", None, None),
    ]
    assert {stage.slot_minutes for stage in DRAFT.stages} == {None}


def test_a_glued_row_gives_three_cells() -> None:
    first = DRAFT.criteria[0]
    assert (first.name, first.good, first.proof) == (
        "Accuracy",
        "Balances before it pays",
        "Walk through one closed month",
    )


def test_only_the_bar_has_words_and_every_other_level_is_empty() -> None:
    assert [(anchor.level, anchor.text) for anchor in DRAFT.criteria[4].anchors] == [
        (1, ""),
        (2, ""),
        (3, "Knows when to stop a run"),
        (4, ""),
        (5, ""),
    ]


def test_levels_have_their_phrases() -> None:
    assert (DRAFT.levels[3].name, DRAFT.levels[3].phrases) == (
        "Head of payroll",
        ("set controls across employers", "choose systems"),
    )


def test_the_plan_has_its_weeks() -> None:
    assert [block.weeks for block in DRAFT.first_quarter] == [(1, 2), (3, 6), (7, 13)]


def test_one_process_upgrade_asks_for_the_objection_and_it_is_no_fourth_scenario() -> None:
    asked = [item.source.line for item in DRAFT.process_upgrades if item.kind and isinstance(item.source, Source)]
    assert asked == [164]
    assert {scenario.kind for scenario in DRAFT.scenarios} == {"scenario"}


def test_the_report_says_who_made_it_and_for_whom() -> None:
    meta = DRAFT.pack
    assert (meta.role, meta.segment, meta.country, meta.year) == ("Payroll Manager", "Public Sector", "UK", 2026)
    assert (meta.publisher, meta.published) == ("Example Works Desk", "2026-03-09")
    assert (meta.id, meta.status) == ("payroll-manager-uk-public-sector", "draft")
    assert meta.source is not None
    assert (meta.source.file, meta.source.sha256, meta.source.lines) == (
        REPORT.name,
        hashlib.sha256(RAW).hexdigest(),
        177,
    )


@pytest.mark.parametrize(
    ("title", "head", "parts"),
    [
        ("Data Engineer Market Analysis 2024", "A plan for Data Engineer roles.", (None, "Data Engineer", "Rural")),
        (
            "Canada Nurse Educator Rural Market Report 2027",
            "For the Canada Rural segment.",
            ("Canada", "Nurse Educator", "Rural"),
        ),
        ("US Welder Market Analysis 2025", "Nothing else.", (None, None, None)),
    ],
)
def test_what_the_title_runs_together_is_told_apart_or_left_empty(
    title: str, head: str, parts: tuple[str | None, ...]
) -> None:
    meta = draft(f"{title}\n\n{head}\n\nIndustry Lens: Rural\n\nTracks\n\n• A").pack
    assert (meta.title, meta.year) == (title, int(title[-4:]))
    assert (meta.country, meta.role, meta.segment) == parts


def test_what_was_not_placed_is_listed_with_its_lines() -> None:
    found = {place.heading: (place.line, place.last_line, place.bullets) for place in DRAFT.unmapped}
    assert len(found) == 16
    assert found["Hiring signals worth tracking"] == (19, 22, 2)
    assert found["Skills & Signals (What gets interviews)"] == (77, 79, 0)
    assert found["Compensation & Levelling (UK)"] == (133, 139, 2)
    assert (DRAFT.repair, DRAFT.gaps) == ((), ())


def test_what_is_for_candidates_is_marked_so() -> None:
    private = [place.heading for place in DRAFT.unmapped if place.audience is Audience.CANDIDATE]
    assert private == ["How to position (practical)", "Interview Prep Checklist", "Candidate plan (30 / 60 / 90 days)"]
    made = draft("Portfolio (for candidates)\n\n• A plan\n\nSkill matrix (for candidates)\n\nSkill\tA\tB\nX\tY\tZ")
    assert [item.audience for item in made.work_samples] == [Audience.CANDIDATE]
    assert made.criteria == ()


def test_a_draft_is_a_pack_that_loads_and_lint_names_what_is_placed_nowhere() -> None:
    text = dump(DRAFT)
    assert parse(text) == DRAFT
    unseen = [finding.message for finding in lint(text) if "no stage" in finding.message.casefold()]
    assert [message.partition(":")[0].partition(";")[0] for message in unseen] == [
        "Accuracy",
        "Explaining pay",
        "Control",
        "Planning",
        "Judgment under pressure",
        "No stage holds the risk objection that this asks for",
    ]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert dump(read_report(RAW, REPORT.name).pack) == dump(DRAFT)


def test_every_id_is_its_own() -> None:
    ids = [item.id for name in MODELS for item in getattr(DRAFT, name)]
    assert len(set(ids)) == len(ids) > 40


def test_text_in_another_alphabet_gets_an_id_and_stays_as_it_is() -> None:
    made = draft("Role Variants\n\n• Младший администратор — сначала\n• 上級")
    assert [(track.id, track.name) for track in made.tracks] == [
        ("track-1", "Младший администратор"),
        ("track-2", "上級"),
    ]


def test_names_that_look_like_something_else_stay_text() -> None:
    names = ["NO", "12:30", "0x1F", "null", "2026-01-19", "007", "~"]
    made = draft("Tracks\n\n" + "\n".join(f"• {name}" for name in names))
    assert [track.name for track in parse(dump(made)).tracks] == names


def test_the_same_text_twice_is_one_item_with_all_its_lines() -> None:
    assert lines_of(draft("Red flags\n\n• Late\n•  Late\n• Rude\n\nAnti-signals\n\n• Late"), "anti_signals") == [
        (3, 4, 9),
        (5,),
    ]


def test_sections_may_come_in_any_order_and_a_text_begin_at_any_of_them() -> None:
    text = REPORT.read_text(encoding="utf-8")
    start, middle = text.index("Hiring Loop"), text.index("Role Variants")
    made = draft(text[start:] + "\n\n" + text[middle:start])
    assert len(made.stages) == 4
    assert (len(made.tracks), len(made.criteria), made.scenarios) == (5, 5, ())
    assert [gap.element for gap in made.gaps] == ["scenarios", "outcomes"]


@pytest.mark.parametrize(
    ("text", "line", "element"),
    [
        pytest.param("Career steps\n\n• Junior", 3, "levels", id="level without colon"),
        pytest.param("A first-quarter plan:\n\n• Month 1: look", 3, "first_quarter", id="block without weeks"),
        pytest.param("A first-quarter plan:\n\n• Weeks 6–3: look", 3, "first_quarter", id="weeks turned round"),
        pytest.param("Tracks\n\n• " + "a" * 121, 3, "tracks", id="name too long"),
        pytest.param("Signals that matter\n\n• " + "a " * 501, 3, "signals", id="text too long"),
        pytest.param("Skill matrix\n\n• Tact — calm", 3, "criteria", id="a matrix of bullets"),
    ],
)
def test_what_cannot_be_read_is_to_be_mended_and_no_item(text: str, line: int, element: str) -> None:
    made = draft(text)
    assert [(row.line, row.element) for row in made.repair] == [(line, element)]
    assert all(getattr(made, name) == () for name in MODELS)
    assert len(made.repair[0].text) <= 200


def fates(reading: Reading) -> list[str]:
    return [account.fate for account in reading.accounts]


def test_every_line_of_the_report_is_accounted_for() -> None:
    by_line = {account.line: account for account in READING.accounts}
    assert sorted(by_line) == list(range(1, 178))
    assert len(READING.accounts) == 177
    assert (by_line[3].fate, by_line[3].what) == (Fate.MAPPED, "title")
    assert (by_line[55].fate, by_line[125].fate) == (Fate.MAPPED, Fate.MAPPED)
    assert (by_line[83].fate, by_line[83].what) == (Fate.IGNORED, "words around a list")
    assert (by_line[129].fate, by_line[130].what) == (Fate.IGNORED, "Interview Prep Checklist")


pieces = st.lists(
    st.sampled_from(
        [
            *("Role Variants", "Hiring Loop (x)", "Skill matrix", "Skill / SignalGoodProof", "TactCalmTalk", "Demand"),
            *("Career steps", "• Mid: a; b.", "  • A — b", "- c", "* d", "• e • f", "1. Tracks", "## Portfolio", ""),
            *("| a | b | c |", "|---|---|", "a\tb\tc", "A first-quarter plan:", "• Weeks 1–2: x", "Red flags", "words"),
            *("\ufeff", "\u00a0", "<p>", "<li>x", "===", "---", "Signals that get", "By day 90 on x:", "\u2028", "\r"),
        ]
    )
    | st.text(max_size=20),
    max_size=30,
)


@given(pieces, st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_no_text_throws_and_each_line_is_accounted_for_once(parts: list[str], end: str) -> None:
    text = end.join(parts)
    reading = read_text(text, "r.txt", "0a" * 32)
    assert [account.line for account in reading.accounts] == list(range(1, len(reading.lines) + 1))
    assert set(fates(reading)) <= set(Fate)
    mapped = {account.line for account in reading.accounts if account.fate is Fate.MAPPED}
    cited = {line for name in MODELS for lines in lines_of(reading.pack, name) for line in lines}
    assert cited <= mapped
    to_mend = {account.line for account in reading.accounts if account.fate in {Fate.REPAIR, Fate.MAPPED}}
    assert {row.line for row in reading.pack.repair} <= to_mend
    assert parse(dump(reading.pack)) == reading.pack


@given(pieces)
def test_no_page_throws(parts: list[str]) -> None:
    tags = [
        "<!doctype html><ul>",
        "</li><td>",
        "<tr>",
        "<h2>",
        "</h2>",
        "<table><tr><td>",
        "<!--",
        "<script>",
        "</nav>",
    ]
    text = tags[0] + "".join(f"{part}{tags[1 + place % 8]}" for place, part in enumerate(parts))
    reading = read_text(text, "r.html", "0a" * 32)
    assert [account.line for account in reading.accounts] == list(range(1, len(reading.lines) + 1))
