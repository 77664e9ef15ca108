"""Builders of rated candidates: enough of them for a calibration."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from hiringkit.db.engine import Database
from hiringkit.db.tables import CandidacyRow, CriterionRow, InterviewRow, LoopRow, RatingRow
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from tests import build_loops
from tests.build_loops import BuiltLoop
from tests.conftest import NOW


def rated(db: Database, interview_id: int, author: Viewer, steps: Sequence[int]) -> int:
    """Somebody's card, submitted with these steps, one a criterion in the version's order; gives its id."""
    scorecard_id = build_loops.submitted(db, interview_id, author)
    with db.writing() as session:
        criteria = session.execute(
            sa.select(col(CriterionRow.id), col(CriterionRow.levels))
            .join(LoopRow, col(LoopRow.version_id) == col(CriterionRow.version_id))
            .join(InterviewRow, col(InterviewRow.loop_id) == col(LoopRow.id))
            .where(col(InterviewRow.id) == interview_id)
            .order_by(col(CriterionRow.position))
        ).all()
        session.add_all(
            RatingRow(scorecard_id=scorecard_id, criterion_id=one, levels=levels, step=step)
            for (one, levels), step in zip(criteria, steps, strict=True)
        )
    return scorecard_id


def met(db: Database, loop: BuiltLoop, candidacy_id: int, steps: dict[Viewer, Sequence[int]]) -> None:
    """A candidate met by these people, one a stage, who rated so."""
    for place, (author, given) in enumerate(steps.items()):
        seats = {author: Seat.LEAD}
        held = build_loops.interview(
            db, candidacy_id, loop.stages[place], seats, starts_at=NOW - timedelta(hours=3 + 2 * place)
        )
        rated(db, held, author, given)


def candidates(db: Database, loop: BuiltLoop, panel: dict[Viewer, float], count: int, seed: int = 7) -> list[int]:
    """Candidates whom two of the panel met in turn, rated by people of these severities in points; gives their ids."""
    chance = random.Random(seed)
    people, found = list(panel), []
    for place in range(count):
        one = build_loops.candidacy(db, loop.loop_id)
        quality = chance.gauss(3.2, 0.7)
        pair = (people[place % len(people)], people[(place + 1 + place // len(people)) % len(people)])
        if pair[0] == pair[1]:
            pair = (pair[0], people[(people.index(pair[0]) + 1) % len(people)])
        met(
            db,
            loop,
            one,
            {
                author: [min(5, max(1, round(quality - panel[author] + chance.gauss(0, 0.5)))) for _ in range(3)]
                for author in dict.fromkeys(pair)
            },
        )
        found.append(one)
    return found


def open_early(db: Database, candidacy_id: int) -> None:
    """Mark a candidacy as opened before its panel was complete."""
    with db.writing() as session:
        row = session.exec(select(CandidacyRow).where(CandidacyRow.id == candidacy_id)).one()
        row.opened_early_at = NOW
