"""What somebody is told of an interview: nothing twice, nothing that is over, and each change of what they know."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiringkit.loops.invitations import Held, Seated, Telling, Told, is_stale, is_void, next_sequence, next_telling

NOW = datetime(2026, 1, 22, 20, 5, tzinfo=UTC)
SOON = Held(NOW + timedelta(hours=20), 60, "lead")
OVER = Held(NOW - timedelta(hours=20), 60, "lead")
SEAT = Seated(SOON, 1, is_on=True, has_conflict=False, wants=True)
INVITED = Told(SOON, Telling.INVITED, 0, is_out=True)
WAITS = replace(INVITED, is_out=False)
GONE = replace(INVITED, telling=Telling.CANCELLED)


@pytest.mark.parametrize(
    ("seated", "told", "telling"),
    [
        pytest.param(SEAT, None, Telling.INVITED, id="a new seat"),
        pytest.param(SEAT, INVITED, None, id="known"),
        pytest.param(replace(SEAT, held=OVER), None, None, id="what is past is not announced"),
        pytest.param(replace(SEAT, wants=False), None, None, id="not wanted"),
        pytest.param(replace(SEAT, has_conflict=True), None, None, id="who has a conflict"),
        pytest.param(replace(SEAT, is_on=False), None, None, id="cancelled before anybody was told"),
        pytest.param(replace(SEAT, held=replace(SOON, minutes=45)), INVITED, Telling.CHANGED, id="shorter"),
        pytest.param(replace(SEAT, held=replace(SOON, seat="second")), INVITED, Telling.CHANGED, id="another seat"),
        pytest.param(replace(SEAT, held=OVER), INVITED, Telling.CHANGED, id="held earlier than was said"),
        pytest.param(
            replace(SEAT, held=replace(SOON, minutes=45), wants=False), INVITED, Telling.CHANGED, id="wanted or not"
        ),
        pytest.param(replace(SEAT, held=replace(SOON, minutes=45)), WAITS, Telling.INVITED, id="moved before it went"),
        pytest.param(None, INVITED, Telling.CANCELLED, id="the seat is gone"),
        pytest.param(replace(SEAT, is_on=False), INVITED, Telling.CANCELLED, id="cancelled"),
        pytest.param(None, WAITS, None, id="gone before it went"),
        pytest.param(None, replace(INVITED, held=OVER), None, id="gone when it was over"),
        pytest.param(None, GONE, None, id="gone twice"),
        pytest.param(SEAT, GONE, Telling.INVITED, id="seated again"),
    ],
)
def test_what_is_told_next(seated: Seated | None, told: Told | None, telling: Telling | None) -> None:
    assert next_telling(seated, told, NOW) is telling


held = st.builds(
    Held,
    st.integers(-3, 3).map(lambda days: NOW + timedelta(days=days, hours=1)),
    st.sampled_from([45, 60]),
    st.sampled_from(["lead", "shadow"]),
)
seats = st.none() | st.builds(Seated, held, st.integers(1, 5), st.booleans(), st.booleans(), st.booleans())


@given(st.lists(seats, min_size=1, max_size=12))
def test_whoever_reads_every_mail_knows_what_is_so(planned: list[Seated | None]) -> None:
    told: Told | None = None
    calendar: Held | None = None
    for seat in planned:
        telling, last = next_telling(seat, told, NOW), told
        if telling is None:
            continue
        here = last.held if last and telling is Telling.CANCELLED else seat.held if seat else SOON
        told = Told(here, telling, next_sequence(seat, last), is_out=True)
        assert last is None or told.sequence > last.sequence
        assert not is_stale(seat, told, NOW)
        assert next_telling(seat, told, NOW) is None, "once"
        calendar = None if telling is Telling.CANCELLED else here
    seat = planned[-1]
    if calendar and calendar.ends_at > NOW and not (seat and seat.has_conflict):
        assert seat
        assert (seat.is_on, seat.held) == (True, calendar)
    if seat and seat.is_on and seat.wants and not seat.has_conflict and seat.held.starts_at > NOW:
        assert calendar == seat.held


@pytest.mark.parametrize(
    ("seated", "told", "stale"),
    [
        pytest.param(SEAT, WAITS, False, id="as it was written"),
        pytest.param(replace(SEAT, held=OVER), WAITS, True, id="moved"),
        pytest.param(replace(SEAT, wants=False), WAITS, True, id="turned off meanwhile"),
        pytest.param(None, WAITS, True, id="no seat"),
        pytest.param(replace(SEAT, wants=False), replace(INVITED, telling=Telling.CHANGED), False, id="a change"),
        pytest.param(replace(SEAT, is_on=False), GONE, False, id="cancelled"),
        pytest.param(SEAT, GONE, True, id="seated again"),
    ],
)
def test_a_mail_that_would_say_what_is_not_so_is_not_sent(seated: Seated | None, told: Told, stale: bool) -> None:
    assert is_stale(seated, told, NOW) is stale


def test_who_turned_invitations_off_before_the_first_is_not_invited_later() -> None:
    assert is_void(replace(SEAT, wants=False), WAITS)
    assert not is_void(replace(SEAT, wants=False), INVITED)
