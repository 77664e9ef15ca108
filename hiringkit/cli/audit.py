"""hiringkit audit: whether the chain holds."""

from __future__ import annotations

import click

from hiringkit.cli.installation import opened
from hiringkit.services import audit as chain


@click.group()
def audit() -> None:
    """The audit chain."""


@audit.command()
@click.pass_context
def verify(context: click.Context) -> None:
    """Check every entry; names the first broken one, exit 1."""
    db, _settings = opened()
    report = chain.verify(db)
    click.echo(report.sentence)
    if report.broken is not None:
        context.exit(1)
