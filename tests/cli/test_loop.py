"""hiringkit loop lint: what a loop lacks, for people and for programs."""

import json
from pathlib import Path

from tests.served import run


def test_what_blocks_is_named_and_sets_the_exit_code(tmp_path: Path) -> None:
    assert run(tmp_path, "demo", "--candidates", "3").returncode == 0
    draft = run(tmp_path, "loop", "lint", "1")
    assert draft.returncode == 1
    assert "BLOCKS unseen:tooling: Tooling is seen by no stage." in draft.stdout
    told = json.loads(run(tmp_path, "loop", "lint", "1", "--json").stdout)
    assert [one["key"] for one in told["findings"] if one["key"] == "risk-objection"] == ["risk-objection"]
    assert run(tmp_path, "loop", "lint", "2").returncode == 0


def test_a_loop_that_is_not_there_or_not_theirs(tmp_path: Path) -> None:
    assert run(tmp_path, "demo", "--candidates", "3").returncode == 0
    for arguments in (("99",), ("2", "--as", "nobody@example.org")):
        told = run(tmp_path, "loop", "lint", *arguments)
        assert told.returncode not in {0, 1}
        assert "Traceback" not in told.stderr


def test_a_loops_calendar_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    assert run(tmp_path, "demo", "--candidates", "3").returncode == 0
    file = tmp_path / "loop.ics"
    told = run(tmp_path, "loop", "calendar", "2", "-o", str(file))
    assert told.returncode == 0, told.stderr
    text = file.read_text(encoding="utf-8")
    assert text.count("BEGIN:VEVENT") > 0
    assert f"{text.count('BEGIN:VEVENT')} interview" in told.stdout
    again = tmp_path / "again.ics"
    run(tmp_path, "loop", "calendar", "2", "-o", str(again))
    assert again.read_bytes() == file.read_bytes()
    nowhere = tmp_path / "none" / "loop.ics"
    assert run(tmp_path, "loop", "calendar", "2", "-o", str(nowhere)).returncode == 8
    assert run(tmp_path, "loop", "calendar", "99", "-o", str(nowhere)).returncode == 3


def test_who_meets_whom_is_told_for_people_and_for_programs(tmp_path: Path) -> None:
    assert run(tmp_path, "demo", "--candidates", "12").returncode == 0
    said = run(tmp_path, "loop", "design", "2")
    assert said.returncode == 0, said.stderr
    told = json.loads(run(tmp_path, "loop", "design", "2", "--json").stdout)
    assert told["components"] >= 1
    assert [one["words"] for one in told["mends"]] == [
        line.strip().split(". ")[0] + "." for line in said.stdout.splitlines()[1:]
    ]


def test_panels_are_suggested_for_people_and_for_programs(tmp_path: Path) -> None:
    assert run(tmp_path, "demo", "--candidates", "8").returncode == 0
    said = run(tmp_path, "loop", "suggest", "2", "--weeks", "8")
    assert said.returncode in {0, 1}, said.stderr
    told = json.loads(run(tmp_path, "loop", "suggest", "2", "--weeks", "8", "--json").stdout)
    assert told["loop"] == 2
    assert bool(told["impossible"]) is (said.returncode == 1)
    assert len(told["panels"]) == len(said.stdout.splitlines()) - 1
    assert run(tmp_path, "loop", "suggest", "99").returncode == 3
