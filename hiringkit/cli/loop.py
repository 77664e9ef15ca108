"""hiringkit loop: what the linter says about a loop."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from hiringkit.cli.files import write
from hiringkit.cli.installation import acting_as, now, opened
from hiringkit.cli.numbers import Number
from hiringkit.services import calendars, designs, loops, suggestions
from hiringkit.services.loops import LoopPage
from hiringkit.services.suggestions import OpenPage, Suggested


@click.group()
def loop() -> None:
    """Interview loops."""


@loop.command()
@click.argument("loop_id", metavar="LOOP", type=Number("loops"))
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--as", "email", help="As this person; else as the operator.")
def lint(loop_id: int, as_json: bool, email: str | None) -> None:
    """Findings of a loop, one a line; exit 1 when something blocks its opening."""
    db, _settings = opened()
    page = loops.page(db, acting_as(db, email), loop_id, now())
    click.echo(json.dumps(_plain(page), ensure_ascii=False, indent=2) if as_json else _lines(page))
    sys.exit(1 if page.blocking else 0)


@loop.command()
@click.argument("loop_id", metavar="LOOP", type=Number("loops"))
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
@click.argument("loop_id", metavar="LOOP", type=Number("loops"))
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
    mends = [
        {
            "words": mend.words,
            "why": mend.why,
            "interview": mend.interview_id,
            "samples": [asdict(one) for one in mend.samples],
        }
        for mend in page.mends
    ]
    samples = [
        {"id": one.sample_id, "name": one.name, "rated_by": [page.interviewers[who] for who in one.rated_by]}
        for one in page.samples
    ]
    told = {"loop": loop_id, "components": page.design.components, "sound": page.design.is_sound}
    everything = {**told, "interviewers": raters, "samples": samples, "mends": mends}
    click.echo(json.dumps(everything, ensure_ascii=False, indent=2))


@loop.command()
@click.argument("loop_id", metavar="LOOP", type=Number("loops"))
@click.option("--weeks", type=click.IntRange(1, 26), default=4, show_default=True, help="Held within so many weeks.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--as", "email", help="As this person; else as the operator.")
def suggest(loop_id: int, weeks: int, as_json: bool, email: str | None) -> None:
    """Panels for the interviews still to plan, and why; exit 1 when no panel keeps every rule. Nothing is stored."""
    db, _settings = opened()
    viewer = acting_as(db, email)
    page = suggestions.page(db, viewer, loop_id)
    found = suggestions.suggest(db, viewer, loop_id, now(), weeks)
    click.echo(json.dumps(_panels(page, found), ensure_ascii=False, indent=2) if as_json else _sentences(page, found))
    sys.exit(1 if found.found.impossible else 0)


LOCAL = "http://127.0.0.1:8000"


def _plain(page: LoopPage) -> dict[str, object]:
    findings = [
        {
            "key": found.key,
            "blocks": found.blocks,
            "waived": found.key in page.waived,
            "title": found.title,
            "text": found.why,
            "how": found.how,
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
        + (f" {found.mend.words}." if found.mend else f" {found.why} {found.how}".rstrip())
        for found in page.findings
    )


def _panels(page: OpenPage, found: Suggested) -> dict[str, object]:
    panels = [
        {
            "candidate": one.key[0],
            "name": one.candidate,
            "stage": one.stage,
            "lead": found.names[panel.lead],
            "others": [found.names[who] for who in panel.others],
            "why": list(panel.why),
            "at": at.isoformat() if (at := found.times.get(one.key)) else None,
        }
        for one in page.open
        if (panel := found.panels.get(one.key))
    ]
    loads = {found.names[who]: load for who, load in (found.found.loads or {}).items()}
    return {"loop": page.loop_id, "panels": panels, "loads": loads, "impossible": list(found.found.impossible)}


def _sentences(page: OpenPage, found: Suggested) -> str:
    lines = [f"{page.title}: {found.found.sentence or 'nothing to plan.'}"]
    for one in page.open:
        if panel := found.panels.get(one.key):
            people = zip((panel.lead, *panel.others), panel.why, strict=True)
            told = " ".join(f"{found.names[who]} {why}." for who, why in people)
            at = found.times.get(one.key)
            when = f"{at.astimezone(ZoneInfo(found.zone)):%Y-%m-%d %H:%M %Z}" if at else "no common time"
            lines.append(f"  {one.candidate}, {one.stage}, {when}: {found.names[panel.lead]} leads. {told}")
    return "\n".join(lines)
