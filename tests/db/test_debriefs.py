"""Who enters a debrief: the rule in words and the query are one rule, on both kinds of database."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hiringkit.db import debriefs
from hiringkit.db.engine import Database
from hiringkit.db.tables import CandidacyRow, DebriefRow
from hiringkit.policy.debriefs import may_enter
from hiringkit.policy.people import LoopRole
from hiringkit.policy.scorecards import CardState, Seat, Standing, Visibility, panel_complete
from tests import build, build_loops
from tests.conftest import NOW

cards = st.lists(st.tuples(st.sampled_from(Seat), st.booleans()), max_size=2)
worlds = st.fixed_dictionaries(
    {
        "visibility": st.sampled_from(Visibility),
        "roles": st.frozensets(st.sampled_from(LoopRole)),
        "decides": st.booleans(),
        "own": cards,
        "others": cards,
        "early": st.booleans(),
        "is_open": st.booleans(),
    }
)
SHUT = {
    "visibility": Visibility.ALWAYS,
    "roles": frozenset({LoopRole.MANAGER}),
    "decides": True,
    "own": [(Seat.SHADOW, False)],
    "others": [(Seat.LEAD, True)],
    "early": True,
    "is_open": True,
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(worlds)
@example(SHUT)
@example({**SHUT, "own": [(Seat.LEAD, True)], "visibility": Visibility.AFTER_PANEL, "early": False})
def test_the_query_lets_in_whom_the_rule_lets_in(db: Database, world: dict[str, object]) -> None:
    own: list[tuple[Seat, bool]] = world["own"]  # type: ignore[assignment]
    others: list[tuple[Seat, bool]] = world["others"]  # type: ignore[assignment]
    roles: frozenset[LoopRole] = world["roles"]  # type: ignore[assignment]
    visibility = Visibility(str(world["visibility"]))
    viewer, colleague = build.person(db), build.person(db)
    loop = build_loops.loop(db, visibility=visibility, decider=viewer if world["decides"] else None)
    for role in roles:
        build_loops.member(db, loop.loop_id, viewer, role)
    one = build_loops.candidacy(db, loop.loop_id)
    seats = [(viewer, *card) for card in own] + [(colleague, *card) for card in others]
    for number, (person, seat, is_in) in enumerate(seats):
        stage = loop.stages[number % 3] if number < 3 else build_loops.stage(db, loop.loop_id)
        interview = build_loops.interview(db, one, stage, {person: seat}, starts_at=NOW - timedelta(hours=number + 2))
        if is_in:
            build_loops.submitted(db, interview, person)
    with db.writing() as session:
        if world["is_open"]:
            session.add(DebriefRow(candidacy_id=one, opened_at=NOW, opened_by=loop.manager.person_id))
        if world["early"]:
            row = session.get(CandidacyRow, one)
            assert row
            row.opened_early_at = NOW
    states = {True: CardState.SUBMITTED, False: CardState.DRAFT}
    standing = Standing(
        loop_roles=roles,
        is_decider=bool(world["decides"]),
        own_cards=tuple(states[is_in] for _seat, is_in in own),
        is_panel_complete=panel_complete((seat, states[is_in]) for seat, is_in in [*own, *others]),
        is_opened_early=bool(world["early"]),
    )
    if not (standing.is_staff or standing.is_on_panel):
        return  # does not know of the candidate at all
    with db.reading() as session:
        found = debriefs.head(session, viewer, loop.loop_id, one)
    assert bool(found["enters"]) is may_enter(visibility, standing, is_open=bool(world["is_open"]))
