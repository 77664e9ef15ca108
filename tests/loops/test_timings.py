"""The minutes of an interview: shared out exactly, each part in its turn."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hiringkit.loops.timings import CLOSE, THEIRS, WELCOME, timings
from hiringkit.rubrics.packs import Weight

weights = st.sampled_from(list(Weight))


@given(st.integers(5, 480), st.lists(weights, max_size=9), st.booleans(), st.booleans(), st.booleans())
def test_parts_follow_on_each_other_and_fill_the_time(
    minutes: int, seen: list[Weight], has_scenario: bool, sample: bool, objection: bool
) -> None:
    criteria = [(f"c{number}", weight) for number, weight in enumerate(seen)]
    parts = timings(minutes, criteria, scenario="Outage" if has_scenario else None, sample=sample, objection=objection)
    assert [part.begins for part in parts] == [0, *(part.ends for part in parts[:-1])]
    assert parts[-1].ends == minutes
    assert all(part.begins < part.ends for part in parts)
    wanted = 3 + len(seen) + has_scenario + sample + objection
    assert minutes < wanted or len(parts) == wanted, "each has a minute where there are enough"


def test_an_hour_with_a_scenario() -> None:
    criteria = [("Troubleshooting", Weight.PRIMARY), ("Communication", Weight.SECONDARY)]
    said = [(part.begins, part.ends, part.words) for part in timings(56, criteria, scenario="Outage", objection=True)]
    assert said == [
        (0, 4, WELCOME),
        (4, 28, "Scenario: Outage"),
        (28, 36, "Risk objection"),
        (36, 44, "Ask about: Troubleshooting"),
        (44, 48, "Ask about: Communication"),
        (48, 54, THEIRS),
        (54, 56, CLOSE),
    ]
