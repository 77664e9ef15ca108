import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiringkit.scoring.debriefs import Change, Judged, Verdict, in_order, movement

steps = st.lists(st.integers(1, 5), max_size=6).map(tuple)


@pytest.mark.parametrize(
    ("rated", "verdict", "apart", "minutes"),
    [
        pytest.param((), Verdict.NEVER, 0, 0, id="nobody rated it"),
        pytest.param((4,), Verdict.ONCE, 0, 0, id="one rating"),
        pytest.param((3, 3), Verdict.AGREED, 0, 0, id="two that agree"),
        pytest.param((3, 4), Verdict.APART, 1, 6, id="apart by one"),
        pytest.param((1, 3, 5), Verdict.APART, 4, 12, id="apart by the whole scale"),
    ],
)
def test_how_ratings_stand_to_each_other(rated: tuple[int, ...], verdict: Verdict, apart: int, minutes: int) -> None:
    judged = Judged("tact", 5, rated)
    assert (judged.verdict, judged.apart, judged.minutes) == (verdict, apart, minutes)


def test_the_widest_disagreement_comes_first() -> None:
    rated = {"never": (), "once": (5,), "agreed": (2, 2), "one": (3, 4), "split": (2, 2, 4, 4), "lone": (2, 4, 4, 4)}
    order = [judged.key for judged in in_order(Judged(key, 5, found) for key, found in rated.items())]
    assert order == ["split", "lone", "one", "agreed", "once", "never"]


def test_a_step_weighs_by_the_length_of_its_scale() -> None:
    order = in_order([Judged("criterion", 5, (2, 4)), Judged("guardrail", 2, (1, 2))])
    assert [judged.key for judged in order] == ["guardrail", "criterion"]


@given(st.dictionaries(st.text(max_size=3), steps, max_size=8))
def test_an_agenda_leaves_nothing_out_and_narrows_as_it_goes(rated: dict[str, tuple[int, ...]]) -> None:
    order = in_order([Judged(key, 5, found) for key, found in rated.items()])
    assert sorted(judged.key for judged in order) == sorted(rated)
    assert [judged.apart for judged in order] == sorted((judged.apart for judged in order), reverse=True)


def test_a_meeting_is_told_by_how_far_and_toward_whom() -> None:
    independent = {(1, "tact"): [2], (2, "tact"): [4], (3, "tact"): [1], (2, "order"): [3]}
    told = movement(independent, [Change(1, "tact", 2, 4), Change(2, "order", 3, 3)])
    assert (told.ratings, told.moved, told.steps) == (4, 1, 2)
    assert told.toward == ((2, 2), (3, -2))
    assert (told.mean_before, told.mean_after) == (2.5, 3.0)


def test_what_becomes_not_observed_leaves_the_mean_and_pulls_nobody() -> None:
    told = movement({(1, "tact"): [5], (2, "tact"): [1]}, [Change(1, "tact", 5, None)])
    assert (told.moved, told.steps, told.toward, told.mean_after) == (1, 0, (), 1.0)


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 3), st.sampled_from("ab")), st.lists(st.integers(1, 5), min_size=1, max_size=2)
    )
)
def test_a_meeting_that_confirms_everything_moves_nothing(independent: dict[tuple[int, str], list[int]]) -> None:
    same = [Change(author, key, found[0], found[0]) for (author, key), found in independent.items()]
    told = movement(independent, same)
    assert (told.moved, told.steps, told.toward) == (0, 0, ())
    assert told.mean_after == told.mean_before
