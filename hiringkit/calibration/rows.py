"""Ratings from a CSV file: read in one pass, every bad row named by its line."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray

from hiringkit.calibration.ratings import Ints, Labels, Ratings, Scale, by_name
from hiringkit.errors import InvalidError

NEEDED = ("candidate", "interviewer", "criterion", "rating")
OPTIONAL = ("stage", "pool")
NAMES = ("candidate", "interviewer", "criterion", "stage", "pool")
NOT_OBSERVED = ("", "NO")
AT_ONCE = 1 << 15  # rows
QUOTED = 20  # characters of a bad value
_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")
_SCALE = re.compile(r"\s*(-?[0-9]{1,9})\s*-\s*(-?[0-9]{1,9})\s*")

Progress = Callable[[str, float], None]
Named = Mapping[str, tuple[list[str], Ints]]  # a column's texts, and each row's number among them


class Reader(Protocol):
    """What csv.reader gives."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


def scale(text: str) -> Scale:
    """The scale that somebody typed, as 1-5. Raises InvalidError."""
    found = _SCALE.fullmatch(text)
    if not found:
        raise InvalidError(f"{_quoted(text)} is not a scale.", mend="Write its ends, as 1-5.")
    lowest, highest = int(found[1]), int(found[2])
    if lowest >= highest:
        raise InvalidError(f"The scale {lowest}-{highest} does not rise.", mend="Write the lower end first, as 1-5.")
    return Scale(lowest, highest)


def read(file: BinaryIO, asked: Scale | None = None, progress: Progress | None = None) -> Ratings:
    """The ratings of a CSV file with the header candidate, interviewer, criterion, rating and perhaps stage, pool.

    Args:
        file: UTF-8, seekable.
        asked: the scale; else the range that is seen.
        progress: told how many rows were read.

    Raises:
        InvalidError: the file as a whole cannot be read, `where` saying in which line; or some rows cannot be used,
            `problems` naming each by its line, in order.
    """
    with _text(file) as text:
        header, reader = _header(text)
        table = _Table(header)
        while rows := _some(reader):
            table.add(rows)
            if progress:
                progress("reading", table.rows)
    found = table.finished(asked)
    if found is None:
        with _text(file) as text:
            header, reader = _header(text)
            faults = dict(_faults(header, reader, asked))
        raise InvalidError("Some rows cannot be used.", problems=faults)
    return found


@contextmanager
def _text(file: BinaryIO) -> Iterator[io.TextIOWrapper]:
    """The file as text from its beginning; what is not UTF-8 is an error with its line."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        yield text
    except UnicodeDecodeError:
        where, byte = _first_bad_byte(file)
        raise InvalidError(f"Byte {byte:#04x} is not UTF-8.", where=where, mend="Save the file as UTF-8.") from None
    finally:
        text.detach()


def _first_bad_byte(file: BinaryIO) -> tuple[str, int]:
    file.seek(0)
    for number, line in enumerate(file, start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            return f"line {number}", line[error.start]
    return "line 1", 0


@dataclass(frozen=True)
class _Header:
    """Where each column stands, and how many fields a row has."""

    places: Mapping[str, int]
    width: int


def _header(text: io.TextIOWrapper) -> tuple[_Header, Reader]:
    """The header, and a reader that goes on after it."""
    first = text.readline()
    reader = csv.reader(chain([first], text), delimiter=max(",;\t", key=first.count))
    try:
        names = [name.strip().lower() for name in next(reader, [])]
    except csv.Error as error:
        raise InvalidError(f"The header cannot be read: {error}.", where="line 1") from None
    missing = [name for name in NEEDED if name not in names]
    if missing:
        mend = f"It must be {','.join(NEEDED)}, with stage and pool if you have them."
        what = "The file is empty: it lacks its header." if not first.strip() else f"No column is {_or(missing)}."
        raise InvalidError(what, where="line 1", mend=mend)
    twice = [name for name in (*NEEDED, *OPTIONAL) if names.count(name) > 1]
    if twice:
        raise InvalidError(f"Two columns are {twice[0]}.", where="line 1", mend="Remove one of them.")
    return _Header({name: names.index(name) for name in (*NEEDED, *OPTIONAL) if name in names}, len(names)), reader


def _some(reader: Reader, most: int = AT_ONCE) -> list[list[str]]:
    """The next rows; none at the end."""
    try:
        return list(islice(reader, most))
    except csv.Error as error:
        where = f"line {reader.line_num}"
        raise InvalidError(f"The row cannot be read: {error}.", where=where, mend="See to its quotes.") from None


class _Column:
    """One column, its texts numbered as they appear."""

    def __init__(self) -> None:
        self._texts: defaultdict[str, int] = defaultdict(count().__next__)
        self._codes: list[NDArray[np.int32]] = []

    def add(self, texts: Sequence[str]) -> None:
        self._codes.append(np.fromiter(map(self._texts.__getitem__, texts), np.int32, len(texts)))

    def trimmed(self) -> tuple[list[str], Ints]:
        """The texts without spaces around them, and each row's number among them."""
        names: dict[str, int] = {}
        place = np.array([names.setdefault(text.strip(), len(names)) for text in self._texts], np.int64)
        codes = np.concatenate(self._codes) if self._codes else np.empty(0, np.int32)
        return list(names), place[codes]


class _Table:
    """All rows, as columns."""

    def __init__(self, header: _Header) -> None:
        self._header = header
        self._columns = {name: _Column() for name in header.places}
        self._is_even = True
        self.rows = 0

    def add(self, rows: list[list[str]]) -> None:
        """More rows; blank lines among them are left out."""
        if set(map(len, rows)) != {self._header.width}:
            rows = [row for row in rows if not _is_blank(row)]
            self._is_even &= all(len(row) == self._header.width for row in rows)
        if not self._is_even or not rows:
            return
        self.rows += len(rows)
        fields = list(zip(*rows, strict=True))
        for name, place in self._header.places.items():
            self._columns[name].add(fields[place])

    def finished(self, asked: Scale | None) -> Ratings | None:
        """The ratings, or None when a row is bad. Raises InvalidError when there is no rating."""
        if not self._is_even:
            return None
        columns = {name: column.trimmed() for name, column in self._columns.items()}
        named = {name: columns.get(name) or ([""], np.zeros(self.rows, np.int64)) for name in NAMES}
        if any("" in named[name][0] for name in NEEDED[:3]):
            return None
        texts, codes = columns["rating"]
        given = [_rating(text, asked) for text in texts]
        if any(isinstance(value, str) for value in given) or not _are_once(named, self.rows):
            return None
        observed = np.array([value is not None for value in given], dtype=bool)[codes]
        if not observed.any():
            raise InvalidError("No row holds a rating.", where="line 1", mend="Give at least one.")
        numbers = np.array([value if isinstance(value, int) else 0 for value in given], np.int64)
        return _ratings(named, observed, numbers[codes][observed], asked)


def _are_once(named: Named, rows: int) -> bool:
    """Whether nobody rated the same thing twice, and no candidate stands in two pools."""
    key, size = np.zeros(rows, np.int64), 1
    for name in ("candidate", "interviewer", "criterion", "stage"):
        texts, codes = named[name]
        if size * len(texts) >= 1 << 62:
            key, size = np.unique(key, return_inverse=True)[1].astype(np.int64), rows
        key, size = key * len(texts) + codes, size * len(texts)
    key.sort()
    candidate, pool = named["candidate"][1], named["pool"][1]
    pool_of = np.zeros(len(named["candidate"][0]), np.int64)
    pool_of[candidate] = pool
    return not (key[1:] == key[:-1]).any() and bool((pool_of[candidate] == pool).all())


def _ratings(named: Named, observed: NDArray[np.bool_], values: Ints, asked: Scale | None) -> Ratings:
    """From the observed rows; who was never observed is left out."""
    used = asked or Scale(int(values.min()), int(values.max()))
    columns = {}
    for name, (texts, codes) in named.items():
        seen, numbers = np.unique(codes[observed], return_inverse=True)
        columns[name] = by_name([texts[one] for one in seen], numbers.astype(np.int64))
    pool = np.zeros(len(columns["candidate"][0]), np.int64)
    pool[columns["candidate"][1]] = columns["pool"][1]
    return Ratings(
        scale=used,
        labels=Labels(*(columns[name][0] for name in NAMES)),
        candidate=columns["candidate"][1],
        interviewer=columns["interviewer"][1],
        criterion=columns["criterion"][1],
        stage=columns["stage"][1],
        level=values - used.lowest,
        pool=pool,
        has_pools=columns["pool"][0] != ("",),
    )


def _rating(text: str, asked: Scale | None) -> int | str | None:
    """The number; None for not observed; else what is wrong with it, and how to mend it."""
    if text.upper() in NOT_OBSERVED:
        return None
    ends = f" from {asked.lowest} to {asked.highest}" if asked else ""
    if not _WHOLE.fullmatch(text):
        return f"the rating {_quoted(text)} is not a whole number; write one{ends}, or NO for not observed"
    value = int(text)
    if asked and not asked.lowest <= value <= asked.highest:
        return f"the rating {value} is off the scale; write a whole number{ends}, or NO for not observed"
    return value


def _faults(header: _Header, reader: Reader, asked: Scale | None) -> Iterator[tuple[str, str]]:
    """Every bad row: its line, and what is wrong with it and how to mend it."""
    first: dict[tuple[str, ...], int] = {}
    pools: dict[str, tuple[str, int]] = {}
    while True:
        line = reader.line_num + 1
        rows = _some(reader, 1)
        if not rows:
            return
        row = [field.strip() for field in rows[0]]
        if _is_blank(row):
            continue
        found = [_width_fault(row, header)] if len(row) != header.width else []
        if not found:
            fields = {name: row[place] for name, place in header.places.items()}
            found = [f"the {name} is empty; fill it in" for name in NEEDED[:3] if not fields[name]]
            value = _rating(fields["rating"], asked)
            found += [value] if isinstance(value, str) else []
            if not found:
                found = [*_again(fields, line, first), *_in_two_pools(fields, line, pools)]
        if found:
            yield f"line {line}", "; ".join(found) + "."


def _width_fault(row: list[str], header: _Header) -> str:
    fields = "1 field" if len(row) == 1 else f"{len(row)} fields"
    return f"{fields} where the header has {header.width}; quote a field that holds a separator"


def _again(fields: Mapping[str, str], line: int, first: dict[tuple[str, ...], int]) -> Iterator[str]:
    key = tuple(fields.get(name, "") for name in ("candidate", "interviewer", "criterion", "stage"))
    earlier = first.setdefault(key, line)
    if earlier != line:
        same = (
            "candidate, interviewer, criterion and stage"
            if "stage" in fields
            else "candidate, interviewer and criterion"
        )
        yield f"the same {same} as line {earlier}; keep one of the two lines"


def _in_two_pools(fields: Mapping[str, str], line: int, pools: dict[str, tuple[str, int]]) -> Iterator[str]:
    pool, earlier = pools.setdefault(fields["candidate"], (fields.get("pool", ""), line))
    if pool != fields.get("pool", ""):
        yield f"the candidate is in pool {_quoted(pool)} on line {earlier}; give each pool's candidacy an id of its own"


def _is_blank(row: list[str]) -> bool:
    return len(row) <= 1 and not "".join(row).strip()


def _quoted(text: str) -> str:
    """The text in quotes, the middle of a long one left out, nothing in it that a terminal would obey."""
    shown = text if len(text) <= QUOTED else f"{text[: QUOTED - 1]}…"
    return f"“{''.join(mark if mark.isprintable() else '?' for mark in shown)}”"


def _or(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
