"""How interviewing goes, in figures: scorecards that came in, how soon, who held how much, who went on from a stage.

A share or a median of fewer than `FEW` is not said: it would tell of chance, or of one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

FEW = 5


@dataclass(frozen=True)
class Card:
    """A scorecard that counts, of an interview that is over. `submitted_at` only where the reader may know it."""

    person_id: int
    name: str
    ended_at: datetime
    minutes: int
    is_in: bool
    submitted_at: datetime | None


@dataclass(frozen=True)
class Visit:
    """A candidate's interview of a stage, held or to come; `place` is the stage's in its loop."""

    candidacy_id: int
    loop_id: int
    place: int
    stage: str
    starts_at: datetime
    takes_part: bool


@dataclass(frozen=True)
class CardFigures:
    """Scorecards of somebody, or of all: how many were due, how many are in, how soon (hours, over how many).

    `within_day`: of those whose time is known, how many came within 24 hours of the interview's end.
    """

    name: str
    due: int
    is_in: int
    timed: int
    hours: float | None
    within_day: int
    interview_minutes: int

    @property
    def overdue(self) -> int:
        """How many are not in."""
        return self.due - self.is_in

    @property
    def rate(self) -> int | None:
        """The share that is in, in percent; None when there are too few."""
        return share(self.is_in, self.due)

    @property
    def day_rate(self) -> int | None:
        """The share that came within a day, in percent; None when there are too few."""
        return share(self.within_day, self.timed)


@dataclass(frozen=True)
class StageFigures:
    """A stage: candidates who had it; of those, who went on, who ended there, who wait; days until the next stage."""

    stage: str
    had: int
    went_on: int
    ended: int
    days: float | None

    @property
    def wait(self) -> int:
        """Who takes part and has no later stage yet."""
        return self.had - self.went_on - self.ended

    @property
    def rate(self) -> int | None:
        """Of those of whom it is known, who went on, in percent; None when there are too few."""
        return share(self.went_on, self.went_on + self.ended)


def share(part: int, whole: int) -> int | None:
    """A share in whole percent; None of fewer than FEW."""
    return round(100 * part / whole) if whole >= FEW else None


def of_cards(cards: Sequence[Card]) -> tuple[CardFigures, tuple[CardFigures, ...]]:
    """All cards together, and by interviewer: whoever owes most comes first."""
    people: dict[int, list[Card]] = {}
    for card in cards:
        people.setdefault(card.person_id, []).append(card)
    each = [_cards(mine[0].name, mine) for mine in people.values()]
    return _cards("All", cards), tuple(sorted(each, key=lambda one: (-one.overdue, -one.due, one.name)))


def _cards(name: str, cards: Sequence[Card]) -> CardFigures:
    waits = [max(card.submitted_at - card.ended_at, timedelta()) for card in cards if card.submitted_at]
    return CardFigures(
        name=name,
        due=len(cards),
        is_in=sum(card.is_in for card in cards),
        timed=len(waits),
        hours=_median([wait / timedelta(hours=1) for wait in waits]),
        within_day=sum(wait <= timedelta(days=1) for wait in waits),
        interview_minutes=sum(card.minutes for card in cards),
    )


def of_stages(visits: Iterable[Visit], since: datetime, now: datetime) -> tuple[StageFigures, ...]:
    """Stages by their place: who had one between then and now, and what became of them."""
    ways: dict[int, list[Visit]] = {}
    for visit in visits:
        ways.setdefault(visit.candidacy_id, []).append(visit)
    found: dict[str, list[tuple[Visit, Visit | None]]] = {}
    for way in ways.values():
        way.sort(key=lambda visit: (visit.place, visit.starts_at))
        for number, visit in enumerate(way):
            if since <= visit.starts_at <= now:
                found.setdefault(visit.stage, []).append((visit, way[number + 1] if number + 1 < len(way) else None))
    order = sorted(found, key=lambda stage: (min(visit.place for visit, _ in found[stage]), stage))
    return tuple(_stage(stage, found[stage]) for stage in order)


def _stage(stage: str, had: Sequence[tuple[Visit, Visit | None]]) -> StageFigures:
    waits = [(later.starts_at - visit.starts_at) / timedelta(days=1) for visit, later in had if later]
    return StageFigures(
        stage=stage,
        had=len(had),
        went_on=len(waits),
        ended=sum(later is None and not visit.takes_part for visit, later in had),
        days=_median([max(wait, 0.0) for wait in waits]),
    )


def _median(values: Sequence[float]) -> float | None:
    return round(median(values), 1) if len(values) >= FEW else None
