"""Runs: made from what counts, kept once, and never made again from the same."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from hiringkit.calibration.results import Status
from hiringkit.db import calibrations as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import CalibrationRunRow, CalibrationScoreRow, CandidacyRow
from hiringkit.policy.scorecards import Seat
from hiringkit.services import audit, calibrations
from tests import build, build_calibrations, build_loops
from tests.build_loops import BuiltLoop
from tests.conftest import NOW


def _filled(db: Database, count: int = 12) -> tuple[BuiltLoop, list[int]]:
    panel = {build.person(db): severity for severity in (0.8, 0.0, -0.8)}
    loop = build_loops.loop(db)
    return loop, build_calibrations.candidates(db, loop, panel, count)


def _pack(db: Database) -> int:
    with db.reading() as session:
        return stored.packs(session)[0]


def _runs(db: Database) -> list[tuple[Any, ...]]:
    with db.reading() as session:
        rows = session.execute(
            sa.select(
                col(CalibrationRunRow.id),
                col(CalibrationRunRow.status),
                col(CalibrationRunRow.candidates),
                col(CalibrationRunRow.ratings),
            ).order_by(col(CalibrationRunRow.id))
        ).all()
    return [tuple(row) for row in rows]


def test_a_run_holds_what_the_engine_says_and_the_chain_tells_of_it(db: Database) -> None:
    _loop, people = _filled(db)
    run = calibrations.refresh(db, _pack(db), NOW)
    assert [one[1:] for one in _runs(db)] == [(Status.PROVISIONAL, 12, 72)]
    with db.reading() as session:
        kept = {row[0]: json.loads(row[1]) for row in stored.scores(session, run or 0)}
    assert sorted(kept) == people
    assert all(one["fair_score"] is not None and one["interval"][0] <= one["fair_score"] for one in kept.values())
    assert any(one["behind"] for one in kept.values())
    assert audit.verify(db).broken is None


def test_the_same_ratings_make_no_second_run(db: Database) -> None:
    loop, _people = _filled(db)
    pack = _pack(db)
    first = calibrations.refresh(db, pack, NOW)
    assert calibrations.refresh(db, pack, NOW) == first
    assert len(_runs(db)) == 1
    one = build_loops.candidacy(db, loop.loop_id)
    build_loops.interview(db, one, loop.stages[0], {build.person(db): Seat.LEAD})
    assert calibrations.refresh(db, pack, NOW) == first, "a draft changes nothing"


def test_what_is_taken_back_makes_a_run_of_its_own_again(db: Database) -> None:
    """From these ratings to others and back: the last run is always that of the ratings as they are."""
    loop, people = _filled(db)
    pack = _pack(db)
    first = calibrations.refresh(db, pack, NOW)
    late = build.person(db)
    held = build_loops.interview(db, people[0], loop.stages[2], {late: Seat.LEAD})
    second = calibrations.refresh(db, pack, NOW)
    assert (first, second) != (second, second)
    assert [one[2] for one in _runs(db)] == [12, 11], "a card was asked for again: its candidate waits"
    with db.writing() as session:
        session.execute(sa.text("UPDATE interview SET state = 'cancelled' WHERE id = :id"), {"id": held})
    third = calibrations.refresh(db, pack, NOW)
    assert third not in {first, second}
    assert [one[2] for one in _runs(db)] == [12, 11, 12]


def test_two_who_ask_at_once_get_one_run(db: Database) -> None:
    _filled(db)
    pack = _pack(db)
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: calibrations.refresh(db, pack, NOW), range(4)))
    assert len(found) == 1
    assert len(_runs(db)) == 1


def test_nothing_is_made_from_nothing(lite: Database) -> None:
    build_loops.loop(lite)
    assert calibrations.refresh_all(lite, NOW) == []
    assert _runs(lite) == []


def test_too_little_is_kept_as_such_with_its_reasons(lite: Database) -> None:
    _filled(lite, 3)
    run = calibrations.refresh_all(lite, NOW)[0]
    assert [one[1] for one in _runs(lite)] == [Status.UNCALIBRATED]
    with lite.reading() as session:
        result = json.loads(session.execute(sa.select(col(CalibrationRunRow.result))).scalar_one())
        values = [json.loads(row[1]) for row in stored.scores(session, run)]
    assert result["reasons"] == ["Not calibrated: 18 ratings; at least 30 are needed."]
    assert {one["fair_score"] for one in values} == {None}


def test_a_card_that_completes_its_panel_asks_for_a_run_and_one_before_does_not(lite: Database) -> None:
    loop, _people = _filled(lite)
    one = build_loops.candidacy(lite, loop.loop_id)
    first, second = build.person(lite), build.person(lite)
    held = [
        build_loops.interview(lite, one, loop.stages[place], {who: Seat.LEAD})
        for place, who in enumerate((first, second))
    ]
    card = build_calibrations.rated(lite, held[0], first, (3, 4, 3))
    assert calibrations.refresh_after(lite, card, NOW) is None
    card = build_calibrations.rated(lite, held[1], second, (3, 4, 4))
    assert calibrations.refresh_after(lite, card, NOW) is not None
    assert [run[2] for run in _runs(lite)] == [13]


def test_a_run_names_people_by_id_alone(lite: Database) -> None:
    """So that an erasure leaves it readable, and itself."""
    _filled(lite)
    calibrations.refresh_all(lite, NOW)
    with lite.reading() as session:
        result = session.execute(sa.select(col(CalibrationRunRow.result))).scalar_one()
        texts = [result, *(value for _one, value in stored.scores(session, 1))]
        names = session.execute(sa.text("SELECT name FROM person_text UNION SELECT name FROM candidate_text"))
        assert not [name for (name,) in names for text in texts if name in text]
        entered = session.execute(sa.select(col(CalibrationScoreRow.candidacy_id))).scalars().all()
        assert sorted(entered) == sorted(session.execute(sa.select(col(CandidacyRow.id))).scalars().all())
