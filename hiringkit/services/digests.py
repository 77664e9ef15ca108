"""The list of the day: what waits for somebody, as a mail says it, without the candidates' names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from hiringkit.services import home
from hiringkit.services.home import Kind

LINES = 12


@dataclass(frozen=True)
class Line:
    """One thing that waits, in the list of the day; `path` leads to it."""

    what: str
    loop: str
    at: datetime | None
    path: str


def lines(work: home.Work) -> tuple[tuple[Line, ...], int]:
    """What waits, and for how much more there was no room."""
    items = [item for _group, found in work.groups for item in found]
    said: list[Line] = []
    told = 0
    bunches = Counter((item.kind, _loop(item)) for item in items if item.kind in MANY)
    for item in items:
        number = bunches.pop((item.kind, _loop(item)), 0) if item.kind in MANY else 1
        if number and len(said) < LINES:
            said.append(_line(item, number))
            told += number
    return tuple(said), work.total - told


def _line(item: home.Item, number: int) -> Line:
    """What stands for an item, or for so many of its kind in its loop."""
    if number > 1:
        return Line(f"{number} {MANY[item.kind]}", _loop(item), None, "/")
    at = item.at if item.kind in {Kind.CARD, Kind.INTERVIEW} else None
    what = f"{WORDS[item.kind]}: {item.stage}" if item.stage else WORDS[item.kind]
    return Line(what, _loop(item), at, PLACES[item.kind].format(item))


def _loop(item: home.Item) -> str:
    return ", ".join(words for words in (item.loop, item.requisition) if words)


WORDS = {
    Kind.CARD: "Your scorecard is to be submitted",
    Kind.INTERVIEW: "You interview",
    Kind.MISSING: "A scorecard of somebody is missing",
    Kind.PLAN: "An interview is to be planned",
    Kind.LOOP: "A loop is to be opened",
    Kind.DECIDE: "A decision is yours",
    Kind.AGAIN: "A decision is to be looked at again",
    Kind.OUTCOME: "The first 90 days of somebody hired are to be rated",
    Kind.DRILL: "A drill is to be handed in",
}
MANY = {  # of which there may be dozens in a loop: one line for all of them
    Kind.MISSING: "scorecards of others are missing",
    Kind.PLAN: "candidates wait for an interview to be planned",
}
PLACES = {
    Kind.CARD: "/interviews/{0.target}",
    Kind.INTERVIEW: "/interviews/{0.target}",
    Kind.MISSING: "/candidates/{0.target}",
    Kind.PLAN: "/candidates/{0.target}",
    Kind.LOOP: "/loops/{0.target}",
    Kind.DECIDE: "/loops/{0.loop_id}/debriefs/{0.target}",
    Kind.AGAIN: "/loops/{0.loop_id}/debriefs/{0.target}",
    Kind.OUTCOME: "/candidates/{0.target}/outcomes",
    Kind.DRILL: "/drills/{0.target}",
}
