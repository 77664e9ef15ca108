"""hiringkit export: documents into files, the same bytes as from the browser."""

from __future__ import annotations

from pathlib import Path

import click

from hiringkit.cli.files import write
from hiringkit.cli.installation import acting_as, now, opened
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
    write(output, content)
    click.echo(f"{output}: {len(content):,} bytes")
