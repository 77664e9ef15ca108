"""A calendar as the text that calendar programs read (iCalendar, RFC 5545); the same bytes for the same record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from hiringkit.services.calendars import Calendar, Event

if TYPE_CHECKING:
    import icalendar

MIMETYPE = "text/calendar"
PRODUCT = "-//hiringkit//calendar//EN"
A_YEAR = timedelta(days=365)
REFRESH = timedelta(hours=1)


def ics(calendar: Calendar, address: str) -> bytes:
    """The calendar file; `address` is where people reach the installation.

    An interview keeps its UID, and its SEQUENCE rises with each change: a program that reads the file again moves
    what was moved and takes out what was cancelled. Times are instants in UTC, shown in the reader's own zone.
    """
    import icalendar  # noqa: PLC0415 -- slow to import, and only a calendar needs it

    file = icalendar.Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("name", calendar.name)
    file.add("x-wr-calname", calendar.name)
    file.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in calendar.events:
        file.add_component(_component(event, address))
    content: bytes = file.to_ical()
    return content


@dataclass(frozen=True)
class Attendee:
    """Somebody whom an invitation names."""

    name: str
    email: str


def method(event: Event) -> str:
    """What an invitation asks of a calendar (RFC 5546)."""
    return "CANCEL" if event.cancelled else "REQUEST"


def invitation(event: Event, zone: str, sender: Attendee, reader: Attendee, address: str) -> bytes:
    """One event for one reader (iTIP, RFC 5546): asks for a place in their calendar, moves it, or takes it out.

    The UID is that of the calendar file. Times are in `zone`, in which the interview was planned, by its IANA name; the
    file says what it is. No answer is asked for.
    """
    import icalendar  # noqa: PLC0415 -- as below

    file = icalendar.Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("method", method(event))
    place, begins = ZoneInfo(zone), event.starts_at.date()
    file.add_component(icalendar.Timezone.from_tzid(zone, first_date=begins - A_YEAR, last_date=begins + A_YEAR))
    component = _component(event, address)
    for name, at in (("dtstart", event.starts_at), ("dtend", event.ends_at)):
        component.pop(name)
        component.add(name, at.astimezone(place))
    component.add("organizer", _address(sender))
    attendee = _address(reader)
    attendee.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"})
    component.add("attendee", attendee)
    file.add_component(component)
    content: bytes = file.to_ical()
    return content


def _address(one: Attendee) -> icalendar.vCalAddress:
    import icalendar  # noqa: PLC0415 -- as above

    address = icalendar.vCalAddress(f"mailto:{one.email}")
    address.params["CN"] = "".join(letter for letter in one.name if letter.isprintable() and letter != '"')
    return address


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
