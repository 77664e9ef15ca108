"""hiringkit loop lint: what a loop lacks, for people and for programs."""

import json
from pathlib import Path

import pytest

from tests.served import run


def test_what_blocks_is_named_and_sets_the_exit_code(of_demo: Path) -> None:
    draft = run(of_demo, "loop", "lint", "1")
    assert draft.returncode == 1
    assert "BLOCKS unseen:tooling: Tooling is seen by no stage." in draft.stdout
    told = json.loads(run(of_demo, "loop", "lint", "1", "--json").stdout)
    assert [one["key"] for one in told["findings"] if one["key"] == "risk-objection"] == ["risk-objection"]
    assert run(of_demo, "loop", "lint", "2").returncode == 0


def test_a_loop_that_is_not_there_or_not_theirs(of_demo: Path) -> None:
    for arguments in (("99",), ("2", "--as", "nobody@example.org")):
        told = run(of_demo, "loop", "lint", *arguments)
        assert told.returncode not in {0, 1}
        assert "Traceback" not in told.stderr


@pytest.mark.parametrize("number", ["NH-2026-007", "0", "9" * 30, "٣"])
def test_whoever_gives_no_number_is_told_what_prints_it(of_demo: Path, number: str) -> None:
    for command, kind in ((("loop", "lint"), "loops"), (("export", "scorecard"), "scorecards")):
        told = run(of_demo, *command, number)
        assert told.returncode == 2
        assert told.stderr.splitlines()[-1] == (
            f"Error: Invalid value for '{'LOOP' if kind == 'loops' else 'SCORECARD_ID'}': "
            f"{number!r} is no number of the list that “hiringkit list {kind}” prints."
        )


def test_a_loops_calendar_is_written_whole_or_not_at_all(of_demo: Path) -> None:
    file = of_demo / "loop.ics"
    told = run(of_demo, "loop", "calendar", "2", "-o", str(file))
    assert told.returncode == 0, told.stderr
    text = file.read_text(encoding="utf-8")
    assert text.count("BEGIN:VEVENT") > 0
    assert f"{text.count('BEGIN:VEVENT')} interview" in told.stdout
    again = of_demo / "again.ics"
    run(of_demo, "loop", "calendar", "2", "-o", str(again))
    assert again.read_bytes() == file.read_bytes()
    nowhere = of_demo / "none" / "loop.ics"
    assert run(of_demo, "loop", "calendar", "2", "-o", str(nowhere)).returncode == 8
    assert run(of_demo, "loop", "calendar", "99", "-o", str(nowhere)).returncode == 3


def test_who_meets_whom_is_told_for_people_and_for_programs(of_demo: Path) -> None:
    said = run(of_demo, "loop", "design", "2")
    assert said.returncode == 0, said.stderr
    told = json.loads(run(of_demo, "loop", "design", "2", "--json").stdout)
    assert told["components"] >= 1
    assert [one["words"] for one in told["mends"]] == [
        line.strip().split(". ")[0] + "." for line in said.stdout.splitlines()[1:]
    ]


def test_panels_are_suggested_for_people_and_for_programs(of_demo: Path) -> None:
    said = run(of_demo, "loop", "suggest", "2", "--weeks", "8")
    assert said.returncode in {0, 1}, said.stderr
    told = json.loads(run(of_demo, "loop", "suggest", "2", "--weeks", "8", "--json").stdout)
    assert told["loop"] == 2
    assert bool(told["impossible"]) is (said.returncode == 1)
    assert len(told["panels"]) == len(said.stdout.splitlines()) - 1
    assert run(of_demo, "loop", "suggest", "99").returncode == 3
