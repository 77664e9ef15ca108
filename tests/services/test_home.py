"""What waits for a person, and in which order, on both kinds of database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from hiringkit.db import home as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import ScorecardRow
from hiringkit.db.tables.candidates import CandidacyState, InterviewState
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.scorecards import CardState, Seat, Visibility
from hiringkit.scoring.decisions import Choice, Decision, Offer
from hiringkit.scoring.outcomes import Result
from hiringkit.services import amendments, conflicts, decisions, home, meetings, outcomes
from hiringkit.services.home import Group, Item, Kind
from tests import build, build_debriefs, build_loops
from tests.conftest import NOW


def items(db: Database, viewer: Viewer, now: datetime = NOW) -> list[Item]:
    """The list without its headings."""
    return [item for _, found in home.work(db, viewer, now).groups for item in found]


def seen(db: Database, viewer: Viewer) -> list[tuple[str, str, str]]:
    """Group, kind and name of each thing that waits."""
    return [(item.group.value, item.kind.value, item.name) for item in items(db, viewer)]


def test_an_interviewer_has_the_oldest_promise_first(db: Database) -> None:
    viewer = build.person(db)
    loop = build_loops.loop(db)
    for name, begins in (  # the 22nd is a Thursday, and it is 14:05 in Chicago
        ("next month", NOW + timedelta(days=30)),
        ("on Sunday", NOW + timedelta(days=3)),
        ("next Monday", NOW + timedelta(days=4)),
        ("yesterday", NOW - timedelta(days=1)),
        ("last week", NOW - timedelta(days=8)),
        ("this morning", NOW - timedelta(hours=3)),
        ("going on", NOW - timedelta(minutes=30)),
        ("tonight", NOW + timedelta(hours=5)),
    ):
        one = build_loops.candidacy(db, loop.loop_id, name)
        build_loops.interview(db, one, loop.stages[0], {viewer: Seat.LEAD}, starts_at=begins)
    assert seen(db, viewer) == [
        ("Late", "card", "last week"),
        ("Late", "card", "yesterday"),
        ("Today", "card", "this morning"),
        ("Today", "interview", "going on"),
        ("Today", "interview", "tonight"),
        ("This week", "interview", "on Sunday"),
        ("Later", "interview", "next Monday"),
        ("Later", "interview", "next month"),
    ]
    assert home.work(db, viewer, NOW).late == 2


def test_days_are_those_of_the_reader(db: Database) -> None:
    tokyo = build.person(db, zone="Asia/Tokyo")  # there the 23rd has begun
    loop = build_loops.loop(db)
    one = build_loops.candidacy(db, loop.loop_id)
    build_loops.interview(db, one, loop.stages[0], {tokyo: Seat.LEAD}, starts_at=NOW - timedelta(hours=7))
    assert [item.group for item in items(db, tokyo)] == [Group.LATE]


def test_what_is_done_cancelled_or_withdrawn_waits_for_nobody(db: Database) -> None:
    viewer = build.person(db)
    loop = build_loops.loop(db)
    seats = {viewer: Seat.LEAD}
    done = build_loops.interview(db, build_loops.candidacy(db, loop.loop_id), loop.stages[0], seats)
    build_loops.submitted(db, done, viewer)
    build_loops.interview(
        db, build_loops.candidacy(db, loop.loop_id), loop.stages[0], seats, state=InterviewState.CANCELLED
    )
    gone = build_loops.candidacy(db, loop.loop_id, state=CandidacyState.WITHDRAWN)
    build_loops.interview(db, gone, loop.stages[0], seats)
    assert items(db, viewer) == []


def test_a_returned_scorecard_waits_again(db: Database) -> None:
    viewer = build.person(db)
    loop = build_loops.loop(db)
    interview = build_loops.interview(db, build_loops.candidacy(db, loop.loop_id), loop.stages[0], {viewer: Seat.LEAD})
    card = build_loops.submitted(db, interview, viewer)
    with db.writing() as session:
        session.execute(sa.update(ScorecardRow).where(col(ScorecardRow.id) == card).values(state=CardState.RETURNED))
    assert [item.is_returned for item in items(db, viewer)] == [True]


def test_a_card_says_that_another_opens_after_it(db: Database) -> None:
    viewer, other = build.person(db), build.person(db)
    for visibility, hidden in (
        (Visibility.AFTER_OWN, True),
        (Visibility.AFTER_PANEL, False),
        (Visibility.ALWAYS, False),
    ):
        loop = build_loops.loop(db, visibility=visibility)
        one = build_loops.candidacy(db, loop.loop_id, visibility.value)
        interview = build_loops.interview(db, one, loop.stages[0], {viewer: Seat.LEAD, other: Seat.SECOND})
        assert {item.name: item.is_hidden for item in items(db, viewer)}[visibility.value] is False
        build_loops.submitted(db, interview, other)
        assert {item.name: item.is_hidden for item in items(db, viewer)}[visibility.value] is hidden
        mine = build_loops.submitted(db, interview, viewer)
        amendments.send_back(db, loop.manager, mine, "It names a patient.", NOW)
        back = next(item for item in items(db, viewer) if item.name == visibility.value)
        assert (back.is_returned, back.is_hidden) == (True, False), "who submitted reads the other one already"


def test_a_recruiter_chases_cards_that_count_and_plans_what_is_free(db: Database) -> None:
    late, shadow = build.person(db, "Priya R"), build.person(db)
    loop = build_loops.loop(db)
    one = build_loops.candidacy(db, loop.loop_id, "Rosa")
    seats = {late: Seat.LEAD, shadow: Seat.SHADOW}
    build_loops.interview(db, one, loop.stages[0], seats, starts_at=NOW - timedelta(days=2))
    build_loops.interview(db, one, loop.stages[1], seats, starts_at=NOW - timedelta(hours=2))
    found = items(db, loop.recruiter)
    assert [(item.kind, item.name, item.who, item.stage) for item in found] == [
        (Kind.MISSING, "Rosa", "Priya R", "Recruiter screen"),
        (Kind.PLAN, "Rosa", "", "Prioritization and escalation"),
    ]
    assert (found[1].stage_id, found[1].free, found[1].target) == (loop.stages[2], 1, one)
    assert items(db, build_loops.loop(db).recruiter) == []
    assert items(db, loop.decider) == []


def test_a_cancelled_interview_leaves_its_stage_to_plan(db: Database) -> None:
    viewer = build.person(db)
    loop = build_loops.loop(db, stages=["Screen"])
    one = build_loops.candidacy(db, loop.loop_id)
    build_loops.interview(db, one, loop.stages[0], {viewer: Seat.LEAD}, state=InterviewState.CANCELLED)
    assert [item.kind for item in items(db, loop.manager)] == [Kind.PLAN]
    build_loops.interview(db, one, loop.stages[0], {viewer: Seat.LEAD}, starts_at=NOW + timedelta(days=1))
    assert items(db, loop.manager) == []


def test_nothing_is_planned_in_loops_that_are_not_open_or_for_those_who_withdrew(db: Database) -> None:
    recruiter = build.person(db, role=Role.RECRUITER)
    closed = build_loops.loop(db, recruiter=recruiter, state=LoopState.CLOSED)
    build_loops.candidacy(db, closed.loop_id)
    opened = build_loops.loop(db, recruiter=recruiter)
    build_loops.candidacy(db, opened.loop_id, state=CandidacyState.WITHDRAWN)
    assert items(db, recruiter) == []


def test_a_manager_goes_on_with_a_loop_in_draft(db: Database) -> None:
    loop = build_loops.loop(db, title="Evening operations", state=LoopState.DRAFT)
    assert seen(db, loop.manager) == [("To arrange", "loop", "Evening operations")]
    assert seen(db, loop.recruiter) == []


def test_the_list_ends_after_twenty_five_and_counts_the_rest(db: Database) -> None:
    loop = build_loops.loop(db)
    for _ in range(53):
        build_loops.candidacy(db, loop.loop_id)
    build_loops.loop(db, state=LoopState.DRAFT, manager=loop.manager)
    found = home.work(db, loop.manager, NOW)
    assert (len(found.groups[0][1]), found.total, found.more) == (25, 54, 29)


def test_stages_to_plan_are_counted_where_late_things_fill_the_list(db: Database) -> None:
    late = build.person(db)
    loop = build_loops.loop(db, stages=("Screen", "Talk"))
    for days in range(1, 26):
        one = build_loops.candidacy(db, loop.loop_id)
        build_loops.interview(db, one, loop.stages[0], {late: Seat.LEAD}, starts_at=NOW - timedelta(days=days))
    found = home.work(db, loop.recruiter, NOW)
    assert [(group, len(shown)) for group, shown in found.groups] == [(Group.LATE, 25)]
    assert (found.total, found.late, found.more) == (50, 25, 25)


def test_what_others_have_held_leaves_a_stage_to_plan_for_the_next(db: Database) -> None:
    lead = build.person(db)
    loop = build_loops.loop(db, stages=("Recruiter screen",))
    held = build_loops.candidacy(db, loop.loop_id, "Rosa")
    build_loops.interview(db, held, loop.stages[0], {lead: Seat.LEAD})
    build_loops.candidacy(db, loop.loop_id, "Amal")
    planned = [item for item in items(db, loop.recruiter) if item.kind is Kind.PLAN]
    assert [(item.name, item.stage, item.free) for item in planned] == [("Amal", "Recruiter screen", 1)]


def test_what_has_piled_up_is_counted_no_further_than_a_hundred(lite: Database) -> None:
    lead = build.person(lite)
    loop = build_loops.loop(lite, stages=("Screen",))
    for _ in range(103):
        one = build_loops.candidacy(lite, loop.loop_id)
        build_loops.interview(lite, one, loop.stages[0], {lead: Seat.LEAD}, starts_at=NOW - timedelta(days=2))
    for viewer in (lead, loop.recruiter):
        found = home.work(lite, viewer, NOW)
        assert (found.total, found.is_more, len(items(lite, viewer))) == (101, True, 25)


def test_who_runs_many_loops_sees_the_same_work_as_who_runs_few(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    late = build.person(db)
    recruiter = build.person(db, role=Role.RECRUITER)
    for days in (1, 3, 2):
        loop = build_loops.loop(db, recruiter=recruiter, stages=("Screen", "Talk"))
        one = build_loops.candidacy(db, loop.loop_id, f"{days} days ago")
        build_loops.interview(db, one, loop.stages[0], {late: Seat.LEAD}, starts_at=NOW - timedelta(days=days))
    gathered = items(db, recruiter)
    monkeypatch.setattr(stored, "_FEW_LOOPS", 2)
    assert items(db, recruiter) == gathered
    assert [item.name for item in gathered] == [f"{days} days ago" for days in (3, 2, 1, 1, 3, 2)]
    assert [(item.kind, item.stage, item.free) for item in gathered[3:]] == [(Kind.PLAN, "Talk", 1)] * 3


def test_the_decider_decides_once_the_debrief_is_open_and_looks_again_when_a_hold_ends(db: Database) -> None:
    met = build_debriefs.met(db)
    decider = met.loop.decider
    assert seen(db, decider) == []
    meetings.open_debrief(db, met.loop.manager, *met.at, "", NOW)
    assert seen(db, decider) == [("Today", "decide", "Rosa")]
    assert seen(db, met.loop.tie_breaker) == []
    hold = Decision(Choice.HOLD, "mid", Offer.NONE, "", "Isolates faults.", "A reference.", date(2026, 1, 26))
    decisions.decide(db, decider, *met.at, hold, 0, NOW)
    assert seen(db, decider) == []
    found = items(db, decider, NOW + timedelta(days=4))
    assert [(item.group, item.kind, item.loop_id, item.target) for item in found] == [
        (Group.TODAY, Kind.AGAIN, *met.at)
    ]
    final = replace(hold, choice=Choice.NO_HIRE, revisit_on=date(2026, 7, 1), amends="It was looked at again.")
    decisions.decide(db, decider, *met.at, final, 1, NOW + timedelta(days=4))
    assert items(db, decider, NOW + timedelta(days=4)) == []
    later = items(db, decider, datetime(2026, 7, 2, 15, tzinfo=UTC))
    assert [(item.group, item.kind, item.choice) for item in later] == [(Group.LATE, Kind.AGAIN, Choice.NO_HIRE)]
    stands = replace(final, revisit_on=None, amends="Looked at again; it stands.")
    decisions.decide(db, decider, *met.at, stands, 2, datetime(2026, 7, 2, 15, tzinfo=UTC))
    assert items(db, decider, datetime(2026, 7, 3, 15, tzinfo=UTC)) == []


def test_day_90_of_a_hire_waits_for_who_runs_the_loop_until_something_is_recorded(db: Database) -> None:
    met = build_debriefs.opened(db)
    hire = Decision(Choice.HIRE, "mid", Offer.NOW, "", "Isolates faults.", "A reference.")
    decisions.decide(db, met.loop.decider, *met.at, hire, 0, NOW)
    began = date(2026, 2, 2)
    outcomes.record(db, met.loop.manager, met.candidacy_id, began, {}, 0, NOW + timedelta(days=12))
    due = datetime(2026, 5, 3, 15, tzinfo=UTC)
    kinds = {who: [item.kind for item in items(db, who, due)] for who in (met.loop.manager, met.loop.decider, met.ada)}
    assert kinds == {met.loop.manager: [Kind.OUTCOME], met.loop.decider: [Kind.OUTCOME], met.ada: []}
    assert (items(db, met.loop.manager, due)[0].group, items(db, met.loop.manager, due - timedelta(days=1))) == (
        Group.TODAY,
        [],
    )
    (first, *_rest) = outcomes.page(db, met.loop.manager, met.candidacy_id).outcomes
    outcomes.record(db, met.loop.manager, met.candidacy_id, began, {first.id: (Result.MET, "Seen.")}, 1, due)
    assert items(db, met.loop.manager, due) == []


def test_whoever_may_not_enter_the_debrief_is_not_asked_to_decide(db: Database) -> None:
    met = build_debriefs.opened(db)
    decider = met.loop.decider
    conflicts.declare(db, decider, person_id=decider.person_id, reason="A cousin.", now=NOW, loop_id=met.loop.loop_id)
    assert seen(db, decider) == []
