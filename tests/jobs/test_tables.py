"""A table as CSV, workbook and JSON, read back by other programs; no cell is a formula."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
import zipfile
from datetime import UTC, datetime

import pytest

from hiringkit.jobs.tables import FORMS, as_csv, as_json, as_xlsx
from hiringkit.services.scores import Table

DATED = datetime(2026, 1, 22, 20, 5, tzinfo=UTC)
HOSTILE = ("=1+2", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", '=HYPERLINK("http://x")', "mailto:a@example.org")
PLAIN = ("Ama, “Boateng”", "a=b", "", "1", "line\nbreak", "נועה 🚑")
TABLE = Table(("name", "rating"), tuple((name, number) for number, name in enumerate((*HOSTILE, *PLAIN))), DATED)
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def test_a_text_that_looks_like_a_formula_stands_behind_an_apostrophe_in_csv() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(TABLE).decode(), newline="")))
    assert rows[0] == ["name", "rating"]
    found = [row[0] for row in rows[1:]]
    assert found == [*(f"'{text}" for text in HOSTILE[:-1]), HOSTILE[-1], *PLAIN]
    assert [row[1] for row in rows[1:]] == [str(number) for number in range(len(TABLE.rows))]


def test_every_text_of_a_workbook_is_a_text_and_every_figure_a_figure() -> None:
    with zipfile.ZipFile(io.BytesIO(as_xlsx(TABLE))) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
        strings = ET.fromstring(book.read("xl/sharedStrings.xml"))
    assert list(sheet.iter(f"{SHEET}f")) == []
    assert list(sheet.iter(f"{SHEET}hyperlink")) == []
    texts = ["".join(part.text or "" for part in item.iter(f"{SHEET}t")) for item in strings]
    assert {"=1+2", "1", HOSTILE[-1], "נועה 🚑"} <= set(texts)
    figures = [cell for cell in sheet.iter(f"{SHEET}c") if cell.get("t") is None and cell.find(f"{SHEET}v") is not None]
    assert len(figures) == len(TABLE.rows)


def test_json_holds_what_was_written() -> None:
    rows = json.loads(as_json(TABLE))
    assert rows[0] == {"name": "=1+2", "rating": 0}
    assert [row["name"] for row in rows] == [*HOSTILE, *PLAIN]


@pytest.mark.parametrize("form", list(FORMS))
def test_the_same_table_gives_the_same_bytes(form: str) -> None:
    assert FORMS[form](TABLE) == FORMS[form](TABLE)


def test_a_table_without_rows_has_its_columns() -> None:
    empty = Table(("name", "rating"), (), None)
    assert as_csv(empty) == b"name,rating\r\n"
    assert json.loads(as_json(empty)) == []
    assert as_xlsx(empty).startswith(b"PK")
