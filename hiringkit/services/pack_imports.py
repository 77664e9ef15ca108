"""A report becomes a draft, and a person goes through it: accepts, edits, rejects, moves, mends and places."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from hiringkit.db import pack_drafts as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables.pack_drafts import Beginning, MarkState
from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.policy.people import Viewer
from hiringkit.rubrics import editing, files, placing
from hiringkit.rubrics.fields import LISTS
from hiringkit.rubrics.lint import Finding, lint_text
from hiringkit.rubrics.packs import Criterion, Item, Pack
from hiringkit.rubrics.provenance import Repair, Source
from hiringkit.rubrics.reader import read_report
from hiringkit.rubrics.reader_draft import MODELS
from hiringkit.services import pack_drafts
from hiringkit.services.pack_drafts import DraftPage, Mark
from hiringkit.services.pack_tallies import MOST_LINES, SourceLine, Tally, tally

ELEMENTS = (*MODELS, placing.CONTEXT)
REPAIR = "repair"  # under which rows are marked that nothing was made of
QUARTER = timedelta(days=91)
LARGEST_FILE = 700_000  # bytes of a pack file that is sent to and fro once
_AROUND = 2  # lines that are shown before and after what was read


@dataclass(frozen=True)
class Row:
    """An item of the draft with what was said of it."""

    item: Item
    mark: Mark | None
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Rejected:
    """An item that was taken out and can be put back."""

    element: str
    key: str
    words: str
    mark: Mark


@dataclass(frozen=True)
class Count:
    """How far one element is."""

    element: str
    found: int
    accepted: int
    repair: int


@dataclass(frozen=True)
class ImportPage:
    """One element of a draft beside the lines that it was read from, and how far the whole is."""

    draft: DraftPage
    element: str
    file: str
    lines: tuple[SourceLine, ...]
    rows: tuple[Row, ...]
    repair: tuple[tuple[Repair, str], ...]  # with the whole line
    rejected: tuple[Rejected, ...]
    counts: tuple[Count, ...]
    number_of_lines: int
    tally: Tally

    @property
    def placed(self) -> int:
        """How many items the draft has from the report."""
        return sum(count.found for count in self.counts)

    @property
    def accepted(self) -> int:
        """How many of them somebody accepted."""
        return sum(count.accepted for count in self.counts)


def begin(db: Database, viewer: Viewer, raw: bytes, name: str, now: datetime) -> int:
    """The draft of a report; gives its id.

    Raises RefusedError, InvalidError: empty, binary, too large, no such report, more than a person can go through.
    """
    pack_drafts.require_writer(viewer)
    reading = read_report(raw, name)
    items = sum(reading.found.values()) + len(reading.pack.repair)
    if items > editing.MOST_ITEMS:
        what = f"This has {items:,} items and rows; a person goes through {editing.MOST_ITEMS:,} at most."
        raise InvalidError(what, where=name[-80:], mend="Give one report, or use hiringkit rubric import.")
    meta = reading.pack.pack
    meta = meta.model_copy(update={"review_by": (now + QUARTER).date().isoformat()})
    pack = reading.pack.model_copy(update={"pack": meta})
    assert meta.source is not None
    with db.writing() as session:
        draft_id = pack_drafts.begin(session, viewer, pack, now, beginning=Beginning.REPORT)
        stored.keep_source(session, draft_id, meta.source.file, meta.source.sha256, "\n".join(reading.lines))
        return draft_id


def judged(raw: bytes, name: str = "this file") -> tuple[str, tuple[Finding, ...], bool]:
    """A pack file's text, what the linter says of it, and whether it can become a draft. Raises InvalidError."""
    if len(raw) > LARGEST_FILE:
        what = f"This pack file is larger than {LARGEST_FILE // 1000} kB."
        raise InvalidError(what, where=name, mend="Check that it is one.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = f"This is no text in UTF-8: line {line} has a byte that is none of it."
        raise InvalidError(what, where=name, mend="Save it as plain YAML in UTF-8.") from error
    findings = tuple(sorted(lint_text(text, name), key=lambda one: one.level))  # errors first
    try:
        files.parse(text)
    except InvalidError:
        return text, findings, False
    return text, findings, True


def page(db: Database, viewer: Viewer, draft_id: int, element: str) -> ImportPage:
    """One element of a draft beside its report. Raises NotFoundError: no such draft, element, or no report."""
    with db.reading() as session:
        draft = pack_drafts.read(session, viewer, draft_id)
        report = stored.source(session, draft_id)
    if report is None or (element and element not in ELEMENTS):
        raise NotFoundError("There is no such page of this draft.", where=element[:80])
    counts = tuple(_count(draft, one) for one in ELEMENTS)
    element = element or _next(counts)
    lines = report[2].split("\n")
    items: Iterable[Item] = getattr(draft.pack, element)
    rows = tuple(Row(item, draft.marks.get((element, item.id)), _lines(item)) for item in items)
    rows = tuple(row for row in rows if row.lines)
    repair = tuple((row, lines[row.line - 1].strip()) for row in draft.pack.repair if _belongs(row, element))
    shown = _shown(lines, rows, [row for row, _line in repair])
    return ImportPage(
        draft=draft,
        element=element,
        file=report[0],
        lines=shown,
        rows=rows,
        repair=repair,
        rejected=tuple(_rejected(draft.marks, element)),
        counts=counts,
        number_of_lines=len(lines),
        tally=tally(draft, report, lines, {one.number for one in shown}),
    )


def accept(db: Database, viewer: Viewer, draft_id: int, element: str, key: str, now: datetime) -> None:
    """Accept an item, or all of an element that wait. Raises NotFoundError, ConflictError."""

    def act(session: Session, pack: Pack, draft: DraftPage) -> tuple[Pack, list[str]]:
        wait = [item.id for name, item in draft.waiting if name == element]
        if key:
            editing.item_of(pack, element, key)
        keys = [key] if key else wait
        stored.mark(session, viewer, draft_id, [(element, one, None) for one in keys], MarkState.ACCEPTED, now)
        return pack, keys

    _act(db, viewer, draft_id, "accepted", element, now, act)


def take_back(db: Database, viewer: Viewer, draft_id: int, element: str, key: str, now: datetime) -> None:
    """Say nothing of an item any more; what was rejected stands in the draft again."""

    def act(session: Session, pack: Pack, draft: DraftPage) -> tuple[Pack, list[str]]:
        mark = draft.marks.get((element, key))
        if mark is None:
            raise NotFoundError("Nothing was said of this item.", where=key[:80], mend="Load the page again.")
        stored.unmark(session, draft_id, element, key)
        if mark.content and element == REPAIR:
            pack = placing.with_repair(pack, Repair.model_validate_json(mark.content))
        elif mark.content:
            pack = editing.put_back(pack, element, json.loads(mark.content))
        return pack, [key]

    _act(db, viewer, draft_id, "taken back", element, now, act)


def reject(db: Database, viewer: Viewer, draft_id: int, element: str, key: str, now: datetime) -> None:
    """Take an item out of the draft; it is kept, and can be put back."""

    def act(session: Session, pack: Pack, draft: DraftPage) -> tuple[Pack, list[str]]:  # noqa: ARG001 -- one shape
        content = editing.item_of(pack, element, key).model_dump_json()
        stored.mark(session, viewer, draft_id, [(element, key, content)], MarkState.REJECTED, now)
        return editing.removed(pack, element, key), [key]

    _act(db, viewer, draft_id, "rejected", element, now, act)


def move(db: Database, viewer: Viewer, draft_id: int, element: str, key: str, to: str, now: datetime) -> None:
    """Put an item into another element, or one place `up` or `down`. Raises InvalidError where it does not fit."""

    def act(session: Session, pack: Pack, draft: DraftPage) -> tuple[Pack, list[str]]:  # noqa: ARG001 -- one shape
        if to in {"up", "down"}:
            return editing.moved(pack, element, key, -1 if to == "up" else 1), [key]
        stored.unmark(session, draft_id, element, key)
        pack, new = editing.transferred(pack, element, key, to)
        return pack, [key, f"{to}/{new}"]

    _act(db, viewer, draft_id, "moved", element, now, act)


def edit(
    db: Database,
    viewer: Viewer,
    draft_id: int,
    element: str,
    key: str,
    values: dict[str, str],
    *,
    by: str,
    now: datetime,
) -> None:
    """Write an item's fields anew, and accept it so. Raises InvalidError that names each field at fault."""

    def act(session: Session, pack: Pack, draft: DraftPage) -> tuple[Pack, list[str]]:  # noqa: ARG001 -- one shape
        faults: dict[str, str] = {}
        for name, text in (values | _followed(pack, element, key, values)).items():
            try:
                pack = editing.written(pack, f"{element}/{key}/{name}", text, by)
            except InvalidError as error:
                faults[name] = error.what
        if faults:
            raise InvalidError("The item is not changed.", problems=faults)
        stored.mark(session, viewer, draft_id, [(element, key, None)], MarkState.ACCEPTED, now)
        return pack, [key]

    _act(db, viewer, draft_id, "edited", element, now, act)


def mend(db: Database, viewer: Viewer, draft_id: int, line: int, values: Mapping[str, str], now: datetime) -> None:
    """Make an item of a row as a person wrote it, and accept it. Raises InvalidError that names each field."""

    def act(session: Session, pack: Pack, draft: DraftPage) -> tuple[Pack, list[str]]:  # noqa: ARG001 -- one shape
        row = placing.repair_at(pack, line)
        if row.element == "criteria":
            cells = (values.get("name", ""), values.get("good", ""), values.get("proof", ""))
            pack, key = placing.mended_criterion(pack, line, cells)
        else:
            pack, key = placing.mended_line(pack, line, values.get("text", ""))
        stored.mark(session, viewer, draft_id, [(row.element, key, None)], MarkState.ACCEPTED, now)
        return pack, [f"{row.element}/{key}"]

    _act(db, viewer, draft_id, "mended", f"line {line}", now, act)


def leave_out(db: Database, viewer: Viewer, draft_id: int, line: int, now: datetime) -> None:
    """Make nothing of a row that was to be mended."""

    def act(session: Session, pack: Pack, draft: DraftPage) -> tuple[Pack, list[str]]:  # noqa: ARG001 -- one shape
        row = placing.repair_at(pack, line)
        stored.mark(
            session, viewer, draft_id, [(REPAIR, f"line-{line}", row.model_dump_json())], MarkState.REJECTED, now
        )
        return placing.without_repair(pack, line), []

    _act(db, viewer, draft_id, "left out", f"line {line}", now, act)


def place(db: Database, viewer: Viewer, draft_id: int, line: int, element: str, now: datetime) -> None:
    """Make items of an unmapped section; they wait to be accepted. Raises NotFoundError, InvalidError."""

    def act(session: Session, pack: Pack, draft: DraftPage) -> tuple[Pack, list[str]]:  # noqa: ARG001 -- one shape
        report = stored.source(session, draft_id)
        assert report is not None
        return placing.placed(pack, report[2], line, element)

    _act(db, viewer, draft_id, f"placed as {element}", f"line {line}", now, act)


Doing = Callable[[Session, Pack, DraftPage], tuple[Pack, list[str]]]


def _act(db: Database, viewer: Viewer, draft_id: int, what: str, element: str, now: datetime, act: Doing) -> None:
    """Do something with an item of an open draft that was read from a report, and say so in the chain."""
    with db.writing() as session:
        pack_drafts.open_draft(session, viewer, draft_id)
        draft = pack_drafts.read(session, viewer, draft_id)
        if draft.line.beginning is not Beginning.REPORT:
            raise NotFoundError("This draft was not read from a report.")
        if element not in {*LISTS, REPAIR} and not element.startswith("line "):
            raise NotFoundError("A pack has no such list.", where=element[:80])
        pack, keys = act(session, draft.pack, draft)
        if pack is not draft.pack:
            pack_drafts.keep(session, viewer, draft_id, pack, now)
        pack_drafts.note(session, viewer, f"pack draft items {what}", draft_id, now, element=element, items=keys)


def _followed(pack: Pack, element: str, key: str, values: Mapping[str, str]) -> dict[str, str]:
    """The anchor that says what the report calls good goes on saying it."""
    item = editing.item_of(pack, element, key)
    if not isinstance(item, Criterion) or "good" not in values:
        return {}
    return {f"anchors/{one.level}": values["good"] for one in item.anchors if one.text and one.text == item.good}


def _count(draft: DraftPage, element: str) -> Count:
    keys = [item.id for item in getattr(draft.pack, element) if isinstance(item.source, Source)]
    accepted = sum((element, key) in draft.marks for key in keys)
    return Count(element, len(keys), accepted, sum(_belongs(row, element) for row in draft.pack.repair))


def _belongs(row: Repair, element: str) -> bool:
    return row.element == element or (element == "criteria" and row.element not in ELEMENTS)


def _next(counts: tuple[Count, ...]) -> str:
    """Where there is still something to do; rows to mend come first."""
    for count in sorted(counts, key=lambda one: not one.repair):
        if count.repair or count.accepted < count.found:
            return count.element
    return counts[0].element


def _lines(item: Item) -> tuple[int, ...]:
    return tuple(sorted({item.source.line, *item.source.lines})) if isinstance(item.source, Source) else ()


def _rejected(marks: Mapping[tuple[str, str], Mark], element: str) -> Iterable[Rejected]:
    """Items of an element that were taken out, and rows that nothing was made of."""
    for (name, key), mark in marks.items():
        said = json.loads(mark.content) if mark.content else {}
        if name == REPAIR and _belongs(Repair.model_validate(said), element):
            yield Rejected(name, key, said["text"], mark)
        elif name == element and said:
            yield Rejected(name, key, said.get("name") or said.get("text") or key, mark)


def _shown(lines: list[str], rows: tuple[Row, ...], repair: list[Repair]) -> tuple[SourceLine, ...]:
    """The lines that gave something, with a few around each."""
    made: dict[int, list[str]] = {}
    for row in rows:
        for number in row.lines:
            made.setdefault(number, []).append(row.item.id)
    broken = {row.line for row in repair}
    wanted = sorted(
        {
            near
            for number in (*made, *broken)
            for near in range(number - _AROUND, number + _AROUND + 1)
            if 1 <= near <= len(lines)
        }
    )[:MOST_LINES]
    return tuple(
        SourceLine(number, lines[number - 1].strip(), tuple(made.get(number, ())), number in broken, number - 1 != last)
        for last, number in zip([wanted[0] - 1 if wanted else 0, *wanted], wanted, strict=False)
    )
