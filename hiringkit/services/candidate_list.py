"""The list of candidates: a page of those whom the viewer reaches, and what a line of it says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from hiringkit.db import candidate_list, loop_choices
from hiringkit.db.candidate_list import Asked, Row
from hiringkit.db.engine import Database
from hiringkit.db.loop_choices import Choice
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.policy.people import Viewer

PAGE = 50
MOST_LOOPS = 50
EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, eq=False)
class Choices:
    """The loops to choose from, by title, and those that a candidate may be added to.

    Of many loops the newest are there, and `has_more` says so. One that is equal is the same one.
    """

    loops: tuple[Choice, ...]
    addable: tuple[Choice, ...]
    has_more: bool


@dataclass(frozen=True)
class Listing:
    """A page of the list: what it was asked for, its rows, the loops to choose from, the chosen loop's stages (id and
    name), and its last candidacy when there are more.

    A row is the name, or nothing when it is erased, and what `line` is made of.
    """

    asked: Asked
    rows: tuple[Row, ...]
    choices: Choices
    stages: tuple[tuple[int, str], ...]
    onward: int | None


class Line(NamedTuple):
    """What a line says beside the name, which holds from `since` until the next interview begins: `at` is the first
    stage that is not held, nothing when each is; interviews begun and planned, when the next one begins; scorecards
    that are in, scorecards that count."""

    since: datetime
    until: datetime
    candidacy_id: int
    loop: str
    requisition: str
    state: CandidacyState
    at: str | None
    begun: int
    planned: int
    next_at: datetime | None
    cards_in: int
    cards: int


def listing(db: Database, viewer: Viewer, asked: Asked, now: datetime) -> Listing:
    """A page of the candidates whom the viewer reaches. A stage that the chosen loop does not have is not asked for."""
    with db.reading() as session:
        stages = loop_choices.stages_of(session, viewer, asked.loop_id) if asked.loop_id else ()
        if asked.stage and asked.stage not in {row[0] for row in stages}:
            asked = replace(asked, stage=None)
        found, loops = candidate_list.page(session, viewer, asked, now, limit=PAGE + 1, most_loops=MOST_LOOPS + 1)
    rows = tuple(found[:PAGE])
    onward = candidate_list.said(rows[-1][1]).candidacy_id if len(found) > PAGE else None
    return Listing(asked, rows, _choices(loops, asked.loop_id), tuple((row[0], row[1]) for row in stages), onward)


@lru_cache(maxsize=loop_choices.MOST_KEPT)
def _choices(listed: loop_choices.Listed, chosen: int | None) -> Choices:
    found = loop_choices.merged(listed, chosen)
    loops = tuple(loop_choices.by_title(found[:MOST_LOOPS]))
    return Choices(loops, tuple(one for one in loops if one.may_add), len(found) > MOST_LOOPS)


def line(stored: str, now: datetime) -> Line:
    """What is said of a row beside its name."""
    told = candidate_list.said(stored)
    starts = sorted(step.starts_at for step in told.steps if step.starts_at)
    begun = [at for at in starts if at <= now]
    next_at = starts[len(begun)] if len(begun) < len(starts) else None
    return Line(
        since=begun[-1] if begun else EVER[0],
        until=next_at or EVER[1],
        candidacy_id=told.candidacy_id,
        loop=told.loop,
        requisition=told.requisition,
        state=told.state,
        at=next((step.stage for step in told.steps if _is_open(step, now)), None),
        begun=len(begun),
        planned=len(starts),
        next_at=next_at,
        cards_in=told.cards_in,
        cards=told.cards,
    )


def _is_open(step: candidate_list.Step, now: datetime) -> bool:
    return not step.is_left_out and (step.starts_at is None or step.starts_at > now)
