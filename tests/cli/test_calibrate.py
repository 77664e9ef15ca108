"""hiringkit calibrate as people run it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.calibration.published import DATA
from tests.commands import command

EXAMPLE = DATA / "mfrmr-example-core.csv"
HEADER = "candidate,interviewer,criterion,rating\n"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return command("calibrate", *arguments)


def test_json_has_all_that_programs_rely_on() -> None:
    done = run(EXAMPLE, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["status"], found["scale"], found["components"]) == ("calibrated", {"min": 1, "max": 4}, 1)
    assert found["reasons"] == ["Calibrated: one connected group, 48 candidates, 4 interviewers, 768 ratings."]
    assert {
        "id",
        "raw_mean",
        "fair_score",
        "interval",
        "measure",
        "se",
        "ratings",
        "interviewers",
        "pool",
        "component",
        "status",
    } <= set(found["candidates"][0])
    assert {
        "id",
        "severity",
        "se",
        "severity_points",
        "interval",
        "points_interval",
        "infit",
        "outfit",
        "learned",
        "component",
        "ratings",
        "candidates",
    } <= set(found["interviewers"][0])
    assert {"id", "difficulty", "se", "infit", "outfit", "alpha_ordinal"} <= set(found["criteria"][0])
    assert len(found["thresholds"]) == 3
    assert set(found["agreement"]) >= {"alpha_ordinal", "interval", "icc"}
    assert set(found["model"]) == {"method", "iterations", "converged", "prior_sd"}
    assert set(found["model"]["prior_sd"]) == {"cand", "cxs", "enc", "crit", "sev"}


def test_a_person_reads_status_scores_severity_and_the_notice() -> None:
    done = run(EXAMPLE)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "Calibrated: one connected group, 48 candidates, 4 interviewers, 768 ratings."
    assert lines[-1] == "A fair score supports a decision; it may not be its only or its overriding ground."
    assert "  P023  3.8   3.6  3.2 to 3.8  ···············──●○─·       16   4" in lines
    assert "  R03      +0.1   0.0 to +0.2      192          48" in lines


def test_bad_rows_are_named_on_a_line_each_and_nothing_is_computed(tmp_path: Path) -> None:
    file = tmp_path / "ratings.csv"
    file.write_text(HEADER + "a,x,k,3\nb,x,k,7\nc,x,k,good\n", encoding="utf-8")
    done = run(file, "--scale", "1-5")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        f"{file}: line 3: the rating 7 is off the scale; write a whole number from 1 to 5, or NO for not observed.",
        f"{file}: line 4: the rating “good” is not a whole number; write one from 1 to 5, or NO for not observed.",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(("--scale", "5-1"), 2, "hiringkit: The scale 5-1 does not rise.", id="falling scale"),
        pytest.param(("--scale", "x"), 2, "hiringkit: “x” is not a scale.", id="no scale"),
        pytest.param(("--method", "magic"), 2, "Usage:", id="no method"),
    ],
)
def test_what_cannot_be_asked_for(arguments: tuple[str, ...], code: int, said: str) -> None:
    done = run(EXAMPLE, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(said)


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    missing, folder = run(tmp_path / "none.csv"), run(tmp_path)
    assert (missing.returncode, missing.stderr) == (3, f"hiringkit: {tmp_path / 'none.csv'}: There is no such file.\n")
    assert (folder.returncode, folder.stdout) == (8, "")
    assert "Traceback" not in folder.stderr


def test_an_empty_file_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "empty.csv"
    file.touch()
    done = run(file)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{file}: line 1: The file is empty: it lacks its header.")


def test_too_little_is_said_and_raw_means_stand_alone(tmp_path: Path) -> None:
    file = tmp_path / "ratings.csv"
    file.write_text(HEADER + "Ada,x,k,3\nBea,x,k,4\n", encoding="utf-8")
    done = run(file, "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["status"] == "uncalibrated"
    assert found["reasons"] == [
        "Not calibrated: one interviewer, so severity cannot be told from the candidates.",
        "Not calibrated: fewer than two candidates were seen by two interviewers.",
        "Not calibrated: 2 ratings; at least 30 are needed.",
    ]
    assert [(one["id"], one["raw_mean"], one["fair_score"], one["interval"]) for one in found["candidates"]] == [
        ("Ada", 3.0, None, None),
        ("Bea", 4.0, None, None),
    ]
    assert "Ada  3.0" in run(file).stdout


def test_the_wright_map_is_drawn_beside_the_table(tmp_path: Path) -> None:
    picture = tmp_path / "map.svg"
    done = run(EXAMPLE, "--plot", picture)
    assert done.returncode == 0
    assert done.stdout.startswith("Calibrated:")
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_a_picture_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    done = run(EXAMPLE, "--plot", tmp_path / "no" / "map.svg")
    assert (done.returncode, done.stdout) == (8, "")
    assert done.stderr.endswith("Name a file in a folder that can be written.\n")


def test_a_thousand_ratings_need_no_scipy() -> None:
    code = "import atexit, sys; atexit.register(lambda: print('scipy' in sys.modules, file=sys.stderr))"
    command = [sys.executable, "-c", f"{code}; from hiringkit.cli import main; main()", "calibrate", str(EXAMPLE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "False\n")
