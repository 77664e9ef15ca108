"""The matrix of a debrief: criterion by criterion, what each card says alone and what was said of it after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hiringkit.db.interviews import Columns
from hiringkit.rubrics.packs import Criterion, Pack, Scale
from hiringkit.scoring.debriefs import Judged, MoveReason, Verdict, in_order
from hiringkit.scoring.scorecards import NotObserved, Objection


@dataclass(frozen=True)
class Said:
    """A line of evidence."""

    second: int | None
    text: str


@dataclass(frozen=True)
class Moved:
    """What an author would tick now, why, and who wrote it down; the number of that record."""

    number: int
    after: int | None
    reason: MoveReason
    words: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Mark:
    """One card's rating of one criterion, as it was ticked alone; and what would be ticked now, where that was said."""

    scorecard_id: int
    author_id: int
    author: str
    stage: str
    submitted_at: datetime
    step: int | None
    not_observed: NotObserved | None
    unevidenced: bool
    evidence: tuple[Said, ...]
    changed: str
    moved: Moved | None


@dataclass(frozen=True)
class Item:
    """The talk about a criterion: for how long so far, since when it goes on, whether it is done."""

    seconds: int = 0
    started_at: datetime | None = None
    done: bool = False


@dataclass(frozen=True)
class Row:
    """A criterion of the matrix. `agenda`: its place among what is apart, from 1; 0 where it is not."""

    criterion: Criterion
    scale: Scale
    judged: Judged
    agenda: int
    marks: tuple[Mark, ...]
    item: Item
    could_ask: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def moves(self) -> tuple[Mark, ...]:
        """Those that would be ticked otherwise now."""
        return tuple(mark for mark in self.marks if mark.moved)

    def of(self, author_id: int) -> tuple[Mark, ...]:
        """One interviewer's ratings of it."""
        return tuple(mark for mark in self.marks if mark.author_id == author_id)

    @property
    def dots(self) -> tuple[tuple[int, int], ...]:
        """Each rating as a step and its place in the stack of equal ones, from 0."""
        seen: dict[int, int] = defaultdict(int)
        placed = []
        for step in self.judged.steps:
            placed.append((step, seen[step]))
            seen[step] += 1
        return tuple(placed)


def rows_of(
    pack: Pack,
    cards: Sequence[Columns],
    marks: Sequence[Columns],
    texts: Sequence[Columns],
    events: Sequence[Columns],
    words: Mapping[str, str],
) -> tuple[Row, ...]:
    """The rows, widest disagreement first, from these cards and all that was said."""
    asked = _asked(marks)
    by_criterion = _marks(cards, marks, texts, events, words)
    items = {row[5]: Item(row[8], row[2], bool(row[9])) for row in events if row[0] == "item"}
    known = {one.id: one for one in pack.criteria if one.id in asked or one.id in by_criterion}
    judged = [
        Judged(
            key,
            pack.scale_of(criterion).levels,
            tuple(mark.step for mark in by_criterion.get(key, ()) if mark.step is not None),
        )
        for key, criterion in known.items()
    ]
    rows = []
    for place, one in enumerate(in_order(judged), 1):
        criterion = known[one.key]
        rows.append(
            Row(
                criterion=criterion,
                scale=pack.scale_of(criterion),
                judged=one,
                agenda=place if one.verdict is Verdict.APART else 0,
                marks=tuple(by_criterion.get(one.key, ())),
                item=items.get(one.key, Item()),
                could_ask=tuple((stage, tuple(names)) for stage, names in asked.get(one.key, {}).items()),
            )
        )
    return tuple(rows)


def _asked(marks: Sequence[Columns]) -> dict[str, dict[str, list[str]]]:
    """By criterion: the stages that ask for it, in order, and who sits there, unless the stage is left out."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in sorted((row for row in marks if row[0] == "asked"), key=lambda row: (row[1], row[5] or "")):
        stage = f"{row[4]}, left out here," if row[6] else row[4]
        found.setdefault(row[2], {}).setdefault(stage, []).extend([row[5]] if row[5] and not row[6] else [])
    return found


def _marks(
    cards: Sequence[Columns],
    marks: Sequence[Columns],
    texts: Sequence[Columns],
    events: Sequence[Columns],
    words: Mapping[str, str],
) -> dict[str, list[Mark]]:
    card = {row[0]: (place, row) for place, row in enumerate(cards)}
    lines: dict[tuple[int, str], list[Said]] = defaultdict(list)
    for row in texts:
        if row[0] == "line" and row[5]:
            lines[row[1], row[3]].append(Said(row[4], row[5]))
    changed = {row[1]: row[5] for row in texts if row[0] == "text" and row[2] == "changed"}
    moved = {
        (row[4], row[5]): Moved(
            row[1], row[6], MoveReason(row[7]), words.get(f"rating:{row[1]}", ""), row[3] or "somebody", row[2]
        )
        for row in events
        if row[0] == "rating"
    }
    found: dict[str, list[Mark]] = defaultdict(list)
    for row in sorted((row for row in marks if row[0] == "rating"), key=lambda row: card[row[1]][0]):
        head = card[row[1]][1]
        found[row[2]].append(
            Mark(
                scorecard_id=row[1],
                author_id=head[1],
                author=head[2] or "somebody",
                stage=head[5],
                submitted_at=head[11],
                step=row[3],
                not_observed=NotObserved(row[4]) if row[4] else None,
                unevidenced=bool(row[6]) and not lines.get((row[1], row[2])),
                evidence=tuple(lines.get((row[1], row[2]), ())),
                changed=changed.get(row[1], ""),
                moved=moved.get((row[1], row[2])),
            )
        )
    return found


def flags_of(pack: Pack, cards: Sequence[Columns], texts: Sequence[Columns]) -> tuple[tuple[str, str, str], ...]:
    """Anti-signals that were seen: the sentence, who saw it, what was seen."""
    names = {row[0]: row[2] or "somebody" for row in cards}
    sentences = {signal.id: signal.text for signal in pack.anti_signals}
    evidence = {(row[1], row[2]): row[5] for row in texts if row[0] == "text"}
    return tuple(
        (sentences.get(str(row[2]), str(row[2])), names[row[1]], evidence.get((row[1], f"flag_evidence:{row[2]}"), ""))
        for row in texts
        if row[0] == "flag"
    )


def objections_of(cards: Sequence[Columns], texts: Sequence[Columns]) -> tuple[tuple[str, Objection], ...]:
    """How each card says that the risk objection was met."""
    said: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in texts:
        if row[0] == "text" and row[2].startswith("objection:"):
            said[row[1]][row[2].removeprefix("objection:")] = row[5]
    return tuple(
        (
            row[2] or "somebody",
            Objection(
                none_offered=bool(row[12]),
                offered=said[row[0]].get("offered", ""),
                verifiable=row[13],
                limits_said=row[14],
                next_step=said[row[0]].get("next_step", ""),
                owner=said[row[0]].get("owner", ""),
                due=date.fromisoformat(said[row[0]]["due"]) if "due" in said[row[0]] else None,
                escalation=said[row[0]].get("escalation", ""),
            ),
        )
        for row in cards
        if row[12] is not None
    )
