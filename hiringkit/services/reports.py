"""The report on how interviewing goes, for those who run loops; the same figures as lines for a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hiringkit.db import loop_choices
from hiringkit.db import reports as stored
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.people import ERASED_PERSON
from hiringkit.loops.reports import Card, CardFigures, StageFigures, Visit, of_cards, of_stages
from hiringkit.policy.people import Viewer
from hiringkit.services.scores import Table

MOST = 20_000
LOOPS = 50
PERIODS = (30, 90, 365)


class Part(StrEnum):
    """The tables of the report."""

    CARDS = "scorecards"
    STAGES = "stages"


@dataclass(frozen=True)
class Asked:
    """Over how many days back, and of which loop; 0 for all that the viewer staffs."""

    days: int = PERIODS[1]
    loop_id: int = 0


@dataclass(frozen=True)
class Report:
    """The figures. `is_cut`: only the newest `MOST` interviews are counted."""

    asked: Asked
    since: datetime
    all_cards: CardFigures
    people: tuple[CardFigures, ...]
    stages: tuple[StageFigures, ...]
    loops: tuple[tuple[int, str], ...]
    is_cut: bool


def report(db: Database, viewer: Viewer, asked: Asked, now: datetime) -> Report:
    """The report as the viewer may know it: of loops that they manage, recruit for or decide; empty for others."""
    since = now - timedelta(days=asked.days)
    with db.reading() as session:
        cards = stored.cards(session, viewer, since, now, MOST + 1, loop_id=asked.loop_id)
        visits = stored.visits(session, viewer, since, MOST + 1, loop_id=asked.loop_id)
        loops = loop_choices.loops_of(session, viewer, asked.loop_id, LOOPS)
    everybody, people = of_cards([card for card in map(_card, cards[:MOST]) if card.ended_at <= now])
    return Report(
        asked=asked,
        since=since,
        all_cards=everybody,
        people=people,
        stages=of_stages((Visit(*row) for row in visits[:MOST]), since, now),
        loops=tuple((row[0], f"{row[1]}, {row[2]}") for row in loops),
        is_cut=max(len(cards), len(visits)) > MOST,
    )


def _card(row: Columns) -> Card:
    person_id, name, starts_at, minutes, is_in, submitted_at = row
    ended_at = starts_at + timedelta(minutes=minutes)
    return Card(person_id, name or ERASED_PERSON, ended_at, minutes, bool(is_in), submitted_at)


_STAGE_COLUMNS = ("stage", "had it", "went on", "ended there", "wait", "went on, percent", "days in stage, median")
_CARD_COLUMNS = (
    "interviewer",
    "due",
    "in",
    "overdue",
    "in, percent",
    "times known",
    "hours to scorecard, median",
    "within a day, percent",
    "interview hours",
)


def table(found: Report, part: Part) -> Table:
    """A table of the report for a spreadsheet; a cell is empty where there are too few to say."""
    if part is Part.CARDS:
        people = tuple(
            (
                p.name,
                p.due,
                p.is_in,
                p.overdue,
                p.rate,
                p.timed,
                p.hours,
                p.day_rate,
                round(p.interview_minutes / 60, 1),
            )
            for p in (found.all_cards, *found.people)
        )
        return Table(_CARD_COLUMNS, people, dated=None)
    rows = tuple((s.stage, s.had, s.went_on, s.ended, s.wait, s.rate, s.days) for s in found.stages)
    return Table(_STAGE_COLUMNS, rows, dated=None)
