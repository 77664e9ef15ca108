"""Calibration sessions: what may be looked at, the agenda, hands without names, and what becomes a proposal."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlmodel import col

from hiringkit.db.engine import Database
from hiringkit.db.tables import CandidacyRow
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.errors import ConflictError, InvalidError, NotFoundError
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import audit, pack_proposals
from hiringkit.services import calibration_sessions as sessions
from tests import build, build_calibrations, build_loops, build_samples
from tests.build_loops import BuiltLoop
from tests.conftest import NOW

STEPS = {"Ana": 5, "Ben": 2, "Cleo": 4}


@pytest.fixture
def here(lite: Database) -> tuple[BuiltLoop, dict[str, Viewer], int]:
    """A loop whose manager made a sample that three people have rated, and a candidate who is decided about."""
    people = {name: build.person(lite, name) for name in STEPS}
    loop = build_loops.loop(lite, interviewers=list(people.values()))
    sample = build_samples.sample(lite, loop.manager)
    for name, step in STEPS.items():
        build_samples.handed_in(lite, people[name], sample, {"troubleshooting": step, "communication": 2})
    candidate = build_loops.candidacy(lite, loop.loop_id, "Rosa", state=CandidacyState.CLOSED)
    build_calibrations.met(lite, loop, candidate, {people["Ana"]: (3, 3, 1), people["Ben"]: (3, 3, 3)})
    return loop, people, sample


Here = tuple[BuiltLoop, dict[str, Viewer], int]


def _begun(db: Database, here: Here) -> int:
    loop, _people, _sample = here
    _packs, pack_id, choices = sessions.choices(db, loop.manager, None)
    assert [one.name for one in choices] == ["A ticket at seven", "Rosa"]
    return sessions.begin(db, loop.manager, pack_id or 0, "November", [one.key for one in choices], NOW)


def test_the_widest_disagreement_comes_first_and_nobody_is_named(lite: Database, here: Here) -> None:
    loop, _people, _sample = here
    page = sessions.page(lite, loop.manager, _begun(lite, here))
    assert [(one.name, one.criterion.id, one.before, one.reference) for one in page.points][:2] == [
        ("A ticket at seven", "troubleshooting", (0, 1, 0, 1, 1), 4),
        ("Rosa", "prioritization", (1, 0, 1, 0, 0), None),
    ]
    assert page.points[0].said == "3 levels apart."
    assert len(page.points) == 5


def test_hands_after_the_talk_stand_beside_those_before(lite: Database, here: Here) -> None:
    loop, held = here[0], _begun(lite, here)
    first = sessions.page(lite, loop.manager, held).points[0]
    sessions.record(lite, loop.manager, held, first.item_id, "troubleshooting", {4: 3, 5: 1}, NOW)
    sessions.record(lite, loop.manager, held, first.item_id, "troubleshooting", {4: 4, 5: 0}, NOW)
    again = sessions.page(lite, loop.manager, held).points[0]
    assert (again.before, again.after) == ((0, 1, 0, 1, 1), (0, 0, 0, 4, 0))
    assert again.said == "3 levels apart before, all at one level after."
    for wrong in ({6: 1}, {4: None}, {4: 100}):
        with pytest.raises(InvalidError):
            sessions.record(lite, loop.manager, held, first.item_id, "troubleshooting", wrong, NOW)
    with pytest.raises(NotFoundError):
        sessions.record(lite, loop.manager, held, 99, "troubleshooting", {4: 1}, NOW)


def test_what_was_agreed_is_a_proposal_once_the_session_is_closed(lite: Database, here: Here) -> None:
    loop, held = here[0], _begun(lite, here)
    with pytest.raises(InvalidError):
        sessions.agree(lite, loop.manager, held, "communication", {"counts": " "}, NOW)
    sessions.agree(lite, loop.manager, held, "communication", {"counts": "A time for the next message."}, NOW)
    pack_id = sessions.page(lite, loop.manager, held).held.pack_id
    assert pack_proposals.of_pack(lite, pack_id) == []
    sessions.close(lite, loop.manager, held, NOW)
    assert [(one.criterion, one.counts, one.number) for one in pack_proposals.of_pack(lite, pack_id)] == [
        ("Communication", "A time for the next message.", 1)
    ]
    with pytest.raises(ConflictError):
        sessions.agree(lite, loop.manager, held, "communication", {"counts": "More."}, NOW)
    assert audit.verify(lite).broken is None


def test_each_viewer_sees_what_they_may_read_anyway(lite: Database, here: Here) -> None:
    """A manager who has not rated the sample, an administrator, whoever still writes of the candidate, a stranger."""
    loop, _people, _sample = here
    held = _begun(lite, here)
    second = build.person(lite, role=Role.HIRING_MANAGER)
    build_loops.loop(lite, manager=second)
    admin = build.person(lite, role=Role.ADMIN)
    for viewer in (second, admin):
        page = sessions.page(lite, viewer, held)
        assert (page.points, page.hidden) == ((), True)
    with pytest.raises(NotFoundError):
        sessions.page(lite, build.person(lite, role=Role.HIRING_MANAGER), held)
    with lite.reading() as session:
        candidacy = session.scalars(sa.select(col(CandidacyRow.id))).one()
    build_loops.interview(lite, candidacy, loop.stages[2], {loop.manager: Seat.LEAD})
    assert {one.name for one in sessions.page(lite, loop.manager, held).points} == {"A ticket at seven"}


def test_of_fewer_than_three_drills_no_count_is_shown(lite: Database) -> None:
    loop = build_loops.loop(lite)
    sample = build_samples.sample(lite, loop.manager)
    build_samples.handed_in(lite, build.person(lite), sample)
    build_samples.handed_in(lite, build.person(lite), sample)
    pack_id = sessions.choices(lite, loop.manager, None)[1] or 0
    held = sessions.begin(lite, loop.manager, pack_id, "Early", [f"sample:{sample}"], NOW)
    assert [sum(one.before) for one in sessions.page(lite, loop.manager, held).points] == [0, 0]


def test_a_session_looks_at_what_is_open_to_its_leader(lite: Database, here: Here) -> None:
    loop, _people, sample = here
    pack_id = sessions.choices(lite, loop.manager, None)[1] or 0
    other = build.person(lite, role=Role.HIRING_MANAGER)
    build_loops.loop(lite, manager=other)
    for wanted in ([], ["sample:99"], [f"sample:{sample}"]):
        with pytest.raises(InvalidError) as caught:
            sessions.begin(lite, other, pack_id, "November", wanted, NOW)
        assert set(caught.value.problems) == {"items"}
    with pytest.raises(NotFoundError):
        sessions.begin(lite, build.person(lite, role=Role.HIRING_MANAGER), pack_id, "x", ["sample:1"], NOW)
