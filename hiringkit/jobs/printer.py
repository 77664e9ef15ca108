"""The program of a process that prints: sheets come in on a pipe, PDFs go out; it ends when the pipe does.

Run as `python -m hiringkit.jobs.printer DESCRIPTOR MEBIBYTES` by `hiringkit.jobs.documents`, which speaks for it.
A reply is one byte and its content: PDF bytes, or a JSON object that says what went wrong. It is never a pickle, so
whatever a sheet did to this process, its reply cannot run code in the one that waits for it.
"""

from __future__ import annotations

import gc
import json
import resource
import shutil
import sys
import traceback
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import Any

from hiringkit.doctor import missing_fonts
from hiringkit.errors import UnprintableError

PDF, FAULT = b"P", b"F"
TOO_MUCH_MEMORY = "The document needs more memory than a document may."
_MEBIBYTE = 2**20

Printing = Callable[[Any, bytes], bytes]


def main(arguments: list[str]) -> None:
    """Print what comes in on the pipe until the other side closes it."""
    descriptor, mebibytes = map(int, arguments)
    with Connection(descriptor) as pipe:
        try:
            _require_fonts()
            kinds = _kinds()
        except OSError as error:  # a font of ours, or a shared library that WeasyPrint opens, is missing
            pipe.send_bytes(FAULT + json.dumps({"what": "libraries", "where": str(error)}).encode())
            return
        _limit(mebibytes)
        gc.freeze()
        gc.disable()  # what is left of a document is collected once that was handed over
        _serve(pipe, kinds)


def _require_fonts() -> None:
    """Refuse to set a document in whatever else is there: it would be another one. Raises OSError with their names."""
    missing = missing_fonts() if shutil.which("fc-match") else []
    if missing:
        raise OSError(", ".join(missing))


def _kinds() -> Mapping[str, Printing]:
    from hiringkit.pdf import kits, summaries  # noqa: PLC0415 - as above
    from hiringkit.pdf.engine import warm_up  # noqa: PLC0415 - most of a second, and it may fail
    from hiringkit.pdf.packets import packet  # noqa: PLC0415 - as above
    from hiringkit.pdf.scorecards import scorecard  # noqa: PLC0415 - as above

    warm_up()
    return {
        "scorecard": scorecard,
        "packet": packet,
        "kit": kits.kit,
        "blank": kits.blank,
        "handout": kits.handout,
        "definitions": kits.definitions,
        "summary": summaries.summary,
    }


def _limit(mebibytes: int) -> None:
    """No more memory than what is taken now and `mebibytes` of it, and no file of what is in it when it ends badly."""
    with open("/proc/self/statm", encoding="ascii") as file:
        taken = int(file.read().split()[0]) * resource.getpagesize()
    most = taken + mebibytes * _MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _serve(pipe: Connection, kinds: Mapping[str, Printing]) -> None:
    while True:
        try:
            kind, sheet, record = pipe.recv()
        except EOFError:
            return
        pipe.send_bytes(_reply(kinds[kind], sheet, record))
        del sheet, record
        gc.collect()


def _reply(printing: Printing, sheet: Any, record: bytes) -> bytes:
    try:
        return PDF + printing(sheet, record)
    except UnprintableError as error:
        what = TOO_MUCH_MEMORY if isinstance(error.__cause__, MemoryError) else error.what
        return FAULT + json.dumps({"what": what, "where": error.where, "mend": error.mend}).encode()
    except MemoryError:
        return FAULT + json.dumps({"what": TOO_MUCH_MEMORY}).encode()
    except Exception as error:  # noqa: BLE001 - a sheet that makes no sense; where, for whoever mends it, without its words
        traceback.print_tb(error.__traceback__)
        return FAULT + json.dumps({"what": f"The document could not be laid out ({type(error).__name__})."}).encode()


if __name__ == "__main__":
    main(sys.argv[1:])
