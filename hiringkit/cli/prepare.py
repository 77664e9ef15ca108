"""hiringkit prepare: what `hiringkit serve` does before it serves, for an installation under another server."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from hiringkit import settings as environment
from hiringkit.cli import demo as demo_data
from hiringkit.db.engine import open_database
from hiringkit.services import installation, packs, people

ADDRESS = "http://127.0.0.1:8000"  # where gunicorn listens, too, unless it is told otherwise


@click.command()
def prepare() -> None:
    """Make or migrate the database, before another server than `hiringkit serve` begins."""
    settings = environment.read()
    make_ready(settings, demo=False, address=settings.url or ADDRESS)
    click.echo("The database is ready.")


def make_ready(settings: environment.Settings, *, demo: bool, address: str) -> None:
    """Migrate, mark, publish the shipped packs; fill a new demo; tell how to make the first administrator.

    Raises SetupError.
    """
    db = open_database(settings.database_url, sqlite_sync=settings.sqlite_sync)
    now = datetime.now(UTC)
    place = installation.prepare(db, demo=demo, now=now)
    packs.publish_shipped(db, now)
    if place.demo:
        demo_data.fill_if_empty(db, now)
    else:
        token = people.first_admin_link(db, now)
        if token:
            click.echo(f"Nobody can sign in yet. Make the first administrator, once, at {address}/links/{token}")
    db.survey()
    db.close()
