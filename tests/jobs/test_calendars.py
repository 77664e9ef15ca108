"""The calendar file, read back by another library than the one that wrote it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import vobject

from hiringkit.jobs.calendars import ics
from hiringkit.services.calendars import Calendar, Event

START = datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
EVENT = Event(
    interview_id=7,
    sequence=2,
    starts_at=START,
    ends_at=START + timedelta(minutes=45),
    cancelled=False,
    changed_at=START - timedelta(days=1),
    title="Live troubleshooting: Maren Ødegård",
    said=("IT service manager, NH-2026-114", "Video", "Your seat: leads"),
)
HOME = "https://hiring.example.org"


def test_a_client_reads_what_was_planned() -> None:
    file = ics(Calendar("Interviews", (EVENT,)), HOME).decode()
    read = vobject.readOne(file)
    event = read.vevent
    assert read.method.value == "PUBLISH"
    assert event.uid.value == "interview-7@hiring.example.org"
    assert event.sequence.value == "2"
    assert (event.dtstart.value, event.dtend.value) == (EVENT.starts_at, EVENT.ends_at)
    assert event.summary.value == EVENT.title
    assert event.description.value == "IT service manager, NH-2026-114\nVideo\nYour seat: leads"
    assert event.status.value == "CONFIRMED"
    assert event.url.value == f"{HOME}/interviews/7"


def test_the_same_record_gives_the_same_bytes() -> None:
    assert ics(Calendar("Interviews", (EVENT,)), HOME) == ics(Calendar("Interviews", (EVENT,)), HOME)


def test_a_name_cannot_add_a_line_of_its_own() -> None:
    hostile = "Rosa\r\nATTENDEE:mailto:x@example.org\r\nEND:VEVENT; , \\ \N{RIGHT-TO-LEFT OVERRIDE}"
    told = Event(**{**EVENT.__dict__, "title": hostile, "cancelled": True})
    file = ics(Calendar("Interviews", (told,)), HOME).decode()
    lines = file.replace("\r\n ", "").split("\r\n")
    assert [line for line in lines if line.startswith(("ATTENDEE", "END:VEVENT"))] == ["END:VEVENT"]
    event = vobject.readOne(file).vevent
    assert event.status.value == "CANCELLED"
    assert "ATTENDEE:mailto:x@example.org" in event.summary.value


def test_an_empty_calendar_is_a_calendar() -> None:
    assert vobject.readOne(ics(Calendar("None yet", ()), "http://127.0.0.1:8000").decode()).name == "VCALENDAR"
