"""Files that a command writes: all of it or nothing."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hiringkit.errors import SetupError

MEND = "Name a file in a folder that can be written."


def write(file: Path, content: bytes) -> None:
    """All of it or nothing. Raises SetupError, and an older file stays as it was."""
    try:
        write_whole(file, content)
    except OSError as error:
        raise SetupError(f"The file cannot be written: {error.strerror}.", where=str(file), mend=MEND) from error


def write_whole(file: Path, content: bytes) -> None:
    """Into a temporary file beside it, then renamed. Raises OSError, and leaves nothing behind then."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name[:100]}.")
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        made.chmod(0o644)
        made.replace(file)
    finally:
        made.unlink(missing_ok=True)
