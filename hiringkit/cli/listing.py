"""hiringkit list: what there is, with the ids that other commands take."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice

import click

from hiringkit.cli.installation import acting_as, opened
from hiringkit.db.listing import Kind
from hiringkit.services import listing as lists
from hiringkit.services.listing import Plain

AT_ONCE = 200  # rows whose columns are set to one width


@click.command(name="list")
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.option("--json", "as_json", is_flag=True, help="For programs: one array, an object a line.")
@click.option("--as", "email", help="As this person; else as the operator: submitted scorecards only.")
def listing(kind: str, as_json: bool, email: str | None) -> None:
    """Loops, candidates, interviews, scorecards or exports, by id."""
    db, _settings = opened()
    rows = lists.rows(db, acting_as(db, email), Kind(kind))
    first = next(rows, None)
    if first is None:
        click.echo("[]" if as_json else f"There are no {kind} to list.")
        return
    for line in _json(first, rows) if as_json else _table(chain([first], rows)):
        click.echo(line)


def _json(first: dict[str, Plain], rows: Iterable[dict[str, Plain]]) -> Iterator[str]:
    yield f"[{json.dumps(first, ensure_ascii=False)}"
    for row in rows:
        yield f",{json.dumps(row, ensure_ascii=False)}"
    yield "]"


def _table(rows: Iterator[dict[str, Plain]]) -> Iterator[str]:
    """Aligned columns under their names; nothing that was typed breaks a line."""
    headed = False
    while batch := list(islice(rows, AT_ONCE)):
        lines = [[" ".join(str("" if value is None else value).split()) for value in row.values()] for row in batch]
        head = [name.upper().replace("_", " ") for name in batch[0]]
        widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
        for cells in lines if headed else [head, *lines]:
            yield "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
        headed = True
