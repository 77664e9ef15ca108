"""A list of candidates as a file: comma-, semicolon- or tab-separated text in, one entry a line out."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hiringkit.errors import InvalidError

MOST_ENTRIES = 500
NEEDED = ("name", "email")
KNOWN = (*NEEDED, "phone")
ALSO = {"e-mail": "email", "mail": "email", "email address": "email", "full name": "name", "candidate": "name"}
ALSO |= {"telephone": "phone", "phone number": "phone", "mobile": "phone"}


@dataclass(frozen=True)
class Entry:
    """One line of the file; `fault` says why it does not come apart, and then the rest is empty."""

    line: int
    name: str = ""
    email: str = ""
    phone: str = ""
    fault: str = ""


def decoded(content: bytes) -> str:
    """The text of a file. Raises InvalidError naming the line of the first byte that is no UTF-8."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidError(
            "The file is not UTF-8 text.", where=f"line {line}", mend="Save it as “CSV UTF-8” and choose it again."
        ) from error
    if "\x00" in text:
        raise InvalidError("The file is no text.", mend="Save the list as CSV and choose that file.")
    return text


def entries(text: str) -> tuple[Entry, ...]:
    """The entries of a file whose first line names its columns; empty lines are left out.

    Raises InvalidError: no line, a column missing or named twice, no candidate, too many.
    """
    rows = _rows(text.removeprefix("\ufeff"))
    first = next(rows, None)
    if first is None:
        raise InvalidError("The list is empty.", mend="Its first line names the columns: name, email, phone.")
    columns = _columns(first[1])
    found = tuple(_entry(line, row, columns) for line, row in rows)
    if not found:
        raise InvalidError("The list holds no candidate, only its first line.", mend="Add a line for each candidate.")
    if len(found) > MOST_ENTRIES:
        raise InvalidError(f"The list has {len(found)} candidates; at most {MOST_ENTRIES} go in at once.")
    return found


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not empty, with its number; the separator is whichever is most frequent in the first one."""
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        raise InvalidError(
            "The list cannot be read from this line on.", where=f"line {reader.line_num}", mend="Look for a lone quote."
        ) from error


def _columns(head: Sequence[str]) -> dict[str, int]:
    words = [ALSO.get(cell.lower(), cell.lower()) for cell in head]
    for name in KNOWN:
        if words.count(name) > 1:
            raise InvalidError(f"Two columns are named {name}.", where="line 1", mend="Leave one of them.")
    missing = [name for name in NEEDED if name not in words]
    if missing:
        raise InvalidError(
            f"The first line names no column {' and no column '.join(missing)}.",
            where="line 1",
            mend="It has to name the columns, as: name,email,phone.",
        )
    return {name: words.index(name) for name in KNOWN if name in words}


def _entry(line: int, row: Sequence[str], columns: dict[str, int]) -> Entry:
    if len(row) <= max(columns.values()):
        return Entry(line, fault=f"This line has {len(row)} fields; the first line names more.")
    return Entry(line, **{name: row[place] for name, place in columns.items()})
