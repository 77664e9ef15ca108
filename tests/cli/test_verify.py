"""hiringkit verify: one word, one exit code."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.served import run


@pytest.fixture(scope="module")
def instance(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(shutil.copytree(filled, tmp_path_factory.mktemp("verify") / "instance"))
    with closing(sqlite3.connect(folder / "hiringkit.sqlite")) as opened:
        (card,) = opened.execute("SELECT min(id) FROM scorecard WHERE state <> 'draft'").fetchone()
    made = run(folder, "export", "scorecard", str(card), "-o", str(folder / "card.pdf"))
    assert made.returncode == 0, made.stderr
    return folder


def test_match_changed_and_unknown_have_exit_codes_of_their_own(instance: Path) -> None:
    document = (instance / "card.pdf").read_bytes()
    files = {"match": document, "changed": document[:-7], "unknown": b"%PDF-1.4\n%%EOF"}
    for code, (word, content) in enumerate(files.items()):
        file = instance / f"{word}.pdf"
        file.write_bytes(content)
        told = run(instance, "verify", str(file))
        assert (told.returncode, told.stdout.split(":")[0]) == (code, word)
        assert told.stderr == ""


def test_a_file_that_is_not_there_is_one_sentence(instance: Path) -> None:
    told = run(instance, "verify", str(instance / "nothing.pdf"))
    assert told.returncode == 2
    assert told.stderr.endswith("nothing.pdf: The file cannot be read: No such file or directory.\n")
