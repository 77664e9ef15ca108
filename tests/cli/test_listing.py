"""hiringkit list: ids and states of what there is, for people and for programs."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.served import PROGRAM, environment, run

KINDS = ("loops", "candidates", "interviews", "scorecards", "exports")


@pytest.fixture(scope="module")
def instance(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo of a dozen candidates."""
    return Path(shutil.copytree(filled, tmp_path_factory.mktemp("listing") / "instance"))


def listed(instance: Path, *arguments: str) -> list[dict[str, Any]]:
    told = run(instance, "list", *arguments, "--json")
    assert (told.returncode, told.stderr) == (0, "")
    rows: list[dict[str, Any]] = json.loads(told.stdout)
    return rows


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_an_array_whose_rows_begin_with_id_name_and_state(instance: Path, kind: str) -> None:
    rows = listed(instance, kind)
    assert [list(row)[:3] for row in rows] == [["id", "name", "state"]] * len(rows)
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert bool(rows) is (kind != "exports")


def test_for_people_there_is_a_line_each_under_the_names_of_the_columns(instance: Path) -> None:
    told = run(instance, "list", "loops")
    head, *lines = told.stdout.splitlines()
    assert head.split() == ["ID", "NAME", "STATE", "REQUISITION", "TRACK", "LEVEL", "OPENED", "AT", "CANDIDATES"]
    assert [line.split()[0] for line in lines] == ["1", "2"]
    assert [line[head.index("STATE") :].split()[0] for line in lines] == ["draft", "open"]
    assert run(instance, "list", "exports").stdout == "There are no exports to list.\n"


def test_the_operator_is_given_cards_that_are_in_and_a_person_what_they_may_read(instance: Path) -> None:
    everything = listed(instance, "scorecards")
    assert {row["state"] for row in everything} == {"amended", "submitted"}
    own = listed(instance, "scorecards", "--as", "priya@northmere.example")
    assert "draft" in {row["state"] for row in own}
    assert {row["interviewer"] for row in own if row["state"] == "draft"} == {"Priya Raghunathan"}
    assert listed(instance, "scorecards", "--as", "owen@northmere.example") == [], "no card by the role of an admin"


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        pytest.param(("people",), 2, "'people' is not one of", id="another kind"),
        pytest.param(("loops", "--as", "nobody@example.org"), 3, "Nobody has this e-mail address", id="a stranger"),
    ],
)
def test_what_cannot_be_listed_is_told(instance: Path, arguments: tuple[str, ...], code: int, sentence: str) -> None:
    told = run(instance, "list", *arguments)
    assert (told.returncode, told.stdout) == (code, "")
    assert sentence in told.stderr
    assert "Traceback" not in told.stderr


def test_a_reader_that_goes_away_is_no_fault(instance: Path) -> None:
    told = subprocess.run(
        ["bash", "-c", '"$@" | head -n 1', "bash", *PROGRAM, "list", "interviews"],
        env=environment(instance),
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(told.stdout.splitlines()) == 1
    assert told.stderr == ""
