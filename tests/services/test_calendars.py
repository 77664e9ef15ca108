"""Calendars: who may take a loop's, and the private address of one's own, on both kinds of database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from hiringkit.db.engine import Database
from hiringkit.db.tables import CalendarRow
from hiringkit.errors import NotFoundError, RefusedError
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import calendars, interviews, people
from tests import build, build_loops
from tests.conftest import NOW

SOON = NOW + timedelta(days=2)


@pytest.fixture
def place(db: Database) -> build_loops.BuiltLoop:
    """An open loop with a panel of two."""
    return build_loops.loop(
        db, panel={build.person(db, "Priya R"): Seat.LEAD, build.person(db, "Tomasz Z"): Seat.SHADOW}
    )


def _plan(db: Database, place: build_loops.BuiltLoop, name: str = "Rosa", stage: int = 0, days: int = 2) -> int:
    candidacy = build_loops.candidacy(db, place.loop_id, name)
    sheet = interviews.plan_sheet(db, place.recruiter, candidacy, place.stages[stage])
    seats = {person.person_id: person.seat for person in sheet.people if person.seat}
    starts_at = NOW + timedelta(days=days)
    how: dict[str, Any] = {"starts_at": starts_at, "zone": "America/Chicago", "minutes": 60, "seats": seats, "now": NOW}
    return interviews.plan(db, place.recruiter, candidacy, place.stages[stage], **how)


def test_a_loops_calendar_holds_its_interviews_by_start(db: Database, place: build_loops.BuiltLoop) -> None:
    _plan(db, place, "Later", days=3)
    first = _plan(db, place, "Rosa Delgado-Kim")
    found = calendars.of_loop(db, place.recruiter, place.loop_id)
    assert [event.title for event in found.events] == ["Recruiter screen: Rosa Delgado-Kim", "Recruiter screen: Later"]
    event = found.events[0]
    assert (event.interview_id, event.sequence, event.cancelled) == (first, 0, False)
    assert (event.starts_at, event.ends_at, event.changed_at) == (SOON, SOON + timedelta(hours=1), NOW)
    assert event.said[2] == "Panel: Priya R (leads), Tomasz Z (shadows, in training)"


def test_a_move_and_a_cancelling_raise_the_sequence(db: Database, place: build_loops.BuiltLoop) -> None:
    interview_id = _plan(db, place)
    later, after = SOON + timedelta(hours=3), NOW + timedelta(minutes=5)
    how: dict[str, Any] = {
        "starts_at": later,
        "zone": "UTC",
        "minutes": 45,
        "reason": "The ward asked.",
        "revision": 1,
        "now": after,
    }
    interviews.move(db, place.recruiter, interview_id, **how)
    moved = calendars.of_loop(db, None, place.loop_id).events[0]
    assert (moved.sequence, moved.starts_at, moved.changed_at) == (1, later, after)
    interviews.cancel(db, place.recruiter, interview_id, reason="The ward asked.", revision=2, now=after)
    gone = calendars.of_loop(db, None, place.loop_id).events[0]
    assert (gone.sequence, gone.cancelled) == (2, True)


def test_a_loops_calendar_is_for_those_who_see_each_candidate(db: Database, place: build_loops.BuiltLoop) -> None:
    member, stranger = build.person(db), build.person(db, role=Role.HIRING_MANAGER)
    build_loops.member(db, place.loop_id, member)
    for viewer in (place.manager, place.recruiter, place.decider):
        assert calendars.of_loop(db, viewer, place.loop_id).events == ()
    with pytest.raises(RefusedError):
        calendars.of_loop(db, member, place.loop_id)
    with pytest.raises(NotFoundError):
        calendars.of_loop(db, stranger, place.loop_id)


def test_an_address_shows_its_owners_interviews_alone(db: Database, place: build_loops.BuiltLoop) -> None:
    other = build.person(db, "Other")
    theirs = build_loops.candidacy(db, place.loop_id, "Not hers")
    build_loops.interview(db, theirs, place.stages[1], {other: Seat.LEAD}, starts_at=SOON)
    _plan(db, place, "Rosa")
    sheet = interviews.plan_sheet(db, place.recruiter, theirs, place.stages[0])
    lead = next(person for person in sheet.people if person.seat is Seat.LEAD)
    priya = Viewer(lead.person_id, Role.INTERVIEWER, lead.name, "UTC")
    token = calendars.make_address(db, priya, NOW)
    events = calendars.of_token(db, token, NOW).events
    assert [event.title for event in events] == ["Recruiter screen: Rosa"]
    assert events[0].said[2] == "Your seat: leads"
    assert calendars.of_token(db, token, NOW + timedelta(days=100)).events == ()


def test_a_new_address_ends_the_one_before_and_no_token_is_kept(db: Database) -> None:
    viewer = build.person(db)
    assert calendars.address_made_at(db, viewer) is None
    first, second = (calendars.make_address(db, viewer, NOW) for _ in range(2))
    assert calendars.address_made_at(db, viewer) == NOW
    with db.reading() as session:
        kept = session.exec(select(CalendarRow.token_hash)).all()
    assert len(kept) == 1
    assert first not in kept[0]
    assert second not in kept[0]
    calendars.of_token(db, second, NOW)
    with pytest.raises(NotFoundError):
        calendars.of_token(db, first, NOW)
    calendars.end_address(db, viewer, NOW)
    calendars.end_address(db, viewer, NOW)
    with pytest.raises(NotFoundError):
        calendars.of_token(db, second, NOW)


def test_the_address_of_a_disabled_person_opens_nothing(db: Database) -> None:
    viewer, admin = build.person(db), build.person(db, role=Role.ADMIN)
    token = calendars.make_address(db, viewer, NOW)
    people.disable(db, admin, viewer.person_id, NOW)
    with pytest.raises(NotFoundError):
        calendars.of_token(db, token, NOW)
