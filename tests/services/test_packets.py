"""Packets under the visibility rule, and what a candidate's copy leaves out."""

from __future__ import annotations

import json

import pytest
from sqlmodel import select

from hiringkit.db import audit
from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, CandidacyRow
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.errors import NotFoundError, RefusedError
from hiringkit.jobs import exports
from hiringkit.policy.scorecards import Seat, Visibility
from hiringkit.scoring.decisions import Choice, Decision, Offer
from hiringkit.services import decisions, meetings, packets, scorecard_sheets
from hiringkit.services.documents import CANDIDATE, RAW_ONLY
from hiringkit.services.verify import Outcome, verify
from tests import build, build_debriefs, build_loops
from tests.build_cards import SAID, Met, met, written
from tests.conftest import NOW
from tests.pdf.unpacked import everything

HIRE = Decision(Choice.HIRE, "mid", Offer.CONDITIONAL, "Two references.", "Isolates faults.", "A bad reference.")
NAMED = "Priya asked twice; Leilani never did. Mail marcus@example.org. tomasz zielinski nodded."


def busy(db: Database) -> Met:
    """A candidate met by two, with names in what they wrote; another candidate; somebody who has still to write."""
    built = met(db)
    build_loops.candidacy(db, built.loop.loop_id, "Leilani Kahananui")
    third = build.person(db, "Tomasz Zieliński")
    build_loops.member(db, built.loop.loop_id, third)
    later = build_loops.interview(db, built.candidacy_id, built.loop.stages[1], {third: Seat.LEAD})
    written(db, later, third, said=NAMED)
    return built


def test_staff_find_each_card_and_a_panel_member_too_once_theirs_is_in(db: Database) -> None:
    built = met(db)
    for viewer in (built.loop.recruiter, built.loop.manager, built.loop.decider, built.lead, None):
        sheet = packets.packet(db, viewer, built.candidacy_id).sheet
        assert [card.interviewer for card in sheet.cards] == ["Marcus Delacroix", "Priya Venkataraman"]
        assert sheet.stages[0].seats[1].recommendation == "Yes"


def test_who_does_not_reach_the_candidate_finds_no_packet(db: Database) -> None:
    built = met(db)
    for viewer in (build.person(db), build_loops.loop(db, title="Elsewhere").manager):
        with pytest.raises(NotFoundError):
            packets.packet(db, viewer, built.candidacy_id)
    with pytest.raises(NotFoundError):
        packets.packet(db, None, 99)


def test_a_card_that_is_closed_to_the_reader_is_named_and_says_nothing(db: Database) -> None:
    author, writer = build.person(db, "Marcus Delacroix"), build.person(db, "Priya Venkataraman")
    loop = build_loops.loop(db, visibility=Visibility.AFTER_PANEL, interviewers=[author, writer])
    one = build_loops.candidacy(db, loop.loop_id, "Rosa Ibarra")
    interview = build_loops.interview(db, one, loop.stages[0], {author: Seat.LEAD, writer: Seat.SECOND})
    written(db, interview, author, said="Zibellina")
    for viewer in (loop.recruiter, writer):
        prepared = packets.packet(db, viewer, one)
        assert prepared.sheet.cards == ()
        assert prepared.sheet.withheld[0].what == "Scorecard of Marcus Delacroix, stage 1"
        assert prepared.sheet.chain == ()
        assert b"Zibellina" not in prepared.record
    assert b"Zibellina" in packets.packet(db, author, one).record


def test_the_same_state_gives_the_same_packet_whoever_reads_all_of_it(lite: Database) -> None:
    built = met(lite)
    digests = {
        packets.packet(lite, viewer, built.candidacy_id).digest for viewer in (built.loop.recruiter, built.lead, None)
    }
    assert len(digests) == 1


def test_a_packet_is_kept_noted_and_can_be_checked(lite: Database) -> None:
    built = met(lite)
    first = exports.packet(lite, built.loop.recruiter, built.candidacy_id, NOW)
    assert exports.packet(lite, built.loop.manager, built.candidacy_id, NOW) == first
    with lite.reading() as session:
        noted = session.exec(select(AuditRow).where(AuditRow.act == "packet exported")).all()
        assert audit.first_break(session) is None
    assert [entry.subject_id for entry in noted] == [built.candidacy_id] * 2
    verdict = verify(lite, built.loop.recruiter, first)
    assert verdict.outcome is Outcome.MATCH
    assert verdict.exported is not None
    assert verify(lite, build.person(lite), first).exported is None


def test_a_candidates_copy_is_made_by_the_loops_staff_alone(db: Database) -> None:
    built = met(db)
    with pytest.raises(RefusedError, match="make a candidate’s copy"):
        packets.packet(db, built.lead, built.candidacy_id, CANDIDATE)
    with pytest.raises(RefusedError, match="make a candidate’s copy"):
        scorecard_sheets.scorecard(db, built.lead, built.cards[0], CANDIDATE)
    assert packets.packet(db, built.loop.recruiter, built.candidacy_id, CANDIDATE).sheet.is_candidates_copy


WITHHELD = (
    *("Marcus", "Delacroix", "Priya", "Venkataraman", "Tomasz", "tomasz", "Zieli", "zielin", "Elaine", "Whitehorse"),
    *("Leilani", "Kahananui", "marcus@example.org", "Strong yes", "A promise without a date", "step 4."),
)


@pytest.mark.parametrize("whole", [True, False], ids=["packet", "scorecard"])
def test_nothing_withheld_is_findable_in_a_candidates_copy(lite: Database, *, whole: bool) -> None:
    built = busy(lite)
    staff = built.loop.recruiter
    if whole:
        own = everything(exports.packet(lite, staff, built.candidacy_id, NOW))
        copy = everything(exports.packet(lite, staff, built.candidacy_id, NOW, CANDIDATE))
    else:
        own = everything(exports.scorecard(lite, staff, 3, NOW))
        copy = everything(exports.scorecard(lite, staff, 3, NOW, CANDIDATE))
    assert {word for word in WITHHELD if word in copy} == set()
    assert {"Priya", "Leilani", "marcus@example.org", "Zieli", "A promise without a date"} <= {
        word for word in WITHHELD if word in own
    }
    assert "Rosa" in copy
    assert "asked twice; [withheld] never did" in " ".join(copy.split())
    assert "Places withheld" in copy


def test_what_was_withheld_is_counted_on_paper_and_in_the_chain(lite: Database) -> None:
    built = busy(lite)
    exports.packet(lite, built.loop.recruiter, built.candidacy_id, NOW, CANDIDATE)
    sheet = packets.packet(lite, built.loop.recruiter, built.candidacy_id, CANDIDATE).sheet
    with lite.reading() as session:
        (noted,) = session.exec(select(AuditRow).where(AuditRow.act == "packet exported")).all()
    counted = json.loads(noted.detail)["withheld"]
    assert counted == {item.what: item.places for item in sheet.left_out}
    assert counted["names of people"] == 9
    assert "Priya" not in noted.detail


def test_a_reader_of_the_record_finds_what_the_pages_say(lite: Database) -> None:
    built = met(lite)
    record = json.loads(packets.packet(lite, built.loop.recruiter, built.candidacy_id).record)
    assert record["sheet"]["candidate"] == "Rosa Ibarra"
    lines = record["sheet"]["cards"][0]["criteria"][0]["evidence"]
    assert lines[0]["text"].startswith(SAID)


def test_debrief_and_decision_join_for_those_who_met(db: Database) -> None:
    built = build_debriefs.opened(db)
    meetings.note(db, built.ada, *built.at, "Rosa named the ward first.", NOW)
    decisions.dissent(db, built.ada, *built.at, "Not without a second reference.", NOW)
    decisions.decide(db, built.loop.decider, *built.at, HIRE, 0, NOW)
    sheet = packets.packet(db, built.loop.recruiter, built.candidacy_id).sheet
    assert sheet.decision is not None
    assert (sheet.decision.outcome, sheet.decision.by) == (
        "Hire, at level Mid; offer on conditions",
        built.loop.decider.name,
    )
    assert sheet.decision.dissents == ((built.ada.name, "Not without a second reference."),)
    assert sheet.decision.changes == "A bad reference."
    assert sheet.debrief is not None
    assert (f"Note of {built.ada.name}", "Rosa named the ward first.") in sheet.debrief.settled
    closed = packets.packet(db, None, built.candidacy_id)
    assert (closed.sheet.decision, closed.sheet.debrief) == (None, None)
    assert closed.sheet.undecided == "Not open to this reader."
    assert "Not without a second reference." not in closed.record.decode()


def test_a_candidates_copy_has_the_decision_and_not_what_was_said_about_it(lite: Database) -> None:
    built = build_debriefs.opened(lite)
    decisions.dissent(lite, built.ada, *built.at, "Not without a second reference.", NOW)
    decisions.decide(lite, built.loop.decider, *built.at, HIRE, 0, NOW)
    staff = built.loop.recruiter
    own, copy = (
        everything(exports.packet(lite, staff, built.candidacy_id, NOW, form)) for form in (RAW_ONLY, CANDIDATE)
    )
    said = (
        "Not without a second reference.",
        "Isolates faults.",
        "A bad reference.",
        "Two references.",
        built.ada.name,
    )
    assert [text for text in said if text not in own] == []
    assert [text for text in said if text in copy] == []
    assert "Hire, at level Mid" in copy


def test_a_candidate_of_two_loops_has_a_packet_of_each(db: Database) -> None:
    built = met(db)
    other, third = (build_loops.loop(db, recruiter=built.loop.recruiter) for _ in range(2))
    with db.writing() as session:
        here = session.get_one(CandidacyRow, built.candidacy_id)
        again = CandidacyRow(
            candidate_id=here.candidate_id, loop_id=other.loop_id, state=here.state, created_at=here.created_at
        )
        session.add(again)
        session.flush()
        there = again.id
    for viewer in (None, built.loop.recruiter):
        assert packets.in_loop(db, viewer, built.candidacy_id, built.loop.loop_id) == built.candidacy_id
        assert packets.in_loop(db, viewer, built.candidacy_id, other.loop_id) == there
        with pytest.raises(NotFoundError, match="not in that loop"):
            packets.in_loop(db, viewer, built.candidacy_id, third.loop_id)
    with pytest.raises(NotFoundError):
        packets.in_loop(db, build.person(db), built.candidacy_id, other.loop_id)


@pytest.mark.parametrize("form", [RAW_ONLY, CANDIDATE])
def test_the_packet_of_a_candidate_who_withdrew_says_so(lite: Database, form: str) -> None:
    built = met(lite)
    before = packets.packet(lite, built.loop.recruiter, built.candidacy_id, form)
    with lite.writing() as session:
        session.get_one(CandidacyRow, built.candidacy_id).state = CandidacyState.WITHDRAWN
    after = packets.packet(lite, built.loop.recruiter, built.candidacy_id, form)
    assert before.sheet.undecided == "None has been recorded."
    assert after.sheet.undecided == "The candidate has withdrawn from this loop. None has been recorded."
    assert after.digest != before.digest, "another state of the record"
