from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hiringkit.errors import UnprintableError
from hiringkit.jobs.documents import Printers, render
from hiringkit.pdf.scorecards import scorecard
from tests.build_sheets import CRITERIA, RECORD, SHEET

HUGE = replace(SHEET, criteria=CRITERIA * 800)


@pytest.fixture
def printers() -> Iterator[Printers]:
    opened = Printers(1, seconds=20)
    yield opened
    opened.close()


def children() -> set[int]:
    """The processes that this one has started and that still run."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(number) for task in tasks for number in task.read_text().split()}


def test_a_document_is_the_same_whoever_prints_it() -> None:
    assert render("scorecard", SHEET, RECORD) == scorecard(SHEET, RECORD)


def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_printed() -> None:
    printers = Printers(1, seconds=8)
    printers.render("scorecard", SHEET, RECORD)
    with pytest.raises(UnprintableError, match="took longer than 8 seconds"):
        printers.render("scorecard", HUGE, RECORD)
    assert printers.render("scorecard", SHEET, RECORD).startswith(b"%PDF")
    printers.close()


def test_a_document_that_takes_too_much_memory_is_given_up_and_the_next_is_printed() -> None:
    printers = Printers(1, mebibytes=24)
    with pytest.raises(UnprintableError):
        printers.render("scorecard", HUGE, RECORD)
    assert printers.render("scorecard", SHEET, RECORD).startswith(b"%PDF")
    printers.close()


def test_a_printer_that_was_killed_is_replaced(printers: Printers) -> None:
    before = children()
    printers.render("scorecard", SHEET, RECORD)
    (started,) = children() - before
    os.kill(started, signal.SIGKILL)
    while Path(f"/proc/{started}/stat").read_text().split()[2] != "Z":
        pass
    assert printers.render("scorecard", SHEET, RECORD).startswith(b"%PDF")


def test_threads_that_ask_at_once_get_their_own_documents(printers: Printers) -> None:
    names = [f"Candidate {number}" for number in range(4)]
    found: dict[str, bytes] = {}

    def ask(name: str) -> None:
        found[name] = printers.render("scorecard", replace(SHEET, candidate=name), RECORD)

    threads = [threading.Thread(target=ask, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {name: scorecard(replace(SHEET, candidate=name), RECORD) for name in names}


def test_a_sheet_that_cannot_be_printed_is_said_and_the_next_is_printed(printers: Printers) -> None:
    with pytest.raises(UnprintableError, match="could not be laid out"):
        printers.render("scorecard", replace(SHEET, words=()), RECORD)
    assert printers.render("scorecard", SHEET, RECORD).startswith(b"%PDF")


def test_a_printer_knows_no_secret(printers: Printers) -> None:
    before = children()
    printers.render("scorecard", SHEET, RECORD)
    (started,) = children() - before
    names = {entry.split(b"=")[0] for entry in Path(f"/proc/{started}/environ").read_bytes().split(b"\0") if entry}
    assert b"PYTHONPATH" in names
    assert not {name for name in names if name.startswith((b"HIRINGKIT", b"DATABASE", b"PYTEST"))}


def test_fonts_that_are_missing_are_named_with_what_installs_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "fonts.conf"
    settings.write_text('<?xml version="1.0"?><fontconfig><dir>/nowhere</dir></fontconfig>')
    monkeypatch.setenv("FONTCONFIG_FILE", str(settings))
    printers = Printers(1)
    with pytest.raises(UnprintableError, match=r"cannot be printed on this machine: .*Lato") as said:
        printers.render("scorecard", SHEET, RECORD)
    assert "fonts-lato" in said.value.mend
    monkeypatch.delenv("FONTCONFIG_FILE")
    assert printers.render("scorecard", SHEET, RECORD).startswith(b"%PDF")
    printers.close()


def test_no_process_is_left_after_closing() -> None:
    before = children()
    printers = Printers(1)
    printers.render("scorecard", SHEET, RECORD)
    assert children() - before
    printers.close()
    assert children() - before == set()


def test_a_printer_that_has_printed_many_documents_is_replaced_and_nobody_notices() -> None:
    printers = Printers(1, documents=2)
    before, seen = children(), []
    for _ in range(3):
        assert printers.render("scorecard", SHEET, RECORD).startswith(b"%PDF")
        seen.append(children() - before)
    assert len(seen[0]) == 1
    assert seen[1] == set()
    assert seen[2] & seen[0] == set()
    printers.close()
