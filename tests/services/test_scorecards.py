"""Submitting one's own card, once; reading one; what stays when words were erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hiringkit.db import audit
from hiringkit.db.engine import Database
from hiringkit.db.tables import (
    AuditRow,
    CandidateTextRow,
    DraftFieldRow,
    EvidenceTextRow,
    PersonTextRow,
    RatingRow,
    ScorecardRow,
    ScorecardTextRow,
    StageRow,
)
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState, Seat
from hiringkit.scoring.scorecards import NotObserved
from hiringkit.services import card_records, draft_pages, drafts, scorecard_sheets, scorecards
from hiringkit.services.drafts import Change
from tests import build, build_loops
from tests.at_once import at_once
from tests.build_cards import met
from tests.build_loops import BuiltLoop
from tests.conftest import NOW

MIDDLE = {
    **{f"rating:{key}": "3" for key in build_loops.CRITERIA},
    "recommendation": "yes",
    "confidence": "sure",
    "objection:none_offered": "1",
}


@dataclass(frozen=True)
class Desk:
    """Priya's card of an interview that is over, with the risk objection in its stage."""

    loop: BuiltLoop
    priya: Viewer
    candidacy: int
    card: int


@pytest.fixture
def desk(db: Database) -> Desk:
    priya = build.person(db, "Priya R")
    loop = build_loops.loop(db, panel={priya: Seat.LEAD})
    with db.writing() as session:
        session.execute(sa.update(StageRow).values(risk_objection=True))
    candidacy = build_loops.candidacy(db, loop.loop_id)
    interview = build_loops.interview(db, candidacy, loop.stages[0], {priya: Seat.LEAD})
    return Desk(loop, priya, candidacy, build_loops.card(db, interview, priya))


def write(db: Database, desk: Desk, values: Mapping[str, str]) -> None:
    saved = drafts.save(db, desk.priya, desk.card, [Change(*pair, 0) for pair in values.items()], [], NOW)
    assert saved.faults == {}


def submissions(db: Database) -> list[tuple[str, int]]:
    with db.reading() as session:
        query = select(AuditRow.actor, AuditRow.subject_id).where(AuditRow.act == "scorecard submitted")
        return [(row[0], row[1]) for row in session.exec(query)]


def count(db: Database, table: type[RatingRow] | type[DraftFieldRow]) -> int:
    with db.reading() as session:
        return session.exec(select(sa.func.count()).select_from(table)).one()


def test_twenty_clicks_at_once_are_one_submit(db: Database, desk: Desk) -> None:
    write(db, desk, MIDDLE)
    found = at_once([partial(scorecards.submit, db, desk.priya, desk.card, NOW)] * 20)
    refused = [one for one in found if one is not None]
    assert len(refused) == 19
    assert {(type(one), str(one)) for one in refused} == {(ConflictError, "This scorecard was already submitted.")}
    assert submissions(db) == [(f"person:{desk.priya.person_id}", desk.card)]
    assert (count(db, RatingRow), count(db, DraftFieldRow)) == (3, 0)
    with db.reading() as session:
        assert audit.first_break(session) is None


def test_a_submitted_card_says_what_was_typed_and_its_digest_holds(db: Database, desk: Desk) -> None:
    write(db, desk, {**MIDDLE, "rating:communication": "no:time", "flag:blames": "1", "flag_evidence:blames": " Did. "})
    scorecards.submit(db, desk.priya, desk.card, NOW)
    page = scorecards.read(db, desk.loop.recruiter, desk.card)
    assert [(one.criterion, one.step, one.not_observed) for one in page.card.ratings] == [
        ("troubleshooting", 3, None),
        ("communication", None, NotObserved.TIME),
        ("prioritization", 3, None),
    ]
    assert [(flag.anti_signal, flag.evidence) for flag in page.card.flags] == [("blames", "Did.")]
    assert page.card.objection is not None
    assert page.card.objection.none_offered
    assert (page.held.state, page.held.submitted_at) == (CardState.SUBMITTED, NOW)
    assert page.held.digest == audit.digest(card_records.record(page.held, page.card, NOW))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"rating:communication": ""}, "rating:communication", id="a criterion untouched"),
        pytest.param({"rating:communication": "5"}, "evidence:communication", id="off the middle, no evidence"),
        pytest.param({"recommendation": ""}, "recommendation", id="no recommendation"),
        pytest.param({"confidence": ""}, "confidence", id="how sure is not said"),
        pytest.param({"objection:none_offered": ""}, "objection:offered", id="the risk objection is not met"),
        pytest.param({"flag:blames": "1"}, "flag_evidence:blames", id="a flag without what was seen"),
        pytest.param({"flag_evidence:blames": "Did."}, "flag_evidence:blames", id="what was seen without the flag"),
        pytest.param({"objection:owner": "She."}, "objection:none_offered", id="an owner where nothing was offered"),
        pytest.param(
            {
                "objection:none_offered": "",
                "objection:offered": "A log.",
                "objection:verifiable": "yes",
                "objection:limits": "yes",
                "objection:next_step": "Send it.",
                "objection:owner": "Rosa",
                "objection:due": "2026-01-21",
            },
            "objection:due",
            id="a next step before the interview",
        ),
    ],
)
def test_what_is_missing_is_named_and_the_draft_stays(
    db: Database, desk: Desk, changed: dict[str, str], field: str
) -> None:
    write(db, desk, {**MIDDLE, **changed})
    with pytest.raises(InvalidError) as caught:
        scorecards.submit(db, desk.priya, desk.card, NOW)
    assert field in caught.value.problems
    assert all(name.startswith(field.partition(":")[0]) for name in caught.value.problems)
    assert (submissions(db), count(db, RatingRow)) == ([], 0)
    typed = {name: value for name, value in {**MIDDLE, **changed}.items() if value}
    assert draft_pages.own(db, desk.priya, desk.card).values == typed


def test_no_evidence_to_give_is_accepted_and_marked(db: Database, desk: Desk) -> None:
    write(db, desk, {**MIDDLE, "rating:communication": "5", "no_evidence:communication": "1"})
    scorecards.submit(db, desk.priya, desk.card, NOW)
    card = scorecards.read(db, desk.priya, desk.card).card
    assert [rating.criterion for rating in card.ratings if rating.is_unevidenced] == ["communication"]


def test_a_card_is_submitted_by_its_author_after_an_interview_that_takes_place(db: Database, desk: Desk) -> None:
    write(db, desk, MIDDLE)
    with pytest.raises(NotFoundError):
        scorecards.submit(db, desk.loop.manager, desk.card, NOW)
    with pytest.raises(RefusedError, match="has not begun"):
        scorecards.submit(db, desk.priya, desk.card, NOW - timedelta(hours=4))
    seats = {desk.priya: Seat.LEAD}
    off = build_loops.interview(db, desk.candidacy, desk.loop.stages[1], seats, state=InterviewState.CANCELLED)
    with pytest.raises(RefusedError, match="cancelled"):
        scorecards.submit(db, desk.priya, build_loops.card(db, off, desk.priya), NOW)
    scorecards.submit(db, desk.priya, desk.card, NOW)
    with pytest.raises(RefusedError, match="Only its author"):
        scorecards.submit(db, desk.loop.manager, desk.card, NOW)


def test_one_s_own_draft_is_read_where_it_is_written(db: Database, desk: Desk) -> None:
    with pytest.raises(ConflictError):
        scorecards.read(db, desk.priya, desk.card)
    with pytest.raises(NotFoundError):
        scorecards.read(db, None, desk.card)


def test_a_card_whose_words_were_erased_is_still_read_and_printed(db: Database) -> None:
    built = met(db)
    with db.writing() as session:
        for words in (CandidateTextRow, EvidenceTextRow, ScorecardTextRow):
            session.execute(sa.delete(words))
        session.execute(sa.delete(PersonTextRow).where(col(PersonTextRow.person_id) == built.lead.person_id))
    page = scorecards.read(db, built.loop.recruiter, built.cards[0])
    assert (page.held.candidate, page.held.author) == ("erased candidate", "somebody")
    assert [rating.step for rating in page.card.ratings] == [4, 4, 4]
    assert [rating.evidence for rating in page.card.ratings] == [(), (), ()]
    sheet = scorecard_sheets.scorecard(db, built.loop.recruiter, built.cards[0]).sheet
    assert (sheet.candidate, sheet.interviewer) == ("erased candidate", "somebody")
    assert draft_pages.page(db, built.second, built.interview_id) is not None, "the kit of the one who sat beside them"
    with db.reading() as session:
        assert len(session.exec(select(ScorecardRow.digest)).all()) == 2
        assert audit.first_break(session) is None
