"""Which run somebody sees, what enters one, and that none ever changes; on both kinds of database."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col

from hiringkit.calibration.results import Status
from hiringkit.db import calibrations as stored
from hiringkit.db import fair_scores
from hiringkit.db.engine import Database
from hiringkit.db.tables import CalibrationRunRow, DebriefRow
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.policy.calibrations import may_see_calibration, may_see_run, may_see_score
from hiringkit.policy.people import LoopRole, Role
from hiringkit.policy.scorecards import CardState, Seat, Standing, Visibility, may_read, panel_complete
from tests import build, build_calibrations, build_loops
from tests.conftest import NOW


def _run(session: Session, pack_id: int, candidacies: list[int]) -> int:
    run = CalibrationRunRow(
        pack_id=pack_id,
        made_at=NOW,
        program="1",
        settings="{}",
        inputs="0" * 64,
        draw="0" * 32,
        status=Status.PROVISIONAL,
        candidates=len(candidacies),
        interviewers=1,
        ratings=1,
        result="{}",
    )
    return stored.keep(session, run, dict.fromkeys(candidacies, "{}"))


own = st.sampled_from(["none", "draft", "in", "draft, cancelled", "draft, in training"])
worlds = st.fixed_dictionaries(
    {
        "own": st.tuples(own, own),
        "runs": st.lists(st.frozensets(st.sampled_from([0, 1]), min_size=1), min_size=1, max_size=3),
        "visibility": st.sampled_from(Visibility),
        "roles": st.frozensets(st.sampled_from(LoopRole)),
        "early": st.booleans(),
        "role": st.sampled_from(Role),
    }
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(worlds)
def test_the_query_shows_what_the_rule_allows(db: Database, world: dict[str, object]) -> None:
    cards: tuple[str, str] = world["own"]  # type: ignore[assignment]
    runs: list[frozenset[int]] = world["runs"]  # type: ignore[assignment]
    roles: frozenset[LoopRole] = world["roles"]  # type: ignore[assignment]
    visibility, role = Visibility(str(world["visibility"])), Role(str(world["role"]))
    viewer, colleague = build.person(db, role=role), build.person(db)
    loop = build_loops.loop(db, visibility=visibility)
    for each in roles:
        build_loops.member(db, loop.loop_id, viewer, each)
    found = []
    for card in cards:
        one = build_loops.candidacy(db, loop.loop_id)
        build_calibrations.met(db, loop, one, {colleague: (3, 3, 3)})
        if world["early"]:
            build_calibrations.open_early(db, one)
        if card != "none":
            seat = Seat.SHADOW if card == "draft, in training" else Seat.LEAD
            state = InterviewState.CANCELLED if card == "draft, cancelled" else InterviewState.PLANNED
            held = build_loops.interview(db, one, loop.stages[1], {viewer: seat}, state=state)
            if card == "in":
                build_loops.submitted(db, held, viewer)
        found.append(one)
    is_open = [card in {"draft", "draft, in training"} for card in cards]
    open_cards = {one for one, still in zip(found, is_open, strict=True) if still}
    with db.writing() as session:
        pack_id = _first_pack(session)
        kept = [(_run(session, pack_id, [found[place] for place in entered]), entered) for entered in runs]
    allowed = [run for run, entered in kept if may_see_run({found[place] for place in entered}, open_cards)]
    with db.reading() as session:
        condition = stored.visible(viewer)
        seen = session.execute(
            sa.select(col(CalibrationRunRow.id)).where(condition, col(CalibrationRunRow.id).in_([r for r, _ in kept]))
        )
        assert set(seen.scalars()) == set(allowed)
        listed = {one["id"] for one in stored.runs(session, viewer, [pack_id], 100)} & {run for run, _ in kept}
        manages = LoopRole.MANAGER in roles
        assert listed == (set(allowed) if may_see_calibration(role, manages_a_loop_of_the_pack=manages) else set())
        for place, (one, card) in enumerate(zip(found, cards, strict=True)):
            shown = fair_scores.fair(session, viewer, candidacy_id=one)
            opened = may_read(visibility, CardState.SUBMITTED, _standing(card, roles, early=bool(world["early"])))
            is_visible = bool(allowed)
            older = [row for row in shown if row[1] not in {run for run, _ in kept}]
            if older:  # of another example's run of the same pack, made before: visible to everybody here
                assert not allowed
                assert opened
                continue
            assert bool(shown) is may_see_score(run_is_visible=is_visible, cards_are_open=opened)
            if shown:
                newest = max(allowed)
                assert shown[0][1] == newest
                assert (shown[0][6] is not None) is (place in dict(kept)[newest])


def _standing(card: str, roles: frozenset[LoopRole], *, early: bool) -> Standing:
    states = {"draft": CardState.DRAFT, "draft, in training": CardState.DRAFT, "in": CardState.SUBMITTED}
    mine = () if card in {"none", "draft, cancelled"} else (states[card],)
    seats = [(Seat.LEAD, CardState.SUBMITTED)]
    if mine:
        seats.append((Seat.SHADOW if card == "draft, in training" else Seat.LEAD, mine[0]))
    return Standing(loop_roles=roles, own_cards=mine, is_panel_complete=panel_complete(seats), is_opened_early=early)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE calibration_run SET status = 'calibrated'",
        "DELETE FROM calibration_run",
        "UPDATE calibration_score SET value = '[]'",
        "DELETE FROM calibration_score",
    ],
)
def test_a_run_never_changes_whatever_a_program_does(db: Database, statement: str) -> None:
    loop = build_loops.loop(db)
    one = build_loops.candidacy(db, loop.loop_id)
    with db.writing() as session:
        _run(session, _first_pack(session), [one])
    with pytest.raises(DatabaseError, match="A calibration run never changes"), db.writing() as session:
        session.execute(sa.text(statement))


def _first_pack(session: Session) -> int:
    return stored.packs(session)[0]


def test_only_what_was_said_independently_enters_a_run(db: Database) -> None:
    lead, second, trainee, late = (build.person(db) for _ in range(4))
    loop = build_loops.loop(db)
    whole, waiting, opened = (build_loops.candidacy(db, loop.loop_id) for _ in range(3))
    seats = {lead: Seat.LEAD, trainee: Seat.SHADOW}
    held = build_loops.interview(db, whole, loop.stages[0], seats)
    build_calibrations.rated(db, held, lead, (4, 2, 5))
    build_calibrations.rated(db, held, trainee, (1, 1, 1))
    gone = build_loops.interview(db, whole, loop.stages[1], {second: Seat.LEAD}, state=InterviewState.CANCELLED)
    build_calibrations.rated(db, gone, second, (1, 1, 1))
    for one in (waiting, opened):
        first = build_loops.interview(db, one, loop.stages[0], {lead: Seat.LEAD})
        build_loops.interview(db, one, loop.stages[1], {late: Seat.LEAD})
        build_calibrations.rated(db, first, lead, (3, 3, 2))
    build_calibrations.open_early(db, opened)
    with db.writing() as session:
        session.add(DebriefRow(candidacy_id=whole, opened_at=NOW, opened_by=loop.manager.person_id))
    with db.reading() as session:
        rows = stored.inputs(session, _first_pack(session))
    assert [(row[0], row[1], row[2], row[4]) for row in rows] == [
        (one, lead.person_id, key, step)
        for one, steps in (
            (whole, {"communication": 2, "prioritization": 5, "troubleshooting": 4}),
            (opened, {"communication": 3, "prioritization": 2, "troubleshooting": 3}),
        )
        for key, step in steps.items()
    ]
    assert {row[6] for row in rows} == {loop.loop_id}
    assert {row[5] for row in rows} == {"recruiter-screen"}
