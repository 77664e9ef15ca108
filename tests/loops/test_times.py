"""Times that are proposed: within everybody's hours and load, nobody twice at once, the first that there is."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiringkit.loops.staffing import Hours, Interviewer, Task
from hiringkit.loops.times import DAYTIME, USUAL, Times, Wanted

NOW = datetime(2026, 2, 2, 14, 10, tzinfo=UTC)  # a Monday, 8:10 in Chicago
CHICAGO = "America/Chicago"
MORNINGS = Hours(8 * 60, 10 * 60, frozenset(range(5)))


def first(people: list[Interviewer], minutes: int = 60, engaged: list[tuple[datetime, datetime]] | None = None) -> str:
    found = Times(NOW, 14, CHICAGO).proposed(
        [Wanted(1, 7, tuple(one.person for one in people), minutes)],
        {one.person: one for one in people},
        {7: engaged or []},
    )[1]
    return f"{found.astimezone(ZoneInfo(CHICAGO)):%a %d %H:%M}" if found else "none"


@pytest.mark.parametrize(
    ("people", "minutes", "time"),
    [
        pytest.param([Interviewer(1, CHICAGO)], 60, "Mon 02 09:00", id="the usual hours"),
        pytest.param([Interviewer(1, CHICAGO), Interviewer(2, "Europe/Berlin")], 60, "Mon 02 09:00", id="two zones"),
        pytest.param([Interviewer(1, CHICAGO, hours=MORNINGS)], 60, "Mon 02 09:00", id="mornings, and it is nine"),
        pytest.param([Interviewer(1, CHICAGO, hours=MORNINGS)], 90, "Tue 03 08:00", id="as long as it fits"),
        pytest.param([Interviewer(1, CHICAGO, hours=MORNINGS)], 180, "none", id="longer than anybody works"),
        pytest.param([Interviewer(1, "Asia/Tokyo")], 60, "none", id="no hour in common with the loop's day"),
        pytest.param(
            [Interviewer(1, CHICAGO, busy=((NOW, NOW + timedelta(hours=3)),))], 60, "Mon 02 11:30", id="has something"
        ),
        pytest.param(
            [Interviewer(1, CHICAGO, weekly_limit=1).with_interviews([NOW + timedelta(days=1)])],
            60,
            "Mon 09 09:00",
            id="takes one a week, and has it",
        ),
    ],
)
def test_the_first_time_of_a_panel(people: list[Interviewer], minutes: int, time: str) -> None:
    assert first(people, minutes) == time


def test_a_candidate_is_in_one_place() -> None:
    assert first([Interviewer(1, CHICAGO)], engaged=[(NOW, NOW + timedelta(hours=2))]) == "Mon 02 10:30"


def test_two_interviews_have_a_pause_between_them_where_there_is_room() -> None:
    who = Interviewer(1, CHICAGO, hours=Hours(9 * 60, 12 * 60, frozenset({1})))
    wanted = [Wanted(number, number, (1,), 60) for number in range(3)]
    found = Times(NOW, 7, CHICAGO).proposed(wanted, {1: who}, {})
    starts = [f"{at.astimezone(ZoneInfo(CHICAGO)):%a %H:%M}" for at in found.values() if at]
    assert starts == ["Tue 09:00", "Tue 10:30"], "then there is no hour left, with a pause or without"
    tight = [Wanted(number, number, (1,), 80) for number in range(2)]
    found = Times(NOW, 7, CHICAGO).proposed(tight, {1: who}, {})
    starts = [f"{at.astimezone(ZoneInfo(CHICAGO)):%a %H:%M}" for at in found.values() if at]
    assert starts == ["Tue 09:00", "Tue 10:30"], "ten minutes are better than no interview"


people = st.builds(
    Interviewer,
    person=st.just(0),
    zone=st.sampled_from([CHICAGO, "America/New_York", "Europe/London", "Asia/Kolkata"]),
    weekly_limit=st.none() | st.integers(1, 3),
    hours=st.none() | st.sampled_from([MORNINGS, USUAL, Hours(12 * 60, 20 * 60, frozenset({0, 2, 4}))]),
)
interviews = st.lists(
    st.tuples(st.integers(0, 3), st.sets(st.integers(0, 4), min_size=1, max_size=2), st.sampled_from([30, 45, 60])),
    min_size=1,
    max_size=12,
)


@settings(deadline=None)
@given(st.lists(people, min_size=5, max_size=5), interviews)
def test_no_time_breaks_a_rule(staff: list[Interviewer], asked: list[tuple[int, set[int], int]]) -> None:
    by = {
        who: Interviewer(who, one.zone, weekly_limit=one.weekly_limit, hours=one.hours) for who, one in enumerate(staff)
    }
    wanted = [Wanted(n, one, tuple(sorted(sitting)), long) for n, (one, sitting, long) in enumerate(asked)]
    found = Times(NOW, 14, CHICAGO).proposed(wanted, by, {})
    assert set(found) == {one.interview for one in wanted}
    held = [(one, at) for one in wanted if (at := found[one.interview])]
    for one, at in held:
        task = Task(0, 0, "", starts_at=at, minutes=one.minutes)
        assert at > NOW
        assert Interviewer(0, CHICAGO, hours=DAYTIME).is_free(task)
        assert all(Interviewer(0, by[who].zone, hours=by[who].hours or USUAL).is_free(task) for who in one.people)
        for other, then in held:
            if other.interview < one.interview and (
                other.candidate == one.candidate or set(other.people) & set(one.people)
            ):
                assert at + timedelta(minutes=one.minutes) <= then or then + timedelta(minutes=other.minutes) <= at
    loads = Counter((who, by[who].week_of(at)) for one, at in held for who in one.people)
    assert all(load <= (by[who].weekly_limit or load) for (who, _week), load in loads.items())
