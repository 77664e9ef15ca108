"""hiringkit export: documents into files, the same bytes as from the browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from hiringkit.cli.files import write
from hiringkit.cli.installation import acting_as, now, opened
from hiringkit.jobs import exports
from hiringkit.services.documents import FORMS, RAW_ONLY

Command = Callable[..., Any]


def _file(kind: str) -> Callable[[Command], Command]:
    """Where the export goes, and as whom it is asked for."""

    def options(command: Command) -> Command:
        command = click.option("--as", "email", help="As this person; else as the operator: submitted cards only.")(
            command
        )
        return click.option(
            "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help=f"The {kind} file."
        )(command)

    return options


_form = click.option(
    "--form", type=click.Choice(FORMS), default=RAW_ONLY, show_default=True, help="candidate: the candidate’s own copy."
)
_id = click.IntRange(min=1)


@click.group()
def export() -> None:
    """Documents into files."""


@export.command()
@click.argument("scorecard_id", type=_id)
@_file("PDF")
@_form
def scorecard(scorecard_id: int, output: Path, email: str | None, form: str) -> None:
    """A submitted scorecard as PDF."""
    db, _settings = opened()
    _write(output, exports.scorecard(db, acting_as(db, email), scorecard_id, now(), form))


@export.command()
@click.argument("candidate", type=_id)
@_file("PDF")
@_form
def packet(candidate: int, output: Path, email: str | None, form: str) -> None:
    """A candidate’s packet as PDF: the number stands in the address of the candidate’s page."""
    db, _settings = opened()
    _write(output, exports.packet(db, acting_as(db, email), candidate, now(), form))


def _write(file: Path, content: bytes) -> None:
    write(file, content)
    click.echo(f"{file}: {len(content):,} bytes")
