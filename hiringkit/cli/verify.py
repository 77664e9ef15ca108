"""hiringkit verify: whether a file is what this installation printed."""

from __future__ import annotations

from pathlib import Path

import click

from hiringkit.cli.installation import opened
from hiringkit.errors import InvalidError
from hiringkit.services import verify as checking
from hiringkit.services.verify import Outcome

EXIT = {Outcome.MATCH: 0, Outcome.CHANGED: 1, Outcome.UNKNOWN: 2}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def verify(context: click.Context, file: Path) -> None:
    """Match (exit 0), changed (1) or unknown (2): whether FILE is what was exported here."""
    content = _content(file)
    db, settings = opened()
    verdict = checking.verify(db, None, content)
    click.echo(f"{verdict.outcome.value}: {' '.join(verdict.sentences(settings.zone))}")
    context.exit(EXIT[verdict.outcome])


def _content(file: Path) -> bytes:
    """The file's bytes, one more than are looked at when it is too large."""
    try:
        with file.open("rb") as opened_file:
            return opened_file.read(checking.LARGEST + 1)
    except OSError as error:
        raise InvalidError(f"The file cannot be read: {error.strerror}.", where=str(file)) from error
