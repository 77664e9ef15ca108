"""Later states of scorecards: who writes them, what stays readable, what statistics use; on both kinds of database."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from hiringkit.db import amendments as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, ScorecardStateRow, SeatRow
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState, Seat, Visibility
from hiringkit.scoring.drafts import Line
from hiringkit.services import amendments, audit, candidacies, debriefs, scorecards
from hiringkit.services.debriefs import Room
from tests import build, build_debriefs, build_loops
from tests.build_debriefs import Met
from tests.conftest import NOW

LATER = NOW + timedelta(hours=1)
WHY = "The minutes were those of another interview."


def rewrite(db: Database, met: Met, viewer: Viewer, **fields: str) -> None:
    """Amend Ada's card: the same card, with these fields."""
    sheet = amendments.sheet(db, viewer, met.cards[met.ada])
    values = {**sheet.values, **{f"rating:{key}": value for key, value in fields.items()}}
    amendments.amend(db, viewer, met.cards[met.ada], (values, sheet.lines), WHY, sheet.revision, LATER)


def statistics(db: Database, scorecard_id: int) -> list[int | None]:
    """The steps of a card that statistics use, in order of their criteria."""
    ratings = stored.independent_ratings()
    with db.reading() as session:
        query = sa.select(ratings.c.step).where(ratings.c.scorecard_id == scorecard_id).order_by(ratings.c.criterion_id)
        return list(session.scalars(query).all())


def test_an_amendment_is_a_new_state_and_the_old_one_stays_readable(db: Database) -> None:
    met = build_debriefs.met(db)
    card = met.cards[met.ada]
    rewrite(db, met, met.ada, troubleshooting="4")
    now_read, before = scorecards.read(db, met.ben, card), scorecards.read(db, met.ben, card, 1)
    assert now_read.card.rating("troubleshooting").step == 4
    assert before.card.rating("troubleshooting").step == 2
    assert before.card.rating("troubleshooting").evidence == now_read.card.rating("troubleshooting").evidence
    assert (now_read.held.state, now_read.is_current, before.is_current) == (CardState.AMENDED, True, False)
    assert [(one.number, one.by, one.reason) for one in now_read.states] == [(2, "Ada", WHY)]
    with pytest.raises(NotFoundError):
        scorecards.read(db, met.ben, card, 3)
    assert audit.verify(db).broken is None


def test_what_its_author_wrote_after_reading_another_card_is_never_in_statistics(db: Database) -> None:
    met = build_debriefs.opened(db)
    before = statistics(db, met.cards[met.ada])
    rewrite(db, met, met.ada, troubleshooting="5")
    assert statistics(db, met.cards[met.ada]) == before
    found = debriefs.room(db, met.loop.manager, *met.at)
    assert isinstance(found, Room)
    assert [mark.step for mark in found.rows[0].marks] == [2, 5]


@pytest.mark.parametrize("visibility", [Visibility.AFTER_OWN, Visibility.AFTER_PANEL])
def test_what_its_author_mended_before_they_could_read_another_card_is(db: Database, visibility: Visibility) -> None:
    ada, ben = build.person(db, "Ada"), build.person(db, "Ben")
    loop = build_loops.loop(db, panel={ada: Seat.LEAD, ben: Seat.SECOND}, visibility=visibility)
    one = build_loops.candidacy(db, loop.loop_id)
    interview = build_loops.interview(db, one, loop.stages[0], {ada: Seat.LEAD, ben: Seat.SECOND})
    card = build_debriefs.submit(db, interview, ada, (2, 3, 4))
    met = Met(loop, ada, ben, ben, one, interview, {ada: card})
    first = statistics(db, card)
    rewrite(db, met, ada, troubleshooting="4")
    second = statistics(db, card)
    assert sorted(map(str, first)) == ["2", "3", "4"]
    assert sorted(map(str, second)) == ["3", "4", "4"]
    build_debriefs.submit(db, interview, ben, (5, 5, 5))
    rewrite(db, met, ada, troubleshooting="5")
    assert statistics(db, card) == second
    assert scorecards.read(db, ada, card).card.rating("troubleshooting").step == 5


def test_a_manager_amends_on_behalf_and_both_names_stand(db: Database) -> None:
    met = build_debriefs.met(db)
    before = statistics(db, met.cards[met.ada])
    rewrite(db, met, met.loop.manager, troubleshooting="4")
    page = scorecards.read(db, met.ada, met.cards[met.ada])
    assert [(one.by, one.on_behalf) for one in page.states] == [(met.loop.manager.name, True)]
    assert page.held.author == "Ada"
    assert statistics(db, met.cards[met.ada]) == before
    for nobody in (met.ben, met.loop.recruiter):
        with pytest.raises(RefusedError):
            amendments.sheet(db, nobody, met.cards[met.ada])


def test_an_amendment_is_whole_has_a_reason_and_is_not_over_another(db: Database) -> None:
    met = build_debriefs.met(db)
    card = met.cards[met.ada]
    sheet = amendments.sheet(db, met.ada, card)
    empty = {**sheet.values, "rating:troubleshooting": ""}
    with pytest.raises(InvalidError) as refused:
        amendments.amend(db, met.ada, card, (empty, []), " ", sheet.revision, NOW)
    assert {"rating:troubleshooting", "evidence:communication", "reason"} <= set(refused.value.problems)
    amendments.amend(db, met.ada, card, (sheet.values, sheet.lines), WHY, sheet.revision, NOW)
    with pytest.raises(ConflictError):
        amendments.amend(db, met.ada, card, (sheet.values, sheet.lines), WHY, sheet.revision, NOW)


def test_a_card_is_returned_with_a_reason_and_comes_back_amended(db: Database) -> None:
    met = build_debriefs.met(db)
    card = met.cards[met.ada]
    with pytest.raises(RefusedError):
        amendments.send_back(db, met.ben, card, "I disagree.", NOW)
    with pytest.raises(InvalidError):
        amendments.send_back(db, met.loop.manager, card, "", NOW)
    amendments.send_back(db, met.loop.manager, card, "The evidence names a patient.", NOW)
    with pytest.raises(RefusedError, match="already"):
        amendments.send_back(db, met.loop.manager, card, "Again.", NOW)
    page = scorecards.read(db, met.ada, card)
    assert page.held.state is CardState.RETURNED
    assert page.card.rating("troubleshooting").step == 2
    assert page.states[0].reason == "The evidence names a patient."
    rewrite(db, met, met.ada, troubleshooting="3")
    assert [one.state for one in scorecards.read(db, met.ada, card).states] == [CardState.RETURNED, CardState.AMENDED]


def test_a_card_from_paper_is_entered_on_behalf(db: Database) -> None:
    met = build_debriefs.met(db, missing=True)
    card = build_loops.card(db, met.interview_id, met.ben)
    with pytest.raises(RefusedError):
        amendments.blank(db, met.loop.recruiter, card, NOW)
    sheet = amendments.blank(db, met.loop.manager, card, NOW)
    fields = {f"rating:{key}": "4" for key in build_loops.CRITERIA}
    fields |= {"recommendation": "yes", "confidence": "sure"}
    lines = [
        Line(f"0000000{number}-0000-0000-0000-000000000000", "As on paper.", frozenset({key}))
        for number, key in enumerate(build_loops.CRITERIA)
    ]
    assert sheet.values == {}
    amendments.enter_for(db, met.loop.manager, card, (fields, lines), "Ben wrote it on paper.", NOW)
    page = scorecards.read(db, met.ada, card)
    assert (page.held.author, page.entered_by) == ("Ben", met.loop.manager.name)
    assert page.card.rating("communication").evidence == ("As on paper.",)
    assert statistics(db, card) == [4, 4, 4]
    with pytest.raises(RefusedError):
        amendments.blank(db, met.loop.manager, card, NOW)


def test_nobody_writes_over_what_an_author_has_begun(db: Database) -> None:
    met = build_debriefs.met(db, missing=True)
    card = build_loops.card(db, met.interview_id, met.ben)
    build_debriefs.begin(db, met.interview_id, met.ben)
    with pytest.raises(RefusedError, match="has begun this scorecard"):
        amendments.blank(db, met.loop.manager, card, NOW)


def test_a_draft_is_withdrawn_with_its_seat_and_nobody_waits_for_it(db: Database) -> None:
    met = build_debriefs.met(db, missing=True)
    card = build_loops.card(db, met.interview_id, met.ben)
    build_debriefs.begin(db, met.interview_id, met.ben)
    with pytest.raises(NotFoundError):
        amendments.withdraw(db, met.loop.manager, card, "He left.", NOW)
    with pytest.raises(InvalidError):
        amendments.withdraw(db, met.ben, card, "", NOW)
    amendments.withdraw(db, met.ben, card, "I had to leave after five minutes.", NOW)
    with db.reading() as session:
        seats = session.exec(select(SeatRow.person_id).where(SeatRow.interview_id == met.interview_id)).all()
        acts = session.exec(select(AuditRow.act)).all()
    assert met.ben.person_id not in seats
    assert "scorecard withdrawn" in acts
    way = candidacies.way(db, met.loop.manager, met.candidacy_id, NOW)
    assert way.cards == (1, 1)
    assert [(one.name, one.why) for one in way.happened] == [("Ben", "I had to leave after five minutes.")]
    with pytest.raises(NotFoundError):
        scorecards.read(db, met.ben, met.cards[met.ada])


def test_a_state_never_changes(db: Database) -> None:
    met = build_debriefs.met(db)
    rewrite(db, met, met.ada, troubleshooting="4")
    with pytest.raises(DBAPIError, match="never changes"), db.writing() as session:
        session.execute(sa.update(ScorecardStateRow).values(is_independent=True))
