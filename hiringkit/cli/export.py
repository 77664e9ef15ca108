"""hiringkit export: documents into files, the same bytes as from the browser."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from hiringkit.cli.files import write
from hiringkit.cli.installation import acting_as, now, opened
from hiringkit.cli.numbers import Number
from hiringkit.jobs import exports
from hiringkit.jobs.tables import FORMS as FILES
from hiringkit.services import kits, packets
from hiringkit.services.bundles import Choice
from hiringkit.services.documents import FORMS, FULL

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
    "--form",
    type=click.Choice(FORMS),
    default=FULL,
    show_default=True,
    help="full: with fair scores where they may be seen; raw-only: without; candidate: the candidate’s own copy.",
)
_day = click.DateTime(["%Y-%m-%d"])


@click.group()
def export() -> None:
    """Documents into files."""


@export.command()
@click.argument("scorecard_id", type=Number("scorecards"))
@_file("PDF")
@_form
def scorecard(scorecard_id: int, output: Path, email: str | None, form: str) -> None:
    """A submitted scorecard as PDF."""
    db, _settings = opened()
    _write(output, exports.scorecard(db, acting_as(db, email), scorecard_id, now(), form))


@export.command()
@click.argument("candidate", type=Number("candidates"))
@_file("PDF")
@_form
@click.option("--loop", "loop_id", type=Number("loops"), help="Of this loop, where the candidate is in several.")
def packet(candidate: int, output: Path, email: str | None, form: str, loop_id: int | None) -> None:
    """A candidate’s packet as PDF: the number stands in the address of the candidate’s page."""
    db, _settings = opened()
    viewer = acting_as(db, email)
    candidacy = packets.in_loop(db, viewer, candidate, loop_id) if loop_id else candidate
    _write(output, exports.packet(db, viewer, candidacy, now(), form))


@export.command()
@click.argument("interview", type=Number("interviews"))
@_file("PDF")
@click.option("--blank", is_flag=True, help="The blank scorecard for paper instead.")
def kit(interview: int, output: Path, email: str | None, blank: bool) -> None:
    """The kit of an interview as PDF."""
    db, _settings = opened()
    kind = kits.BLANK if blank else kits.KIT
    _write(output, exports.kit(db, acting_as(db, email), interview, now(), kind))


@export.command()
@click.argument("candidate", type=Number("candidates"))
@_file("PDF")
def sheet(candidate: int, output: Path, email: str | None) -> None:
    """What a candidate is told beforehand, as PDF."""
    db, _settings = opened()
    _write(output, exports.handout(db, acting_as(db, email), candidate, now()))


@export.command()
@click.argument("loop", type=Number("loops"))
@_file("PDF")
def definitions(loop: int, output: Path, email: str | None) -> None:
    """The calibration sheet of a loop as PDF."""
    db, _settings = opened()
    _write(output, exports.definitions(db, acting_as(db, email), loop, now()))


@export.command()
@click.argument("loop", type=Number("loops"))
@_file("PDF")
def summary(loop: int, output: Path, email: str | None) -> None:
    """The summary of a loop as PDF."""
    db, _settings = opened()
    _write(output, exports.summary(db, acting_as(db, email), loop, now()))


@export.command()
@click.argument("loop", type=Number("loops"))
@_file("table")
@click.option("--form", type=click.Choice(list(FILES)), default="csv", show_default=True)
def scores(loop: int, output: Path, email: str | None, form: str) -> None:
    """The ratings of a loop as CSV, workbook or JSON."""
    db, _settings = opened()
    _write(output, exports.scores(db, acting_as(db, email), loop, now(), form))


@export.command("loop")
@click.argument("loop_id", metavar="LOOP", type=Number("loops"))
@_file("ZIP")
@click.option("--stage", default="", help="Only candidates with an interview at this stage, by its key.")
@click.option("--since", type=_day, help="Only candidates with an interview on this day or later.")
@click.option("--until", type=_day, help="Only candidates with an interview on this day or earlier.")
def whole_loop(
    loop_id: int, output: Path, email: str | None, stage: str, since: datetime | None, until: datetime | None
) -> None:
    """All of a loop as ZIP: summary, each packet, scores, and a manifest with their digests.

    Of chosen candidates the packets alone.
    """
    from hiringkit.jobs import bundles  # noqa: PLC0415 -- only this command makes archives

    db, _settings = opened()
    choice = Choice(stage, since and since.date(), until and until.date())
    _write(output, bundles.loop(db, acting_as(db, email), loop_id, now(), _told, choice))


def _told(ready: int, total: int) -> None:
    """Progress, where somebody watches."""
    if sys.stderr.isatty():
        click.echo(f"\r{ready} of {total}{'' if ready < total else chr(10)}", err=True, nl=False)


def _write(file: Path, content: bytes) -> None:
    write(file, content)
    click.echo(f"{file}: {len(content):,} bytes")
