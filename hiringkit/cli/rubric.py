"""hiringkit rubric: reports into drafts, and what a pack file says, lacks and changes."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from hiringkit.cli.files import MEND, write_whole
from hiringkit.errors import InvalidError
from hiringkit.rubrics import files
from hiringkit.rubrics.diff import Change, PackDiff, Side
from hiringkit.rubrics.diff import diff as difference
from hiringkit.rubrics.lint import Finding, lint_text
from hiringkit.rubrics.outline import outline, printable
from hiringkit.rubrics.reader import Reading, read_report
from hiringkit.rubrics.reader_bytes import MOST_BYTES

_PACK = click.Path(path_type=Path)
_JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")


@click.group()
def rubric() -> None:
    """Rubric packs."""


@rubric.command()
@click.argument("pack", type=_PACK, metavar="PACK.yaml")
@_JSON
def lint(pack: Path, as_json: bool) -> None:
    """Print what is wrong or missing, one finding a line; exit 1 only on an ERROR, 2 where it is no pack."""
    findings = lint_text(files.read_text(pack), pack.name)
    errors = sum(finding.level == "ERROR" for finding in findings)
    if as_json:
        told = [_finding(finding) for finding in findings]
        _print_json({"file": pack.name, "findings": told, "errors": errors, "warnings": len(findings) - errors})
    else:
        for finding in findings:
            click.echo(printable(str(finding)))
    if errors:
        sys.exit(1)


@rubric.command("import")
@click.argument("report", type=_PACK, metavar="REPORT.txt")
@click.option("--out", required=True, type=_PACK, metavar="PACK.yaml", help="The draft to write.")
@_JSON
def import_report(report: Path, out: Path, as_json: bool) -> None:
    """Read a market report into the draft of a pack, and say what it lacks; exit 2 where nothing was written."""
    gc.disable()  # a large report makes a million small values that all stay until the command ends
    reading = read_report(files.read_bytes(report, MOST_BYTES), report.name)
    if out.exists() and report.samefile(out):
        raise InvalidError("The draft would replace the report.", where=out.name, mend="Name another file.")
    try:
        write_whole(out, files.dump(reading.pack).encode())
    except OSError as error:
        what = f"The draft cannot be written: {(error.strerror or 'no such place').lower()}."
        raise InvalidError(what, where=str(out), mend=MEND) from error
    if as_json:
        _print_json(_told(reading, out))
    else:
        for line in _gap_report(reading):
            click.echo(printable(line))


@rubric.command()
@click.argument("pack", type=_PACK, metavar="PACK.yaml")
@_JSON
def show(pack: Path, as_json: bool) -> None:
    """Print what a pack says, with where each thing comes from; exit 2 where it has faults."""
    found = files.load(pack)
    if as_json:
        _print_json(found.model_dump(mode="json"))
    else:
        for line in outline(found):
            click.echo(line)


@rubric.command()
@click.argument("old", type=_PACK, metavar="A.yaml")
@click.argument("new", type=_PACK, metavar="B.yaml")
@click.option("--exit-code", is_flag=True, help="Exit 1 where they differ.")
@_JSON
def diff(old: Path, new: Path, exit_code: bool, as_json: bool) -> None:
    """Print what changed between two packs, and which ratings can still be pooled.

    Exit 0, whether they differ or not; with --exit-code 1 where they do; 2 where one of them cannot be read.
    """
    found = difference(files.load(old), files.load(new))
    if as_json:
        _print_json(_differences(found))
    else:
        for line in _difference_lines(found):
            click.echo(printable(line))
    if exit_code and found.changes:
        sys.exit(1)


def _print_json(content: Any) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "level": finding.level,
        "path": finding.path,
        "line": finding.line,
        "rule": finding.rule,
        "message": finding.message,
    }


def _gap_report(reading: Reading) -> Iterator[str]:
    """Counts by element, then what is missing, what is to mend and what went nowhere, each with its line."""
    pack = reading.pack
    yield from (f"{element}: {count}" for element, count in reading.found.items())
    yield from (f"gap {gap.element}: {gap.reason}" for gap in pack.gaps)
    yield from (f"repair line {row.line}, {row.element}: {row.reason} {row.text}" for row in pack.repair)
    for place in pack.unmapped:
        bullets = f", {place.bullets} bullets" if place.bullets else ""
        yield f"unmapped lines {place.line}-{place.last_line}{bullets}: {place.heading or 'before the first heading'}"


def _told(reading: Reading, out: Path) -> dict[str, Any]:
    pack = reading.pack.model_dump(mode="json")
    return {
        "out": str(out),
        "source": pack["pack"]["source"],
        "counts": reading.found,
        **{name: pack[name] for name in ("gaps", "repair", "unmapped")},
        "lines": [{"line": one.line, "fate": one.fate, "what": one.what} for one in reading.accounts],
    }


def _differences(found: PackDiff) -> dict[str, Any]:
    return {
        "changes": [
            {
                "kind": change.kind,
                "path": change.path,
                "name": change.name,
                "old": change.old,
                "new": change.new,
                "words": [{"side": piece.side, "text": piece.text} for piece in change.pieces],
            }
            for change in found.changes
        ],
        "pooling": [
            {"criterion": one.criterion, "name": one.name, "may_pool": one.may_pool, "reason": one.reason}
            for one in found.pooling
        ],
    }


def _difference_lines(found: PackDiff) -> Iterator[str]:
    if not found.changes:
        yield "Both say the same."
    for change in found.changes:
        yield f"{change.kind} {change.path}: {change.name}"
        yield from _texts(change)
    yield from (f"{'pool' if one.may_pool else 'apart'} {one.criterion}: {one.reason}" for one in found.pooling)


_MARKS = {Side.BOTH: "{}", Side.OLD: "[-{}-]", Side.NEW: "{{+{}+}}"}


def _texts(change: Change) -> Iterator[str]:
    if change.pieces:
        yield "  " + "".join(_MARKS[piece.side].format(piece.text) for piece in change.pieces)
        return
    yield from (f"  {sign} {text}" for sign, text in (("-", change.old), ("+", change.new)) if text)
