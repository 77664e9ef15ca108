"""The command line, each time in a process of its own, which parts from one that has loaded most of the program.

To load it anew takes longer than nearly every command. Starts from nothing are tested with the server, the worker and
the installed program.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hiringkit.cli import main

SECONDS = 120
LOADED = multiprocessing.get_context("forkserver")
LOADED.set_forkserver_preload([f"hiringkit.{name}" for name in ("cli.listing", "cli.loop", "cli.rubric", "db.migrate")])


def command(*arguments: str | Path, environment: Mapping[str, str] = os.environ) -> subprocess.CompletedProcess[str]:
    """What `hiringkit` said to these arguments, and its exit code."""
    told = [str(argument) for argument in arguments]
    with tempfile.TemporaryDirectory() as folder:
        said, complained = Path(folder) / "stdout", Path(folder) / "stderr"
        process = LOADED.Process(target=_run, args=(told, dict(environment), said, complained))
        process.start()
        process.join(SECONDS)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(told, SECONDS)
        return subprocess.CompletedProcess(
            told, process.exitcode, said.read_text(encoding="utf-8"), complained.read_text(encoding="utf-8")
        )


def _run(arguments: list[str], environment: dict[str, str], said: Path, complained: Path) -> None:
    """Be the program."""
    os.environ.clear()
    os.environ.update(environment)
    for descriptor, file in ((1, said), (2, complained)):
        with file.open("wb") as opened:
            os.dup2(opened.fileno(), descriptor)
    sys.argv = ["hiringkit", *arguments]
    try:
        main()
    finally:
        atexit._run_exitfuncs()  # noqa: SLF001 -- which a process of multiprocessing leaves out
