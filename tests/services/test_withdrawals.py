"""What ends a candidate's way through a loop, and what becomes of interviews to come, on both kinds of database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, InterviewRow, ScorecardRow
from hiringkit.db.tables.candidates import CandidacyState, InterviewState
from hiringkit.errors import ConflictError, InvalidError, RefusedError
from hiringkit.policy.scorecards import Seat
from hiringkit.scoring.decisions import Choice, Decision, Offer
from hiringkit.services import (
    calendars,
    candidacies,
    decisions,
    draft_pages,
    interviews,
    moves,
    opening,
    withdrawals,
)
from tests import build, build_debriefs, build_loops
from tests.at_once import at_once
from tests.conftest import NOW

LATER = NOW + timedelta(days=2)


class Underway:
    """A candidate with one interview held and its card in, one held and its card a draft, and one to come."""

    def __init__(self, db: Database) -> None:
        self.db, self.lead = db, build.person(db, "Priya R")
        self.loop = build_loops.loop(db, panel={self.lead: Seat.LEAD})
        self.one = build_loops.candidacy(db, self.loop.loop_id, "Rosa")
        seats = {self.lead: Seat.LEAD}
        stages = self.loop.stages
        self.done = build_loops.interview(db, self.one, stages[0], seats, starts_at=NOW - timedelta(days=1))
        build_loops.submitted(db, self.done, self.lead)
        self.held = build_loops.interview(db, self.one, stages[1], seats)
        self.to_come = build_loops.interview(db, self.one, stages[2], seats, starts_at=LATER)

    @property
    def states(self) -> dict[int, tuple[str, int]]:
        with self.db.reading() as session:
            rows = session.exec(select(InterviewRow.id, InterviewRow.state, InterviewRow.revision)).all()
        return {row[0]: (row[1], row[2]) for row in rows}

    @property
    def way(self) -> candidacies.Way:
        return candidacies.way(self.db, self.loop.recruiter, self.one, NOW)


AS_PLANNED = (InterviewState.PLANNED, 1)
GONE = (InterviewState.CANCELLED, 2)


def test_withdrawing_cancels_what_is_to_come_with_its_reason_and_leaves_what_was_held(db: Database) -> None:
    at = Underway(db)
    sheet = withdrawals.sheet(db, at.loop.recruiter, at.one, NOW)
    assert sheet.to_come == (withdrawals.ToCome(build_loops.STAGES[2], LATER, ("Priya R",)),)
    with pytest.raises(InvalidError) as caught:
        withdrawals.withdraw(db, at.loop.recruiter, at.one, NOW, " ")
    assert list(caught.value.problems) == ["reason"]
    assert (at.way.state, set(at.states.values())) == (CandidacyState.ACTIVE, {AS_PLANNED})
    withdrawals.withdraw(db, at.loop.recruiter, at.one, NOW, "Took another offer.")
    assert at.states == {at.done: AS_PLANNED, at.held: AS_PLANNED, at.to_come: GONE}
    (told,) = at.way.happened
    assert (told.what, told.interview_id, told.began_at, told.why) == (
        "cancelled",
        at.to_come,
        LATER,
        "Took another offer.",
    )
    with db.reading() as session:
        acts = session.exec(select(AuditRow.act).order_by(col(AuditRow.number).desc()).limit(2)).all()
        cards = session.exec(select(sa.func.count(col(ScorecardRow.id)))).one()
    assert acts == ["candidate withdrawn", "interview cancelled"]
    assert cards == 3, "nothing is erased"
    events = calendars.of_loop(db, None, at.loop.loop_id).events
    assert [event.cancelled for event in events] == [False, False, True]
    with pytest.raises(ConflictError):
        withdrawals.withdraw(db, at.loop.recruiter, at.one, NOW, "Again.")


def test_reinstating_revives_no_interview_and_says_which_stage_is_to_be_planned_again(db: Database) -> None:
    at = Underway(db)
    withdrawals.withdraw(db, at.loop.recruiter, at.one, NOW, "Ill.")
    move = {"starts_at": LATER, "zone": "UTC", "minutes": 60, "reason": "Why not.", "revision": 1, "now": NOW}
    with pytest.raises(RefusedError, match="does not take part"):
        interviews.move(db, at.loop.recruiter, at.held, **move)  # type: ignore[arg-type]  # by name
    withdrawals.reinstate(db, at.loop.recruiter, at.one, NOW)
    assert at.states[at.to_come] == GONE
    assert list(at.way.cancelled_stages) == [build_loops.STAGES[2]]
    seats = {at.lead.person_id: Seat.LEAD}
    how = {"starts_at": LATER, "zone": "UTC", "minutes": 60, "seats": seats, "now": NOW}
    interviews.plan(db, at.loop.recruiter, at.one, at.loop.stages[2], **how)  # type: ignore[arg-type]  # by name
    assert list(at.way.cancelled_stages) == []


def _moved(at: Underway) -> None:
    there = build_loops.loop(at.db, recruiter=at.loop.recruiter)
    assert len(moves.page(at.db, at.loop.recruiter, at.one, NOW).to_come) == 1
    moves.move(at.db, at.loop.recruiter, at.one, there.loop_id, NOW)


@pytest.mark.parametrize(
    ("end", "why"),
    [
        pytest.param(_moved, withdrawals.MOVED, id="a move"),
        pytest.param(
            lambda at: opening.close(at.db, at.loop.manager, at.loop.loop_id, NOW), withdrawals.LOOP_CLOSED, id="close"
        ),
    ],
)
def test_whatever_ends_the_way_cancels_what_is_to_come(db: Database, end: Callable[[Underway], None], why: str) -> None:
    at = Underway(db)
    end(at)
    assert at.states == {at.done: AS_PLANNED, at.held: AS_PLANNED, at.to_come: GONE}
    assert [one.why for one in at.way.happened] == [why]


@pytest.mark.parametrize(("choice", "is_off"), [(Choice.NO_HIRE, True), (Choice.HIRE, True), (Choice.HOLD, False)])
def test_a_decision_that_ends_the_way_cancels_what_is_to_come(db: Database, choice: Choice, *, is_off: bool) -> None:
    met = build_debriefs.opened(db)
    stage = build_loops.stage(db, met.loop.loop_id)
    to_come = build_loops.interview(db, met.candidacy_id, stage, {met.ada: Seat.LEAD}, starts_at=LATER)
    again_on = (NOW + timedelta(days=30)).date() if choice is Choice.HOLD else None
    said = Decision(choice, "mid", Offer.NONE, "", "Isolates faults.", "A bad reference.", again_on)
    decisions.decide(db, met.loop.decider, *met.at, said, 0, NOW)
    with db.reading() as session:
        assert (session.get_one(InterviewRow, to_come).state is InterviewState.CANCELLED) is is_off


def test_a_draft_of_a_cancelled_interview_is_kept_and_its_author_reads_why(db: Database) -> None:
    at = Underway(db)
    withdrawals.withdraw(db, at.loop.recruiter, at.one, NOW, "Took another offer.")
    page = draft_pages.page(db, at.lead, at.to_come)
    assert page
    held = page.held
    assert (held.cancelled, held.cancelled_by, held.cancelled_why) == (
        True,
        at.loop.recruiter.name,
        "Took another offer.",
    )


def test_nothing_stays_planned_in_a_loop_that_closes_at_the_same_moment(db: Database) -> None:
    lead = build.person(db, "Priya R")
    for _ in range(4):
        loop = build_loops.loop(db, panel={lead: Seat.LEAD})
        whom = [build_loops.candidacy(db, loop.loop_id) for _ in range(5)]
        seats = {lead.person_id: Seat.LEAD}
        plans: list[Callable[[], object]] = [
            partial(
                interviews.plan,
                db,
                loop.recruiter,
                candidacy_id,
                loop.stages[0],
                starts_at=NOW + timedelta(days=day),
                zone="UTC",
                minutes=60,
                seats=seats,
                now=NOW,
            )
            for day, candidacy_id in enumerate(whom, 2)
        ]
        found = at_once([*plans, partial(opening.close, db, loop.manager, loop.loop_id, NOW)])
        assert found.pop() is None
        assert all(isinstance(one, int | RefusedError) for one in found), found
        with db.reading() as session:
            left = session.exec(
                select(sa.func.count())
                .select_from(InterviewRow)
                .where(col(InterviewRow.loop_id) == loop.loop_id, col(InterviewRow.state) == InterviewState.PLANNED)
            ).one()
        assert left == 0
