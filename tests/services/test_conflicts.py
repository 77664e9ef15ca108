"""Conflicts of interest: declared once, enforced everywhere, the reason private; on both kinds of database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from threading import Thread

import pytest
from sqlmodel import col, select

from hiringkit.db.engine import Database
from hiringkit.db.listing import Kind
from hiringkit.db.tables import AuditRow, CandidacyRow, ConflictRow, ConflictTextRow, DraftFieldRow
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.errors import HiringkitError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.people import LoopRole, Role, Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import conflicts, debriefs, interviews, listing, meetings, scorecards
from hiringkit.services.debriefs import Room
from tests import build, build_loops
from tests.build_loops import BuiltLoop
from tests.conftest import NOW

ACTIVE = CandidacyState.ACTIVE
SOON = NOW + timedelta(days=2)
WHY = "Former colleagues"


@dataclass(frozen=True)
class Place:
    """An open loop with a panel of two, and a candidate in it."""

    loop: BuiltLoop
    lead: Viewer
    second: Viewer
    one: int

    @property
    def seats(self) -> dict[int, Seat]:
        return {self.lead.person_id: Seat.LEAD, self.second.person_id: Seat.SECOND}


@pytest.fixture
def place(db: Database) -> Place:
    lead, second = build.person(db, "Priya R"), build.person(db, "Tomasz Z")
    loop = build_loops.loop(db, panel={lead: Seat.LEAD, second: Seat.SECOND})
    return Place(loop, lead, second, build_loops.candidacy(db, loop.loop_id, "Rosa"))


def declare(db: Database, place: Place, viewer: Viewer, person: Viewer, *, whole_loop: bool = False) -> int:
    about = {"loop_id": place.loop.loop_id} if whole_loop else {"candidacy_id": place.one}
    return conflicts.declare(db, viewer, person_id=person.person_id, reason=WHY, now=NOW, **about)


def plan(db: Database, place: Place, candidacy_id: int, seats: dict[int, Seat], stage: int = 0) -> int:
    return interviews.plan(
        db,
        place.loop.recruiter,
        candidacy_id,
        place.loop.stages[stage],
        starts_at=SOON + timedelta(hours=3 * stage),
        zone="America/Chicago",
        minutes=60,
        seats=seats,
        now=NOW,
    )


def held(db: Database, place: Place) -> int:
    """An interview that took place, with both of the panel."""
    return build_loops.interview(
        db, place.one, place.loop.stages[1], {place.lead: Seat.LEAD, place.second: Seat.SECOND}
    )


@pytest.mark.parametrize("whole_loop", [False, True])
def test_nobody_with_a_conflict_is_seated(db: Database, place: Place, whole_loop: bool) -> None:
    declare(db, place, place.loop.manager, place.lead, whole_loop=whole_loop)
    sheet = interviews.plan_sheet(db, place.loop.recruiter, place.one, None)
    assert [(one.name, one.seat, one.has_conflict) for one in sheet.people[:2]] == [
        ("Priya R", None, True),
        ("Tomasz Z", Seat.SECOND, False),
    ]
    with pytest.raises(InvalidError, match="Priya R cannot sit here: a conflict of interest is declared"):
        plan(db, place, place.one, place.seats)
    other = build_loops.candidacy(db, place.loop.loop_id)
    if whole_loop:
        with pytest.raises(InvalidError, match="conflict of interest"):
            plan(db, place, other, place.seats)
    else:
        plan(db, place, other, place.seats)


def test_it_holds_for_the_same_candidate_in_another_loop(db: Database, place: Place) -> None:
    declare(db, place, place.loop.manager, place.lead)
    elsewhere = build_loops.loop(db, recruiter=place.loop.recruiter, panel={place.lead: Seat.LEAD})
    with db.writing() as session:
        candidate_id = session.exec(select(CandidacyRow.candidate_id).where(CandidacyRow.id == place.one)).one()
        row = CandidacyRow(candidate_id=candidate_id, loop_id=elsewhere.loop_id, state=ACTIVE, created_at=NOW)
        session.add(row)
        session.flush()
    with pytest.raises(InvalidError, match="conflict of interest"):
        interviews.plan(
            db,
            place.loop.recruiter,
            row.id,
            elsewhere.stages[0],
            starts_at=SOON,
            zone="UTC",
            minutes=60,
            seats={place.lead.person_id: Seat.LEAD},
            now=NOW,
        )


def test_a_seat_is_given_up_even_when_its_scorecard_was_begun(db: Database, place: Place) -> None:
    interview_id = plan(db, place, place.one, place.seats)
    with db.writing() as session:
        card = build_loops.card(db, interview_id, place.lead)
        session.add(DraftFieldRow(scorecard_id=card, field="changed", value="begun", saved_at=NOW))
    sheet = interviews.seat_sheet(db, place.loop.recruiter, interview_id)
    without = {place.second.person_id: Seat.LEAD}
    with pytest.raises(InvalidError, match="has begun to write"):
        reseat(db, place, interview_id, without, sheet.interview.revision)
    declare(db, place, place.lead, place.lead)
    with pytest.raises(InvalidError, match="Priya R cannot sit here"):
        reseat(db, place, interview_id, place.seats, sheet.interview.revision)
    reseat(db, place, interview_id, without, sheet.interview.revision)
    assert [one.name for one in interviews.seat_sheet(db, place.loop.recruiter, interview_id).people if one.seat] == [
        "Tomasz Z"
    ]


def reseat(db: Database, place: Place, interview_id: int, seats: dict[int, Seat], revision: int) -> None:
    interviews.reseat(db, place.loop.recruiter, interview_id, seats=seats, revision=revision, now=NOW)


def test_a_scorecard_that_is_in_keeps_its_seat(db: Database, place: Place) -> None:
    interview_id = held(db, place)
    build_loops.submitted(db, interview_id, place.lead)
    declare(db, place, place.lead, place.lead)
    sheet = interviews.seat_sheet(db, place.loop.recruiter, interview_id)
    assert {one.name: (one.seat, one.has_conflict) for one in sheet.people if one.seat} == {
        "Priya R": (Seat.LEAD, False),
        "Tomasz Z": (Seat.SECOND, False),
    }
    reseat(db, place, interview_id, place.seats, sheet.interview.revision)


def _readable(db: Database, viewer: Viewer) -> Sequence[int]:
    return [int(str(row["id"])) for row in listing.rows(db, viewer, Kind.SCORECARDS)]


def test_no_scorecard_of_another_is_read_by_whatever_part(db: Database, place: Place) -> None:
    card = build_loops.submitted(db, held(db, place), place.second)
    for person in (place.loop.manager, place.loop.recruiter, place.loop.decider):
        assert card in _readable(db, person)
        conflict = declare(db, place, place.loop.manager, person)
        assert _readable(db, person) == []
        with pytest.raises(NotFoundError):
            scorecards.read(db, person, card)
        conflicts.take_back(db, place.loop.manager, conflict, NOW)
        assert card in _readable(db, person)


def test_a_draft_is_not_submitted(db: Database, place: Place) -> None:
    interview_id = held(db, place)
    declare(db, place, place.second, place.second)
    with pytest.raises(RefusedError, match="conflict of interest"):
        scorecards.submit(db, place.second, build_loops.card(db, interview_id, place.second), NOW)


def test_the_debrief_stays_shut(db: Database, place: Place) -> None:
    interview_id = held(db, place)
    for author in (place.lead, place.second):
        build_loops.submitted(db, interview_id, author)
    meetings.open_debrief(db, place.loop.manager, place.loop.loop_id, place.one, "", NOW)
    assert isinstance(debriefs.room(db, place.loop.decider, place.loop.loop_id, place.one), Room)
    declare(db, place, place.loop.manager, place.loop.decider)
    assert not isinstance(debriefs.room(db, place.loop.decider, place.loop.loop_id, place.one), Room)
    with pytest.raises(HiringkitError):
        meetings.note(db, place.loop.decider, place.loop.loop_id, place.one, "Hired", NOW)


def test_no_debrief_is_opened_by_whoever_stays_away(db: Database, place: Place) -> None:
    interview_id = held(db, place)
    build_loops.submitted(db, interview_id, place.lead)
    here = (place.loop.loop_id, place.one)
    declare(db, place, place.loop.manager, place.loop.manager)
    for reason in ("", "The offer lapses tonight."):  # one card is out: it would be forced; then it is ready
        door = debriefs.door(db, place.loop.manager, *here)
        assert (door.may_open, door.may_force) == (False, False)
        with pytest.raises(RefusedError, match="conflict of interest"):
            meetings.open_debrief(db, place.loop.manager, *here, reason, NOW)
        if not reason:
            build_loops.submitted(db, interview_id, place.second)
    assert debriefs.door(db, place.loop.recruiter, *here).may_open


def test_why_is_read_by_who_declared_it_and_by_administrators(db: Database, place: Place) -> None:
    declare(db, place, place.lead, place.lead, whole_loop=True)
    admin = build.person(db, role=Role.ADMIN)
    told = {
        who: [(one.name, one.reason, one.may_take_back) for one in conflicts.page(db, who, place.loop.loop_id).declared]
        for who in (place.lead, admin, place.loop.manager, place.loop.decider, place.second)
    }
    assert told == {
        place.lead: [("Priya R", WHY, True)],
        admin: [("Priya R", WHY, True)],
        place.loop.manager: [("Priya R", "", False)],
        place.loop.decider: [("Priya R", "", False)],
        place.second: [],
    }


def test_an_administrator_is_not_told_who_the_candidates_are(db: Database, place: Place) -> None:
    conflicts.declare(
        db, place.loop.manager, person_id=place.lead.person_id, reason=WHY, now=NOW, candidacy_id=place.one
    )
    admin = build.person(db, role=Role.ADMIN)
    assert [one.about for one in conflicts.page(db, admin, place.loop.loop_id).declared] == ["one of its candidates"]
    assert [one.about for one in conflicts.page(db, place.loop.manager, place.loop.loop_id).declared] == ["Rosa"]
    with pytest.raises(NotFoundError):
        conflicts.page(db, admin, candidacy_id=place.one)


def test_only_managers_and_administrators_declare_for_others(db: Database, place: Place) -> None:
    plan(db, place, place.one, place.seats)
    for viewer in (place.second, place.loop.recruiter):
        with pytest.raises(RefusedError):
            declare(db, place, viewer, place.lead)
    stranger = build.person(db)
    with pytest.raises(NotFoundError):
        declare(db, place, stranger, stranger)
    with pytest.raises(InvalidError) as refused:
        declare(db, place, place.loop.manager, stranger)
    assert refused.value.problems == {"person": "Choose somebody of the loop."}


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "turned \u202e"])
def test_a_reason_is_needed(db: Database, place: Place, reason: str) -> None:
    with pytest.raises(InvalidError) as refused:
        conflicts.declare(
            db,
            place.loop.manager,
            person_id=place.lead.person_id,
            reason=reason,
            now=NOW,
            loop_id=place.loop.loop_id,
        )
    assert list(refused.value.problems) == ["reason"]


def test_only_who_declared_it_and_administrators_take_it_back(db: Database, place: Place) -> None:
    conflict = declare(db, place, place.lead, place.lead, whole_loop=True)
    with pytest.raises(NotFoundError):
        conflicts.take_back(db, place.loop.manager, conflict, NOW)
    conflicts.take_back(db, place.lead, conflict, NOW)
    with db.reading() as session:
        assert session.exec(select(ConflictRow.id)).all() == []
        assert session.exec(select(ConflictTextRow.reason)).all() == []
        acts = session.exec(
            select(AuditRow.act).where(AuditRow.kind == "conflict").order_by(col(AuditRow.number))
        ).all()
    assert list(acts) == ["conflict declared", "conflict taken back"]


def test_the_audit_chain_does_not_hold_the_reason(db: Database, place: Place) -> None:
    declare(db, place, place.lead, place.lead, whole_loop=True)
    with db.reading() as session:
        entries = session.exec(select(AuditRow)).all()
        assert session.exec(select(ConflictTextRow.reason)).all() == [WHY]
    assert not [entry for entry in entries if WHY in repr(entry)]


def test_two_who_declare_the_same_at_once_declare_it_once(db: Database, place: Place) -> None:
    found: list[str] = []

    def act() -> None:
        try:
            declare(db, place, place.loop.manager, place.lead)
            found.append("declared")
        except InvalidError as error:
            found.append(error.what)

    threads = [Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["This conflict of interest is declared already."] * 3 + ["declared"]


def test_a_guest_of_the_loop_declares_too(db: Database, place: Place) -> None:
    build_loops.member(db, place.loop.loop_id, guest := build.person(db), LoopRole.INTERVIEWER)
    page = conflicts.page(db, guest, place.loop.loop_id)
    assert page.people == ((guest.person_id, guest.name),)
    declare(db, place, guest, guest, whole_loop=True)
