from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from hiringkit.rubrics.files import shipped_packs
from hiringkit.rubrics.lint import lint
from tests.commands import command

PACK = next(path for path in shipped_packs() if path.stem == "it-service-manager-us-healthcare")
REPORT = Path(__file__).parents[1] / "rubrics" / "reports" / "payroll-manager-uk-public-sector-2026.txt"


def hiringkit(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return command(*arguments)


def test_findings_are_printed_one_a_line_and_warnings_alone_are_no_failure() -> None:
    pack = PACK
    done = hiringkit("rubric", "lint", pack)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [str(finding) for finding in lint(pack)]
    assert {line.split()[0] for line in done.stdout.splitlines()} == {"WARNING"}


def test_an_error_ends_with_exit_code_1(tmp_path: Path) -> None:
    text = PACK.read_text(encoding="utf-8")
    path = tmp_path / "pack.yaml"
    path.write_text(text.replace("Shown beside the scores; enters no average.", "a" * 1001), encoding="utf-8")
    done = hiringkit("rubric", "lint", path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "ERROR criteria[9].weight_reason: This is longer than 1000 characters." in done.stdout


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(None, "This file cannot be read: no such file or directory. Check the name.", id="missing"),
        pytest.param(b"\x89PNG\0", "This is no text. A pack is a YAML file in UTF-8.", id="binary"),
        pytest.param(
            b"Just a letter.",
            "This is no pack. A pack is a mapping with the keys pack, scale, criteria and so on.",
            id="prose",
        ),
    ],
)
def test_what_is_no_pack_is_one_sentence_and_exit_code_2(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    path = tmp_path / "pack.yaml"
    if content is not None:
        path.write_bytes(content)
    done = hiringkit("rubric", "lint", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"hiringkit: pack.yaml: {sentence}\n"


def test_findings_for_programs_have_path_line_rule_and_message(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    text = PACK.read_text(encoding="utf-8")
    path.write_text(text.replace("  levels: 5\n", "  levels: 5\n  wrods: []\n"), encoding="utf-8")
    done = hiringkit("rubric", "lint", path, "--json")
    told = json.loads(done.stdout)
    line = path.read_text(encoding="utf-8").split("\n").index("  wrods: []") + 1
    assert (done.returncode, told["errors"]) == (1, 1)
    assert told["findings"][0] == {
        "level": "ERROR",
        "path": "scale.wrods",
        "line": line,
        "rule": "shape",
        "message": "A pack has no such key here; did you mean words?",
    }


def test_a_report_becomes_a_draft_and_a_gap_report(tmp_path: Path) -> None:
    out = tmp_path / "draft.yaml"
    done = hiringkit("rubric", "import", REPORT, "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:11] == [
        "tracks: 5",
        "levels: 4",
        "stages: 4",
        "criteria: 5",
        "signals: 7",
        "anti_signals: 4",
        "scenarios: 3",
        "outcomes: 3",
        "process_upgrades: 5",
        "work_samples: 4",
        "first_quarter: 3",
    ]
    assert lines[11] == "unmapped lines 10-13, 2 bullets: Summary"
    assert "\x1b" not in done.stdout
    assert list(yaml.safe_load(out.read_text(encoding="utf-8")))[:14] == [
        *(
            "pack",
            "scale",
            "tracks",
            "levels",
            "stages",
            "criteria",
            "signals",
            "anti_signals",
            "scenarios",
            "outcomes",
        ),
        *("process_upgrades", "work_samples", "first_quarter", "groups"),
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["draft.yaml"]


def test_gaps_and_rows_to_mend_are_told_with_their_line(tmp_path: Path) -> None:
    report = tmp_path / "r.txt"
    report.write_text("Skill matrix\n\nSkill / SignalGoodProof\nToolingUses ServiceNow wellShow\n\nTracks\n\n• A\n")
    done = hiringkit("rubric", "import", report, "--out", tmp_path / "p.yaml")
    lines = done.stdout.splitlines()
    assert "gap levels: No heading of this kind was found." in lines
    assert "gap criteria: Nothing under its heading (line 1) could be read as such." in lines
    (repair,) = [line for line in lines if line.startswith("repair")]
    assert repair.startswith(
        "repair line 4, criteria: Split where a small letter meets a capital, this row has 4 cells"
    )
    told = json.loads(hiringkit("rubric", "import", report, "--out", tmp_path / "p.yaml", "--json").stdout)
    assert [row["line"] for row in told["repair"]] == [4]
    assert [line["fate"] for line in told["lines"]] == [
        *("mapped", "ignored", "mapped", "repair", "ignored", "mapped", "ignored", "mapped"),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(None, "This file cannot be read: no such file or directory. Check the name.", id="missing"),
        pytest.param(b"", "This file is empty. Name the file that holds the report's text.", id="empty"),
        pytest.param(
            b"\0\1\2",
            "This is no text: there is a control character (U+0000) in line 1. "
            "Save the report as plain text, Markdown or HTML.",
            id="binary",
        ),
        pytest.param(
            b"Just a letter.",
            "This is no such report: it has no heading of one, such as hiring loop, skill matrix or role variants. "
            "Give the whole text of the report, with its blank lines.",
            id="prose",
        ),
        pytest.param(
            b"a" * 10_000_001,
            "This file is larger than 10 MB. A report is far smaller: check the name.",
            id="too large",
        ),
    ],
)
def test_what_is_no_report_leaves_no_file_and_an_older_one_as_it_was(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    report, out = tmp_path / "r.txt", tmp_path / "p.yaml"
    if content is not None:
        report.write_bytes(content)
    for older in (None, "mine"):
        if older:
            out.write_text(older)
        done = hiringkit("rubric", "import", report, "--out", out)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", f"hiringkit: r.txt: {sentence}\n")
        assert (out.read_text() if out.exists() else None) == older


@pytest.mark.parametrize("place", ["nowhere/p.yaml", ".", "r.txt"])
def test_a_draft_that_cannot_be_written_is_one_sentence(tmp_path: Path, place: str) -> None:
    report = tmp_path / "r.txt"
    report.write_bytes(REPORT.read_bytes())
    done = hiringkit("rubric", "import", report, "--out", tmp_path / place)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert report.read_bytes() == REPORT.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["r.txt"]


def test_a_folder_is_no_report(tmp_path: Path) -> None:
    done = hiringkit("rubric", "import", tmp_path, "--out", tmp_path / "p.yaml")
    assert (done.returncode, done.stderr) == (2, f"hiringkit: {tmp_path.name}: This is not a file. Name a file.\n")


def test_a_draft_can_be_shown(tmp_path: Path) -> None:
    out = tmp_path / "draft.yaml"
    hiringkit("rubric", "import", REPORT, "--out", out)
    lines = hiringkit("rubric", "show", out).stdout.splitlines()
    assert lines[0] == "UK Payroll Manager Public Sector Market Analysis 2026"
    assert "  Accuracy (line 105): no stage" in lines
    assert "    level 3: Balances before it pays (line 105)" in lines
    assert "    level 4: not written yet" in lines
    told = json.loads(hiringkit("rubric", "show", out, "--json").stdout)
    assert told["pack"]["role"] == "Payroll Manager"


def test_what_changed_is_printed_and_the_exit_code_tells_only_when_asked(tmp_path: Path) -> None:
    shipped, edited = PACK, tmp_path / "edited.yaml"
    text = shipped.read_text(encoding="utf-8")
    edited.write_text(text.replace("Cannot say what was wrong or", "Does not know what was wrong or"), encoding="utf-8")
    done = hiringkit("rubric", "diff", shipped, edited)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "re-anchored criteria.troubleshooting.anchors[1]: Troubleshooting, Well below"
    assert "until the symptom goes. [-Cannot say-]{+Does not know+} what was wrong" in lines[1]
    assert "apart troubleshooting: Its anchors changed, so a rating no longer means the same." in lines
    assert "pool communication: Its anchors are the same." in lines
    assert hiringkit("rubric", "diff", shipped, edited, "--exit-code").returncode == 1
    same = hiringkit("rubric", "diff", shipped, shipped, "--exit-code")
    assert (same.returncode, same.stdout.splitlines()[0]) == (0, "Both say the same.")
    told = json.loads(hiringkit("rubric", "diff", shipped, edited, "--json").stdout)
    assert [change["kind"] for change in told["changes"]] == ["re-anchored"]
    assert hiringkit("rubric", "diff", shipped, tmp_path / "none.yaml").returncode == 2


def test_a_file_name_that_is_no_utf_8_is_no_obstacle(tmp_path: Path) -> None:
    report = os.fsencode(tmp_path) + b"/r\xe9.txt"
    Path(os.fsdecode(report)).write_bytes(REPORT.read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", "from hiringkit.cli import main; main()", "rubric", "import", report, "--out", "p.yaml"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert hiringkit("rubric", "show", tmp_path / "p.yaml").returncode == 0
