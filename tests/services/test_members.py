"""Who belongs to a loop: what somebody may be given follows from their role in the organisation."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, PersonRow
from hiringkit.errors import InvalidError, NotFoundError, RefusedError
from hiringkit.policy.people import LoopRole, Role, Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import loops, members, people
from tests import build, build_loops
from tests.at_once import at_once
from tests.build_loops import BuiltLoop
from tests.conftest import NOW


@pytest.fixture
def loop(db: Database) -> BuiltLoop:
    return build_loops.loop(db)


def parts(db: Database, loop: BuiltLoop, viewer: Viewer) -> set[LoopRole]:
    found = loops.page(db, loop.manager, loop.loop_id).members
    return {member.role for member in found if member.person_id == viewer.person_id}


def acts(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.exec(select(AuditRow.act).order_by(col(AuditRow.number))))


@pytest.mark.parametrize(
    ("role", "given"),
    [
        (Role.ADMIN, {LoopRole.MANAGER, LoopRole.INTERVIEWER, LoopRole.RECRUITER}),
        (Role.HIRING_MANAGER, {LoopRole.MANAGER, LoopRole.INTERVIEWER, LoopRole.RECRUITER}),
        (Role.RECRUITER, {LoopRole.INTERVIEWER, LoopRole.RECRUITER}),
        (Role.INTERVIEWER, {LoopRole.INTERVIEWER}),
    ],
)
def test_the_role_in_the_organisation_says_what_somebody_may_be_given(
    db: Database, loop: BuiltLoop, role: Role, given: set[LoopRole]
) -> None:
    person = build.person(db, role=role)
    for part in LoopRole:
        if part in given:
            members.add_member(db, loop.manager, loop.loop_id, person.person_id, part, NOW)
        else:
            with pytest.raises(InvalidError) as caught:
                members.add_member(db, loop.manager, loop.loop_id, person.person_id, part, NOW)
            assert list(caught.value.problems) == ["role"]
    assert parts(db, loop, person) == given


def test_nobody_who_cannot_sign_in_is_added(db: Database, loop: BuiltLoop) -> None:
    gone = build.person(db)
    with db.writing() as session:
        session.execute(sa.update(PersonRow).where(col(PersonRow.id) == gone.person_id).values(disabled_at=NOW))
    for person_id in (gone.person_id, 999):
        with pytest.raises(InvalidError) as caught:
            members.add_member(db, loop.manager, loop.loop_id, person_id, LoopRole.INTERVIEWER, NOW)
        assert list(caught.value.problems) == ["person"]
    assert acts(db) == []


def test_adding_and_removing_twice_is_once(db: Database, loop: BuiltLoop) -> None:
    person = build.person(db)
    change = (db, loop.manager, loop.loop_id, person.person_id, LoopRole.INTERVIEWER, NOW)
    assert at_once([lambda: members.add_member(*change)] * 4) == [None] * 4
    assert acts(db) == ["member added"]
    assert at_once([lambda: members.remove_member(*change)] * 4) == [None] * 4
    assert acts(db) == ["member added", "member removed"]
    assert parts(db, loop, person) == set()


def test_a_loop_keeps_a_manager(db: Database, loop: BuiltLoop) -> None:
    remove = (db, loop.manager, loop.loop_id, loop.manager.person_id, LoopRole.MANAGER, NOW)
    with pytest.raises(RefusedError, match="only manager"):
        members.remove_member(*remove)
    other = build.person(db, role=Role.HIRING_MANAGER)
    members.add_member(db, loop.manager, loop.loop_id, other.person_id, LoopRole.MANAGER, NOW)
    members.remove_member(*remove)
    with pytest.raises(NotFoundError):
        loops.page(db, loop.manager, loop.loop_id)


def test_two_managers_who_remove_each_other_at_once_leave_one(db: Database, loop: BuiltLoop) -> None:
    other = build.person(db, role=Role.HIRING_MANAGER)
    members.add_member(db, loop.manager, loop.loop_id, other.person_id, LoopRole.MANAGER, NOW)
    pairs = [(loop.manager, other), (other, loop.manager)]
    at_once(
        [
            lambda by=by, who=who: members.remove_member(  # type: ignore[misc]  # bound here, not later
                db, by, loop.loop_id, who.person_id, LoopRole.MANAGER, NOW
            )
            for by, who in pairs
        ]
    )
    assert acts(db) == ["member added", "member removed"]


def test_whoever_leaves_a_loop_leaves_its_panels(db: Database) -> None:
    lead, both = build.person(db), build.person(db, role=Role.HIRING_MANAGER)
    loop = build_loops.loop(db, panel={lead: Seat.LEAD, both: Seat.SECOND})
    build_loops.member(db, loop.loop_id, both, LoopRole.MANAGER)
    for person in (lead, both):
        members.remove_member(db, loop.manager, loop.loop_id, person.person_id, LoopRole.INTERVIEWER, NOW)
    stage = loops.page(db, loop.manager, loop.loop_id).plan.stages[0]
    assert [sitter.person_id for sitter in stage.panel] == [both.person_id], "still of the loop, as its manager"


def test_only_managers_say_who_belongs(db: Database, loop: BuiltLoop) -> None:
    person = build.person(db)
    for viewer in (loop.recruiter, build.person(db, role=Role.ADMIN)):
        with pytest.raises(RefusedError):
            members.add_member(db, viewer, loop.loop_id, person.person_id, LoopRole.INTERVIEWER, NOW)
        with pytest.raises(RefusedError):
            members.remove_member(db, viewer, loop.loop_id, person.person_id, LoopRole.INTERVIEWER, NOW)


def test_an_administrator_names_a_manager_where_none_can_sign_in(db: Database, loop: BuiltLoop) -> None:
    admin, fresh = build.person(db, role=Role.ADMIN), build.person(db, role=Role.HIRING_MANAGER)
    for part in (LoopRole.MANAGER, LoopRole.INTERVIEWER):
        with pytest.raises(RefusedError):
            members.add_member(db, admin, loop.loop_id, fresh.person_id, part, NOW)
    people.disable(db, admin, loop.manager.person_id, NOW)
    assert members.may_name_manager(db, admin, loop.loop_id)
    with pytest.raises(RefusedError):
        members.add_member(db, admin, loop.loop_id, fresh.person_id, LoopRole.INTERVIEWER, NOW)
    members.add_member(db, admin, loop.loop_id, fresh.person_id, LoopRole.MANAGER, NOW)
    assert loops.page(db, fresh, loop.loop_id).is_manager
    assert not members.may_name_manager(db, admin, loop.loop_id)
    assert acts(db)[-1] == "member added"


def test_the_last_manager_who_can_sign_in_stays_whoever_else_managed(db: Database, loop: BuiltLoop) -> None:
    admin, gone = build.person(db, role=Role.ADMIN), build.person(db, role=Role.HIRING_MANAGER)
    build_loops.member(db, loop.loop_id, gone, LoopRole.MANAGER)
    people.disable(db, admin, gone.person_id, NOW)
    with pytest.raises(RefusedError):
        members.remove_member(db, loop.manager, loop.loop_id, loop.manager.person_id, LoopRole.MANAGER, NOW)
    members.remove_member(db, loop.manager, loop.loop_id, gone.person_id, LoopRole.MANAGER, NOW)
