"""Headings are known by their usual wording and its near variants; anything else ends a section and names none."""

from __future__ import annotations

import pytest

from hiringkit.rubrics.packs import Pack
from hiringkit.rubrics.reader import read_text
from hiringkit.rubrics.reader_headings import element_of, lead_in_of


def draft(text: str) -> Pack:
    return read_text(text, "r.txt", "0a" * 32).pack


@pytest.mark.parametrize(
    ("heading", "element"),
    [
        ("Role Variants & Specializations", "tracks"),
        ("ROLE VARIANTS AND SPECIALISATIONS", "tracks"),
        ("Variants & Specializations", "tracks"),
        ("Role variants", "tracks"),
        ("Tracks", "tracks"),
        ("Hiring Loop (What interviews test)", "stages"),
        ("Interview loop", "stages"),
        ("Interview Stages", "stages"),
        ("Skill matrix (high-signal proof)", "criteria"),
        ("Skills Matrix", "criteria"),
        ("Skill rubric (what “good” looks like)", "criteria"),
        ("Competency matrix", "criteria"),
        ("Signals that get interviews", "signals"),
        ("Strong signals", "signals"),
        ("Anti-signals that hurt in screens", "anti_signals"),
        ("Anti‑signals", "anti_signals"),
        ("Red flags", "anti_signals"),
        ("Typical interview scenarios", "scenarios"),
        ("Interview scenarios", "scenarios"),
        ("Scenarios (industry-specific)", "scenarios"),
        ("Career steps (practical)", "levels"),
        ("Career Levels", "levels"),
        ("Hiring teams (process upgrades)", "process_upgrades"),
        ("Process upgrades for hiring teams", "process_upgrades"),
        ("Portfolio ideas (industry-specific)", "work_samples"),
        ("Portfolio & Proof Artifacts", "work_samples"),
        ("Proof artefacts", "work_samples"),
        ("Work samples", "work_samples"),
        ("3. Hiring loop", "stages"),
        ("Hiring signals worth tracking", None),
        ("Skills & Signals (What gets interviews)", None),
        ("Compensation & Leveling (US)", None),
        ("Career Roadmap", None),
        ("Interview Prep Checklist", None),
        ("Candidate plan (30 / 60 / 90 days)", None),
        ("Action Plan", None),
        ("Demand Drivers", None),
        ("Tracks " + "and more " * 40, None),
    ],
)
def test_a_heading_names_its_element(heading: str, element: str | None) -> None:
    assert element_of(heading) == element


@pytest.mark.parametrize(
    ("sentence", "element"),
    [
        ("Signals you’re actually doing the job by day 90 on the ward:", "outcomes"),
        ("What is true after 90 days:", "outcomes"),
        ("A first-quarter plan that makes ownership visible:", "first_quarter"),
        ("By day 90 nobody asks.", None),
        ("Before you get anchored, ask these:", None),
    ],
)
def test_two_sentences_before_a_list_stand_for_a_heading(sentence: str, element: str | None) -> None:
    assert lead_in_of(sentence) == element


@pytest.mark.parametrize(
    "prose",
    [
        "Hiring loops repeat the same test in different forms: can you explain it?",
        "Tracks.",
        "Tracks:",
        "Interview loops repeat one question\nin several forms",
    ],
)
def test_prose_that_begins_with_the_words_of_a_heading_is_none(prose: str) -> None:
    made = draft(f"Scenarios\n\n{prose}\n\n• A\n• B")
    assert (len(made.scenarios), made.stages, made.tracks) == (2, (), ())


def test_an_unknown_heading_ends_the_section_before_it() -> None:
    made = draft("Signals that matter\n\n• One\n\nSomething New\n\n• Two\n\n• Mid: a; b.\n\nTracks\n\n• A")
    assert [item.text for item in made.signals] == ["One"]
    assert [(place.heading, place.line, place.last_line, place.bullets) for place in made.unmapped] == [
        ("Something New", 5, 9, 2)
    ]
    assert made.levels == ()


def test_bullets_before_any_heading_belong_to_nothing() -> None:
    made = draft("Some words.\n\n• One\n\nTracks\n\n• A")
    assert [(place.heading, place.line, place.bullets) for place in made.unmapped] == [("", 1, 1)]


@pytest.mark.parametrize("text", ["Tracks\n\n• A\nRed flags\n• B\n", "Tracks\n\n• A\nDemand drivers\n• B\n"])
def test_a_heading_that_lost_its_blank_lines_takes_nothing_in_and_is_told(text: str) -> None:
    made = draft(text)
    assert [track.name for track in made.tracks] == ["A"]
    assert made.anti_signals == ()
    assert [row.line for row in made.repair] == [4]
    assert [(place.line, place.bullets) for place in made.unmapped] == [(4, 1)]


@pytest.mark.parametrize(
    ("bullets", "names"),
    [
        ("• A\n‣ B\n- C\n* D\n+ E\n◦ F\n1. G\n2) H", ["A", "B", "C", "D", "E", "F", "G", "H"]),
        ("  • A • B • C", ["A", "B", "C"]),
        ("•A•B", ["A", "B"]),
        ("* A * B", ["A", "B"]),
        ("•\tA\n•\u00a0B\n\u00a0\u00a0•  C  c", ["A", "B", "C c"]),
        ("• A\u2028B\n• C\x0cD\n• E\x85F", ["A B", "C D", "E F"]),
        ("• A long name\n    that goes on\n• B", ["A long name that goes on", "B"]),
        ("•\n• A", ["A"]),
    ],
)
def test_bullets_of_any_usual_sign_are_taken_one_by_one(bullets: str, names: list[str]) -> None:
    assert [track.name for track in draft(f"Tracks\n\n{bullets}").tracks] == names


@pytest.mark.parametrize(
    ("bullet", "name", "note"),
    [
        ("A — b — c", "A", "b — c"),
        ("A - b", "A", "b"),
        ("A – b", "A", "b"),
        ("On-call support - b", "On-call support", "b"),
        ("Tier 1 - front — b", "Tier 1 - front", "b"),
        ("Well-being", "Well-being", None),
        ("Story—scope", "Story—scope", None),
        ("A —", "A", None),
    ],
)
def test_a_name_ends_at_the_first_dash_with_blanks_round_it(bullet: str, name: str, note: str | None) -> None:
    (track,) = draft(f"Tracks\n\n• {bullet}").tracks
    assert (track.name, track.note) == (name, note)


@pytest.mark.parametrize(
    ("advice", "span"),
    [
        ("prepare a 5–7 minute walkthrough", (5, 7)),
        ("a 10-minute talk", (10, 10)),
        ("10 to 15 minutes", (10, 15)),
        ("7-5 mins", (5, 7)),
        ("read 2025 pages", (None, None)),
    ],
)
def test_minutes_of_an_advice_are_the_walkthrough(advice: str, span: tuple[int | None, int | None]) -> None:
    (stage,) = draft(f"Hiring loop\n\n• Case (45 minutes) — {advice}").stages
    assert ((stage.walkthrough_min, stage.walkthrough_max), stage.slot_minutes) == (span, None)
