"""When somebody is reminded of a scorecard, and when the day's list is sent: hours of their own zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SOON, NEXT = timedelta(hours=2), time(14)
FIRST_HOUR, LAST_HOUR, DIGEST_HOUR = time(8), time(18), time(8)
DIGEST_UNTIL = time(12)
SATURDAY = 5


def reminder_times(ends_at: datetime, zone: str) -> tuple[datetime, datetime]:
    """When an interviewer is reminded: two hours after the end, if that is in their working hours, or else when those
    begin again; and on the working day after that.

    Args:
        ends_at: the interview's end, an instant.
        zone: the interviewer's own zone; working hours are 08:00 to 18:00 there, from Monday to Friday.

    Returns:
        Two instants, the first at least two hours after the end.
    """
    place = ZoneInfo(zone)
    soon = (ends_at + SOON).astimezone(place)
    day, clock = soon.date(), soon.time()
    if _is_working(day) and clock < FIRST_HOUR:
        first = datetime.combine(day, FIRST_HOUR, place)
    elif _is_working(day) and clock < LAST_HOUR:
        first = soon
    else:
        first = datetime.combine(_working_day_after(day), FIRST_HOUR, place)
    return first, datetime.combine(_working_day_after(first.date()), NEXT, place)


def digest_day(now: datetime, zone: str) -> date | None:
    """The day whose list is to be sent now to somebody in this zone: on working days, in the morning; else None."""
    here = now.astimezone(ZoneInfo(zone))
    is_time = DIGEST_HOUR <= here.time() < DIGEST_UNTIL
    return here.date() if is_time and _is_working(here.date()) else None


def _is_working(day: date) -> bool:
    return day.weekday() < SATURDAY


def _working_day_after(day: date) -> date:
    day += timedelta(days=1)
    return day if _is_working(day) else _working_day_after(day)
