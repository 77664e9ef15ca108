"""hiringkit worker: what is made away from the requests, now calibration runs."""

from __future__ import annotations

import time

import click

from hiringkit.cli.installation import now, opened
from hiringkit.cli.progress import progress
from hiringkit.services import calibrations


@click.command()
@click.option("--once", is_flag=True, help="Do what waits now, and end; as a nightly job would.")
@click.option("--minutes", default=15, show_default=True, type=click.IntRange(1, 1440), help="Between two looks.")
def worker(once: bool, minutes: int) -> None:
    """Make the calibration runs that new scorecards ask for. The same ratings make no second run."""
    db, _settings = opened()
    while True:
        with progress() as told:
            runs = calibrations.refresh_all(db, now(), told)
        click.echo(
            f"{len(runs)} {'pack has' if len(runs) == 1 else 'packs have'} a calibration run of today’s ratings."
        )
        if once:
            return
        time.sleep(60 * minutes)
