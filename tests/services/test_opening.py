"""A loop opens only when it can be judged; what is let stand has a name and a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, LoopRow, PersonTextRow
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.people import LoopRole, Role, Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.rubrics.packs import Weight
from hiringkit.services import loop_words, loops, members, opening, stages
from hiringkit.services.loop_words import LoopWords
from hiringkit.services.loops import LoopPage
from hiringkit.services.stages import Cell, StageWords
from tests import build, build_loops
from tests.at_once import at_once
from tests.conftest import NOW


@dataclass(frozen=True)
class Plan:
    """A loop as its manager has just made it from the pack, and the people who could decide and lead."""

    loop_id: int
    manager: Viewer
    decider: Viewer
    lead: Viewer
    words: LoopWords


@pytest.fixture
def plan(db: Database) -> Plan:
    manager, decider = (build.person(db, name, Role.HIRING_MANAGER) for name in ("Ingrid S", "Ruth A"))
    words = LoopWords("Night desk", "NH-9", "", "America/Chicago", "letter", "after_own")
    loop_id = loop_words.create(db, manager, build_loops.published(db), words, NOW)
    lead = build.person(db, "Priya R")
    members.add_member(db, manager, loop_id, lead.person_id, LoopRole.INTERVIEWER, NOW)
    return Plan(loop_id, manager, decider, lead, words)


def page(db: Database, plan: Plan) -> LoopPage:
    return loops.page(db, plan.manager, plan.loop_id)


def missing(db: Database, plan: Plan) -> dict[str, str]:
    with pytest.raises(InvalidError, match="cannot open yet") as caught:
        opening.open_loop(db, plan.manager, plan.loop_id, NOW)
    assert page(db, plan).state is LoopState.DRAFT
    return caught.value.problems


def name(db: Database, plan: Plan, **more: str) -> None:
    people: dict[str, Any] = {"decider_id": plan.decider.person_id, "tie_breaker_id": plan.manager.person_id}
    said: dict[str, Any] = {**plan.words.__dict__, "track": "operations", "level": "mid", **people, **more}
    words = LoopWords(**said)
    loop_words.rewrite(db, plan.manager, plan.loop_id, page(db, plan).revision, words, NOW)


def lead_all(db: Database, plan: Plan) -> None:
    for stage in page(db, plan).plan.stages:
        words = StageWords(stage.name, stage.minutes, risk_objection=stage.risk_objection)
        seats = {plan.lead.person_id: Seat.LEAD}
        stages.rewrite(db, plan.manager, plan.loop_id, stage.key, page(db, plan).revision, words, seats, NOW)


def hold_objection(db: Database, plan: Plan, key: str) -> None:
    stage = next(stage for stage in page(db, plan).plan.stages if stage.key == key)
    words = StageWords(stage.name, stage.minutes, risk_objection=True)
    seats = {sitter.person_id: Seat(sitter.seat) for sitter in stage.panel}
    stages.rewrite(db, plan.manager, plan.loop_id, key, page(db, plan).revision, words, seats, NOW)


def test_each_thing_that_is_missing_is_named_until_it_is_mended(db: Database, plan: Plan) -> None:
    assert missing(db, plan) == {
        "track": "No track is named",
        "level": "No level is named",
        "decider": "Nobody is named who decides",
        "tie-breaker": "No tie-breaker is named",
        "lead:talk": "Nobody leads stage 1, Live troubleshooting",
        "lead:triage": "Nobody leads stage 2, Prioritization",
        "unseen:prioritization": "Prioritization is seen by no stage",
        "risk-objection": "The risk objection has no stage",
    }
    name(db, plan)
    lead_all(db, plan)
    assert set(missing(db, plan)) == {"unseen:prioritization", "risk-objection"}
    hold_objection(db, plan, "talk")  # it is there to show the criterion, too
    opening.open_loop(db, plan.manager, plan.loop_id, NOW)
    opened = page(db, plan)
    assert (opened.state, opened.opened_at, opened.blocking) == (LoopState.OPEN, NOW, ())


@pytest.mark.parametrize(("field", "finding"), [("track", "track"), ("level", "level")])
def test_names_cannot_be_waived(db: Database, plan: Plan, field: str, finding: str) -> None:
    name(db, plan, **{field: ""})
    with pytest.raises(RefusedError, match="cannot be waived"):
        opening.waive(db, plan.manager, plan.loop_id, finding, "We know.", NOW)
    assert finding in missing(db, plan)


def test_a_waiver_has_a_name_and_a_reason_that_are_kept(db: Database, plan: Plan) -> None:
    name(db, plan)
    lead_all(db, plan)
    for reason in ("", "  ", "no", "a" * 501, "bell \x07"):
        with pytest.raises(InvalidError) as caught:
            opening.waive(db, plan.manager, plan.loop_id, "risk-objection", reason, NOW)
        assert list(caught.value.problems) == ["reason"]
    for finding in ("risk-objection", "unseen:prioritization"):
        opening.waive(db, plan.manager, plan.loop_id, finding, " Judged by the work sample. ", NOW)
    opening.open_loop(db, plan.manager, plan.loop_id, NOW)
    kept = [(waiver.finding, waiver.reason, waiver.by, waiver.at) for waiver in page(db, plan).waivers]
    assert sorted(kept) == [
        ("risk-objection", "Judged by the work sample.", "Ingrid S", NOW),
        ("unseen:prioritization", "Judged by the work sample.", "Ingrid S", NOW),
    ]
    with db.reading() as session:
        detail = session.exec(select(AuditRow.detail).where(AuditRow.act == "loop opened")).one()
    assert detail == '{"waived":["risk-objection","unseen:prioritization"]}'


def test_a_waiver_stays_when_its_maker_s_name_is_erased(db: Database, plan: Plan) -> None:
    opening.waive(db, plan.manager, plan.loop_id, "risk-objection", "Judged elsewhere.", NOW)
    with db.writing() as session:
        session.execute(sa.delete(PersonTextRow))
    assert [(waiver.finding, waiver.by) for waiver in page(db, plan).waivers] == [("risk-objection", "somebody")]


def test_a_waiver_is_taken_back_while_the_loop_is_a_draft(db: Database, plan: Plan) -> None:
    opening.waive(db, plan.manager, plan.loop_id, "risk-objection", "Judged elsewhere.", NOW)
    opening.unwaive(db, plan.manager, plan.loop_id, "risk-objection", NOW)
    assert "risk-objection" in missing(db, plan)
    with pytest.raises(NotFoundError, match="no such finding"):
        opening.waive(db, plan.manager, plan.loop_id, "unseen:tact", "Judged elsewhere.", NOW)


def test_a_loop_is_opened_once(db: Database, plan: Plan) -> None:
    name(db, plan)
    lead_all(db, plan)
    hold_objection(db, plan, "triage")
    found = at_once([partial(opening.open_loop, db, plan.manager, plan.loop_id, NOW)] * 6)
    assert found.count(None) == 1
    assert {type(one) for one in found if one is not None} == {ConflictError}
    with db.reading() as session:
        assert session.exec(select(sa.func.count()).where(AuditRow.act == "loop opened")).one() == 1


def test_a_loop_does_not_open_on_a_stage_that_goes_at_the_same_moment(db: Database, plan: Plan) -> None:
    name(db, plan)
    lead_all(db, plan)
    hold_objection(db, plan, "triage")
    cell = Cell("talk", "troubleshooting", None, Weight.PRIMARY)
    unsee = partial(stages.see, db, plan.manager, plan.loop_id, cell, NOW)
    found = at_once([partial(opening.open_loop, db, plan.manager, plan.loop_id, NOW), unsee])
    opened = page(db, plan)
    assert sum(one is None for one in found) == 1, found
    assert (opened.state is LoopState.OPEN) == (opened.blocking == ())


def test_only_a_manager_opens_and_closes(db: Database, plan: Plan) -> None:
    built = build_loops.loop(db, panel={plan.lead: Seat.LEAD})
    for act in (opening.open_loop, opening.close):
        with pytest.raises(RefusedError):
            act(db, built.recruiter, built.loop_id, NOW)
        with pytest.raises(NotFoundError):
            act(db, plan.manager, built.loop_id, NOW)
    opening.close(db, built.manager, built.loop_id, NOW)
    with pytest.raises(ConflictError, match="Only an open loop"):
        opening.close(db, built.manager, built.loop_id, NOW)
    with pytest.raises(RefusedError):
        opening.reopen(db, built.recruiter, built.loop_id, NOW)
    opening.reopen(db, built.manager, built.loop_id, NOW)
    with pytest.raises(ConflictError, match="Only a closed loop"):
        opening.reopen(db, built.manager, built.loop_id, NOW)
    with db.reading() as session:
        acts = session.exec(select(AuditRow.act).order_by(col(AuditRow.number))).all()
    assert acts[-2:] == ["loop closed", "loop reopened"]


def test_a_draft_alone_is_discarded_by_a_manager_with_all_that_it_holds(db: Database, plan: Plan) -> None:
    mend = page(db, plan).findings[-1]
    opening.waive(db, plan.manager, plan.loop_id, mend.key, "Not this year", NOW)
    member = build.person(db, role=Role.RECRUITER)
    members.add_member(db, plan.manager, plan.loop_id, member.person_id, LoopRole.RECRUITER, NOW)
    with pytest.raises(RefusedError):
        opening.discard(db, member, plan.loop_id, NOW)
    opening.discard(db, plan.manager, plan.loop_id, NOW)
    with pytest.raises(NotFoundError):
        page(db, plan)
    opened = build_loops.loop(db, panel={plan.lead: Seat.LEAD})
    with pytest.raises(ConflictError, match="Only a draft"):
        opening.discard(db, opened.manager, opened.loop_id, NOW)


def test_the_number_of_a_draft_that_was_discarded_goes_to_no_other_loop(db: Database, plan: Plan) -> None:
    with db.reading() as session:
        version_id = session.exec(select(LoopRow.version_id)).one()
    opening.discard(db, plan.manager, plan.loop_id, NOW)
    assert loop_words.create(db, plan.manager, version_id, plan.words, NOW) > plan.loop_id


def test_what_closing_leaves_undone_is_counted(db: Database, plan: Plan) -> None:
    built = build_loops.loop(db, panel={plan.lead: Seat.LEAD})
    one = build_loops.candidacy(db, built.loop_id, "Rosa")
    shadow = build.person(db)
    build_loops.interview(db, one, built.stages[0], {plan.lead: Seat.LEAD, shadow: Seat.SHADOW})
    coming = {plan.lead: Seat.LEAD, build.person(db): Seat.SECOND}
    build_loops.interview(db, one, built.stages[1], coming, starts_at=NOW + timedelta(days=1))
    found = opening.closing(db, built.manager, built.loop_id, NOW)
    assert (found.undecided, found.first, found.to_come, found.owed) == (1, ((one, "Rosa"),), 1, 1)


def test_a_criterion_that_one_stage_alone_sees_is_advice(db: Database, plan: Plan) -> None:
    cell = Cell("triage", "prioritization", Weight.PRIMARY, None)
    stages.see(db, plan.manager, plan.loop_id, cell, NOW)
    found = {finding.key: finding.blocks for finding in page(db, plan).findings}
    assert found["once:prioritization"] is False
    assert replace(page(db, plan), waivers=()).gates[-1].met is False, "the risk objection still has no stage"
