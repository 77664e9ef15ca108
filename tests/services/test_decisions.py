"""Deciding: who may, what is kept of it, and what it makes of the candidate; on both kinds of database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, DecisionRow
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.people import Viewer
from hiringkit.scoring.decisions import Choice, Decision, Offer
from hiringkit.services import audit, candidacies, debriefs, decisions, meetings, scorecards, withdrawals
from hiringkit.services.debriefs import Room
from tests import build_debriefs
from tests.build_debriefs import Met
from tests.conftest import NOW

HIRE = Decision(Choice.HIRE, "mid", Offer.CONDITIONAL, "Two references.", "Isolates faults.", "A bad reference.")
HOLD = replace(HIRE, choice=Choice.HOLD, offer=Offer.NONE, conditions="", revisit_on=date(2026, 4, 23))


def room(db: Database, met: Met, viewer: Viewer | None = None) -> Room:
    """The room as somebody sees it; the decider when nobody is named."""
    found = debriefs.room(db, viewer or met.loop.decider, *met.at)
    assert isinstance(found, Room)
    return found


def test_only_the_decider_decides_and_the_candidate_s_way_ends(db: Database) -> None:
    met = build_debriefs.opened(db)
    for somebody in (met.loop.manager, met.ada, met.loop.recruiter):
        with pytest.raises(RefusedError, match="decides here"):
            decisions.decide(db, somebody, *met.at, HIRE, 0, NOW)
    with pytest.raises(NotFoundError):
        decisions.decide(db, met.loop.tie_breaker, *met.at, HIRE, 0, NOW)
    with pytest.raises(InvalidError) as refused:
        decisions.decide(db, met.loop.decider, *met.at, replace(HIRE, ground=" "), 0, NOW)
    assert set(refused.value.problems) == {"ground"}
    decisions.decide(db, met.loop.decider, *met.at, HIRE, 0, NOW)
    made = room(db, met).decisions
    assert [(one.choice, one.level, one.offer, one.words["conditions"]) for one in made] == [
        (Choice.HIRE, "Mid", Offer.CONDITIONAL, "Two references.")
    ]
    way = candidacies.way(db, met.loop.manager, met.candidacy_id, NOW)
    assert (way.state, way.decided) == (CandidacyState.CLOSED, "hire")
    with pytest.raises(ConflictError, match="over"):
        meetings.note(db, met.ada, *met.at, "One more thing.", NOW)
    assert audit.verify(db).broken is None


def test_a_decision_is_replaced_with_a_reason_and_the_earlier_one_stays_readable(db: Database) -> None:
    met = build_debriefs.opened(db)
    decisions.decide(db, met.loop.decider, *met.at, HIRE, 0, NOW)
    with pytest.raises(InvalidError) as refused:
        decisions.decide(db, met.loop.decider, *met.at, HOLD, 1, NOW)
    assert set(refused.value.problems) == {"amends"}
    again = replace(HOLD, amends="A reference said otherwise.", conditions="Of the offer that is none any more.")
    with pytest.raises(ConflictError, match="recorded since"):
        decisions.decide(db, met.loop.decider, *met.at, again, 0, NOW)
    decisions.decide(db, met.loop.decider, *met.at, again, 1, NOW + timedelta(hours=1))
    made = room(db, met).decisions
    assert [(one.number, one.choice, one.words.get("amends", "")) for one in made] == [
        (1, Choice.HIRE, ""),
        (2, Choice.HOLD, "A reference said otherwise."),
    ]
    assert "conditions" not in made[1].words
    assert candidacies.way(db, met.loop.manager, met.candidacy_id, NOW).state is CandidacyState.ACTIVE
    with db.reading() as session:
        acts = session.exec(select(AuditRow.act)).all()
    assert [act for act in acts if act.startswith("decision")] == ["decision recorded", "decision amended"]


def test_a_decision_whose_answer_was_lost_is_sent_again_and_is_one(db: Database) -> None:
    met = build_debriefs.opened(db)
    for _again in range(2):
        decisions.decide(db, met.loop.decider, *met.at, HIRE, 0, NOW)
    again = replace(HOLD, amends="A reference said otherwise.")
    for _again in range(2):
        decisions.decide(db, met.loop.decider, *met.at, again, 1, NOW)
    with pytest.raises(ConflictError, match="recorded since"):
        decisions.decide(db, met.loop.decider, *met.at, replace(again, ground="Another one."), 1, NOW)
    assert [one.number for one in room(db, met).decisions] == [1, 2]
    with db.reading() as session:
        acts = session.exec(select(AuditRow.act)).all()
    assert [act for act in acts if act.startswith("decision")] == ["decision recorded", "decision amended"]


def test_a_recorded_decision_never_changes(db: Database) -> None:
    met = build_debriefs.opened(db)
    decisions.decide(db, met.loop.decider, *met.at, HIRE, 0, NOW)
    with pytest.raises(DBAPIError, match="never changes"), db.writing() as session:
        session.execute(sa.update(DecisionRow).values(choice=Choice.NO_HIRE, offer=Offer.NONE))


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"choice": Choice.HIRE, "level": None, "offer": Offer.NOW}, id="a hire without a level"),
        pytest.param({"choice": Choice.NO_HIRE, "offer": Offer.NOW}, id="an offer to nobody"),
        pytest.param({"choice": Choice.HOLD, "offer": Offer.NONE}, id="a hold without an end"),
    ],
)
def test_the_database_refuses_half_a_decision(db: Database, values: dict[str, object]) -> None:
    met = build_debriefs.opened(db)
    row = {
        "candidacy_id": met.candidacy_id,
        "number": 1,
        "decided_by": met.ada.person_id,
        "as_tie_breaker": False,
        "at": NOW,
    }
    with pytest.raises(DBAPIError), db.writing() as session:
        session.execute(sa.insert(DecisionRow), [{"level": None, "revisit_on": None, **row, **values}])


def test_the_day_to_look_again_is_a_day_in_the_loop_s_zone(db: Database) -> None:
    """NOW is 14:05 on 22 January in Chicago; ten hours on, the day there has just turned."""
    met = build_debriefs.opened(db)
    tomorrow = replace(HOLD, revisit_on=date(2026, 1, 23))
    with pytest.raises(InvalidError, match="not recorded"):
        decisions.decide(db, met.loop.decider, *met.at, tomorrow, 0, NOW + timedelta(hours=10))
    decisions.decide(db, met.loop.decider, *met.at, tomorrow, 0, NOW + timedelta(hours=9))


def test_a_tie_hands_the_decision_over(db: Database) -> None:
    met = build_debriefs.opened(db)  # Ada says yes, Ben says no, the trainee’s strong no does not count
    breaker = met.loop.tie_breaker
    with pytest.raises(NotFoundError):
        debriefs.room(db, breaker, *met.at)
    with pytest.raises(RefusedError):
        decisions.call_tie_breaker(db, met.loop.manager, *met.at, NOW)
    decisions.call_tie_breaker(db, met.loop.decider, *met.at, NOW)
    with pytest.raises(RefusedError):
        decisions.decide(db, met.loop.decider, *met.at, HIRE, 0, NOW)
    assert room(db, met, breaker).court.may_decide
    assert scorecards.read(db, breaker, met.cards[met.ada]).card.recommendation
    decisions.decide(db, breaker, *met.at, HIRE, 0, NOW)
    assert room(db, met).decisions[0].as_tie_breaker


def test_no_tie_is_recorded_where_there_is_none(db: Database) -> None:
    met = build_debriefs.opened(db, missing=True)
    with pytest.raises(RefusedError, match="as many scorecards that count say yes as say no"):
        decisions.call_tie_breaker(db, met.loop.decider, *met.at, NOW)


def test_a_dissent_stands_with_its_name_before_and_after(db: Database) -> None:
    met = build_debriefs.opened(db)
    with pytest.raises(InvalidError):
        decisions.dissent(db, met.ben, *met.at, " ", NOW)
    for _again in range(2):
        decisions.dissent(db, met.ben, *met.at, "I would wait for the tooling.", NOW)
    decisions.decide(db, met.loop.decider, *met.at, HIRE, 0, NOW)
    decisions.dissent(db, met.ada, *met.at, "So would I.", NOW)
    assert [(one.by, one.text) for one in room(db, met).dissents] == [
        ("Ben", "I would wait for the tooling."),
        ("Ada", "So would I."),
    ]
    with pytest.raises(RefusedError, match="training"):
        decisions.dissent(db, met.trainee, *met.at, "Me too.", NOW)


def test_nothing_is_decided_about_somebody_who_withdrew(db: Database) -> None:
    met = build_debriefs.opened(db)
    withdrawals.withdraw(db, met.loop.manager, met.candidacy_id, NOW)
    with pytest.raises(ConflictError):
        decisions.decide(db, met.loop.decider, *met.at, HIRE, 0, NOW)


def test_whoever_has_an_open_card_is_not_told_what_was_decided(db: Database) -> None:
    met = build_debriefs.opened(db, missing=True)
    decisions.decide(db, met.loop.decider, *met.at, HIRE, 0, NOW)
    assert candidacies.way(db, met.ben, met.candidacy_id, NOW).decided == ""
    assert candidacies.way(db, met.ada, met.candidacy_id, NOW).decided == "hire"
