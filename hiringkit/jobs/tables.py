"""A table as CSV, as a workbook, as JSON; no cell is a formula, whatever somebody typed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from hiringkit.errors import InvalidError
from hiringkit.services.scores import Cell, Table

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what makes a program take a text for one
MOST_ROWS = 1_000_000
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def as_csv(table: Table) -> bytes:
    """UTF-8, commas, CRLF. A text that a program could take for a formula stands behind an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    writer.writerows([_harmless(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode()


def as_xlsx(table: Table) -> bytes:
    """A workbook with one sheet; every text is a text, every figure a figure. Raises InvalidError: too many rows."""
    if len(table.rows) > MOST_ROWS:
        raise InvalidError(f"A workbook takes {MOST_ROWS:,} rows, and there are {len(table.rows):,}.", mend="Use CSV.")
    import xlsxwriter  # noqa: PLC0415 -- slow to import, and only a workbook needs it

    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, plain) as book:
        book.set_properties({"created": (table.dated or EPOCH).replace(tzinfo=None)})
        sheet = book.add_worksheet("Scores")
        sheet.write_row(0, 0, table.columns, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(table.rows, 1):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def as_json(table: Table) -> bytes:
    """An array, an object a rating."""
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


FORMS: Mapping[str, Callable[[Table], bytes]] = {"csv": as_csv, "xlsx": as_xlsx, "json": as_json}
