"""hiringkit export: documents into files, the same bytes as from the browser."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from hiringkit.cli.installation import acting_as, now, opened
from hiringkit.errors import SetupError
from hiringkit.jobs import exports


@click.group()
def export() -> None:
    """Documents into files."""


@export.command()
@click.argument("scorecard_id", type=click.IntRange(min=1))
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The PDF file.")
@click.option("--as", "email", help="As this person; else as the operator: submitted cards only.")
def scorecard(scorecard_id: int, output: Path, email: str | None) -> None:
    """A submitted scorecard as PDF."""
    db, _settings = opened()
    content = exports.scorecard(db, acting_as(db, email), scorecard_id, now())
    _write(output, content)
    click.echo(f"{output}: {len(content):,} bytes")


def _write(file: Path, content: bytes) -> None:
    """All of it or nothing: into a temporary file beside it, then renamed."""
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        with os.fdopen(handle, "wb") as opened_file:
            opened_file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except OSError as error:
        mend = "Name a file in a folder that can be written."
        raise SetupError(f"The file cannot be written: {error.strerror}.", where=str(file), mend=mend) from error
