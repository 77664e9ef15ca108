"""A stage that is left out for a candidate: who is not asked any more, and what says so, on both kinds of database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from hiringkit.db import mails as stored_mails
from hiringkit.db.candidate_list import HELD, Asked
from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, CandidacyWordsRow
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.scorecards import Seat
from hiringkit.services import (
    candidacies,
    candidate_list,
    debriefs,
    home,
    interviews,
    kits,
    left_out,
    packets,
    suggestions,
)
from tests import build, build_debriefs, build_loops
from tests.build_loops import STAGES
from tests.conftest import NOW

PLACES = ("page", "step", "home", "suggestions", "list")
WHY = "She passed the screen for another loop last week."


class Place:
    """A candidate of a loop of three stages, the second of which is held, its card in."""

    def __init__(self, db: Database) -> None:
        self.db, self.lead = db, build.person(db, "Priya R")
        self.loop = build_loops.loop(db, panel={self.lead: Seat.LEAD})
        self.one = build_loops.candidacy(db, self.loop.loop_id, "Rosa")
        self.held(self.loop.stages[1])

    def held(self, stage: int) -> None:
        seats = {self.lead: Seat.LEAD}
        interview = build_loops.interview(self.db, self.one, stage, seats)
        build_loops.submitted(self.db, interview, self.lead)

    def leave_out(self, number: int, reason: str = WHY) -> None:
        left_out.leave_out(self.db, self.loop.recruiter, self.one, self.loop.stages[number], reason, NOW)

    def free(self) -> dict[str, list[str]]:
        """The stages that each place says are still to be planned."""
        db, who = self.db, self.loop.recruiter
        way = candidacies.way(db, who, self.one, NOW)
        work = home.work(db, who, NOW)
        open_ = suggestions.page(db, who, self.loop.loop_id).open
        names = dict(zip(self.loop.stages, STAGES, strict=True))
        at = candidate_list.line(candidate_list.listing(db, who, Asked(), NOW).rows[0][1], NOW).at
        return {
            "page": [stage.name for stage in way.stages if stage.interview is None and not stage.is_left_out],
            "step": [way.step.act.removeprefix("Plan ")] if way.step.act else [],
            "home": [item.stage for _group, items in work.groups for item in items if item.kind is home.Kind.PLAN],
            "suggestions": [names[one.key[1]] for one in open_],
            "list": [at] if at else [],
        }


def test_a_stage_that_is_left_out_is_asked_for_by_nothing(db: Database) -> None:
    place = Place(db)
    first, _second, third = STAGES
    assert place.free()["page"] == place.free()["suggestions"] == [first, third]
    with pytest.raises(InvalidError) as caught:
        place.leave_out(0, " ")
    assert list(caught.value.problems) == ["reason"]
    place.leave_out(0)
    assert place.free() == {key: [third] for key in PLACES}
    assert interviews.plan_sheet(db, place.loop.recruiter, place.one, None).stage.name == third
    place.leave_out(2, "Decided before.")
    place.leave_out(2, "No room for it.")
    assert place.free() == {key: [] for key in PLACES}
    held = candidate_list.listing(db, place.loop.recruiter, Asked(stage=HELD), NOW).rows
    assert [row[0] for row in held] == ["Rosa"]
    told = candidacies.way(db, place.lead, place.one, NOW).happened
    assert {(one.what, one.name, one.why) for one in told} == {
        ("left out", place.loop.recruiter.name, why) for why in (WHY, "No room for it.")
    }
    with db.reading() as session:
        panels = stored_mails.complete_panels(session, NOW - timedelta(days=1))
    assert {row[0] for row in panels} == {place.one}, "the panel is complete without them"


def test_what_is_sent_and_printed_says_it_without_the_reason(db: Database) -> None:
    place = Place(db)
    place.one = build_loops.candidacy(db, place.loop.loop_id, "Ling")
    place.leave_out(0)
    told = kits.told(db, place.loop.recruiter, place.one)
    assert [meeting.name for meeting in told.meetings] == list(STAGES[1:])
    prepared = packets.packet(db, place.loop.recruiter, place.one)
    assert [stage.left_out for stage in prepared.sheet.stages] == [True, False, False]
    assert WHY not in prepared.record.decode()


def test_a_stage_is_taken_in_again_by_word_or_by_planning_it(db: Database) -> None:
    place = Place(db)
    place.leave_out(0)
    for _again in range(2):
        left_out.take_in(db, place.loop.recruiter, place.one, place.loop.stages[0], NOW)
    assert place.free()["page"] == [STAGES[0], STAGES[2]]
    place.leave_out(2)
    how: dict[str, Any] = {"starts_at": NOW + timedelta(days=1), "zone": "UTC", "minutes": 60, "now": NOW}
    seats = {place.lead.person_id: Seat.LEAD}
    interviews.plan(db, place.loop.recruiter, place.one, place.loop.stages[2], seats=seats, **how)
    with pytest.raises(ConflictError, match="Cancel that one first"):
        place.leave_out(2)
    with db.reading() as session:
        assert session.exec(select(CandidacyWordsRow.text)).all() == []
        acts = session.exec(select(AuditRow.act).where(AuditRow.kind == "candidacy").order_by(col(AuditRow.number)))
        assert list(acts) == ["stage left out", "stage taken in", "stage left out"]


def test_a_stage_is_left_out_by_those_who_plan_it_alone(db: Database) -> None:
    place = Place(db)
    foreign = build_loops.loop(db, recruiter=place.loop.recruiter)
    for viewer, stage, error in (
        (place.lead, place.loop.stages[0], RefusedError),
        (place.loop.decider, place.loop.stages[0], RefusedError),
        (build.person(db), place.loop.stages[0], NotFoundError),
        (place.loop.recruiter, foreign.stages[0], NotFoundError),
    ):
        with pytest.raises(error):
            left_out.leave_out(db, viewer, place.one, stage, WHY, NOW)
    gone = build_loops.candidacy(db, place.loop.loop_id, state=CandidacyState.WITHDRAWN)
    with pytest.raises(RefusedError, match="does not take part"):
        left_out.sheet(db, place.loop.recruiter, gone, place.loop.stages[0])


def test_a_debrief_sends_nobody_to_a_stage_that_is_left_out(db: Database) -> None:
    met = build_debriefs.opened(db)
    for reason, asked in (("", (STAGES[1], ("Ada", "Ben", "Tom"))), (WHY, (f"{STAGES[1]}, left out here,", ()))):
        if reason:
            left_out.leave_out(db, met.loop.recruiter, met.candidacy_id, met.loop.stages[1], reason, NOW)
        room = debriefs.room(db, met.loop.decider, *met.at)
        assert isinstance(room, debriefs.Room)
        assert all(row.could_ask[1] == asked for row in room.rows)
