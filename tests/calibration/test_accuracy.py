"""Fair scores against the truth, on made-up interviews of several kinds; many more sets are in tests/bench."""

import pytest

from hiringkit.calibration.engine import calibrate
from tests.calibration import truth
from tests.calibration.truth import Accuracy, Plan, accuracy, mean

SETS = 8


def measured(plan: Plan) -> Accuracy:
    made = [truth.truth(plan, seed) for seed in range(SETS)]
    return mean([accuracy(one, calibrate(one.ratings)) for one in made])


@pytest.mark.parametrize(
    ("plan", "gain"),
    [
        pytest.param(truth.WELL_LINKED, 0.005, id="well linked"),
        pytest.param(truth.SPARSE, 0.02, id="sparse, the harsh and the lenient apart"),
        pytest.param(truth.TWO_POOLS, 0.003, id="two pools apart"),
        pytest.param(truth.TWO_MEETINGS, 0.006, id="two meetings a candidate"),
    ],
)
def test_scores_are_fairer_than_raw_means_and_their_ranges_hold(plan: Plan, gain: float) -> None:
    found = measured(plan)
    assert found.pair_order >= found.raw_pair_order + gain
    assert found.rmse < 0.9 * found.raw_rmse
    assert 0.90 <= found.coverage <= 0.99
    assert found.severity_correlation >= 0.8


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(truth.TWELVE, id="twelve candidates"),
        pytest.param(truth.TWENTY_FIVE, id="twenty-five candidates"),
        pytest.param(truth.PARTS_OF_CRITERIA, id="each candidate on some criteria"),
    ],
)
def test_little_data_is_not_overrated(plan: Plan) -> None:
    found = measured(plan)
    assert found.rmse < found.raw_rmse
    assert 0.88 <= found.coverage <= 1.0


def test_nothing_is_lost_where_nobody_is_harsh() -> None:
    found = measured(truth.NOBODY_HARSH)
    assert found.pair_order >= found.raw_pair_order - 0.006
    assert found.rmse <= found.raw_rmse + 0.01
