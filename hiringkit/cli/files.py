"""Files that a command writes: all of it or nothing."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hiringkit.errors import SetupError


def write(file: Path, content: bytes) -> None:
    """All of it or nothing: into a temporary file beside it, then renamed."""
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "wb") as opened_file:
                opened_file.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(file)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        mend = "Name a file in a folder that can be written."
        raise SetupError(f"The file cannot be written: {error.strerror}.", where=str(file), mend=mend) from error
