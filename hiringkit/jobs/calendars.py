"""A calendar as the text that calendar programs read (iCalendar, RFC 5545); the same bytes for the same record."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hiringkit.services.calendars import Calendar, Event

if TYPE_CHECKING:
    import icalendar

MIMETYPE = "text/calendar"
REFRESH = timedelta(hours=1)


def ics(calendar: Calendar, address: str) -> bytes:
    """The calendar file; `address` is where people reach the installation.

    An interview keeps its UID, and its SEQUENCE rises with each change: a program that reads the file again moves
    what was moved and takes out what was cancelled. Times are instants in UTC, shown in the reader's own zone.
    """
    import icalendar  # noqa: PLC0415 -- slow to import, and only a calendar needs it

    file = icalendar.Calendar()
    file.add("prodid", "-//hiringkit//calendar//EN")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("name", calendar.name)
    file.add("x-wr-calname", calendar.name)
    file.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in calendar.events:
        file.add_component(_component(event, address))
    content: bytes = file.to_ical()
    return content


def _component(event: Event, address: str) -> icalendar.Event:
    import icalendar  # noqa: PLC0415 -- as above

    component = icalendar.Event()
    host = urlsplit(address).hostname or "hiringkit"
    component.add("uid", f"interview-{event.interview_id}@{host}")
    component.add("sequence", event.sequence)
    component.add("dtstamp", event.changed_at)
    component.add("last-modified", event.changed_at)
    component.add("dtstart", event.starts_at)
    component.add("dtend", event.ends_at)
    component.add("summary", event.title)
    component.add("description", "\n".join(event.said))
    component.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    component.add("transp", "TRANSPARENT" if event.cancelled else "OPAQUE")
    component.add("class", "PRIVATE")
    component.add("url", f"{address}/interviews/{event.interview_id}")
    return component
