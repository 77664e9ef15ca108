from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hiringkit.rubrics.files import shipped_packs
from hiringkit.rubrics.lint import lint


def hiringkit(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from hiringkit.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_findings_are_printed_one_a_line_and_warnings_alone_are_no_failure() -> None:
    pack = shipped_packs()[0]
    done = hiringkit("rubric", "lint", pack)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [str(finding) for finding in lint(pack)]
    assert {line.split()[0] for line in done.stdout.splitlines()} == {"WARNING"}


def test_an_error_ends_with_exit_code_1(tmp_path: Path) -> None:
    text = shipped_packs()[0].read_text(encoding="utf-8")
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
