import pytest

from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.qualifications import Training, is_qualified, may_qualify, may_require_training


@pytest.mark.parametrize(
    ("training", "is_required", "alone"),
    [
        pytest.param(None, False, True, id="no record, none required"),
        pytest.param(None, True, False, id="no record, one required"),
        pytest.param(Training.SHADOW, False, False, id="shadows"),
        pytest.param(Training.REVERSE_SHADOW, False, False, id="leads while watched"),
        pytest.param(Training.QUALIFIED, True, True, id="qualified"),
    ],
)
def test_who_takes_a_stage_alone(training: Training | None, is_required: bool, alone: bool) -> None:
    assert is_qualified(training, is_required=is_required) is alone


def test_who_sets_training_and_who_requires_it() -> None:
    people = {role: Viewer(person_id=1, role=role, name="Ada", zone="UTC") for role in Role}
    assert {role for role, viewer in people.items() if may_qualify(viewer)} == {Role.ADMIN, Role.HIRING_MANAGER}
    assert {role for role, viewer in people.items() if may_require_training(viewer)} == {Role.ADMIN}
