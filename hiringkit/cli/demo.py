"""hiringkit demo: made-up people, loops, interviews and scorecards, to look around in."""

from __future__ import annotations

import time
from datetime import datetime

import click

from hiringkit.cli.installation import now, opened
from hiringkit.db.engine import Database
from hiringkit.services import calibrations, installation, packs

CANDIDATES, SEED = 40, 2025


@click.command()
@click.option("--candidates", default=CANDIDATES, show_default=True, type=click.IntRange(3, 100_000))
@click.option("--seed", default=SEED, show_default=True, type=int, help="The same seed gives the same data.")
def demo(candidates: int, seed: int) -> None:
    """Fill an empty database with demo data; one that holds real people is refused."""
    from hiringkit.services import demo as data  # noqa: PLC0415 -- as below

    db, _settings = opened(demo=True)
    at = now()
    installation.prepare(db, demo=True, now=at)
    packs.publish_shipped(db, at)
    begun = time.monotonic()
    made = data.fill(db, candidates=candidates, seed=seed, now=at)
    calibrations.refresh_all(db, at)
    took = time.monotonic() - begun
    click.echo(f"{made.loops} loops, {made.candidates} candidates, {made.scorecards} scorecards, in {took:.1f} s.")


def fill_if_empty(db: Database, at: datetime) -> None:
    """Fill a new demo before it is served for the first time."""
    if installation.is_empty(db):
        from hiringkit.services import demo as data  # noqa: PLC0415 -- its texts are needed once

        data.fill(db, candidates=CANDIDATES, seed=SEED, now=at)
        calibrations.refresh_all(db, at)
