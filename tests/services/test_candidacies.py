"""One person's way through a loop as each viewer may know it, on both kinds of database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from hiringkit.db.engine import Database
from hiringkit.db.tables.candidates import CandidacyState, InterviewState
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.scorecards import Seat, Visibility
from hiringkit.scoring.scorecards import Recommendation
from hiringkit.services import candidacies, candidates, people
from hiringkit.services.candidacies import Aim, Known, Step, Way
from tests import build, build_loops
from tests.build_loops import BuiltLoop
from tests.conftest import NOW


@dataclass(frozen=True)
class Panel:
    """A candidate with one interview held: a card in, a card missing, a trainee's card missing."""

    loop: BuiltLoop
    done: Viewer
    late: Viewer
    shadow: Viewer
    one: int
    interview: int


def panel(db: Database, visibility: Visibility = Visibility.AFTER_OWN) -> Panel:
    done, late, shadow = (build.person(db, name) for name in ("Marcus", "Priya", "Tomasz"))
    loop = build_loops.loop(db, visibility=visibility, panel={done: Seat.LEAD})
    one = build_loops.candidacy(db, loop.loop_id, "Rosa")
    seats = {done: Seat.LEAD, late: Seat.SECOND, shadow: Seat.SHADOW}
    interview = build_loops.interview(db, one, loop.stages[0], seats)
    build_loops.submitted(db, interview, done, recommendation=Recommendation.STRONG_YES)
    return Panel(loop, done, late, shadow, one, interview)


def known(way: Way) -> list[tuple[str, Known, Recommendation | None]]:
    """What is known of each card at the first stage."""
    interview = way.stages[0].interview
    assert interview is not None
    return [(seat.name, seat.known, seat.recommendation) for seat in interview.seats]


@pytest.mark.parametrize(
    ("visibility", "who", "state", "recommendation"),
    [
        pytest.param(Visibility.AFTER_OWN, "recruiter", Known.IN, Recommendation.STRONG_YES, id="after own: staff"),
        pytest.param(Visibility.AFTER_OWN, "done", Known.IN, Recommendation.STRONG_YES, id="after own: the author"),
        pytest.param(Visibility.AFTER_OWN, "late", Known.UNTIL_OWN, None, id="after own: an open card"),
        pytest.param(Visibility.AFTER_OWN, "shadow", Known.UNTIL_OWN, None, id="after own: a trainee's open card"),
        pytest.param(Visibility.AFTER_PANEL, "recruiter", Known.UNTIL_ALL, None, id="after panel: staff"),
        pytest.param(Visibility.AFTER_PANEL, "decider", Known.UNTIL_ALL, None, id="after panel: the decider"),
        pytest.param(Visibility.AFTER_PANEL, "late", Known.UNTIL_ALL, None, id="after panel: an open card"),
        pytest.param(Visibility.AFTER_PANEL, "shadow", Known.UNTIL_ALL, None, id="after panel: a trainee's open card"),
        pytest.param(Visibility.ALWAYS, "late", Known.IN, Recommendation.STRONG_YES, id="always: an open card"),
    ],
)
def test_a_recommendation_is_handed_out_with_its_card_alone(
    db: Database, visibility: Visibility, who: str, state: Known, recommendation: Recommendation | None
) -> None:
    built = panel(db, visibility)
    viewer: Viewer = getattr(built, who, None) or getattr(built.loop, who)
    way = candidacies.way(db, viewer, built.one, NOW)
    assert known(way) == [
        ("Marcus", state, recommendation),
        ("Priya", Known.MISSING, None),
        ("Tomasz", Known.MISSING, None),
    ]
    assert way.cards == (1, 2)


def test_the_last_card_that_counts_opens_the_rest(db: Database) -> None:
    built = panel(db, Visibility.AFTER_PANEL)
    build_loops.submitted(db, built.interview, built.late)
    way = candidacies.way(db, built.loop.manager, built.one, NOW)
    assert [state for _, state, _ in known(way)] == [Known.IN, Known.IN, Known.MISSING]
    assert known(candidacies.way(db, built.shadow, built.one, NOW))[0][1] is Known.UNTIL_OWN
    assert not way.may_open_early


def test_opening_early_opens_to_staff_and_not_to_an_open_card(db: Database) -> None:
    built = panel(db, Visibility.AFTER_PANEL)
    assert candidacies.way(db, built.loop.manager, built.one, NOW).may_open_early
    assert not candidacies.way(db, built.loop.recruiter, built.one, NOW).may_open_early
    candidates.open_early(db, built.loop.manager, built.one, "The start date is fixed.", NOW)
    way = candidacies.way(db, built.loop.recruiter, built.one, NOW)
    assert known(way)[0][1] is Known.IN
    assert way.opening == candidacies.Opening(NOW, built.loop.manager.name, "The start date is fixed.")
    assert known(candidacies.way(db, built.late, built.one, NOW))[0][1] is Known.UNTIL_OWN


def test_stages_stand_in_order_with_their_panel_until_they_are_planned(db: Database) -> None:
    built = panel(db)
    way = candidacies.way(db, built.loop.manager, built.one, NOW)
    assert [stage.name for stage in way.stages] == list(build_loops.STAGES)
    assert [stage.interview is not None for stage in way.stages] == [True, False, False]
    assert way.stages[1].panel == (("Marcus", Seat.LEAD),)


def test_a_cancelled_interview_is_no_part_of_the_way(db: Database) -> None:
    built = panel(db)
    build_loops.interview(db, built.one, built.loop.stages[1], {built.late: Seat.LEAD}, state=InterviewState.CANCELLED)
    way = candidacies.way(db, built.loop.manager, built.one, NOW)
    assert way.stages[1].interview is None
    assert way.cards == (1, 2)


def test_the_next_thing_to_do_is_one_s_own(db: Database) -> None:
    built = panel(db)
    coming = build_loops.interview(
        db, built.one, built.loop.stages[1], {built.done: Seat.LEAD}, starts_at=NOW + timedelta(days=1)
    )

    def step(viewer: Viewer) -> Step:
        return candidacies.way(db, viewer, built.one, NOW).step

    assert step(built.late) == Step(
        "Your scorecard of Recruiter screen is a draft.", "Finish it", Aim.INTERVIEW, built.interview
    )
    assert step(built.done) == Step("You sit in Live troubleshooting.", "Read the kit", Aim.INTERVIEW, coming)
    assert step(built.loop.recruiter) == Step(
        "Prioritization and escalation has no interview yet.",
        "Plan Prioritization and escalation",
        Aim.PLAN,
        built.loop.stages[2],
    )
    build_loops.interview(
        db, built.one, built.loop.stages[2], {built.done: Seat.LEAD}, starts_at=NOW + timedelta(days=2)
    )
    assert step(built.loop.decider).why == "Waiting for the scorecards of Priya."


def test_whoever_cannot_sign_in_any_more_is_named_where_they_are_waited_for(db: Database) -> None:
    built = panel(db)
    coming = build_loops.interview(
        db, built.one, built.loop.stages[1], {built.done: Seat.LEAD}, starts_at=NOW + timedelta(days=1)
    )
    admin = build.person(db, role=Role.ADMIN)
    for gone in (built.done, built.late):
        people.disable(db, admin, gone.person_id, NOW)
    way = candidacies.way(db, built.loop.recruiter, built.one, NOW)
    assert way.step == Step(
        "Marcus sits in Live troubleshooting and cannot sign in any more.",
        "Give the seat to somebody else",
        Aim.SEATS,
        coming,
    )
    assert [stage.panel for stage in way.stages] == [()] * len(way.stages), "Marcus led each"
    first = way.stages[0].interview
    assert first is not None
    assert [(seat.name, seat.is_gone) for seat in first.seats] == [
        ("Marcus", False),
        ("Priya", True),
        ("Tomasz", False),
    ]
    candidate = candidacies.way(db, built.loop.decider, built.one, NOW)
    assert candidate.step.why == "Waiting for the scorecards of Priya, who cannot sign in any more."


def test_nothing_is_to_be_done_for_one_who_withdrew_or_in_a_closed_loop(db: Database) -> None:
    loop = build_loops.loop(db)
    gone = build_loops.candidacy(db, loop.loop_id, state=CandidacyState.WITHDRAWN)
    closed = build_loops.loop(db, recruiter=loop.recruiter, state=LoopState.CLOSED)
    over = build_loops.candidacy(db, closed.loop_id)
    for one in (gone, over):
        way = candidacies.way(db, loop.recruiter, one, NOW)
        assert (way.step.aim, way.may_plan) == (Aim.NOTHING, False)


def test_addresses_are_for_staff(db: Database) -> None:
    built = panel(db)
    assert candidacies.way(db, built.loop.decider, built.one, NOW).email != ""
    assert candidacies.way(db, built.late, built.one, NOW).email == ""


def test_strangers_find_nothing(db: Database) -> None:
    built = panel(db)
    for viewer in (build.person(db), build.person(db, role=Role.ADMIN), build_loops.loop(db).manager):
        with pytest.raises(NotFoundError):
            candidacies.way(db, viewer, built.one, NOW)
