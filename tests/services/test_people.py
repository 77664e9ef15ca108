"""Signing in, roles and passwords, on both kinds of database."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from argon2 import PasswordHasher
from sqlmodel import select

from hiringkit.db import audit
from hiringkit.db import people as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, CredentialRow, SessionRow
from hiringkit.errors import InvalidError, NotFoundError, RefusedError, TooManyError
from hiringkit.policy.people import LoopRole, Role, Viewer
from hiringkit.services import loops, passwords, people
from tests import build, build_loops
from tests.at_once import at_once
from tests.conftest import NOW

GOOD = "seven quiet herons fold paper"
HERE = {"address": "127.0.0.1", "agent": "tests"}


def _with_password(db: Database, password: str = GOOD, role: Role = Role.INTERVIEWER) -> tuple[Viewer, str]:
    """Somebody who can sign in, and their e-mail address."""
    with db.writing() as session:
        email = f"{role.value}@example.org"
        person_id = people.add_person(session, email=email, name="Priya R", role=role, zone="UTC", now=NOW)
        stored.store_password(session, person_id, passwords.hashed(password), NOW)
    return Viewer(person_id=person_id, role=role, name="Priya R", zone="UTC"), email


def test_the_right_password_opens_a_session_and_the_database_holds_only_hashes(db: Database) -> None:
    viewer, email = _with_password(db)
    token = people.sign_in(db, f" {email.upper()} ", GOOD, now=NOW, **HERE)
    assert people.signed_in(db, token, NOW) == viewer
    with db.reading() as session:
        kept = session.exec(select(SessionRow.id_hash)).all()
        assert session.exec(select(CredentialRow.password_hash)).one().startswith("$argon2id$")
    assert kept == [people.token_hash(token)]
    assert token not in kept


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(db: Database) -> None:
    _viewer, email = _with_password(db)
    said = []
    for address in (email, "nobody@example.org"):
        with pytest.raises(InvalidError) as error:
            people.sign_in(db, address, "wrong password here", now=NOW, **HERE)
        said.append((error.value.what, error.value.problems))
    assert said[0] == said[1]


def test_the_sixth_failure_of_an_account_waits_a_quarter_of_an_hour(db: Database) -> None:
    _viewer, email = _with_password(db)
    for _ in range(people.PER_ACCOUNT):
        with pytest.raises(InvalidError):
            people.sign_in(db, email, "wrong password here", now=NOW, **HERE)
    with pytest.raises(TooManyError) as error:
        people.sign_in(db, email, GOOD, now=NOW, **HERE)
    assert error.value.wait_seconds == 900
    assert people.sign_in(db, email, GOOD, now=NOW + timedelta(minutes=16), **HERE)


def test_one_address_that_tries_many_accounts_is_held_up(db: Database) -> None:
    with db.writing() as session:
        for number in range(people.PER_ADDRESS):
            stored.note_failure(
                session, account_hash=str(number), address_hash=people.token_hash(HERE["address"]), now=NOW
            )
    with pytest.raises(TooManyError):
        people.sign_in(db, "someone@example.org", GOOD, now=NOW, **HERE)


@pytest.mark.parametrize(
    ("later", "alive"),
    [
        pytest.param([timedelta(hours=7, minutes=59)], True, id="used within eight hours"),
        pytest.param([timedelta(hours=8, minutes=1)], False, id="idle for eight hours"),
        pytest.param([timedelta(hours=hours) for hours in (6, 11, 12)], False, id="twelve hours in any case"),
    ],
)
def test_a_session_ends(db: Database, later: list[timedelta], alive: bool) -> None:
    _viewer, email = _with_password(db)
    token = people.sign_in(db, email, GOOD, now=NOW, **HERE)
    found = [people.signed_in(db, token, NOW + after) for after in later]
    assert (found[-1] is not None) == alive


def test_a_disabled_person_is_out_at_once(db: Database) -> None:
    admin = build.person(db, role=Role.ADMIN)
    viewer, email = _with_password(db)
    token = people.sign_in(db, email, GOOD, now=NOW, **HERE)
    for _ in range(2):  # the second click is no fault
        people.disable(db, admin, viewer.person_id, NOW)
    assert people.signed_in(db, token, NOW) is None
    with pytest.raises(InvalidError):
        people.sign_in(db, email, GOOD, now=NOW, **HERE)


def test_another_role_ends_every_session_and_is_on_the_chain(db: Database) -> None:
    admin = build.person(db, role=Role.ADMIN)
    viewer, email = _with_password(db)
    token = people.sign_in(db, email, GOOD, now=NOW, **HERE)
    people.change_role(db, admin, viewer.person_id, Role.RECRUITER, NOW)
    assert people.signed_in(db, token, NOW) is None
    with db.reading() as session:
        entry = session.exec(select(AuditRow)).one()
    assert (entry.act, entry.actor, entry.subject_id) == (
        "role changed",
        audit.person(admin.person_id),
        viewer.person_id,
    )
    assert entry.detail == '{"after":"recruiter","before":"interviewer"}'


def test_the_last_administrator_stays_one(db: Database) -> None:
    admin = build.person(db, role=Role.ADMIN)
    with pytest.raises(RefusedError, match="the only administrator"):
        people.change_role(db, admin, admin.person_id, Role.INTERVIEWER, NOW)
    build.person(db, role=Role.ADMIN)
    people.change_role(db, admin, admin.person_id, Role.INTERVIEWER, NOW)


def test_nobody_but_an_administrator_adds_people(db: Database) -> None:
    manager = build.person(db, role=Role.HIRING_MANAGER)
    with pytest.raises(RefusedError):
        people.add(db, email="a@example.org", name="A", role=Role.ADMIN, zone="UTC", by=manager, now=NOW)


def test_a_link_works_once_and_for_half_an_hour(db: Database) -> None:
    token = people.add(db, email="new@example.org", name="New", role=Role.RECRUITER, zone="UTC", by=None, now=NOW)
    with pytest.raises(NotFoundError):
        people.link_person(db, token, NOW + timedelta(minutes=31))
    session = people.follow_link(db, token, GOOD, agent="tests", now=NOW)
    found = people.signed_in(db, session, NOW)
    assert found is not None
    assert found.name == "New"
    with pytest.raises(NotFoundError, match="used already"):
        people.follow_link(db, token, GOOD, agent="tests", now=NOW)


def test_the_first_link_makes_the_first_administrator_and_no_second(db: Database) -> None:
    token, other = (people.first_admin_link(db, NOW) for _ in range(2))
    assert token
    assert other
    follow = partial(people.follow_link, name="Owen P", agent="tests", now=NOW)
    with pytest.raises(InvalidError, match="cannot be used"):
        follow(db, token, "short", email="root@example.org")
    session = follow(db, token, GOOD, email="root@example.org")
    found = people.signed_in(db, session, NOW)
    assert found is not None
    assert found.role is Role.ADMIN
    assert people.first_admin_link(db, NOW) is None
    with pytest.raises(NotFoundError):
        follow(db, other, GOOD, email="b@example.org")


def test_an_address_is_taken_once_whatever_its_case(db: Database) -> None:
    people.add(db, email="A@example.org", name="A", role=Role.RECRUITER, zone="UTC", by=None, now=NOW)
    with pytest.raises(InvalidError) as error:
        people.add(db, email="a@Example.org", name="B", role=Role.RECRUITER, zone="UTC", by=None, now=NOW)
    assert list(error.value.problems) == ["email"]


def test_a_new_password_ends_the_other_sessions(db: Database) -> None:
    viewer, email = _with_password(db)
    here, elsewhere = (people.sign_in(db, email, GOOD, now=NOW, **HERE) for _ in range(2))
    with pytest.raises(InvalidError) as error:
        people.change_password(db, viewer, old="wrong", new=GOOD + " twice", token=here, now=NOW)
    assert list(error.value.problems) == ["old"]
    people.change_password(db, viewer, old=GOOD, new=GOOD + " twice", token=here, now=NOW)
    assert people.signed_in(db, here, NOW) == viewer
    assert people.signed_in(db, elsewhere, NOW) is None


def test_a_hash_with_older_parameters_is_renewed_at_sign_in(db: Database) -> None:
    viewer, email = _with_password(db)
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(GOOD)
    with db.writing() as session:
        stored.store_password(session, viewer.person_id, weak, NOW)
    people.sign_in(db, email, GOOD, now=NOW, **HERE)
    with db.reading() as session:
        assert "m=65536,t=3,p=4" in session.exec(select(CredentialRow.password_hash)).one()


@pytest.mark.parametrize(
    ("password", "admin", "fault"),
    [
        pytest.param("qwertyuiop12", False, "too easy", id="a row of keys"),
        pytest.param("elevenchars", False, "at least 12", id="too short"),
        pytest.param("x7#fQ9!mZ2$k", True, "at least 15", id="an administrator needs fifteen"),
        pytest.param("a" * 129, False, "at most 128", id="too long"),
        pytest.param("Password12345", False, "too easy", id="a common one"),
        pytest.param("priya raghunathan", False, "too easy", id="the person's own name"),
        pytest.param(GOOD, True, "", id="unrelated words"),
        pytest.param("ключ от тихой реки 48 цапель", False, "", id="any script"),
        pytest.param("é" * 60 + "q7w!zk0p" * 8 + "9x2v", False, "", id="128 characters"),
    ],
)
def test_passwords(password: str, admin: bool, fault: str) -> None:
    words = ["Priya Raghunathan", "priya@northmere.example"]
    if not fault:
        passwords.require_good(password, admin=admin, words=words)
        return
    with pytest.raises(InvalidError) as error:
        passwords.require_good(password, admin=admin, words=words)
    assert fault in error.value.problems["password"]


def test_enabling_somebody_again_undoes_it(db: Database) -> None:
    admin = build.person(db, role=Role.ADMIN)
    viewer, email = _with_password(db)
    people.disable(db, admin, viewer.person_id, NOW)
    with pytest.raises(RefusedError):
        people.enable(db, viewer, viewer.person_id, NOW)
    for _ in range(2):  # twice is once
        people.enable(db, admin, viewer.person_id, NOW)
    assert people.signed_in(db, people.sign_in(db, email, GOOD, now=NOW, **HERE), NOW) == viewer
    with db.reading() as session:
        assert [row.act for row in session.exec(select(AuditRow))] == ["person disabled", "person enabled"]


def test_name_zone_and_keys_are_ones_own_to_change(db: Database) -> None:
    viewer, email = _with_password(db)
    token = people.sign_in(db, email, GOOD, now=NOW, **HERE)
    people.change_own(db, viewer, name=" Priya Raghu ", zone="Asia/Kolkata", keys=False, now=NOW)
    changed = people.signed_in(db, token, NOW)
    assert changed == Viewer(viewer.person_id, viewer.role, "Priya Raghu", "Asia/Kolkata", keys=False)
    with pytest.raises(InvalidError) as error:
        people.change_own(db, viewer, name=" ", zone="UTC", keys=True, now=NOW)
    assert set(error.value.problems) == {"name"}


def test_a_role_that_allows_less_takes_the_parts_that_it_does_not_allow(db: Database) -> None:
    admin, manager = build.person(db, role=Role.ADMIN), build.person(db, role=Role.HIRING_MANAGER)
    loop = build_loops.loop(db, manager=manager)
    for part in (LoopRole.RECRUITER, LoopRole.INTERVIEWER):
        build_loops.member(db, loop.loop_id, manager, part)
    people.change_role(db, admin, manager.person_id, Role.RECRUITER, NOW)
    found = loops.page(db, loop.recruiter, loop.loop_id).members
    left = {member.role for member in found if member.person_id == manager.person_id}
    assert left == {LoopRole.RECRUITER, LoopRole.INTERVIEWER}


def test_whoever_decides_in_an_open_loop_keeps_a_role_that_may(db: Database) -> None:
    admin = build.person(db, role=Role.ADMIN)
    loop = build_loops.loop(db)
    with pytest.raises(RefusedError, match="decides or breaks ties in NH-2026-"):
        people.change_role(db, admin, loop.decider.person_id, Role.INTERVIEWER, NOW)
    people.change_role(db, admin, loop.decider.person_id, Role.ADMIN, NOW)


def test_two_administrators_who_demote_each_other_at_once_leave_one(db: Database) -> None:
    first, second = (build.person(db, role=Role.ADMIN) for _ in range(2))
    told = at_once(
        [
            lambda: people.change_role(db, first, second.person_id, Role.RECRUITER, NOW),
            lambda: people.disable(db, second, first.person_id, NOW),
        ]
    )
    assert sorted(type(one).__name__ for one in told) == ["NoneType", "RefusedError"]
