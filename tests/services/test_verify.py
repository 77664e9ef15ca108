"""Checking a file against what was exported, on both kinds of database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hiringkit.db import audit
from hiringkit.db.engine import Database
from hiringkit.errors import InvalidError
from hiringkit.jobs import exports
from hiringkit.policy.people import Viewer
from hiringkit.services import amendments, decisions, meeting_changes, meetings
from hiringkit.services.verify import BEGINNING, CUT_OFF, DECIDED_SINCE, INCOMPLETE, LARGEST, NO_PDF, Outcome, verify
from tests import build, build_debriefs
from tests.build_cards import met
from tests.build_loops import STAGES
from tests.conftest import NOW
from tests.pdf.test_seals import flipped
from tests.services.test_decisions import HIRE


def exported(db: Database) -> tuple[int, Viewer, bytes]:
    """A card of Marcus's, its recruiter, and its PDF."""
    built = met(db)
    return built.cards[0], built.loop.recruiter, exports.scorecard(db, built.loop.recruiter, built.cards[0], NOW)


def test_an_export_matches_and_its_reader_is_told_which_it_is(db: Database) -> None:
    card, recruiter, document = exported(db)
    verdict = verify(db, recruiter, document)
    assert verdict.outcome is Outcome.MATCH
    assert verdict.exported is not None
    assert (verdict.exported.kind, verdict.exported.subject_id, verdict.exported.changed_at) == (
        "scorecard",
        card,
        None,
    )
    assert "Its record has not changed since." in verdict.sentences("UTC")


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9])
def test_one_byte_changed_is_found(lite: Database, share: float) -> None:
    _card, recruiter, document = exported(lite)
    changed = bytearray(document)
    changed[int(len(changed) * share)] ^= 1
    assert verify(lite, recruiter, bytes(changed)).outcome is Outcome.CHANGED


def test_a_file_cut_off_is_told_to_be_the_beginning_or_to_be_changed_too(lite: Database) -> None:
    _card, recruiter, document = exported(lite)
    for left in (document[:-2000], document[:2000]):
        verdict = verify(lite, recruiter, left)
        assert (verdict.outcome, verdict.fault) == (Outcome.CHANGED, BEGINNING)
        assert verdict.sentences("UTC")[2].startswith("First exported on ")
    verdict = verify(lite, recruiter, flipped(document, b"<?xpacket")[:-2000])
    assert (verdict.outcome, verdict.fault) == (Outcome.CHANGED, CUT_OFF)
    assert verdict.sentences("UTC")[2].startswith("Not as exported: its metadata, its structure")


def test_a_file_that_lacks_its_end_and_says_nothing_is_told_to_be_incomplete(lite: Database) -> None:
    _card, recruiter, document = exported(lite)
    verdict = verify(lite, recruiter, document[:200])
    assert (verdict.outcome, verdict.sentences("UTC")) == (Outcome.UNKNOWN, (INCOMPLETE,))


def test_what_was_never_exported_here_is_unknown(lite: Database) -> None:
    _card, recruiter, _document = exported(lite)
    other = verify(lite, recruiter, b"hello")
    assert (other.outcome, other.fault, other.exported) == (Outcome.UNKNOWN, NO_PDF, None)
    assert verify(lite, recruiter, b"%PDF-1.7\n%%EOF").sentences("UTC")[1:] == ()


def test_who_may_not_read_the_record_is_told_the_one_word_alone(lite: Database) -> None:
    _card, recruiter, document = exported(lite)
    elsewhere = build.person(lite)
    assert verify(lite, recruiter, document).exported is not None
    assert verify(lite, elsewhere, document).exported is None
    changed = document.replace(b"%%EOF", b"%%EOG")
    assert verify(lite, elsewhere, changed).outcome is Outcome.CHANGED
    assert verify(lite, elsewhere, changed).exported is None


def test_a_record_that_moved_on_is_said_to_have(lite: Database) -> None:
    card, recruiter, document = exported(lite)
    later = NOW + timedelta(days=2)
    with lite.writing() as session:
        actor = audit.person(recruiter.person_id)
        audit.append(
            session, now=later, actor=actor, act="scorecard amended", kind="scorecard", subject_id=card, detail={}
        )
    verdict = verify(lite, recruiter, document)
    assert verdict.outcome is Outcome.MATCH
    said = "Its record was amended on 24 Jan 2026, 14:05 CST; this paper is the state before that."
    assert said in verdict.sentences("America/Chicago")


def test_what_of_a_file_was_changed_is_told_to_its_readers(lite: Database) -> None:
    card, recruiter, document = exported(lite)
    changed = flipped(document, b"<?xpacket")
    verdict = verify(lite, recruiter, changed)
    assert verdict.sentences("UTC")[1:3] == (
        "Not as exported: its metadata. As exported: what its pages show, the record that it carries, its structure "
        "(fonts, tags, outline, title).",
        f"First exported on 22 Jan 2026, 20:05 UTC: scorecard {card}, raw-only form.",
    )
    assert verify(lite, recruiter, document + b"\n").sentences("UTC")[1].startswith("All its parts are as exported")
    assert len(verify(lite, build.person(lite), changed).sentences("UTC")) == 1


def test_what_of_a_record_changed_is_told_to_who_may_read_it(lite: Database) -> None:
    met = build_debriefs.met(lite)
    recruiter, card = met.loop.recruiter, met.cards[met.ada]
    papers = [
        exports.scorecard(lite, recruiter, card, NOW),
        exports.packet(lite, recruiter, met.candidacy_id, NOW),
    ]
    sheet = amendments.sheet(lite, met.ada, card)
    values = {**sheet.values, "rating:communication": "2"}
    amendments.amend(lite, met.ada, card, (values, sheet.lines), "Misread.", sheet.revision, NOW + timedelta(days=1))
    for paper, of in zip(papers, ("", f"{STAGES[0]}, Ada: "), strict=True):
        said = verify(lite, recruiter, paper).sentences("UTC")
        assert said[-2].startswith("Its record was amended on 23 Jan 2026")
        assert said[-1] == f"{of}Communication: “Above” before, “Below” since."
        assert len(verify(lite, build.person(lite), paper).sentences("UTC")) == 1


def test_what_was_said_in_the_debrief_and_decided_since_is_told_to_who_may_enter(db: Database) -> None:
    met = build_debriefs.opened(db)
    recruiter, decider = met.loop.recruiter, met.loop.decider
    paper = exports.packet(db, recruiter, met.candidacy_id, NOW)
    summary = exports.summary(db, recruiter, met.loop.loop_id, NOW)
    assert verify(db, recruiter, paper).sentences("UTC")[-1] == "Its record has not changed since."
    first, later = NOW + timedelta(hours=1), NOW + timedelta(days=1)
    rating = (met.cards[met.ada], "communication")
    meetings.record(db, met.ada, *met.at, rating, ("2", "misread_rubric", ""), first)
    meetings.note(db, met.ben, *met.at, "Ask for references.", first)
    decisions.decide(db, decider, *met.at, HIRE, 0, first)
    between = exports.packet(db, recruiter, met.candidacy_id, first)
    decisions.decide(db, decider, *met.at, replace(HIRE, ground="References.", amends="They came."), 1, later)
    decisions.dissent(db, met.ben, *met.at, "Not yet.", later)
    assert verify(db, recruiter, paper).sentences("UTC")[2:] == (
        "Its record was amended on 23 Jan 2026, 20:05 UTC; this paper is the state before that.",
        "Debrief rating of Ada, Communication: Above to Below. Misread rubric.",
        "Note of Ben: “Ask for references.” since.",
        "Dissent of Ben: “Not yet.” since.",
        "Decision: “none” before, “Hire, at level Mid; offer on conditions” since.",
        f"Decided by: “none” before, “{decider.name}” since.",
        "Grounds: “none” before, “References.” since.",
        "Condition: “none” before, “Two references.” since.",
        "What would change it: “none” before, “A bad reference.” since.",
        "Replaces an earlier one: “none” before, “They came.” since.",
    )
    assert verify(db, recruiter, between).sentences("UTC")[3:] == (
        "Dissent of Ben: “Not yet.” since.",
        "Grounds: “Isolates faults.” before, “References.” since.",
        "Replaces an earlier one: “none” before, “They came.” since.",
    )
    assert verify(db, None, paper).sentences("UTC")[-1] == meeting_changes.NOT_OPEN
    assert verify(db, recruiter, summary).sentences("UTC")[-1] == DECIDED_SINCE
    assert len(verify(db, build.person(db), paper).sentences("UTC")) == 1


def test_a_file_that_is_too_large_is_not_looked_at(lite: Database) -> None:
    with pytest.raises(InvalidError, match="more than 10 MiB"):
        verify(lite, None, bytes(LARGEST + 1))
