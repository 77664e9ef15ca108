"""Section after section of a report becomes the draft of a pack; what became of each line is written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hiringkit.rubrics.meta import PackMeta
from hiringkit.rubrics.packs import (
    Anchor,
    AntiSignal,
    Criterion,
    FirstQuarter,
    Item,
    Level,
    Outcome,
    Pack,
    PackStage,
    ProcessUpgrade,
    Scenario,
    Signal,
    Track,
    WorkSample,
)
from hiringkit.rubrics.provenance import Audience, Gap, Repair, Source, SourceFile, Unmapped
from hiringkit.rubrics.reader_headings import (
    ANTI_SIGNALS,
    CRITERIA,
    FIRST_QUARTER,
    LEVELS,
    LISTED,
    OUTCOMES,
    PROCESS_UPGRADES,
    SCENARIOS,
    SIGNALS,
    STAGES,
    TRACKS,
    WORK_SAMPLES,
    element_of,
    is_for_candidates,
)
from hiringkit.rubrics.reader_items import Fields, UnreadableLineError, fields, fit, slug
from hiringkit.rubrics.reader_items import is_for_candidates as says_for_candidates
from hiringkit.rubrics.reader_lines import Kind, Line
from hiringkit.rubrics.reader_meta import Meta, meta
from hiringkit.rubrics.reader_rows import cells_of, is_header, mixed_words
from hiringkit.rubrics.reader_sections import ReportDocument, Section

USUAL_LEVELS = range(1, 6)
BAR = 3  # of the usual five, the level that meets the bar: the only one that a report describes
MOST_PARTS = 100_000  # items, repairs and sections: no one report has more
_LONGEST_QUOTE = 200
MODELS: dict[str, type[Item]] = {
    TRACKS: Track,
    LEVELS: Level,
    STAGES: PackStage,
    CRITERIA: Criterion,
    SIGNALS: Signal,
    ANTI_SIGNALS: AntiSignal,
    SCENARIOS: Scenario,
    OUTCOMES: Outcome,
    PROCESS_UPGRADES: ProcessUpgrade,
    WORK_SAMPLES: WorkSample,
    FIRST_QUARTER: FirstQuarter,
}
_FOR_BOTH = {TRACKS, LEVELS, STAGES, OUTCOMES, WORK_SAMPLES, FIRST_QUARTER}


class Fate(StrEnum):
    """What became of a line; a line that gave more than one thing has the first of these that fits."""

    MAPPED = "mapped"
    REPAIR = "repair"
    UNMAPPED = "unmapped"
    IGNORED = "ignored"


_RANK = {fate: rank for rank, fate in enumerate(Fate)}


@dataclass(frozen=True, slots=True)
class Account:
    """One line of the report: its fate, and the element, the heading or the reason."""

    line: int
    fate: Fate
    what: str


@dataclass(slots=True)
class _Entry:
    """An item on its way: what it says, for whom, on which lines."""

    fields: Fields
    audience: Audience
    lines: list[int]


@dataclass(slots=True)
class Draft:
    """Takes section after section, and becomes a pack at the end."""

    source: SourceFile
    meta: Meta = field(default_factory=Meta)
    entries: dict[str, dict[Any, _Entry]] = field(default_factory=lambda: {element: {} for element in MODELS})
    repair: list[Repair] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    fates: dict[int, Account] = field(default_factory=dict)
    headings: dict[str, int] = field(default_factory=dict)  # element: the first line of its heading

    @property
    def parts(self) -> int:
        """How many parts the draft will have."""
        return sum(map(len, self.entries.values())) + len(self.repair) + len(self.unmapped)

    def take(self, made: ReportDocument) -> None:
        """Read every section of a document, in order."""
        known = next((place for place, section in enumerate(made.sections) if section.element), len(made.sections))
        head = [line for section in made.sections[:known] for line in (section.heading, *section.lines) if line]
        self.meta = meta(head, [section.heading.text for section in made.sections if section.heading])
        outside = (line.text for section in made.sections if section.element != CRITERIA for line in section.lines)
        mixed = mixed_words("\n".join(outside))
        for section in made.sections:
            if section.heading and section.element:
                self.headings.setdefault(section.element, section.heading.number)
            self._section(section, mixed)

    def _section(self, section: Section, mixed: frozenset[str]) -> None:
        heading = section.heading
        if heading and heading.number in self.meta.lines:
            self._note([heading], Fate.MAPPED, self.meta.lines[heading.number])
        elif section.is_broken and heading:
            what = "This may be a heading without its blank lines; what follows it was not taken in."
            self._mend(heading, element_of(heading.text) or "heading", what)
        if section.element == CRITERIA and heading and not is_for_candidates(heading.text):
            self._note([heading], Fate.MAPPED, CRITERIA)
            self._matrix(section, mixed)
        elif section.element and section.element != CRITERIA:
            self._list(section, section.element)
        else:
            self._unknown(section)

    def _unknown(self, section: Section) -> None:
        """A section that no element comes from. The lines at the head of a report are no section of their own."""
        heading = section.heading
        is_head = heading is None or heading.number in self.meta.lines
        if is_head and not section.bullets:
            self._note(section.lines, Fate.IGNORED, "before the first heading")
        else:
            self._leave(section.lines if is_head or heading is None else [heading, *section.lines], heading)

    def _leave(self, left: Sequence[Line], heading: Line | None) -> None:
        said = [line for line in left if line.kind is not Kind.BLANK]
        text = heading.text if heading else ""
        self.unmapped.append(
            Unmapped(
                heading=text[:_LONGEST_QUOTE],
                line=said[0].number,
                last_line=max(line.last for line in said),
                bullets=sum(line.kind is Kind.BULLET for line in said),
                audience=Audience.CANDIDATE if is_for_candidates(text) else Audience.BOTH,
            )
        )
        self._note(said, Fate.UNMAPPED, text or "before the first heading")

    def _list(self, section: Section, element: str) -> None:
        heading = section.heading
        assert heading is not None
        self._note([heading], Fate.MAPPED, element)
        for line in section.lines:
            if line.kind is not Kind.BULLET:
                self._note([line], Fate.IGNORED, "words around a list")
            elif not line.text:
                self._note([line], Fate.IGNORED, "a bullet without words")
            else:
                candidate = is_for_candidates(heading.text) or says_for_candidates(line.text)
                self._bullet(line, element, Audience.CANDIDATE if candidate else _audience(element))

    def _bullet(self, line: Line, element: str, audience: Audience) -> None:
        try:
            self._add(element, line, fields(element, line.text), line.text, audience)
        except UnreadableLineError as error:
            self._mend(line, element, str(error))

    def _matrix(self, section: Section, mixed: frozenset[str]) -> None:
        within, has_header, left = False, False, []
        for line in section.lines:
            if line.kind is Kind.BLANK:
                within = False
            elif line.kind is Kind.ROW and not line.text:
                self._note([line], Fate.IGNORED, "a rule of the table")
            elif within:
                self._row(line, mixed)
            elif is_header(line.text, line.cells):
                within = has_header = True
                self._note([line], Fate.MAPPED, CRITERIA)
            elif line.kind is Kind.BULLET or line.cells:
                left.append(line)
            else:
                self._note([line], Fate.IGNORED, "words around the matrix")
        for line in left if not has_header else ():
            self._mend(line, CRITERIA, "This stands in the skill matrix, but under no header row.")
        if left and has_header:
            self._leave(left, section.heading)

    def _row(self, line: Line, mixed: frozenset[str]) -> None:
        cells, reason = cells_of(line.text, line.cells, mixed)
        if reason or says_for_candidates(line.text):
            self._mend(line, CRITERIA, reason or "This row says that it is for candidates.")
            return
        name, good, proof = cells
        said: Fields = {"name": name, "good": good, "proof": proof}
        try:
            fit(said)
        except UnreadableLineError as error:
            self._mend(line, CRITERIA, str(error))
            return
        self._add(CRITERIA, line, said, cells, Audience.HIRING_TEAM)

    def _add(self, element: str, line: Line, said: Fields, key: Any, audience: Audience) -> None:
        """An item, or one more line of an item that says the same."""
        entry = self.entries[element].setdefault(key, _Entry(said, audience, []))
        if line.number not in entry.lines[-1:]:
            entry.lines.append(line.number)
        self._note([line], Fate.MAPPED, element)

    def _mend(self, line: Line, element: str, reason: str) -> None:
        self.repair.append(Repair(line=line.number, element=element, reason=reason, text=line.text[:_LONGEST_QUOTE]))
        self._note([line], Fate.REPAIR, reason)

    def _note(self, noted: Iterable[Line], fate: Fate, what: str) -> None:
        for line in noted:
            for number in range(line.number, line.last + 1) if line.kind is not Kind.BLANK else ():
                known = self.fates.get(number)
                if known is None or _RANK[fate] < _RANK[known.fate]:
                    self.fates[number] = Account(number, fate, what)

    def accounts(self, shown: Sequence[str]) -> tuple[Account, ...]:
        """Each line of the report once, in order."""
        return tuple(
            self.fates.get(number) or Account(number, Fate.IGNORED, "markup" if text.strip() else "blank")
            for number, text in enumerate(shown, 1)
        )

    def pack(self) -> Pack:
        """The draft: every key is there, what the report does not say stays empty."""
        ids: Counter[str] = Counter()
        items = {element: self._items(element, ids) for element in MODELS}
        gaps = tuple(Gap(element=element, reason=self._why_empty(element)) for element in LISTED if not items[element])
        made: dict[str, Any] = {**items, "repair": tuple(self.repair), "unmapped": tuple(self.unmapped), "gaps": gaps}
        return Pack(pack=self._pack_meta(), scale=None, **made)

    def _items(self, element: str, ids: Counter[str]) -> tuple[Item, ...]:
        model = MODELS[element]
        asked = False
        found: list[Item] = []
        for number, entry in enumerate(self.entries[element].values(), 1):
            said = dict(entry.fields)
            if said.get("kind") and asked:  # one upgrade asks for the objection
                said["kind"] = None
            asked = asked or bool(said.get("kind"))
            source = Source(
                file=self.source.file, sha256=self.source.sha256, line=entry.lines[0], lines=tuple(entry.lines)
            )
            if element == CRITERIA:
                said["anchors"] = usual_anchors(said["good"], source)
            key = _unique(slug(said.get("name") or said["text"]) or f"{model.__name__.lower()}-{number}", ids)
            found.append(model(id=key, audience=entry.audience, source=source, **said))
        return tuple(found)

    def _why_empty(self, element: str) -> str:
        if element not in self.headings:
            return "No heading of this kind was found."
        return f"Nothing under its heading (line {self.headings[element]}) could be read as such."

    def _pack_meta(self) -> PackMeta:
        said = self.meta
        known = (said.role, said.country, said.segment)
        name = " ".join(part for part in known if part) if all(known) else said.title or ""
        return PackMeta(
            format=1,
            id=slug(name) or None,
            title=said.title[:_LONGEST_QUOTE] if said.title else None,
            role=said.role,
            segment=said.segment,
            country=said.country,
            year=said.year,
            publisher=said.publisher,
            published=said.published,
            source=self.source,
            status="draft",
        )


def usual_anchors(good: str, source: Source) -> tuple[Anchor, ...]:
    """A place for each of the usual levels; the report's words meet the bar, the others stay empty."""
    return tuple(Anchor(level=level, text=good if level == BAR else "", source=source) for level in USUAL_LEVELS)


def _audience(element: str) -> Audience:
    return Audience.BOTH if element in _FOR_BOTH else Audience.HIRING_TEAM


def _unique(key: str, ids: Counter[str]) -> str:
    ids[key] += 1
    while ids[key] > 1:
        longer = f"{key}-{ids[key]}"
        if longer not in ids:
            ids[longer] += 1
            return longer
        ids[key] += 1
    return key
