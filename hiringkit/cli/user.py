"""hiringkit user: people, from the command line."""

from __future__ import annotations

import click

from hiringkit.cli.installation import now, opened
from hiringkit.policy.people import Role
from hiringkit.services import people


@click.group()
def user() -> None:
    """People who sign in."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--zone", default=None, help="Time zone, as America/Chicago; else the installation's.")
def add(email: str, name: str, role: str, zone: str | None) -> None:
    """Add a person; prints the one-time path with which they set a password."""
    db, settings = opened()
    token = people.add(db, email=email, name=name, role=Role(role), zone=zone or settings.zone, by=None, now=now())
    click.echo(f"{settings.url}/links/{token}")
