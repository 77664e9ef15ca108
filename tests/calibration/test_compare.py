"""Two runs side by side: who moved, and why."""

from dataclasses import replace

import pytest

from hiringkit.calibration.compare import compare, words
from hiringkit.calibration.engine import calibrate
from hiringkit.calibration.ratings import Rating, Scale, gathered
from hiringkit.calibration.results import Result
from tests.calibration import truth
from tests.calibration.test_engine import rows

MADE = rows(truth.truth(truth.Plan(24, 6, (3, 3), criteria=4), 20).ratings)


def run(given: list[Rating]) -> Result:
    return calibrate(gathered(given, Scale(1, 5)))


def test_the_same_run_twice_has_nobody_moving() -> None:
    found = compare(run(MADE), run(MADE))
    assert (found.moved, found.relearned, found.appeared, found.disappeared) == ((), (), (), ())


def test_who_came_and_who_went() -> None:
    without = [rating for rating in MADE if rating.candidate != "c000003"]
    assert compare(run(without), run(MADE)).appeared == ("c000003",)
    assert compare(run(MADE), run(without)).disappeared == ("c000003",)


def test_new_ratings_move_a_candidate_and_relearned_severity_the_others() -> None:
    mine = {rating.interviewer for rating in MADE if rating.candidate == "c000000"}
    other = next(f"i0000{n}" for n in range(6) if f"i0000{n}" not in mine)
    after = [*MADE, *(Rating("c000000", other, f"k0{n}", 1) for n in range(4))]
    found = compare(run(MADE), run(after))
    first = found.moved[0]
    assert (first.id, first.new_ratings, first.why) == ("c000000", 4, "new ratings")
    assert first.before is not None
    assert first.after is not None
    assert first.after < first.before


def test_a_harsher_interviewer_is_named_as_relearned() -> None:
    later = [
        rating._replace(value=max(1, rating.value - 1)) if rating.interviewer == "i00002" else rating for rating in MADE
    ]
    found = compare(run(MADE), run(later))
    change = {one.id: one.after - one.before for one in found.relearned}
    assert max(change, key=lambda name: change[name]) == "i00002"
    assert {one.why for one in found.moved} <= {"changed ratings", "re-learned severity"}
    assert "changed ratings" in {one.why for one in found.moved}


def test_a_gate_that_opens_or_closes_is_said() -> None:
    open_ = run(MADE)
    closed = replace(open_, candidates=tuple(replace(one, fair_score=None) for one in open_.candidates))
    assert {one.why for one in compare(closed, open_).moved} == {"the gate opened"}
    assert {one.why for one in compare(open_, closed).moved} == {"the gate closed"}


@pytest.mark.parametrize(
    ("z", "said"),
    [
        (3.0, "clearly ahead"),
        (2.58, "clearly ahead"),
        (2.0, "ahead"),
        (1.5, "probably ahead"),
        (1.27, "too close to call"),
    ],
)
def test_a_difference_in_words(z: float, said: str) -> None:
    assert words(z) == said
