import pytest

from hiringkit.policy.conflicts import may_declare_for, may_read_reason, may_take_back
from hiringkit.policy.people import Role, Viewer

OWN, OTHER = 1, 2


def viewer(role: Role = Role.INTERVIEWER) -> Viewer:
    return Viewer(person_id=OWN, role=role, name="Ada", zone="America/Chicago")


@pytest.mark.parametrize(
    ("role", "person", "is_manager", "may"),
    [
        pytest.param(Role.INTERVIEWER, OWN, False, True, id="for oneself"),
        pytest.param(Role.INTERVIEWER, OTHER, False, False, id="not for a colleague"),
        pytest.param(Role.HIRING_MANAGER, OTHER, False, False, id="not as manager of other loops"),
        pytest.param(Role.HIRING_MANAGER, OTHER, True, True, id="as manager of this loop"),
        pytest.param(Role.ADMIN, OTHER, False, True, id="as administrator"),
    ],
)
def test_who_declares_for_whom(role: Role, person: int, is_manager: bool, may: bool) -> None:
    assert may_declare_for(viewer(role), person, is_manager=is_manager) is may


@pytest.mark.parametrize(
    ("role", "declared_by", "may"),
    [
        pytest.param(Role.INTERVIEWER, OWN, True, id="whoever declared it"),
        pytest.param(Role.HIRING_MANAGER, OTHER, False, id="no manager"),
        pytest.param(Role.ADMIN, OTHER, True, id="an administrator"),
    ],
)
def test_who_reads_why_and_may_take_it_back(role: Role, declared_by: int, may: bool) -> None:
    assert may_read_reason(viewer(role), declared_by) is may
    assert may_take_back(viewer(role), declared_by) is may
