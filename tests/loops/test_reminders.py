"""When somebody is reminded, and when the list of the day is sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiringkit.loops.reminders import digest_day, reminder_times

ZONES = ("America/Chicago", "Asia/Kolkata", "Pacific/Auckland", "UTC", "America/St_Johns")


def _at(text: str, zone: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("ended", "first", "second"),
    [
        pytest.param("2026-01-22 14:05", "2026-01-22 16:05", "2026-01-23 14:00", id="two hours after, next day"),
        pytest.param("2026-01-22 16:30", "2026-01-23 08:00", "2026-01-26 14:00", id="too late: next morning"),
        pytest.param("2026-01-23 17:00", "2026-01-26 08:00", "2026-01-27 14:00", id="friday evening: monday"),
        pytest.param("2026-01-24 10:00", "2026-01-26 08:00", "2026-01-27 14:00", id="a weekend is left alone"),
        pytest.param("2026-01-22 04:00", "2026-01-22 08:00", "2026-01-23 14:00", id="before the day begins"),
        pytest.param("2026-03-06 23:00", "2026-03-09 08:00", "2026-03-10 14:00", id="over the change of the clock"),
    ],
)
def test_reminders_come_in_working_hours_of_their_own_zone(ended: str, first: str, second: str) -> None:
    zone = "America/Chicago"
    assert reminder_times(_at(ended, zone).astimezone(UTC), zone) == (_at(first, zone), _at(second, zone))


@given(st.integers(0, 400 * 24 * 60), st.sampled_from(ZONES))
def test_no_reminder_comes_early_or_at_night(minutes: int, zone: str) -> None:
    ends_at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    first, second = (at.astimezone(ZoneInfo(zone)) for at in reminder_times(ends_at, zone))
    assert first - ends_at >= timedelta(hours=2)
    assert first.date() < second.date()
    for at in (first, second):
        assert at.weekday() < 5
        assert 8 <= at.hour < 18


def test_the_list_of_the_day_comes_in_the_morning_of_a_working_day() -> None:
    zone = "Asia/Kolkata"
    assert digest_day(_at("2026-01-22 07:59", zone), zone) is None
    assert digest_day(_at("2026-01-22 08:00", zone), zone) == date(2026, 1, 22)
    assert digest_day(_at("2026-01-22 11:59", zone), zone) == date(2026, 1, 22)
    assert digest_day(_at("2026-01-22 12:00", zone), zone) is None
    assert digest_day(_at("2026-01-24 09:00", zone), zone) is None
