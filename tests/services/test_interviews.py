"""Planning, moving, cancelling and seating interviews, on both kinds of database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlmodel import col, select

from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, DraftFieldRow, InterviewRow, ScorecardRow, SeatRow
from hiringkit.db.tables.candidates import CandidacyState, InterviewState
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import ConflictError, HiringkitError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.people import LoopRole, Role, Viewer
from hiringkit.policy.scorecards import CardState, Seat
from hiringkit.services import candidacies, interviews, slots
from tests import build, build_loops
from tests.build_loops import BuiltLoop
from tests.conftest import NOW

SOON = NOW + timedelta(days=2)
WHY = "The ward asked for another day."


@dataclass(frozen=True)
class Place:
    """An open loop with a panel of two, and a candidate in it."""

    loop: BuiltLoop
    lead: Viewer
    shadow: Viewer
    candidacy_id: int

    @property
    def recruiter(self) -> Viewer:
        return self.loop.recruiter

    @property
    def seats(self) -> dict[int, Seat]:
        return {self.lead.person_id: Seat.LEAD, self.shadow.person_id: Seat.SHADOW}


@pytest.fixture
def place(db: Database) -> Place:
    lead, shadow = build.person(db, "Priya R"), build.person(db, "Tomasz Z")
    loop = build_loops.loop(db, panel={lead: Seat.LEAD, shadow: Seat.SHADOW})
    return Place(loop, lead, shadow, build_loops.candidacy(db, loop.loop_id, "Rosa Delgado-Kim"))


def plan(db: Database, place: Place, **changed: Any) -> int:
    """An interview at the first stage in two days, but for what is changed."""
    viewer: Viewer = changed.pop("viewer", place.recruiter)
    candidacy_id: int = changed.pop("candidacy_id", place.candidacy_id)
    stage_id: int = changed.pop("stage_id", place.loop.stages[0])
    how: dict[str, Any] = {
        "starts_at": SOON,
        "zone": "America/Chicago",
        "minutes": 60,
        "seats": place.seats,
        "now": NOW,
        **changed,
    }
    return interviews.plan(db, viewer, candidacy_id, stage_id, **how)


def test_a_planned_interview_has_its_seats_and_a_draft_scorecard_for_each(db: Database, place: Place) -> None:
    interview_id = plan(db, place)
    with db.reading() as session:
        row = session.exec(select(InterviewRow)).one()
        seats = session.exec(select(SeatRow.person_id, SeatRow.seat)).all()
        cards = session.exec(select(ScorecardRow.author_id, ScorecardRow.state, ScorecardRow.trainee)).all()
        act = session.exec(select(AuditRow.act, AuditRow.subject_id).order_by(col(AuditRow.number).desc())).first()
    assert (row.starts_at, row.zone, row.minutes, row.state) == (SOON, "America/Chicago", 60, InterviewState.PLANNED)
    assert dict(seats) == place.seats
    assert {author: (state, trainee) for author, state, trainee in cards} == {
        place.lead.person_id: (CardState.DRAFT, False),
        place.shadow.person_id: (CardState.DRAFT, True),
    }
    assert act == ("interview planned", interview_id)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"minutes": 4}, "minutes", id="too short"),
        pytest.param({"minutes": 481}, "minutes", id="too long"),
        pytest.param({"zone": "Mars/Olympus"}, "zone", id="no such zone"),
        pytest.param({"zone": "../etc/passwd"}, "zone", id="a path is no zone"),
        pytest.param({"starts_at": NOW + timedelta(days=367)}, "date", id="more than a year ahead"),
        pytest.param({"starts_at": NOW - timedelta(days=367)}, "date", id="more than a year back"),
        pytest.param({"seats": {}}, "seats", id="nobody sits"),
        pytest.param({"starts_at": NOW - timedelta(hours=1)}, "anyway", id="past, and not accepted"),
    ],
)
def test_what_does_not_hold_is_said_beside_its_field(
    db: Database, place: Place, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidError) as caught:
        plan(db, place, **changed)
    assert list(caught.value.problems) == [field]
    assert _planned(db) == []


def test_somebody_leads_and_strangers_do_not_sit(db: Database, place: Place) -> None:
    stranger = build.person(db)
    with pytest.raises(InvalidError, match="Nobody leads"):
        plan(db, place, seats={place.shadow.person_id: Seat.SHADOW})
    with pytest.raises(InvalidError, match="does not belong to the loop any more"):
        plan(db, place, seats={**place.seats, stranger.person_id: Seat.SECOND})
    build_loops.member(db, place.loop.loop_id, stranger)
    plan(db, place, seats={**place.seats, stranger.person_id: Seat.SECOND})


def test_one_person_leads(db: Database, place: Place) -> None:
    both = dict.fromkeys(place.seats, Seat.LEAD)
    with pytest.raises(InvalidError, match="Priya R and Tomasz Z lead: one person leads"):
        plan(db, place, seats=both)
    interview_id = plan(db, place)
    with pytest.raises(InvalidError, match="one person leads"):
        interviews.reseat(db, place.recruiter, interview_id, seats=both, revision=1, now=NOW)


def test_a_stage_is_planned_once_with_each_candidate(db: Database, place: Place) -> None:
    plan(db, place)
    with pytest.raises(ConflictError, match="already"):
        plan(db, place)
    assert len(_planned(db)) == 1


def test_of_many_clicks_at_once_one_plans(db: Database, place: Place) -> None:
    outcomes: list[str] = []

    def click() -> None:
        try:
            plan(db, place)
        except HiringkitError as error:
            outcomes.append(type(error).__name__)
        else:
            outcomes.append("planned")

    clicks = [Thread(target=click) for _ in range(4)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert sorted(outcomes) == ["ConflictError"] * 3 + ["planned"]
    assert len(_planned(db)) == 1


def test_doubts_are_accepted_by_the_sentence_that_said_them(db: Database, place: Place) -> None:
    other = build_loops.candidacy(db, place.loop.loop_id)
    plan(db, place, candidacy_id=other)
    with pytest.raises(InvalidError) as caught:
        plan(db, place, starts_at=SOON + timedelta(minutes=59), accepted="The time lies in the past.")
    doubts = caught.value.problems["anyway"]
    assert doubts == (
        "Priya R sits in another interview from 14:05 to 15:05 (America/Chicago). "
        "Tomasz Z sits in another interview from 14:05 to 15:05 (America/Chicago)."
    )
    plan(db, place, starts_at=SOON + timedelta(minutes=59), accepted=doubts)


def test_one_interview_may_follow_another_at_once(db: Database, place: Place) -> None:
    plan(db, place)
    plan(db, place, stage_id=place.loop.stages[1], starts_at=SOON + timedelta(minutes=60))
    with pytest.raises(InvalidError, match="Rosa Delgado-Kim has another interview"):
        plan(db, place, stage_id=place.loop.stages[2], starts_at=SOON + timedelta(minutes=119))


def test_only_managers_and_recruiters_of_the_loop_plan(db: Database, place: Place) -> None:
    plan(db, place, stage_id=place.loop.stages[1])
    for viewer, error in (
        (place.lead, RefusedError),
        (place.loop.decider, RefusedError),
        (build.person(db, role=Role.ADMIN), NotFoundError),
        (build_loops.loop(db).manager, NotFoundError),
    ):
        with pytest.raises(error):
            plan(db, place, viewer=viewer)
    plan(db, place, viewer=place.loop.manager, starts_at=SOON + timedelta(days=1))


def test_a_stage_of_another_loop_is_not_found(db: Database, place: Place) -> None:
    with pytest.raises(NotFoundError):
        plan(db, place, stage_id=build_loops.loop(db).stages[0])


def test_nothing_is_planned_in_a_loop_that_is_not_open_or_with_one_who_withdrew(db: Database, place: Place) -> None:
    draft = build_loops.loop(db, state=LoopState.DRAFT, recruiter=place.recruiter)
    waiting = build_loops.candidacy(db, draft.loop_id)
    gone = build_loops.candidacy(db, place.loop.loop_id, state=CandidacyState.WITHDRAWN)
    with pytest.raises(RefusedError, match="not open"):
        plan(db, place, candidacy_id=waiting, stage_id=draft.stages[0])
    with pytest.raises(RefusedError, match="does not take part"):
        plan(db, place, candidacy_id=gone)


def test_the_sheet_proposes_the_first_free_stage_and_its_panel(db: Database, place: Place) -> None:
    plan(db, place)
    sheet = interviews.plan_sheet(db, place.recruiter, place.candidacy_id, None)
    assert sheet.stage.name == "Live troubleshooting"
    assert [stage.is_planned for stage in sheet.stages] == [True, False, False]
    assert [(one.name, one.seat) for one in sheet.people if one.seat] == [
        ("Priya R", Seat.LEAD),
        ("Tomasz Z", Seat.SHADOW),
    ]
    assert {one.person_id for one in sheet.people} >= {place.recruiter.person_id, place.loop.manager.person_id}


def test_an_interview_moves_once_for_each_revision(db: Database, place: Place) -> None:
    interview_id = plan(db, place)
    to: dict[str, Any] = {
        "starts_at": SOON + timedelta(days=1),
        "zone": "Europe/Paris",
        "minutes": 45,
        "reason": WHY,
        "now": NOW,
    }
    interviews.move(db, place.recruiter, interview_id, revision=1, **to)
    with pytest.raises(ConflictError, match="meanwhile"):
        interviews.move(db, place.recruiter, interview_id, revision=1, **to)
    assert _planned(db) == [(SOON + timedelta(days=1), "Europe/Paris", 45, 2)]


def test_an_interview_may_move_within_its_own_time(db: Database, place: Place) -> None:
    interview_id = plan(db, place)
    later = SOON + timedelta(minutes=15)
    interviews.move(
        db, place.recruiter, interview_id, starts_at=later, zone="UTC", minutes=60, reason=WHY, revision=1, now=NOW
    )
    assert _planned(db) == [(later, "UTC", 60, 2)]


def test_a_cancelled_interview_frees_its_stage(db: Database, place: Place) -> None:
    interview_id = plan(db, place)
    interviews.cancel(db, place.recruiter, interview_id, reason=WHY, revision=1, now=NOW)
    with pytest.raises(ConflictError, match="was cancelled"):
        interviews.cancel(db, place.recruiter, interview_id, reason=WHY, revision=2, now=NOW)
    plan(db, place)
    assert len(_planned(db)) == 1


def test_why_an_interview_was_moved_and_cancelled_stands_with_the_candidate(db: Database, place: Place) -> None:
    interview_id = plan(db, place)
    to: dict[str, Any] = {"starts_at": SOON + timedelta(days=1), "zone": "UTC", "minutes": 60, "revision": 1}
    for empty in ("", "  ", "x" * 501):
        with pytest.raises(InvalidError) as told:
            interviews.move(db, place.recruiter, interview_id, **to, reason=empty, now=NOW)
        assert set(told.value.problems) == {"reason"}
    interviews.move(db, place.recruiter, interview_id, **to, reason=WHY, now=NOW)
    interviews.cancel(db, place.recruiter, interview_id, reason="Withdrawn.", revision=2, now=NOW + timedelta(hours=1))
    found = candidacies.way(db, place.loop.manager, place.candidacy_id, NOW).happened
    assert [(one.what, one.began_at, one.why, one.stage_id) for one in found] == [
        ("moved", SOON, WHY, place.loop.stages[0]),
        ("cancelled", SOON + timedelta(days=1), "Withdrawn.", place.loop.stages[0]),
    ]


@pytest.mark.parametrize("act", ["move", "cancel"])
def test_an_interview_of_which_a_scorecard_is_in_stands(db: Database, place: Place, act: str) -> None:
    interview_id = plan(db, place)
    build_loops.submitted(db, interview_id, place.shadow)
    acts: dict[str, Callable[[], None]] = {
        "cancel": lambda: interviews.cancel(db, place.recruiter, interview_id, reason=WHY, revision=1, now=NOW),
        "move": lambda: interviews.move(
            db, place.recruiter, interview_id, starts_at=SOON, zone="UTC", minutes=60, reason=WHY, revision=1, now=NOW
        ),
    }
    with pytest.raises(ConflictError, match="Tomasz Z is in"):
        acts[act]()
    assert _planned(db) == [(SOON, "America/Chicago", 60, 1)]


def test_seats_change_while_their_scorecards_are_empty(db: Database, place: Place) -> None:
    interview_id = plan(db, place)
    seats = {place.shadow.person_id: Seat.LEAD, place.recruiter.person_id: Seat.SECOND}
    interviews.reseat(db, place.recruiter, interview_id, seats=seats, revision=1, now=NOW)
    with db.reading() as session:
        cards = session.exec(select(ScorecardRow.author_id, ScorecardRow.trainee)).all()
    assert dict(cards) == {
        place.shadow.person_id: False,
        place.recruiter.person_id: False,
    }
    with pytest.raises(ConflictError, match="meanwhile"):
        interviews.reseat(db, place.recruiter, interview_id, seats=place.seats, revision=1, now=NOW)


def test_a_seat_stays_once_something_is_written_in_its_scorecard(db: Database, place: Place) -> None:
    interview_id = plan(db, place)
    with db.writing() as session:
        row = DraftFieldRow(
            scorecard_id=build_loops.card(db, interview_id, place.shadow), field="note", value="x", saved_at=NOW
        )
        session.add(row)
    with pytest.raises(InvalidError, match="Tomasz Z has begun"):
        interviews.reseat(
            db, place.recruiter, interview_id, seats={place.lead.person_id: Seat.LEAD}, revision=1, now=NOW
        )
    build_loops.submitted(db, interview_id, place.lead)
    swapped = {place.lead.person_id: Seat.SECOND, place.shadow.person_id: Seat.LEAD}
    with pytest.raises(InvalidError, match="Priya R is in"):
        interviews.reseat(db, place.recruiter, interview_id, seats=swapped, revision=1, now=NOW)


def test_people_of_a_loop_and_none_other_find_an_interview(db: Database, place: Place) -> None:
    interview_id = plan(db, place)
    assert interviews.sheet(db, place.loop.manager, interview_id).name == "Rosa Delgado-Kim"
    with pytest.raises(RefusedError):
        interviews.sheet(db, place.lead, interview_id)
    with pytest.raises(NotFoundError):
        interviews.sheet(db, build_loops.loop(db).recruiter, interview_id)
    member = build.person(db)
    build_loops.member(db, place.loop.loop_id, member, LoopRole.INTERVIEWER)
    with pytest.raises(NotFoundError):
        interviews.sheet(db, member, interview_id)


@pytest.mark.parametrize(
    ("day", "clock", "zone", "instant", "is_twice"),
    [
        pytest.param((2026, 1, 23), (15, 30), "America/Chicago", (2026, 1, 23, 21, 30), False, id="winter"),
        pytest.param((2026, 7, 23), (15, 30), "America/Chicago", (2026, 7, 23, 20, 30), False, id="summer"),
        pytest.param((2026, 11, 1), (1, 30), "America/Chicago", (2026, 11, 1, 6, 30), True, id="twice: the first"),
        pytest.param((2026, 3, 8), (3, 0), "America/Chicago", (2026, 3, 8, 8, 0), False, id="just after the gap"),
        pytest.param((2026, 1, 23), (0, 15), "Asia/Kathmandu", (2026, 1, 22, 18, 30), False, id="quarter hours"),
    ],
)
def test_local_times_become_instants(
    day: tuple[int, int, int], clock: tuple[int, int], zone: str, instant: tuple[int, ...], is_twice: bool
) -> None:
    found = slots.local_instant(date(*day), time(*clock), zone)
    assert found == slots.Local(datetime(*instant, tzinfo=UTC), is_twice)  # type: ignore[misc,arg-type]  # five numbers


@pytest.mark.parametrize(
    ("day", "clock", "zone", "field", "sentence"),
    [
        pytest.param(date(2026, 3, 8), time(2, 30), "America/Chicago", "time", "Choose 03:30", id="skipped"),
        pytest.param(date(2026, 3, 8), time(2, 30), "Mars", "zone", "Mars is no time zone", id="unknown zone"),
        pytest.param(date(2026, 3, 8), time(2, 30), "", "zone", "Nothing is no time zone", id="no zone"),
        pytest.param(date(1, 1, 1), time(0), "Asia/Tokyo", "date", "too far", id="the first day"),
        pytest.param(date(9999, 12, 31), time(23), "Pacific/Midway", "date", "too far", id="the last day"),
    ],
)
def test_local_times_that_do_not_exist_are_refused(
    day: date, clock: time, zone: str, field: str, sentence: str
) -> None:
    with pytest.raises(InvalidError, match=sentence) as caught:
        slots.local_instant(day, clock, zone)
    assert list(caught.value.problems) == [field]


def _planned(db: Database) -> list[tuple[datetime, str, int, int]]:
    with db.reading() as session:
        rows = session.exec(select(InterviewRow).where(InterviewRow.state == InterviewState.PLANNED)).all()
        return [(row.starts_at, row.zone, row.minutes, row.revision) for row in rows]
