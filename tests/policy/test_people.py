import pytest

from hiringkit.policy.people import LoopRole, Role, Viewer, may_be_given, may_build_loops, may_decide, may_keep_people


def viewer(role: Role) -> Viewer:
    return Viewer(person_id=1, role=role, name="Ada", zone="America/Chicago")


@pytest.mark.parametrize(
    ("loop_role", "roles"),
    [
        pytest.param(LoopRole.MANAGER, {Role.ADMIN, Role.HIRING_MANAGER}, id="who may manage a loop"),
        pytest.param(LoopRole.INTERVIEWER, set(Role), id="anybody may interview"),
        pytest.param(LoopRole.RECRUITER, {Role.ADMIN, Role.HIRING_MANAGER, Role.RECRUITER}, id="who may recruit"),
    ],
)
def test_the_role_says_what_somebody_may_be_given(loop_role: LoopRole, roles: set[Role]) -> None:
    assert {role for role in Role if may_be_given(role, loop_role)} == roles


def test_hiring_managers_and_administrators_build_loops() -> None:
    assert {role for role in Role if may_build_loops(viewer(role))} == {Role.ADMIN, Role.HIRING_MANAGER}


def test_whoever_may_manage_a_loop_may_decide_in_it() -> None:
    assert {role for role in Role if may_decide(role)} == {Role.ADMIN, Role.HIRING_MANAGER}


def test_only_administrators_keep_people() -> None:
    assert {role for role in Role if may_keep_people(viewer(role))} == {Role.ADMIN}
