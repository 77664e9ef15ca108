"""The servers under which hiringkit and the bare page are measured, with as many processes each."""

from __future__ import annotations

import os
import sys

from hiringkit.cli.serve import under_granian

HOST, WORKERS = "127.0.0.1", 2
GRANIAN, GUNICORN = "granian", "gunicorn"


def serve(application: str, port: int, server: str) -> None:
    """Serve an application until somebody ends it; gunicorn one request at a time by each process."""
    if server == GRANIAN:
        under_granian(application, HOST, port, WORKERS)
    else:
        options = ("--workers", str(WORKERS), "--bind", f"{HOST}:{port}", "--no-control-socket")
        os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *options, application])
