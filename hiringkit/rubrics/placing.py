"""What the reader left over is put into a draft by hand: a row is mended, an unmapped section becomes items."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.rubrics import texts
from hiringkit.rubrics.files import first_fault
from hiringkit.rubrics.packs import Context, Criterion, Item, Pack
from hiringkit.rubrics.provenance import Audience, Repair, Source, Unmapped
from hiringkit.rubrics.reader import document
from hiringkit.rubrics.reader_draft import MODELS, usual_anchors
from hiringkit.rubrics.reader_headings import CRITERIA
from hiringkit.rubrics.reader_items import UnreadableLineError, fields, free_key, is_for_candidates
from hiringkit.rubrics.reader_lines import Kind, Line

CONTEXT = "context"
PLACES = ("signals", "anti_signals", "scenarios", "outcomes", "process_upgrades", "work_samples", "tracks", CONTEXT)
_LONGEST_QUOTE = 200


def repair_at(pack: Pack, line: int) -> Repair:
    """The row of a line that is to be mended, or NotFoundError."""
    found = next((row for row in pack.repair if row.line == line), None)
    if found is None:
        raise NotFoundError("There is no such row to mend.", where=f"line {line}", mend="Load the page again.")
    return found


def without_repair(pack: Pack, line: int) -> Pack:
    """The pack without a row to mend."""
    row = repair_at(pack, line)
    return pack.model_copy(update={"repair": tuple(one for one in pack.repair if one is not row)})


def with_repair(pack: Pack, row: Repair) -> Pack:
    """The pack with a row that is to be mended after all."""
    return pack.model_copy(update={"repair": tuple(sorted([*pack.repair, row], key=lambda one: one.line))})


def mended_criterion(pack: Pack, line: int, cells: tuple[str, str, str]) -> tuple[Pack, str]:
    """The pack with a row of the matrix as the criterion that a person made of it; gives its id.

    Raises InvalidError that names each cell that is empty or too long.
    """
    name, good, proof = (texts.tidy(cell) for cell in cells)
    problems = {
        field: texts.fault(said, most) or ("" if said else "Write what stands in this cell.")
        for field, said, most in (("name", name, 120), ("good", good, 1000), ("proof", proof, 1000))
    }
    found = {field: problem for field, problem in problems.items() if problem}
    if found:
        raise InvalidError("The row is not mended.", problems=found)
    source = _source(pack, line)
    key = free_key(name, (item.id for item in pack.criteria), f"criterion-{line}")
    said = {"name": name, "good": good, "proof": proof, "anchors": usual_anchors(good, source)}
    made = Criterion(id=key, source=source, **said)
    pack = without_repair(pack, line)
    at = sum(_line_of(item) < line for item in pack.criteria)
    return pack.model_copy(update={"criteria": (*pack.criteria[:at], made, *pack.criteria[at:])}), key


def mended_line(pack: Pack, line: int, text: str) -> tuple[Pack, str]:
    """The pack with a line of a list as a person wrote it; gives the item's id. Raises InvalidError."""
    element = repair_at(pack, line).element
    if element not in MODELS or element == CRITERIA:
        raise InvalidError("A heading becomes no item.", mend="Leave it out, and add its items in the editor.")
    try:
        made = _item(pack, element, texts.tidy(text), _source(pack, line), Audience.HIRING_TEAM)
    except UnreadableLineError as error:
        raise InvalidError("The row is not mended.", problems={"text": str(error)}) from error
    return _with(without_repair(pack, line), element, made), made.id


def placed(pack: Pack, report: str, line: int, element: str) -> tuple[Pack, list[str]]:
    """The pack with the bullets of an unmapped section as items of an element; gives their ids.

    A bullet that cannot be read becomes a row to mend. Raises NotFoundError, InvalidError: for candidates alone.
    """
    section = next((one for one in pack.unmapped if one.line == line), None)
    if section is None or element not in PLACES:
        raise NotFoundError("There is no such section to place.", where=f"line {line}", mend="Load the page again.")
    keys: list[str] = []
    for bullet in _bullets(report, section):
        private = section.audience is Audience.CANDIDATE or is_for_candidates(bullet.text)
        if private and element != CONTEXT:
            raise InvalidError("This is for candidates alone, and never becomes scoring.", mend="Keep it as context.")
        audience = Audience.CANDIDATE if private else Audience.HIRING_TEAM
        source = _source(pack, bullet.number)
        try:
            kind = section.heading[:120] or CONTEXT
            made = _item(pack, element, bullet.text, source, audience, kind=kind)
        except UnreadableLineError as error:
            quote = bullet.text[:_LONGEST_QUOTE]
            row = Repair(line=bullet.number, element=element, reason=str(error), text=quote)
            pack = pack.model_copy(update={"repair": (*pack.repair, row)})
            continue
        pack = _with(pack, element, made)
        keys.append(made.id)
    left = tuple(one for one in pack.unmapped if one is not section)
    return pack.model_copy(update={"unmapped": left}), keys


def _bullets(report: str, section: Unmapped) -> list[Line]:
    """The bullets of a section; where it has none, its lines of words but for the heading."""
    within = [
        line
        for one in document(report).sections
        for line in one.lines
        if section.line <= line.number <= section.last_line and line.text.strip()
    ]
    return [line for line in within if line.kind is Kind.BULLET] or [
        line for line in within if line.kind is not Kind.BLANK
    ]


def _item(pack: Pack, element: str, text: str, source: Source, audience: Audience, *, kind: str = "") -> Item:
    """Raises UnreadableLineError where the text makes no item of this element."""
    model: type[Item] = MODELS.get(element, Context)
    said: dict[str, Any] = fields(element, text) if element in MODELS else {"text": text[:1000], "kind": kind}
    taken = (item.id for item in getattr(pack, element))
    key = free_key(said.get("name") or said["text"], taken, f"{element.replace('_', '-')}-{source.line}")
    try:
        return model.model_validate({"id": key, "audience": audience, "source": source, **said})
    except ValidationError as error:
        raise UnreadableLineError(first_fault(error)) from error


def _with(pack: Pack, element: str, item: Item) -> Pack:
    return pack.model_copy(update={element: (*getattr(pack, element), item)})


def _source(pack: Pack, line: int) -> Source:
    report = pack.pack.source
    if report is None:
        raise NotFoundError("This draft was not read from a report.")
    return Source(file=report.file, sha256=report.sha256, line=line, lines=(line,))


def _line_of(item: Item) -> int:
    return item.source.line if isinstance(item.source, Source) else 0
