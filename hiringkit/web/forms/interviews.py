"""What a browser sends about interviews: a local time in a zone, and who sits in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, StringField, TextAreaField

from hiringkit.errors import InvalidError
from hiringkit.policy.scorecards import Seat
from hiringkit.services.interviews import SeatChoice
from hiringkit.services.slots import Local, local_instant
from hiringkit.web.forms.candidates import identifier
from hiringkit.web.forms.faults import said


class SlotForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """When an interview is. `anyway` is the doubt that was read and ticked, word for word."""

    date = StringField("Date")
    time = StringField("Time")
    zone = StringField("Time zone")
    minutes = StringField("Minutes")
    anyway = HiddenField("What speaks against it")

    def slot(self) -> tuple[Local, str, int]:
        """The instant, the zone and the length. Raises InvalidError with each fault beside its field."""
        problems: dict[str, str] = {}
        day, clock = date_in(said(self.date)), _time(said(self.time))
        minutes = identifier(said(self.minutes).strip())
        if day is None:
            problems["date"] = f"{_quoted(self.date)} is no date. Write it as 2026-01-31."
        if clock is None:
            problems["time"] = f"{_quoted(self.time)} is no time of day. Write it as 14:30."
        if minutes is None:
            problems["minutes"] = f"{_quoted(self.minutes)} is no number of minutes. Write a whole number, as 45."
        if day is None or clock is None or minutes is None:
            raise InvalidError(next(iter(problems.values())), problems=problems)
        return local_instant(day, clock, said(self.zone).strip()), said(self.zone).strip(), minutes


class ChangeForm(FlaskForm):  # type: ignore[misc]  # as above
    """Why an interview that was planned is changed, and at which revision it was looked at."""

    reason = TextAreaField("Why")
    revision = HiddenField()

    @property
    def seen_revision(self) -> int:
        """The revision that the form was filled from; 0, which none is, when somebody changed it."""
        return identifier(said(self.revision)) or 0


class MoveForm(SlotForm, ChangeForm):
    """Another time for an interview."""


class CancelForm(ChangeForm):
    """That an interview is not held."""


def seats(sent: MultiDict[str, str], people: Iterable[SeatChoice]) -> dict[int, Seat]:
    """Who sits where, as it was sent; whoever has left meanwhile among them, for the service to name.

    Raises InvalidError for an unknown seat.
    """
    found = {who: Seat(word) for name, word in sent.items() if word in set(Seat) and (who := _seated(name))}
    for person in people:
        word = sent.get(f"seat-{person.person_id}", "")
        if word and word not in set(Seat):
            sentence = f"There is no such seat for {person.name}."
            raise InvalidError(sentence, problems={"seats": sentence})
    return found


def _seated(name: str) -> int | None:
    """Whose seat a field is."""
    return identifier(name.removeprefix("seat-")) if name.startswith("seat-") else None


def as_sent(sent: MultiDict[str, str], people: Iterable[SeatChoice]) -> tuple[SeatChoice, ...]:
    """The people with the seats that were chosen, so that nothing chosen is lost with the page."""
    words = {person.person_id: sent.get(f"seat-{person.person_id}", "") for person in people}
    return tuple(
        replace(person, seat=Seat(words[person.person_id]) if words[person.person_id] in set(Seat) else None)
        for person in people
    )


def date_in(text: str) -> date | None:
    """The date that a text says, as 2026-01-31; None where it says none."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 -- a date has no zone
    except ValueError:
        return None


def _time(text: str) -> time | None:
    try:
        return datetime.strptime(text.strip()[:5], "%H:%M").time()  # noqa: DTZ007 -- the zone is a field of its own
    except ValueError:
        return None


def _quoted(field: StringField) -> str:
    text = said(field).strip()[:40]
    return f"“{text}”" if text else "An empty field"
