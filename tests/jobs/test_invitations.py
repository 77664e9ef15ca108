"""Invitations through a real mail server, read back by two calendar libraries: what a client puts in and takes out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest
import vobject

from hiringkit.db import jobs
from hiringkit.db.engine import Database
from hiringkit.db.tables.mails import MailKind
from hiringkit.jobs.calendars import ics
from hiringkit.jobs.mails import Post, deliver
from hiringkit.policy.people import Role
from hiringkit.policy.scorecards import Seat
from hiringkit.services import calendars, conflicts, interviews, mails, people, withdrawals
from tests import build, build_loops
from tests.catching import KEY, Catcher
from tests.conftest import NOW

HOME = "https://hiring.example.org"
SOON = datetime(2026, 2, 3, 20, 30, tzinfo=UTC)  # 14:30 in Chicago, 15:30 in New York


class Place:
    """A loop with an interview to come; Priya leads it from New York, and Tomasz shadows."""

    def __init__(self, db: Database, catcher: Catcher) -> None:
        self.db, self.catcher, self.now = db, catcher, NOW
        self.priya = build.person(db, "Priya R", zone="America/New_York")
        self.tomasz = build.person(db, "Tomasz Z")
        self.loop = build_loops.loop(db, panel={self.priya: Seat.LEAD, self.tomasz: Seat.SHADOW}, stages=("Talk",))
        self.candidacy = build_loops.candidacy(db, self.loop.loop_id, "Rosa Ibarra")
        self.seats = {self.priya.person_id: Seat.LEAD, self.tomasz.person_id: Seat.SHADOW}
        self.interview = 0

    def plan(self) -> None:
        how: dict[str, Any] = {"starts_at": SOON, "zone": "America/Chicago", "minutes": 60, "seats": self.seats}
        stage = self.loop.stages[0]
        self.interview = interviews.plan(self.db, self.loop.recruiter, self.candidacy, stage, now=self.now, **how)

    def move(self, revision: int = 1) -> None:
        how: dict[str, Any] = {"starts_at": SOON + timedelta(days=1), "zone": "America/Chicago", "minutes": 45}
        how |= {"reason": "Rosa is ill", "revision": revision, "now": self.now}
        interviews.move(self.db, self.loop.recruiter, self.interview, **how)

    def posted(self, *, to: str = "") -> dict[str, EmailMessage]:
        """What the worker sends now, by the reader's name."""
        self.now += timedelta(minutes=1)
        mails.write_due(self.db, self.now)
        with self.db.reading() as session:
            due = jobs.due(session, self.now)
        post = Post(self.catcher.address, "hiring@example.org", HOME, "Northmere Health", KEY)
        before = len(self.catcher.mails)
        for key, _kind, mail_id in due:
            deliver(self.db, post, mail_id, key, lambda: self.now)
        new = self.catcher.mails[before:]
        found = {str(mail["To"].addresses[0].display_name): mail for mail in new}
        assert len(found) == len(new), "one each"
        return {name: mail for name, mail in found.items() if to in name}


@pytest.fixture
def place(lite: Database) -> Iterator[Place]:
    with Catcher() as catcher:
        yield Place(lite, catcher)


def event(mail: EmailMessage) -> icalendar.Event:
    """The event of a mail; the same in the part that programs act on and in the file, as both libraries read it."""
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    (file,) = mail.iter_attachments()
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert file.get_content() == content
    assert (file.get_filename(), file.get_content_type()) == ("invitation.ics", "application/ics")
    calendar = icalendar.Calendar.from_ical(content)
    assert part.get_param("method") == calendar["method"]
    other = vobject.readOne(content.decode())
    (found,) = calendar.events
    assert (other.vevent.uid.value, other.vevent.dtstart.value) == (found["uid"], found.start)
    return found


def test_whoever_sits_is_invited_once_and_their_calendar_can_read_it(place: Place) -> None:
    place.plan()
    told = place.posted()
    assert sorted(told) == ["Priya R", "Tomasz Z"]
    assert place.posted() == {}, "once"
    mail = told["Priya R"]
    assert mail["Subject"] == "Interview: Talk, Tuesday 3 February, 15:30 EST"
    assert [one.get_content_type() for one in mail.iter_parts()] == ["multipart/alternative", "application/ics"]
    assert str(mail["Message-ID"]).startswith(f"<invite-{place.interview}-{place.priya.person_id}-0-")
    found = event(mail)
    assert found["uid"] == f"interview-{place.interview}@hiring.example.org"
    assert (found["sequence"], found["status"]) == (0, "CONFIRMED")
    assert (found.start, found.end) == (SOON, SOON + timedelta(hours=1))
    assert found["dtstart"].params["TZID"] == "America/Chicago", "planned there, and the file says what that is"
    assert str(found["organizer"]) == "mailto:hiring@example.org"
    assert found["attendee"].params["CN"] == "Priya R"
    assert str(found["attendee"]) == f"mailto:{mail['To'].addresses[0].addr_spec}"
    assert "Your seat: leads" in str(found["description"])
    text = mail.get_body(("plain",))
    assert text
    assert "Tuesday 3 February, 15:30 EST, until 16:30, 1 hour" in text.get_content()
    assert "As it was planned: Tuesday 3 February, 14:30 CST" in text.get_content()
    assert f"Who it is with, and the kit: {HOME}/interviews/{place.interview}" in text.get_content()


def test_the_feed_and_the_invitation_are_the_same_event(place: Place) -> None:
    place.plan()
    told = event(place.posted()["Priya R"])
    token = calendars.make_address(place.db, place.priya, NOW)
    (fed,) = icalendar.Calendar.from_ical(ics(calendars.of_token(place.db, token, NOW), HOME)).events
    assert [fed[name] for name in ("uid", "sequence")] == [told[name] for name in ("uid", "sequence")]
    assert (fed.start, fed.end) == (told.start, told.end)


def test_a_move_raises_the_sequence_and_a_cancelling_takes_it_out(place: Place) -> None:
    place.plan()
    place.posted()
    place.move()
    moved = place.posted()["Priya R"]
    assert str(moved["Subject"]).startswith("Interview changed: Talk, Wednesday 4 February")
    found = event(moved)
    assert (found["sequence"], found.start, found.end) == (
        1,
        SOON + timedelta(days=1),
        SOON + timedelta(days=1, minutes=45),
    )
    interviews.cancel(place.db, place.loop.recruiter, place.interview, reason="Rosa left", revision=2, now=place.now)
    gone = place.posted()["Priya R"]
    found = event(gone)
    assert (found["sequence"], found["status"], found.start) == (2, "CANCELLED", SOON + timedelta(days=1))
    assert "does not take place" in gone.as_string()
    assert place.posted() == {}
    sent = "".join(mail.as_string() for mail in place.catcher.mails)
    assert "Rosa" not in sent, "who is interviewed, and why it was moved, stands on the page alone"


def test_who_loses_a_seat_is_told_and_who_gets_one_is_invited(place: Place) -> None:
    place.plan()
    place.posted()
    seats = {place.priya.person_id: Seat.LEAD, place.loop.manager.person_id: Seat.SECOND}
    interviews.reseat(place.db, place.loop.recruiter, place.interview, seats=seats, revision=1, now=place.now)
    told = place.posted()
    assert sorted(told) == sorted(["Tomasz Z", place.loop.manager.name]), "nothing changed for Priya"
    assert "You have no seat in this interview any more." in told["Tomasz Z"].as_string()
    assert event(told["Tomasz Z"])["status"] == "CANCELLED"
    assert event(told[place.loop.manager.name])["sequence"] == 1
    interviews.reseat(place.db, place.loop.recruiter, place.interview, seats=place.seats, revision=2, now=place.now)
    assert event(place.posted(to="Tomasz")["Tomasz Z"])["sequence"] == 2


def test_a_candidate_who_withdraws_leaves_the_calendars_for_good(place: Place) -> None:
    place.plan()
    place.posted()
    token = calendars.make_address(place.db, place.priya, NOW)
    withdrawals.withdraw(place.db, place.loop.recruiter, place.candidacy, place.now, "Rosa took another offer")
    told = event(place.posted()["Priya R"])
    (fed,) = icalendar.Calendar.from_ical(ics(calendars.of_token(place.db, token, NOW), HOME)).events
    for found in (told, fed):
        assert (found["status"], found["sequence"]) == ("CANCELLED", 1)
    assert fed["uid"] == told["uid"]
    withdrawals.reinstate(place.db, place.loop.recruiter, place.candidacy, place.now)
    assert place.posted() == {}, "told once, and nothing comes back by itself"
    place.plan()
    again = event(place.posted()["Priya R"])
    assert (again["status"], again["uid"] == told["uid"]) == ("CONFIRMED", False)


def test_what_changes_before_a_mail_goes_is_told_once_as_it_is(place: Place) -> None:
    place.plan()
    mails.write_due(place.db, place.now)
    place.move()
    told = place.posted()["Priya R"]
    assert str(told["Subject"]).startswith("Interview: Talk, Wednesday 4 February")
    assert event(told)["sequence"] == 1
    assert place.posted() == {}


def test_whoever_wants_no_mail_is_not_invited_but_hears_of_a_change_to_what_they_were_told(place: Place) -> None:
    place.plan()
    mails.choose(place.db, place.tomasz, wanted=(), now=NOW)
    assert sorted(place.posted()) == ["Priya R"]
    mails.choose(place.db, place.priya, wanted=(), now=NOW)
    place.move()
    (changed,) = place.posted().values()
    assert (changed["To"].addresses[0].display_name, changed["List-Unsubscribe"]) == ("Priya R", None)
    assert "This one cannot be turned off" in changed.as_string()
    mails.choose(place.db, place.tomasz, wanted=set(MailKind), now=NOW)
    assert sorted(place.posted()) == ["Tomasz Z"]


def test_whoever_turns_mails_off_and_on_before_one_went_is_invited(place: Place) -> None:
    place.plan()
    mails.write_due(place.db, place.now)
    mails.choose(place.db, place.priya, wanted=(), now=NOW)
    assert sorted(place.posted()) == ["Tomasz Z"]
    mails.choose(place.db, place.priya, wanted=set(MailKind), now=NOW)
    assert sorted(place.posted()) == ["Priya R"]


def test_a_name_cannot_write_into_the_event(place: Place) -> None:
    hostile = 'Priya "R" \\;,:^n \N{LATIN SMALL LETTER E WITH ACUTE}'
    people.change_own(place.db, place.priya, name=hostile, zone="America/New_York", keys=True, now=NOW)
    place.plan()
    found = event(place.posted(to="Priya").popitem()[1])
    assert str(found["attendee"]).startswith("mailto:")
    assert str(found["attendee"].params["CN"]).startswith("Priya R")


def test_whoever_left_and_whoever_has_a_conflict_is_told_nothing(place: Place) -> None:
    place.plan()
    kin: dict[str, Any] = {
        "person_id": place.tomasz.person_id,
        "reason": "Kin",
        "now": NOW,
        "loop_id": place.loop.loop_id,
    }
    conflicts.declare(place.db, place.tomasz, **kin)
    people.disable(place.db, build.person(place.db, role=Role.ADMIN), place.priya.person_id, NOW)
    assert place.posted() == {}
    people.enable(place.db, build.person(place.db, role=Role.ADMIN), place.priya.person_id, NOW)
    assert sorted(place.posted()) == ["Priya R"]


def test_an_address_that_no_mail_can_carry_is_said_in_the_outbox(place: Place) -> None:
    who = build.person(place.db, "Jürgen")
    seats = {who.person_id: Seat.LEAD}
    place.seats = seats
    build_loops.member(place.db, place.loop.loop_id, who)
    place.plan()
    assert place.posted() == {}
    (line,) = mails.outbox(place.db, build.person(place.db, role=Role.ADMIN))
    assert line.fault == "The address cannot be written in a mail."


def test_a_look_writes_so_many_at_most_and_the_next_one_goes_on(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mails, "MOST_AT_ONCE", 1)
    place.plan()
    told = [mails.write_due(place.db, place.now + timedelta(minutes=minute)) for minute in range(4)]
    assert told == [1, 1, 0, 0]
