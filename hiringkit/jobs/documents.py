"""Documents, printed in processes of their own: a request or a command waits, and nothing that they do can harm it.

A few warm processes serve the whole program, started when the first document is asked for. One that takes too long,
takes too much memory or ends is replaced; its document is an UnprintableError. One that has printed many is replaced
too, since WeasyPrint keeps a little of each. Safe to call from several threads.
"""

from __future__ import annotations

import atexit
import json
import multiprocessing
import os
import queue
import subprocess
import sys
from contextlib import suppress
from functools import lru_cache
from multiprocessing.connection import Connection

from hiringkit.errors import UnprintableError
from hiringkit.jobs.printer import PDF

SECONDS = 20.0
MEBIBYTES = 1024
DOCUMENTS = 200  # by one process
PRINTERS = min(2, os.cpu_count() or 1)
_NEEDED = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "TZ",
    "HIRINGKIT_LANGUAGES",
    "XDG_CACHE_HOME",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
)


class Printer:
    """One process that prints, and our end of the pipe to it."""

    def __init__(self, mebibytes: int) -> None:
        self.asked = 0
        self.pipe, theirs = multiprocessing.Pipe()
        with theirs:
            self.process = _start(theirs, mebibytes)

    def ask(self, kind: str, sheet: object, record: bytes, seconds: float) -> bytes:
        """The reply. Raises TimeoutError when it takes too long, EOFError or OSError when the process has ended."""
        self.asked += 1
        self.pipe.send((kind, sheet, record))
        if not self.pipe.poll(seconds):
            raise TimeoutError
        return self.pipe.recv_bytes()

    @property
    def is_running(self) -> bool:
        """Whether the process can be asked."""
        return self.process.poll() is None

    def end(self) -> None:
        """End the process, whatever it does, and wait until it has."""
        self.pipe.close()
        self.process.kill()
        self.process.wait()


class Printers:
    """A handful of printers, each started when it is first needed and replaced when it has gone wrong."""

    def __init__(
        self,
        count: int = PRINTERS,
        *,
        seconds: float = SECONDS,
        mebibytes: int = MEBIBYTES,
        documents: int = DOCUMENTS,
    ) -> None:
        self._seconds, self._mebibytes, self._documents = seconds, mebibytes, documents
        self._idle: queue.LifoQueue[Printer | None] = queue.LifoQueue()
        for _ in range(count):
            self._idle.put(None)

    def render(self, kind: str, sheet: object, record: bytes) -> bytes:
        """The PDF of a sheet. Raises UnprintableError, whatever went wrong; the next document is printed again."""
        printer = self._borrow(kind)
        try:
            printer = printer or Printer(self._mebibytes)
            document = _document(printer.ask(kind, sheet, record, self._seconds), kind)
        except TimeoutError:
            self._replace(printer)
            raise UnprintableError(
                f"The document took longer than {self._seconds:g} seconds.",
                where=kind,
                mend="Try again: it is quicker when fewer are being made.",
            ) from None
        except (EOFError, OSError) as error:
            self._replace(printer)
            raise UnprintableError(
                "The process that prints ended before this document was done.", where=kind
            ) from error
        except BaseException:  # the next question must not meet what is left of this one
            self._replace(printer)
            raise
        if printer.asked < self._documents:
            self._idle.put(printer)
        else:
            self._replace(printer)
        return document

    def close(self) -> None:
        """End every printer that is idle; the next document starts one again."""
        idle = []
        with suppress(queue.Empty):
            while True:
                idle.append(self._idle.get_nowait())
        for printer in idle:
            self._replace(printer)

    def _borrow(self, kind: str) -> Printer | None:
        """An idle printer, or None for the right to start one."""
        try:
            printer = self._idle.get(timeout=self._seconds)
        except queue.Empty:
            raise UnprintableError(
                "Other documents are being printed, and this one waited too long.", where=kind, mend="Try again."
            ) from None
        if printer is None or printer.is_running:
            return printer
        printer.end()
        return None

    def _replace(self, printer: Printer | None) -> None:
        try:
            if printer is not None:
                printer.end()
        finally:
            self._idle.put(None)


@lru_cache(maxsize=1)
def _printers() -> Printers:
    printers = Printers()
    atexit.register(printers.close)
    return printers


def render(kind: str, sheet: object, record: bytes) -> bytes:
    """The PDF of a sheet, with its record inside, printed by this process's printers. Raises UnprintableError."""
    return _printers().render(kind, sheet, record)


def _start(theirs: Connection, mebibytes: int) -> subprocess.Popen[bytes]:
    """A printer's process: with our modules, without our secrets, and deaf to the keyboard's interrupt."""
    environment = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(path or os.getcwd() for path in sys.path)
    command = [sys.executable, "-P", "-m", "hiringkit.jobs.printer", str(theirs.fileno()), str(mebibytes)]
    return subprocess.Popen(  # noqa: S603 - our own program and two numbers
        command,
        env=environment,
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def _document(reply: bytes, kind: str) -> bytes:
    if reply[:1] == PDF:
        return reply[1:]
    fault = json.loads(reply[1:])
    if fault["what"] == "libraries":
        raise _without_libraries(fault["where"])
    raise UnprintableError(fault["what"], where=fault.get("where", kind), mend=fault.get("mend", ""))


def _without_libraries(said: str) -> UnprintableError:
    """What is missing to print at all, and the line that installs it."""
    from hiringkit.doctor import apt_line, lacking  # noqa: PLC0415 - asked only when something is missing

    missing = lacking(pdf=True, tests=False)
    names = ", ".join(part.name for part in missing) or said
    verb = "are" if ", " in names else "is"
    mend = f"Run: {apt_line(missing)}" if missing else ""
    return UnprintableError(f"Documents cannot be printed on this machine: {names} {verb} missing.", mend=mend)
