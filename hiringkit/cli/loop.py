"""hiringkit loop: what the linter says about a loop."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from hiringkit.cli.files import write
from hiringkit.cli.installation import acting_as, now, opened
from hiringkit.services import calendars, designs, loops
from hiringkit.services.loops import LoopPage


@click.group()
def loop() -> None:
    """Interview loops."""


@loop.command()
@click.argument("loop_id", metavar="LOOP", type=click.IntRange(min=1))
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--as", "email", help="As this person; else as the operator.")
def lint(loop_id: int, as_json: bool, email: str | None) -> None:
    """Findings of a loop, one a line; exit 1 when something blocks its opening."""
    db, _settings = opened()
    page = loops.page(db, acting_as(db, email), loop_id)
    click.echo(json.dumps(_plain(page), ensure_ascii=False, indent=2) if as_json else _lines(page))
    sys.exit(1 if page.blocking else 0)


@loop.command()
@click.argument("loop_id", metavar="LOOP", type=click.IntRange(min=1))
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The .ics file.")
@click.option("--as", "email", help="As this person; else as the operator.")
def calendar(loop_id: int, output: Path, email: str | None) -> None:
    """The interviews of a loop as a calendar file; written anew, it moves and cancels what a program has loaded."""
    from hiringkit.jobs.calendars import ics  # noqa: PLC0415 -- the library is needed here alone

    db, settings = opened()
    found = calendars.of_loop(db, acting_as(db, email), loop_id)
    write(output, ics(found, settings.url or LOCAL))
    click.echo(f"{output}: {len(found.events)} {'interview' if len(found.events) == 1 else 'interviews'}")


@loop.command()
@click.argument("loop_id", metavar="LOOP", type=click.IntRange(min=1))
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--as", "email", help="As this person; else as the operator.")
def design(loop_id: int, as_json: bool, email: str | None) -> None:
    """Who meets whom, and what would make the scores comparable."""
    db, _settings = opened()
    page = designs.page(db, acting_as(db, email), loop_id, now())
    if not as_json:
        click.echo(
            "\n".join([f"{page.title}: {page.sentence}", *(f"  {mend.words} {mend.why}" for mend in page.mends)])
        )
        return
    raters = [{"name": page.interviewers[one.interviewer], **asdict(one)} for one in page.design.raters]
    mends = [{"words": mend.words, "why": mend.why, "interview": mend.interview_id} for mend in page.mends]
    told = {"loop": loop_id, "components": page.design.components, "sound": page.design.is_sound}
    click.echo(json.dumps({**told, "interviewers": raters, "mends": mends}, ensure_ascii=False, indent=2))


LOCAL = "http://127.0.0.1:8000"


def _plain(page: LoopPage) -> dict[str, object]:
    findings = [
        {
            "key": found.key,
            "blocks": found.blocks,
            "waived": found.key in page.waived,
            "title": found.title,
            "text": found.text,
            "mend": found.mend.words if found.mend else None,
        }
        for found in page.findings
    ]
    return {"loop": page.loop_id, "title": page.title, "state": page.state.value, "findings": findings}


def _lines(page: LoopPage) -> str:
    if not page.findings:
        return f"{page.title}: nothing to mend."
    words = {True: "BLOCKS", False: "ADVICE"}
    return "\n".join(
        f"{'WAIVED' if found.key in page.waived else words[found.blocks]} {found.key}: {found.title}."
        + (f" {found.mend.words}." if found.mend else f" {found.text}")
        for found in page.findings
    )
