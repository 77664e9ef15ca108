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
