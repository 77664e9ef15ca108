"""A file that was sent: cleaned in a process of its own, and then kept."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

from hiringkit.db.engine import Database
from hiringkit.db.tables.attachments import FileKind
from hiringkit.errors import InvalidError
from hiringkit.pdf import cleaning
from hiringkit.policy.people import Viewer
from hiringkit.services import attachments
from hiringkit.services.attachments import Sent

SECONDS = 40
TOO_MUCH = "This file takes too long or too much to read. Print it to a new PDF, or save it smaller, and choose that."
_KINDS = {cleaning.PDF: FileKind.PDF, cleaning.PNG: FileKind.PNG, cleaning.TEXT: FileKind.TEXT}


def add(db: Database, viewer: Viewer, candidacy_id: int, sent: Sent, now: datetime) -> int:
    """Keep a file for a candidacy, cleaned; gives its id.

    Raises:
        NotFoundError, RefusedError: the candidate is not the viewer's to change.
        ConflictError: the candidate was erased, or has as many files as can be kept.
        InvalidError: no file, too large, of no kind that is taken, or damaged; `problems` by field.
    """
    attachments.require_addable(db, viewer, candidacy_id, sent)
    kind, content = _cleaned(sent.content)
    return attachments.keep(db, viewer, candidacy_id, sent, kind, content, now)


def _cleaned(content: bytes) -> tuple[FileKind, bytes]:
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "hiringkit.pdf.cleaning"],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise _refused(TOO_MUCH) from error
    sign, clean = done.stdout[:1], done.stdout[1:]
    if done.returncode or not sign:
        raise _refused(TOO_MUCH)
    if sign == cleaning.FAULT:
        raise _refused(clean.decode())
    return _KINDS[sign], clean


def _refused(sentence: str) -> InvalidError:
    return InvalidError(sentence, problems={"file": sentence})
