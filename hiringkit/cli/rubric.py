"""hiringkit rubric: what a pack file says, and what is missing in it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hiringkit.rubrics import files
from hiringkit.rubrics.lint import lint_text


@click.group()
def rubric() -> None:
    """Rubric packs."""


@rubric.command()
@click.argument("pack", type=click.Path(path_type=Path), metavar="PACK.yaml")
def lint(pack: Path) -> None:
    """Print what is wrong or missing, one finding a line; exit 1 only on an ERROR."""
    findings = lint_text(files.read_text(pack), pack.name)
    for finding in findings:
        click.echo(str(finding))
    if any(finding.level == "ERROR" for finding in findings):
        sys.exit(1)
